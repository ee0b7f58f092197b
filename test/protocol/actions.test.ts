import { expect, test } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import { codesOf, connect, memoryHost, until } from './support.ts';

const URI = 'file:///ws/a.container';
const TEXT = '[Container]\nImage=docker.io/library/redis:7\nEnviroment=A=1\nMemory=1g\n';

/** The actions at the start of a line, each with its kind and what it writes or starts. */
async function actions(only: readonly string[] | undefined, line: number, initializationOptions?: unknown): Promise<string[]> {
  const session = await connect({ host: memoryHost(new Map([[URI, TEXT]])), folders: ['file:///ws'], settings: {}, ...(initializationOptions === undefined ? {} : { initializationOptions }) });
  await until('the problems', () => codesOf(session, URI));
  const found = (await session.client.sendRequest('textDocument/codeAction', {
    textDocument: { uri: URI }, range: { start: { line, character: 0 }, end: { line, character: 0 } }, context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
  })) as CodeAction[];
  session.dispose();
  return found.map(({ title, kind, command, edit }) => {
    const written = edit?.documentChanges?.flatMap((change) => ('edits' in change ? change.edits.map((one) => ('newText' in one ? one.newText : '')) : [])) ?? [];
    return `${kind}: ${title} → ${command === undefined ? JSON.stringify(written.join('')) : command.command}`;
  });
}

const FIX = 'quickfix: Change to Environment= → "Environment"';
const SET = 'refactor.rewrite: Set Memory to 7G, as planned for 8 GB → "7G"';
const TUNE = 'refactor.rewrite: Tune the stack for 8 GB… → quadletStack.tuneForRam';

test.each<[only: string[] | undefined, line: number, found: string[]]>([
  [undefined, 2, [FIX]],
  [[''], 2, [FIX]],
  [['quickfix'], 2, [FIX]],
  [['source'], 2, []],
  [['refactor'], 2, []],
  [undefined, 3, [SET]],
  [['refactor'], 3, [SET]],
  [['refactor.rewrite.set'], 3, [SET]],
  [['refactor.extract', 'quickfix'], 3, []],
])('asked for %j on line %i, only those are found', async (only, line, found) => expect(await actions(only, line)).toEqual(found));

test('a client with commands of ours is offered those too', async () => {
  expect(await actions(['refactor'], 3, { filesThroughClient: false })).toEqual([SET, TUNE]);
});
