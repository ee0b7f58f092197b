import { afterEach, expect, test } from 'vitest';
import type { CompletionItem, CompletionList } from 'vscode-languageserver/node';
import { CAPABILITIES, connect, type Session } from './support.ts';

const URI = 'file:///ws/a.container';
const TEXT = '[Container]\nIma=docker.io/a/b\n';
const DEFAULTS = ['commitCharacters', 'editRange', 'insertTextFormat', 'insertTextMode', 'data'];

const sessions: Session[] = [];
afterEach(() => sessions.splice(0).forEach((session) => session.dispose()));

async function completed(completion: object, text = TEXT, line = 1): Promise<{ session: Session; list: CompletionList }> {
  const session = await connect({ folders: ['file:///ws'], capabilities: { ...CAPABILITIES, textDocument: { completion } } });
  sessions.push(session);
  session.open(URI, text);
  return { session, list: await session.client.sendRequest('textDocument/completion', { textDocument: { uri: URI }, position: { line, character: 0 } }) };
}

/** What an editor makes of an item, with what holds for the whole list. */
const whole = ({ itemDefaults, items }: CompletionList) => items.map(({ textEdit, textEditText, data, label, ...rest }) => ({
  ...rest, label, edit: textEdit ?? { range: itemDefaults!.editRange, newText: textEditText ?? label }, list: ((data ?? itemDefaults?.data) as { list: number }).list,
}));

test('a client that takes a range for the whole list is told it once, and means the same', async () => {
  const short = (await completed({ completionItem: { snippetSupport: true }, completionList: { itemDefaults: DEFAULTS } })).list;
  const long = (await completed({ completionItem: { snippetSupport: true } })).list;
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } };
  expect(short.itemDefaults).toEqual({ editRange: range, data: { list: 1 } });
  // `=` stands there: the name alone is offered.
  expect(short.items.find(({ label }) => label === 'Image')).toEqual({ label: 'Image', kind: 10, detail: 'image', sortText: '04' });
  expect(long.items.find(({ label }) => label === 'Image')).toEqual({ label: 'Image', kind: 10, textEdit: { range, newText: 'Image' }, detail: 'image', sortText: '04', data: { list: 1 } });
  expect(whole(short)).toEqual(whole(long));
  expect(JSON.stringify(short).length).toBeLessThan(JSON.stringify(long).length * 0.4);
});

const SUGGEST = { title: 'Suggest', command: 'editor.action.triggerSuggest' };

test('what is inserted as it is called is not said twice, and a snippet says that it is one', async () => {
  const { list } = await completed({ completionItem: { snippetSupport: true }, completionList: { itemDefaults: DEFAULTS } }, '[Container]\n\n');
  const { items } = list;
  expect(items.find(({ label }) => label === 'Image=')).toEqual({ label: 'Image=', kind: 10, detail: 'image', sortText: '04', filterText: 'Image', command: SUGGEST });
  expect(items.find(({ label }) => label === 'RemapUid=')).toEqual({ label: 'RemapUid=', kind: 10, detail: 'id map · repeatable', sortText: expect.stringMatching(/^[0-9a-z]{2}$/) as string, filterText: 'RemapUid', tags: [1] });
  expect(items.find(({ label }) => label === '[Install]')).toEqual({ label: '[Install]', kind: 9, textEditText: '[Install]\nWantedBy=${1:default.target}', insertTextFormat: 2, sortText: 'zz3' });
});

test('items that are made once are the same for every list, and other clients have others', async () => {
  const defaults = { completionList: { itemDefaults: DEFAULTS } };
  const { session, list } = await completed({ completionItem: { snippetSupport: true }, ...defaults }, '[Container]\n\n');
  const again: CompletionList = await session.client.sendRequest('textDocument/completion', { textDocument: { uri: URI }, position: { line: 2, character: 0 } });
  expect(again.items).toEqual(list.items);
  expect(again.itemDefaults).toEqual({ editRange: { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } }, data: { list: 2 } });
  const plain = (await completed(defaults, '[Container]\n\n')).list;
  expect(plain.items.find(({ label }) => label === '[Install]')).toEqual({ label: '[Install]', kind: 9, textEditText: '[Install]\nWantedBy=default.target', sortText: 'zz3' });
  expect(plain.items.filter(({ kind }) => kind === 10)).toEqual(list.items.filter(({ kind }) => kind === 10));
});

test.each([[{ completionItem: { snippetSupport: true }, completionList: { itemDefaults: DEFAULTS } }], [{}]])('the documentation of an item is found by what it brings back: %j', async (completion) => {
  const { session, list } = await completed(completion);
  const item = list.items.find(({ label }) => label === 'Memory')!;
  const asked = { ...item, data: item.data ?? list.itemDefaults?.data as unknown };
  const resolved: CompletionItem = await session.client.sendRequest('completionItem/resolve', asked);
  expect(resolved).toEqual({ ...asked, documentation: { kind: 'markdown', value: expect.stringContaining('memory') as string } });
  // A list that is no more has nothing to say.
  const old = { ...asked, data: { list: 0 } };
  expect(await session.client.sendRequest('completionItem/resolve', old)).toEqual(old);
});
