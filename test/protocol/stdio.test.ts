import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { buildBundles } from '../support/bundle.ts';

/** Messages as bytes: split where no client splits them, joined, damaged. */

let server: string;
beforeAll(() => {
  server = path.join(buildBundles(), 'server.js');
});

const framed = (body: string, header = `Content-Length: ${Buffer.byteLength(body)}`): Buffer => Buffer.from(`${header}\r\n\r\n${body}`);
const message = (fields: object): Buffer => framed(JSON.stringify({ jsonrpc: '2.0', ...fields }));
const initialize = message({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
const opened = message({ method: 'textDocument/didOpen', params: { textDocument: { uri: 'file:///nowhere/größe-😀.container', languageId: 'quadlet', version: 1, text: '[Container]\nImage=docker.io/library/nginx:1.29\nGröße=😀\n' } } });
const hover = message({ id: 2, method: 'textDocument/hover', params: { textDocument: { uri: 'file:///nowhere/größe-😀.container' }, position: { line: 1, character: 2 } } });
const goodbye = [message({ id: 3, method: 'shutdown' }), message({ method: 'exit' })];

/** Writes the pieces one by one, and returns what the server answered by id, whether with a result, with its exit status. */
async function talk(pieces: readonly Buffer[]): Promise<unknown> {
  const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let received = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (received += part));
  for (const piece of pieces) {
    child.stdin.write(piece);
    // The next one arrives by itself.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const [status] = (await once(child, 'close')) as [number | null];
  const answers = received.split(/Content-Length: \d+\r\n\r\n/).filter((part) => part !== '').map((part) => JSON.parse(part) as { id?: number; result?: unknown; method?: string });
  return { status, answers: answers.flatMap(({ id, result, method }) => (method !== undefined ? [] : [`${id} ${result === null ? 'null' : typeof result}`])) };
}

const ANSWERED = { status: 0, answers: ['1 object', '2 object', '3 null'] };

test('all messages in one piece', async () => {
  expect(await talk([Buffer.concat([initialize, opened, hover, ...goodbye])])).toEqual(ANSWERED);
});

test('a message byte by byte, through letters of several bytes', async () => {
  expect(await talk([initialize, ...[...opened].map((byte) => Buffer.of(byte)), hover, ...goodbye])).toEqual(ANSWERED);
});

test('another header beside the length, and a length in small letters', async () => {
  const body = hover.toString('utf8').split('\r\n\r\n')[1]!;
  const other = framed(body, `content-length:${Buffer.byteLength(body)}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8`);
  expect(await talk([initialize, opened, other, ...goodbye])).toEqual(ANSWERED);
});

test('what is no message stops none of those behind it', async () => {
  const broken = [framed('{"jsonrpc":'), framed('[]'), framed('7'), framed('null'), framed(''), Buffer.from('Content-Type: nothing\r\n\r\n'), framed('', 'Content-Length: many')];
  expect(await talk([Buffer.concat([initialize, ...broken, opened]), Buffer.concat([hover, ...goodbye])])).toEqual(ANSWERED);
});
