import path from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { buildBundles } from '../support/bundle.ts';
import { startProcess, type Process } from './process.ts';
import { codesOf, initialize, until } from './support.ts';

/** Clients that say things in another order than the protocol has them. */

const UNIT = 'file:///nowhere/a.container';
const TEXT = '[Container]\nImage=docker.io/library/nginx:1.29\nWrong=1\n';
const HOVER = { textDocument: { uri: UNIT }, position: { line: 1, character: 2 } };

let server: string;
beforeAll(() => {
  server = path.join(buildBundles(), 'server.js');
});
let session: Process;
afterEach(async () => {
  expect(await session.quit()).toBe(0);
});

/** It serves as if nothing had happened. */
async function serves(version: number): Promise<void> {
  session.open(UNIT, TEXT, version);
  await until('the problem', () => codesOf(session, UNIT)?.includes('quadlet-unknown-key 2'));
  expect(await session.client.sendRequest('textDocument/hover', HOVER)).not.toBeNull();
}

test('questions and documents before it is initialized', async () => {
  session = startProcess(server);
  const early = await Promise.all(['textDocument/hover', 'textDocument/completion', 'quadletStack/budget', 'textDocument/codeAction'].map((method) => session.client.sendRequest(method, { ...HOVER, range: { start: HOVER.position, end: HOVER.position }, context: { diagnostics: [] } }).then(() => 'answered', (error: { code: number }) => error.code)));
  expect(early).toEqual(['answered', 'answered', 'answered', 'answered']);
  session.open(UNIT, '[Container]\n');
  session.change(UNIT, 2, TEXT);
  await session.client.sendNotification('initialized', {});
  await initialize(session.client, { folders: [] });
  await until('the problem', () => codesOf(session, UNIT)?.includes('quadlet-unknown-key 2'));
  expect(await session.client.sendRequest('textDocument/hover', HOVER)).not.toBeNull();
});

test('initialized twice, with parameters of wrong types', async () => {
  session = startProcess(server);
  await initialize(session.client, { folders: [], initializationOptions: 'nonsense' });
  await initialize(session.client, { folders: [], initializationOptions: { trusted: 'maybe', filesThroughClient: 7, settings: [] } });
  await serves(1);
});

test('a document that is opened twice, and closed twice', async () => {
  session = startProcess(server);
  await initialize(session.client, { folders: [] });
  session.open(UNIT, '[Container]\n', 1);
  await serves(2);
  session.close(UNIT);
  session.close(UNIT);
  session.change(UNIT, 3, TEXT);
  await serves(4);
});

test('versions that go back, stay and skip', async () => {
  session = startProcess(server);
  await initialize(session.client, { folders: [] });
  await serves(10);
  for (const [version, extra] of [[9, '\n'], [9, '\n\n'], [1000, '\n\n\n'], [-1, '']] as const) session.change(UNIT, version, `${extra}${TEXT}`);
  await until('what was said last', () => session.diagnostics.get(UNIT)?.version === -1 && codesOf(session, UNIT)?.includes('quadlet-unknown-key 2'));
});

test('questions after it was shut down', async () => {
  session = startProcess(server);
  await initialize(session.client, { folders: [] });
  await serves(1);
  await session.client.sendRequest('shutdown');
  await session.client.sendRequest('textDocument/hover', HOVER).catch(() => undefined);
});
