import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { connect, memoryHost, until } from '../protocol/support.ts';
import { buildBundles } from '../support/bundle.ts';
import { COUNT, PLANTED, STACK } from './planted.ts';

/**
 * No secret in any output. Exempt, because they are a file's own text and go nowhere but into it or to who asked to see
 * it: the edits of a file that holds the secret already, the preview of the generated service and the podman command.
 */

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-secrets-')));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const secretsIn = (text: string): string[] => [...new Set(text.match(PLANTED) ?? [])];

test('every secret is planted once', () => {
  const found = Object.values(STACK).join('').match(PLANTED)!;
  expect([found.length, new Set(found).size]).toEqual([COUNT, COUNT]);
});

/** Takes out the edits of files that hold the secrets which they write. */
function withoutOwnEdits(answer: unknown, uri: string): unknown {
  if (Array.isArray(answer)) return answer.map((part) => withoutOwnEdits(part, uri));
  if (answer === null || typeof answer !== 'object') return answer;
  const own = 'textDocument' in answer ? (answer as { textDocument: { uri: string } }).textDocument.uri : 'uri' in answer && typeof answer.uri === 'string' ? answer.uri : uri;
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => {
    if (key !== 'newText' || typeof value !== 'string') return [key, withoutOwnEdits(value, own)];
    const text = STACK[decodeURIComponent(own.slice('file:///ws/'.length))] ?? '';
    return [key, secretsIn(value).every((secret) => text.includes(secret)) ? '' : value];
  }));
}

test('nothing that the server says has a secret in it', async () => {
  const files = new Map(Object.entries(STACK).map(([name, text]) => [uriOfPath(`/ws/${name}`), text]));
  const session = await connect({ host: memoryHost(files), folders: ['file:///ws'], settings: { host: { memory: '4G' } } });
  await until('the files to be checked', () => session.diagnostics.has('file:///ws/.env') && session.diagnostics.has('file:///ws/db.container'));
  const leaks = new Set<string>();
  const look = (what: string, answer: unknown, uri = ''): void => {
    for (const secret of secretsIn(JSON.stringify(withoutOwnEdits(answer, uri)) ?? '')) leaks.add(`${secret} in ${what}`);
  };
  const ask = async (method: string, params: object, uri = ''): Promise<unknown> => {
    const answer = await session.client.sendRequest(method, params).catch((error: unknown) => String(error));
    look(`${method} ${uri}`, answer, uri);
    return answer;
  };
  for (const [uri, text] of files) {
    session.open(uri, text);
    const textDocument = { uri };
    const lines = text.split('\n');
    const range = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
    for (const method of ['documentSymbol', 'foldingRange', 'documentLink', 'codeLens', 'semanticTokens/full', 'formatting']) await ask(`textDocument/${method}`, { textDocument, options: { tabSize: 2, insertSpaces: true } }, uri);
    await ask('textDocument/inlayHint', { textDocument, range }, uri);
    await ask('textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } }, uri);
    await ask('quadletStack/languageOf', { uri }, uri);
    for (const [line, content] of lines.entries()) {
      const places = new Set([0, content.length, ...[...content.matchAll(/[\w.]+/g)].map(({ index, 0: word }) => index + (word.length >> 1))]);
      for (const character of places) {
        const position = { line, character };
        for (const method of ['hover', 'definition', 'documentHighlight', 'prepareRename', 'selectionRange']) await ask(`textDocument/${method}`, { textDocument, position, positions: [position] }, uri);
        await ask('textDocument/references', { textDocument, position, context: { includeDeclaration: true } }, uri);
        await ask('textDocument/rename', { textDocument, position, newName: 'new.container' }, uri);
        if (character !== 0 && character !== content.length) continue;
        const list = (await ask('textDocument/completion', { textDocument, position }, uri)) as { items: object[] } | null;
        for (const item of list?.items.slice(0, 3) ?? []) await ask('completionItem/resolve', item, uri);
      }
    }
  }
  await ask('workspace/symbol', { query: '' });
  for (const method of ['budget', 'stack', 'stackChoices', 'host']) await ask(`quadletStack/${method}`, {});
  for (const formula of ['safe', 'pgtune', 'guide']) await ask('quadletStack/tunePlan', { ram: '8G', formula });
  await ask('quadletStack/newStack', { folder: 'file:///ws', name: 'shop', services: ['postgres', 'redis'], ram: '8G' });
  await ask('quadletStack/renameService', { uri: 'file:///ws/db.container', newName: 'other' });
  look('the diagnostics', [...session.diagnostics.values()]);
  look('the log', [session.logged, session.shown]);
  expect([...leaks].sort()).toEqual([]);
  session.dispose();
}, 300_000);

test('nothing that the command line prints has a secret in it', () => {
  const bundles = buildBundles();
  for (const [name, text] of Object.entries(STACK)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  const leaks: string[] = [];
  // Programs that repeat all that they are given, as those that are meant repeat a line that they refuse.
  const programs = path.join(folder, '..', `${path.basename(folder)}-programs`);
  fs.mkdirSync(programs);
  for (const [name, version] of Object.entries({ 'redis-server': 'Redis server v=7.0.15', pgbouncer: 'PgBouncer 1.24.0', postgres: 'postgres (PostgreSQL) 18.1', podman: 'podman version 5.4.2', 'systemd-analyze': 'systemd 257', nginx: 'nginx version: nginx/1.29.0' })) {
    const all = `{ cat; find . -type f -exec cat {} +; for arg in "$@"; do case "$arg" in */*) cat "$arg" 2>/dev/null;; esac; done; }`;
    fs.writeFileSync(path.join(programs, name), `#!/bin/sh\ncase "$*" in *--version*|-v|-V) echo '${version}'; echo '${version}' >&2; exit;; esac\n${all} | grep PLANTED | while read -r line; do n=$((n + 1)); printf 'Reading the configuration file, at line %s\\n>>> x\\nwrong: %s\\nERROR wrong: %s in configuration (x:%s)\\nFATAL: syntax error in file "x" line %s, near "%s"\\n' "$n" "$line" "$line" "$n" "$n" "$line" >&2; done\nexit 1\n`, { mode: 0o755 });
  }
  /** What is asked, and how it ends: 2 would mean that nothing was done. */
  const runs: readonly (readonly [words: readonly string[], status: number])[] = [
    ...['text', 'json', 'sarif', 'github'].map((format): readonly [readonly string[], number] => [['lint', '.', '--format', format], 1]), [['lint', '.', '--ram', '2G'], 1], [['lint', 'pgbouncer.ini'], 1], [['lint', '.env'], 0],
    [['budget', '.', '--ram', '4G'], 0], [['budget', '.', '--ram', '4G', '--format', 'json'], 0], [['tune', '--ram', '8G'], 0], [['tune', '--ram', '8G', '--format', 'json'], 0],
    [['verify', '.'], 1], [['format', '--check', '.'], 1], [['explain', 'redis-old-name'], 0], [['lint', '--fix', '.'], 1], [['format', '.'], 0],
  ];
  for (const [words, expected] of runs) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [path.join(bundles, 'cli.js'), ...words], { cwd: folder, encoding: 'utf8', env: { ...process.env, PATH: `${programs}${path.delimiter}${process.env['PATH']}`, FORCE_COLOR: '1' } });
    expect([words.join(' '), status, stdout.length > 0]).toEqual([words.join(' '), expected, true]);
    for (const secret of secretsIn(stdout + stderr)) leaks.push(`${secret} in ${words.join(' ')}: ${(stdout + stderr).split('\n').find((line) => line.includes(secret))}`);
    if (words[0] === 'verify') for (const name of ['Redis', 'PgBouncer', 'PostgreSQL']) expect(stdout).toMatch(new RegExp(`^${name} [\\d.]+  .*-programs/`, 'm'));
  }
  fs.rmSync(programs, { recursive: true });
  expect(leaks).toEqual([]);
}, 300_000);
