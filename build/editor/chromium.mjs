// A Chromium to look at VS Code with: the machine's.
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const PLACES = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium', 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'];
/** Without sandbox, because CI runs as root; the pages are our own. */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

/** The path of a Chromium: `CHROMIUM`, else one on the path or in the usual places; undefined where there is none. */
export function findChromium() {
  const given = process.env.CHROMIUM;
  if (given) return fs.existsSync(given) ? given : undefined;
  const onPath = (process.env.PATH ?? '').split(path.delimiter).flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return [...onPath, ...PLACES].find((file) => fs.existsSync(file));
}

/** A page of a new, invisible Chromium; `close()` ends it. */
export async function openPage({ width = 1280, height = 800 } = {}) {
  const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
  const context = await browser.newContext({ viewport: { width, height }, permissions: ['clipboard-read', 'clipboard-write'] });
  return { page: await context.newPage(), close: () => browser.close() };
}
