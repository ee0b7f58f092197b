import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeHost } from '../../server/src/host/node.ts';
import { nodePrograms } from '../../server/src/host/programs.ts';
import type { ProgramsResult, Refusal } from '../../server/src/protocol/requests.ts';
import { connect, memoryHost, until, type Session } from '../protocol/support.ts';
import { onlyThese, scratchFolder, script } from './support.ts';

const folder = scratchFolder();
const UNIT = 'file:///w/a.container';
const TEXT = '[Container]\nImage=\nNetwork=\nSecret=\nVolume=\n';
const files = new Map([[UNIT, TEXT], ['file:///w/redis.conf', 'port 70000\n']]);
const redis = script(folder, 'redis-server', 'if [ "$1" = --version ]; then echo "Redis server v=7.0.15 sha=0"; exit; fi\nprintf "Reading the configuration file, at line 99\\n>>> x\\nno\\n"');
const podman = script(folder, 'podman', 'case "$1" in image) echo localhost/app:1;; secret) echo db-password;; network) echo backend;; volume) echo old-data;; esac');

async function session(initializationOptions: unknown, settings: unknown = {}): Promise<{ client: Session; runner: ReturnType<typeof onlyThese> }> {
  const runner = onlyThese({ 'redis-server': redis, podman });
  const client = await connect({ folders: ['file:///w'], host: { ...memoryHost(files), programs: runner }, settings, initializationOptions });
  client.open(UNIT, TEXT);
  await until('the diagnostics', () => client.diagnostics.get(UNIT) !== undefined);
  return { client, runner };
}

const check = (client: Session): Promise<ProgramsResult | Refusal> => client.client.sendRequest('quadletStack/checkWithPrograms', {});
const labels = async (client: Session, line: number): Promise<string[]> => {
  const character = TEXT.split('\n')[line]!.length;
  const { items } = await client.client.sendRequest<{ items: { label: string; detail?: string }[] }>('textDocument/completion', { textDocument: { uri: UNIT }, position: { line, character } });
  return items.filter(({ detail }) => detail?.endsWith('this machine') === true).map(({ label, detail }) => `${label}: ${detail!}`);
};

describe('a trusted workspace', () => {
  test('is checked, with places that lead to the lines', async () => {
    const { client } = await session({ trusted: true });
    const answer = (await check(client)) as ProgramsResult;
    expect(answer.text).toContain('    redis.conf:1\n      Redis 7.0.15   has nothing against it\n      Quadlet Stack  error redis-out-of-range: ');
    expect(answer.differences).toBe(1);
    const at = answer.text.split('\n').indexOf('    redis.conf:1');
    expect(answer.places.filter(({ line }) => line === at)).toEqual([{ line: at, uri: 'file:///w/redis.conf', at: 0 }]);
    client.dispose();
  });

  test('gets the names that podman knows, without waiting for it', async () => {
    const { client, runner } = await session({ trusted: true });
    await until('podman’s answers', () => runner.results.length === 4);
    expect(await labels(client, 1)).toEqual(['localhost/app:1: pulled on this machine']);
    expect(await labels(client, 2)).toEqual(['backend: network of this machine']);
    expect(await labels(client, 3)).toEqual(['db-password: secret of this machine']);
    expect(await labels(client, 4)).toEqual(['old-data: volume of this machine']);
    expect(runner.runs).toHaveLength(4);
    client.dispose();
  });

  test('a podman that hangs keeps no completion waiting', async () => {
    let release: (() => void) | undefined;
    const hanging = { find: () => '/usr/bin/podman', run: () => new Promise<never>((resolve) => (release = resolve as () => void)) };
    const client = await connect({ folders: ['file:///w'], host: { ...memoryHost(files), programs: hanging }, settings: {}, initializationOptions: { trusted: true } });
    client.open(UNIT, TEXT);
    await until('podman to be asked', () => release !== undefined);
    expect(await labels(client, 1)).toEqual([]);
    client.dispose();
  });

  test('the setting keeps podman from being asked', async () => {
    const { client, runner } = await session({ trusted: true }, { completion: { podman: false } });
    expect(await labels(client, 1)).toEqual([]);
    expect(runner.runs).toEqual([]);
    client.dispose();
  });
});

describe.each([['not trusted', { trusted: false }], ['of a client that says nothing of trust', {}]])('a workspace %s', (_, options) => {
  test('starts no program', async () => {
    const { client, runner } = await session(options);
    expect(await check(client)).toEqual({ error: 'No program is started for a workspace that is not trusted. Trust it first (Workspaces: Manage Workspace Trust).' });
    for (const line of [1, 2, 3, 4]) expect(await labels(client, line)).toEqual([]);
    expect(runner.runs).toEqual([]);
    client.dispose();
  });
});

test('a virtual workspace has no programs, and says so', async () => {
  const client = await connect({ host: { ...memoryHost(files), programs: nodePrograms }, settings: {}, initializationOptions: { trusted: true, filesThroughClient: true } });
  expect(await check(client)).toEqual({ error: 'There are no programs here to check with: the server runs in a browser, or the workspace is on no disk of this machine.' });
  client.dispose();
});

test('a podman on PATH is the one that is asked', async () => {
  const before = process.env['PATH'];
  process.env['PATH'] = `${folder}${path.delimiter}${before ?? ''}`;
  const client = await connect({ host: nodeHost, settings: {}, initializationOptions: { trusted: true, filesThroughClient: false } });
  try {
    expect(fs.realpathSync(nodePrograms.find(['podman'])!)).toBe(fs.realpathSync(podman));
    client.open(UNIT, TEXT);
    const deadline = Date.now() + 30_000;
    while ((await labels(client, 1)).length === 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await labels(client, 1)).toEqual(['localhost/app:1: pulled on this machine']);
  } finally {
    process.env['PATH'] = before;
    client.dispose();
  }
});
