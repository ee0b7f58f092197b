// Lets tests in the extension host see and use the window, as a person does: pictures, keys, waiting for what is shown.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

/** Milliseconds. */
const PATIENCE = 20_000;

/** The first frame that shows `selector`: the workbench or a webview in it. */
async function waitFor(page, { selector, text, gone, patience = PATIENCE }) {
  const deadline = Date.now() + patience;
  for (;;) {
    for (const frame of page.frames()) {
      const found = text === undefined ? frame.locator(selector) : frame.locator(selector).filter({ hasText: text });
      const visible = await found.first().isVisible().catch(() => false);
      if (visible && !gone) return found.first();
      if (gone && !visible && frame === page.mainFrame()) return undefined;
    }
    if (Date.now() > deadline) throw new Error(`${gone ? 'still shown' : 'not shown'} after ${patience / 1000} s: ${selector}${text === undefined ? '' : ` with “${text}”`}`);
    await page.waitForTimeout(30);
  }
}

const ACTIONS = {
  async shot(page, { name }, prefix) {
    const file = path.resolve('screenshots', `${prefix}${path.basename(name)}.png`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    await page.screenshot({ path: file });
    return file;
  },
  press: (page, { key }) => page.keyboard.press(key),
  type: (page, { text }) => page.keyboard.type(text),
  waitFor: async (page, options) => (await waitFor(page, options))?.innerText().catch(() => ''),
  click: async (page, options) => (await waitFor(page, options)).click(),
  hover: async (page, options) => (await waitFor(page, options)).hover(),
  focus: async (page, options) => (await waitFor(page, options)).focus(),
  choose: async (page, options) => (await waitFor(page, options)).selectOption(options.value).then(() => ''),
};

/**
 * An HTTP server for `test/vscode/screen.ts`: `POST /ACTION` with its options as JSON. The names of pictures begin with
 * `prefix`. Tests that can write no file say their counts here too (`POST /results`, handed to `onResults`).
 */
export async function screenServer(page, { prefix = '', onResults = () => {} } = {}) {
  const server = http.createServer(async (request, response) => {
    // The tests of the browser come from another origin.
    const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' }).end(JSON.stringify(body ?? null));
    try {
      let body = '';
      for await (const chunk of request) body += chunk;
      if (request.url === '/results') return answer(200, onResults(JSON.parse(body)));
      const action = ACTIONS[request.url.slice(1)];
      if (action === undefined) return answer(404, 'no such action');
      answer(200, await action(page, JSON.parse(body || '{}'), prefix));
    } catch (error) {
      answer(500, String(error.message ?? error));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
