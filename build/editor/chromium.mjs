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

/** A browser's picture page is of another origin than the editor; its worker counts as a third party's cookie. */
const PREFERENCES = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };

/** A page of a new, invisible Chromium; `close()` ends it. `profile` is an empty folder for it to keep things in, where it is to keep any. */
export async function openPage({ width = 1280, height = 800, scale = 1, profile } = {}) {
  const options = { viewport: { width, height }, deviceScaleFactor: scale, permissions: ['clipboard-read', 'clipboard-write'] };
  const launch = { executablePath: findChromium(), args: FLAGS };
  if (profile !== undefined) {
    fs.mkdirSync(path.join(profile, 'Default'), { recursive: true });
    fs.writeFileSync(path.join(profile, 'Default/Preferences'), JSON.stringify(PREFERENCES));
    const context = await chromium.launchPersistentContext(profile, { ...launch, ...options });
    return { page: context.pages()[0] ?? (await context.newPage()), close: () => context.close() };
  }
  const browser = await chromium.launch(launch);
  const context = await browser.newContext(options);
  return { page: await context.newPage(), close: () => browser.close() };
}
