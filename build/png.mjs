// Makes screenshots small: the same picture with 256 colours. A window has few colours; what is lost is at the edges of letters.
import zlib from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;

/** The chunks of a PNG file: type and data. */
function* chunksOf(png) {
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield { type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

const paeth = (left, up, corner) => {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
};

/** The pixels of a PNG with 8 bits a channel and no interlacing, as 0xRRGGBB; it is taken as opaque. */
export function decode(png) {
  const chunks = [...chunksOf(png)];
  const header = chunks.find(({ type }) => type === 'IHDR').data;
  const [width, height, depth, colour, interlace] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9], header[12]];
  const channels = { 2: 3, 6: 4 }[colour];
  if (depth !== 8 || channels === undefined || interlace !== 0) throw new Error('a picture of another kind than Chromium takes');
  const raw = zlib.inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)));
  const stride = width * channels;
  const lines = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= channels ? lines[at - channels] : 0;
      const up = y > 0 ? lines[at - stride] : 0;
      const corner = x >= channels && y > 0 ? lines[at - stride - channels] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      lines[at] = raw[y * (stride + 1) + 1 + x] + guess;
    }
  }
  const pixels = new Uint32Array(width * height);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (lines[i * channels] << 16) | (lines[i * channels + 1] << 8) | lines[i * channels + 2];
  return { width, height, pixels };
}

const part = (colour, shift) => (colour >> shift) & 0xff;
const SHIFTS = [16, 8, 0];

/** Few colours that stand for many (median cut); `counts` tells how often each occurs. */
function paletteOf(counts) {
  const spreadOf = (box) => SHIFTS.map((shift) => {
    const values = box.map((colour) => part(colour, shift));
    return { shift, spread: Math.max(...values) - Math.min(...values) };
  }).sort((a, b) => b.spread - a.spread)[0];
  const boxes = [{ colours: [...counts.keys()] }].map(({ colours }) => ({ colours, ...spreadOf(colours) }));
  while (boxes.length < MOST_COLOURS) {
    boxes.sort((a, b) => b.spread * Math.sqrt(b.colours.length) - a.spread * Math.sqrt(a.colours.length));
    const { colours, shift, spread } = boxes[0];
    if (spread === 0) break;
    boxes.shift();
    colours.sort((a, b) => part(a, shift) - part(b, shift));
    const middle = colours.length >> 1;
    for (const half of [colours.slice(0, middle), colours.slice(middle)]) boxes.push({ colours: half, ...spreadOf(half) });
  }
  // The colour that occurs most stays as it is: large areas keep their shade.
  return boxes.map(({ colours }) => colours.reduce((most, colour) => (counts.get(colour) > counts.get(most) ? colour : most)));
}

const chunk = (type, data) => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const made = Buffer.alloc(8 + data.length + 4);
  made.writeUInt32BE(data.length, 0);
  named.copy(made, 4);
  made.writeUInt32BE(zlib.crc32 ? zlib.crc32(named) : crc32(named), 8 + data.length);
  return made;
};

/** CRC-32 as PNG wants it, for a Node without `zlib.crc32` (before 20.15). */
function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

/** The picture with at most 256 colours, as a PNG file. */
export function encode({ width, height, pixels }) {
  const counts = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = counts.size <= MOST_COLOURS ? [...counts.keys()] : paletteOf(counts);
  const distance = (a, b) => SHIFTS.reduce((sum, shift) => sum + (part(a, shift) - part(b, shift)) ** 2, 0);
  const indexOf = new Map([...counts.keys()].map((colour) => [colour, palette.reduce((best, _, i) => (distance(palette[i], colour) < distance(palette[best], colour) ? i : best), 0)]));
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) lines[y * (width + 1) + 1 + x] = indexOf.get(pixels[y * width + x]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => SHIFTS.map((shift) => part(colour, shift))));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('PLTE', colours), chunk('IDAT', zlib.deflateSync(lines, { level: 9, memLevel: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

/** A part of a picture. */
export function crop({ width, pixels }, { left, top, width: w, height: h }) {
  const cut = new Uint32Array(w * h);
  for (let y = 0; y < h; y++) cut.set(pixels.subarray((top + y) * width + left, (top + y) * width + left + w), y * w);
  return { width: w, height: h, pixels: cut };
}
