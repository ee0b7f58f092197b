// Reads a VSIX, which is a ZIP file.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** The files of a VSIX: name → content. Takes what vsce writes: no encryption, no parts, sizes below 4 GB. */
export function filesOf(vsix) {
  const bytes = fs.readFileSync(vsix);
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new Error(`${vsix} is no ZIP file`);
  const files = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (bytes.readUInt32LE(at) !== ENTRY) throw new Error(`${vsix} is broken at byte ${at}`);
    const [method, size, nameLength, extraLength, commentLength, local] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)];
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(data, data + size);
    if (!name.endsWith('/')) files.set(name, method === 0 ? content : zlib.inflateRawSync(content));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}

/** Writes the extension in a VSIX to a folder, which is emptied first. */
export function unpack(vsix, folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  for (const [name, content] of filesOf(vsix)) {
    const target = path.join(folder, path.relative('extension', name));
    if (!target.startsWith(folder + path.sep)) continue;
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, content);
  }
  return folder;
}
