import { afterEach, expect, test, vi } from 'vitest';
import type { BaseLanguageClient } from 'vscode-languageclient';

/** The client's part in trust: what it tells the server, and what it reads for one that has no files of its own. */

const DIRECTORY = 2;
const LINK = 64;

/** A disk: path → its kind, and the text of what can be read. */
const DISK: Readonly<Record<string, { readonly type: number; readonly text?: string; readonly entries?: readonly [string, number][] }>> = {
  '/w': { type: DIRECTORY, entries: [['a.container', 1], ['out.conf', 1 | LINK], ['away', DIRECTORY | LINK], ['sub', DIRECTORY], ['.git', DIRECTORY]] },
  '/w/a.container': { type: 1, text: 'own' },
  '/w/out.conf': { type: 1 | LINK, text: 'from elsewhere' },
  '/w/away': { type: DIRECTORY | LINK, entries: [['b.container', 1]] },
  '/w/away/b.container': { type: 1, text: 'from elsewhere' },
  '/w/sub': { type: DIRECTORY, entries: [['c.container', 1]] },
  '/w/sub/c.container': { type: 1, text: 'below' },
  '/w/.git': { type: DIRECTORY, entries: [['d.container', 1]] },
  '/etc/e.container': { type: 1, text: 'outside' },
};

const state = vi.hoisted(() => ({ isTrusted: true, folders: ['file:///w'] }));
vi.mock('vscode', () => {
  class Uri {
    constructor(readonly scheme: string, readonly path: string) {}
    static parse = (text: string): Uri => new Uri(text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 3));
    static joinPath = (uri: Uri, part: string): Uri => new Uri(uri.scheme, part === '..' ? uri.path.slice(0, uri.path.lastIndexOf('/')) : `${uri.path}/${part}`);
    toString = (): string => `${this.scheme}://${this.path}`;
  }
  const at = (uri: Uri) => DISK[uri.path] ?? (() => { throw new Error('gone'); })();
  const folders = (): { uri: Uri }[] => state.folders.map((folder) => ({ uri: Uri.parse(folder) }));
  return {
    Uri, FileType: { Directory: DIRECTORY, SymbolicLink: LINK }, l10n: { t: (text: string) => text },
    workspace: {
      get isTrusted() { return state.isTrusted; },
      get workspaceFolders() { return folders(); },
      getWorkspaceFolder: (uri: Uri) => folders().find(({ uri: root }) => root.scheme === uri.scheme && `${uri.path}/`.startsWith(`${root.path}/`)),
      fs: { stat: async (uri: Uri) => at(uri), readFile: async (uri: Uri) => new TextEncoder().encode(at(uri).text!), readDirectory: async (uri: Uri) => at(uri).entries! },
    },
  };
});
const { clientOptions } = await import('../../client/src/client.ts');
const { serveFiles } = await import('../../client/src/files.ts');

afterEach(() => Object.assign(state, { isTrusted: true, folders: ['file:///w'] }));

/** The handlers by the last part of their names. */
function handlers(): Record<string, (params: object) => Promise<unknown>> {
  const found: Record<string, (params: object) => Promise<unknown>> = {};
  serveFiles({ onRequest: (name: string, handler: (params: object) => Promise<unknown>) => (found[name.slice(name.indexOf('/') + 1)] = handler) } as unknown as BaseLanguageClient);
  return found;
}

test.each([
  [true, ['file:///w'], { trusted: true, filesThroughClient: false }],
  [false, ['file:///w'], { trusted: false, filesThroughClient: false }],
  [true, ['vscode-vfs:///w'], { trusted: true, filesThroughClient: true }],
  [false, ['file:///w', 'vscode-vfs:///w'], { trusted: false, filesThroughClient: true }],
])('trusted: %s, folders %j', (isTrusted, folders, expected) => {
  Object.assign(state, { folders });
  const { initializationOptions } = clientOptions({} as never, { filesThroughClient: false, createClient: () => Promise.reject(new Error()) });
  // Asked each time that the server starts: trust may have been given meanwhile.
  Object.assign(state, { isTrusted });
  expect((initializationOptions as () => object)()).toEqual(expected);
});

test('the workspace is read, no folder that a link leads to, and nothing outside', async () => {
  const { listFiles, readFile } = handlers();
  expect(await listFiles!({ folder: 'file:///w', deep: true })).toEqual(['file:///w/a.container', 'file:///w/out.conf', 'file:///w/sub/c.container']);
  expect(await listFiles!({ folder: 'file:///w', deep: false })).toEqual(['file:///w/a.container', 'file:///w/out.conf']);
  for (const folder of ['file:///w/away', 'file:///w/gone', 'file:///etc', 'vscode-vfs:///w']) expect([folder, await listFiles!({ folder, deep: true })]).toEqual([folder, []]);
  expect(await readFile!({ uri: 'file:///w/a.container' })).toEqual({ text: 'own' });
  expect(await readFile!({ uri: 'file:///w/out.conf' })).toEqual({ text: 'from elsewhere' });
  for (const uri of ['file:///etc/e.container', 'file:///w/gone', 'vscode-vfs:///w/a.container']) expect([uri, await readFile!({ uri })]).toEqual([uri, {}]);
});

test('without trust nothing is read through a link', async () => {
  Object.assign(state, { isTrusted: false });
  const { readFile } = handlers();
  expect(await Promise.all(['a.container', 'sub/c.container', 'out.conf', 'away/b.container'].map((name) => readFile!({ uri: `file:///w/${name}` })))).toEqual([{ text: 'own' }, { text: 'below' }, {}, {}]);
});
