import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from '../../server/src/host/host.ts';
import { nodeHost } from '../../server/src/host/node.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { codesOf, connect, until } from '../protocol/support.ts';

/**
 * What is read: the files of the workspace's folders, and in a trusted workspace what stands beside a file that was
 * opened without a folder, and folders of units that are linked to, as the generator does. A path in a file (`EnvironmentFile=/etc/…`, `include`, a mount) is looked up among those, and
 * never on the disk; so no setting is needed to forbid it.
 */
const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-reading-')));
const inside = path.join(root, 'inside');
const outside = path.join(root, 'outside');
beforeAll(() => {
  fs.mkdirSync(inside);
  fs.mkdirSync(outside);
  fs.writeFileSync(path.join(outside, 'secret.env'), 'A="open\n');
  fs.writeFileSync(path.join(outside, 'redis.conf'), 'nonsense 1\n');
  fs.writeFileSync(path.join(outside, 'other.container'), '[Container]\nWrong=1\n');
  fs.writeFileSync(path.join(inside, 'a.container'), `[Container]\nImage=docker.io/a:1\nWrong=1\nEnvironmentFile=${outside}/secret.env\nEnvironmentFile=../outside/secret.env\nVolume=${outside}/redis.conf:/etc/redis.conf:Z\nVolume=../outside/redis.conf:/r.conf:Z\n`);
  fs.writeFileSync(path.join(inside, 'redis.conf'), `include ${outside}/redis.conf\ninclude ../outside/*.conf\n`);
  fs.writeFileSync(path.join(inside, 'pgbouncer.ini'), `%include ${outside}/pgbouncer.ini\n`);
  fs.writeFileSync(path.join(inside, 'postgresql.conf'), `include_dir '${outside}'\n`);
  fs.symlinkSync(path.join(outside, 'redis.conf'), path.join(inside, 'redis-linked.conf'));
  fs.symlinkSync(outside, path.join(inside, 'linked'));
  fs.mkdirSync(path.join(root, 'plain'));
  fs.writeFileSync(path.join(root, 'plain', 'redis.conf'), '');
  fs.symlinkSync(path.join(root, 'plain'), path.join(inside, 'without-units'));
  fs.symlinkSync(path.join(inside, 'a.container'), path.join(inside, 'b.container'));
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

/** A host that notes what is read, by the place where it really lies. */
function watching(): { host: Host; read: Set<string> } {
  const read = new Set<string>();
  return {
    read,
    host: {
      ...nodeHost,
      async read(uri, within) {
        const text = await nodeHost.read(uri, within);
        if (text !== undefined) read.add(path.relative(root, fs.realpathSync(decodeURIComponent(uri.slice('file://'.length)))));
        return text;
      },
    },
  };
}

const INSIDE = ['inside/a.container', 'inside/pgbouncer.ini', 'inside/postgresql.conf', 'inside/redis.conf'];

const OUTSIDE = ['outside/other.container', 'outside/redis.conf', 'outside/secret.env'];

describe.each([[true, [...INSIDE, ...OUTSIDE]], [false, INSIDE]])('trusted: %s', (trusted, expected) => {
  test('the workspace is read, and nothing that its files name', async () => {
    const { host, read } = watching();
    const session = await connect({ host, folders: [uriOfPath(inside)], initializationOptions: { trusted, filesThroughClient: false } });
    const uri = uriOfPath(path.join(inside, 'a.container'));
    await until('the unit to be checked', () => codesOf(session, uri)?.includes('quadlet-unknown-key 2'));
    session.open(uri, fs.readFileSync(path.join(inside, 'a.container'), 'utf8'));
    for (let line = 0; line < 7; line++) {
      for (const method of ['hover', 'completion', 'definition']) await session.client.sendRequest(`textDocument/${method}`, { textDocument: { uri }, position: { line, character: 25 } });
    }
    await session.client.sendRequest('textDocument/documentLink', { textDocument: { uri } });
    await session.client.sendNotification('workspace/didChangeWatchedFiles', { changes: ['redis-linked.conf', 'redis.conf', '../outside/redis.conf', 'linked/redis.conf'].map((name) => ({ uri: `${uriOfPath(inside)}/${name}`, type: 2 })) });
    session.change(uri, 2, '[Container]\n');
    session.close(uri);
    await until('the unit to be read again', () => session.diagnostics.get(uri)?.version === undefined && codesOf(session, uri)?.includes('quadlet-unknown-key 2'));
    expect([...read].sort()).toEqual(expected);
    session.dispose();
  });

  test('beside a file that is opened without a folder', async () => {
    const { host, read } = watching();
    const session = await connect({ host, folders: [uriOfPath(inside)], initializationOptions: { trusted, filesThroughClient: false } });
    const uri = uriOfPath(path.join(outside, 'other.container'));
    session.open(uri, '[Container]\nWrong=1\n');
    await until('the unit to be checked', () => codesOf(session, uri)?.includes('quadlet-unknown-key 1'));
    if (trusted) await until('what stands beside it', () => read.has('outside/secret.env'));
    session.close(uri);
    await until('all of it to be forgotten', () => [...session.diagnostics.keys()].every((each) => !each.includes('/outside/')));
    expect([...read].filter((file) => file.startsWith('outside/')).sort()).toEqual(trusted ? OUTSIDE : []);
    session.dispose();
  });
});
