import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { startProcess } from '../protocol/process.ts';
import { codesOf, initialize, until } from '../protocol/support.ts';
import { buildBundles } from '../support/bundle.ts';
import { count, LONG } from '../support/fuzz.ts';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-many-')));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** In a plain run fewer, because writing so many takes longer than reading them. */
const FILES = LONG ? 100_000 : 4_000;

test(`a folder of ${FILES} files, a tenth of them units, is read while requests are answered`, async () => {
  for (let i = 0; i < FILES; i++) fs.writeFileSync(path.join(folder, i % 10 === 0 ? `u${i}.container` : `f${i}.txt`), i % 10 === 0 ? `[Container]\nImage=docker.io/a:1\nPublishPort=${i % 60_000}:80\nWrong=1\n` : '');
  const session = startProcess(path.join(buildBundles(), 'server.js'));
  await initialize(session.client, { folders: [uriOfPath(folder)] });
  const uri = uriOfPath(path.join(folder, 'u0.container'));
  session.open(uri, '[Container]\nImage=docker.io/a:1\nWrong=1\n');
  // While it reads: an answer does not wait for the end.
  expect(await session.client.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 1, character: 2 } })).not.toBeNull();
  await until('all units to be checked', () => session.diagnostics.size === FILES / 10, 300_000);
  expect(codesOf(session, uri)).toContain('quadlet-unknown-key 2');
  count('files of one folder', FILES);
  expect(await session.quit()).toBe(0);
}, 600_000);
