// `npm run package`: the extension as a file to install, `quadlet-stack-VERSION.vsix`.
//   --out FILE             another file
//   --baseContentUrl URL   where the project's pages are, for the README's links; without it they are left out
//   --baseImagesUrl URL    where its pictures are (default: as above)
import { createVSIX, listFiles } from '@vscode/vsce';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const manifest = () => JSON.parse(fs.readFileSync('package.json', 'utf8'));

/** What only those need who have the source. */
const OF_THE_SOURCE = ['private', 'bin', 'scripts', 'devDependencies'];

/** The README as the page of the extension: without what is for the source, and without links that lead nowhere where its pages have no address. */
export function page(readme, { hasAddress }) {
  const own = readme.replace(/<!-- source -->[\s\S]*?<!-- \/source -->\n*/g, '');
  if (hasAddress) return own;
  return own.replace(/^!\[[^\]]*\]\((?!https?:)[^)]*\)\n+/gm, '').replace(/\[([^\]]+)\]\((?!https?:|#)[^)]*\)/g, '$1');
}

/**
 * Packs the bundles in `dist/` with what else `.vscodeignore` lets in; `{file, size}`, the size in bytes. Says nothing:
 * vsce's own words are printed only where it fails.
 */
export async function packageExtension({ out = `quadlet-stack-${manifest().version}.vsix`, baseContentUrl, baseImagesUrl } = {}) {
  const hasAddress = baseContentUrl !== undefined || baseImagesUrl !== undefined;
  fs.mkdirSync(path.dirname(path.resolve(out)), { recursive: true });
  const staging = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-package-'));
  const said = [];
  const print = console.log;
  console.log = (...words) => said.push(words.join(' '));
  try {
    fs.copyFileSync('.vscodeignore', path.join(staging, '.vscodeignore'));
    for (const file of await listFiles({ cwd: '.', packageManager: 0 /* none: everything is bundled */ })) {
      fs.mkdirSync(path.dirname(path.join(staging, file)), { recursive: true });
      fs.copyFileSync(file, path.join(staging, file));
    }
    fs.writeFileSync(path.join(staging, 'package.json'), JSON.stringify(Object.fromEntries(Object.entries(manifest()).filter(([key]) => !OF_THE_SOURCE.includes(key)))));
    fs.writeFileSync(path.join(staging, 'README.md'), page(fs.readFileSync('README.md', 'utf8'), { hasAddress }));
    await createVSIX({ cwd: staging, packagePath: path.resolve(out), dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: hasAddress, baseContentUrl, baseImagesUrl });
  } catch (error) {
    for (const words of said) print(words);
    throw error;
  } finally {
    console.log = print;
    fs.rmSync(staging, { recursive: true, force: true });
  }
  return { file: path.resolve(out), size: fs.statSync(out).size };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { out: { type: 'string' }, baseContentUrl: { type: 'string' }, baseImagesUrl: { type: 'string' } } });
  execFileSync(process.execPath, ['build/build.mjs'], { stdio: 'inherit' });
  const { file, size } = await packageExtension(values);
  console.log(`${path.relative('.', file)}: ${Math.round(size / 1024)} KB`);
}
