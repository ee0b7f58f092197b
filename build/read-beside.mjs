// Goes into the bundles for Node, which are CommonJS: `__dirname` is the bundle's folder.
import fs from 'node:fs';
import path from 'node:path';

/** What a JSON file in the folder of the bundle holds. */
export default function read(name) {
  const file = path.join(__dirname, name);
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} belongs to Quadlet Stack and cannot be read; install it again (${error.message})`);
  }
}
