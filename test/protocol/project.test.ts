import { expect, test } from 'vitest';
import { codesOf, connect, memoryHost, until, type Session } from './support.ts';

const FOLDER = 'file:///project';
const REDIS = `${FOLDER}/redis.conf`;
const OLD = `${FOLDER}/old/redis.conf`;
const CONFIG = `${FOLDER}/.quadlet-stack.json`;
const IGNORE = `${FOLDER}/.quadlet-stack-ignore`;

const changed = (session: Session, ...uris: readonly string[]): void => void session.client.sendNotification('workspace/didChangeWatchedFiles', { changes: uris.map((uri) => ({ uri, type: 2 })) });

test("the project's own files hold over the user's settings, and what they leave out is not spoken of", async () => {
  const files = new Map([
    [CONFIG, '{ "rules": { "redis-old-name": "warning" } }'],
    [IGNORE, 'old/\n'],
    [REDIS, 'lua-time-limit 5000\n'],
    [OLD, 'lua-time-limit 5000\n'],
  ]);
  const session = await connect({ folders: [FOLDER], host: memoryHost(files), settings: { rules: { 'redis-old-name': 'off' } } });
  try {
    await until('the problem', () => codesOf(session, REDIS)?.length === 1);
    expect(session.diagnostics.get(REDIS)!.diagnostics[0]!.severity).toBe(2);
    session.open(OLD, 'lua-time-limit 5000\n', 1, 'redis-conf');
    await until('the open file', () => session.diagnostics.has(OLD));
    expect(codesOf(session, OLD)).toEqual([]);
    session.close(OLD);

    files.set(CONFIG, '{}');
    files.delete(IGNORE);
    changed(session, CONFIG, IGNORE);
    await until("the user's own setting", () => session.diagnostics.get(REDIS) === undefined);
    session.settings = {};
    void session.client.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await until('both files', () => codesOf(session, REDIS)?.length === 1 && codesOf(session, OLD)?.length === 1);

    files.set(IGNORE, '/redis.conf\n');
    changed(session, IGNORE);
    await until('the file that is left out now', () => session.diagnostics.get(REDIS) === undefined);
    expect([codesOf(session, OLD), session.shown]).toEqual([['redis-old-name 0'], []]);
  } finally {
    session.dispose();
  }
});

test('a fault in the configuration is named with its place, and the rest of it holds', async () => {
  const files = new Map([
    [CONFIG, '{\n  "rules": { "redis-old-nam": "off" },\n  "targets": { "podman": "5.4" }\n}'],
    [`${FOLDER}/a.container`, '[Container]\nImage=docker.io/library/nginx:1.27\nMemory=1G\n'],
  ]);
  const session = await connect({ folders: [FOLDER], host: memoryHost(files) });
  try {
    await until('the problem', () => codesOf(session, `${FOLDER}/a.container`)?.includes('quadlet-key-too-new 2'));
    expect(session.shown).toEqual(['Quadlet Stack: .quadlet-stack.json:2:14: There is no rule "redis-old-nam": "redis-old-name" is.']);
  } finally {
    session.dispose();
  }
});

test('a client that declines to watch files is served all the same', async () => {
  const session = await connect({ folders: [FOLDER], host: memoryHost(new Map([[REDIS, 'lua-time-limit 5000\n']])) });
  session.client.onRequest('client/registerCapability', () => {
    throw new Error('no file notification here');
  });
  try {
    await until('the problem', () => codesOf(session, REDIS)?.length === 1);
    await until('both refusals', () => session.logged.length === 2);
    session.open(REDIS, '', 1, 'redis-conf');
    await until('the answer', () => codesOf(session, REDIS)?.length === 0);
  } finally {
    session.dispose();
  }
});
