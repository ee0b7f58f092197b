import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { snapshotOf, SourceFile } from '../../server/src/model/snapshot.ts';
import { NEWEST_TARGETS, parseVersion, type Targets } from '../../server/src/model/version.ts';
import { checkRedis } from '../../server/src/rules/redis/check.ts';

const version = /v=(\d+\.\d+\.\d+)/.exec(spawnSync('redis-server', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-start-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Starts the server for good, on a socket in a folder of its own; true when it comes up, false when it ends. */
function comesUp(name: string, text: string, sentinel: boolean, own = false): Promise<boolean> {
  const file = path.join(folder, name);
  fs.writeFileSync(file, own ? text : `${text}\nport 0\nunixsocket ${path.join(folder, `${name}.sock`)}\n`);
  return new Promise((resolve) => {
    const child = spawn('redis-server', [file, ...(sentinel ? ['--sentinel'] : ['--save', ''])], { cwd: folder });
    const up = /Ready to accept connections|The server is now ready|Sentinel ID is/;
    let out = '';
    const read = (data: Buffer) => {
      out += data.toString('latin1');
      if (up.test(out)) child.kill('SIGKILL');
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    child.on('close', () => { clearTimeout(timer); resolve(up.test(out)); });
  });
}

const SERVER = [
  'user a on +get', 'user a on +gett', 'user a on +@read', 'user a on +@reed', 'user a -config|sett', 'user a +config|set', 'user a +get|x', 'user a -get|x', 'user "a b" on', 'user a (+get ~x) (+set ~y)', 'user a (+gett ~x)',
  'user default on nopass ~* &* +@all', 'user a ~*\nuser b ~*', 'aclfile /nowhere\nuser a on', 'cluster-enabled yes\nreplicaof 127.0.0.1 1', 'cluster-enabled no\nreplicaof 127.0.0.1 1', 'foo.bar 1', 'foo.bar 1 2',
  'acl-pubsub-default allchannels\nuser a &x', 'acl-pubsub-default resetchannels\nuser a &x', 'user a &x\nacl-pubsub-default allchannels', 'lua-replicate-commands no', 'rename-command CONFIG ""\nuser a +config', 'rename-command GET holen\nuser a +holen',
  // A NUL ends what the C code reads, but not plain numbers.
  ...['maxmemory "100@abc"', 'maxmemory-clients "5%@x"', 'maxmemory-clients "@%"', 'appendonly "yes@"', 'loglevel "notice@x"', 'loglevel "@notice"', 'save "@"', 'save "900@ 1"', 'save "900 1@ x"', 'save "900@x" 1', 'replicaof "no@" one', 'notify-keyspace-events "KEA@Q"', 'client-output-buffer-limit "normal@x" "1mb@x" 0 "0@x"',
    'oom-score-adj-values "1@x" 2 3', 'tcp-backlog "100@"', 'unixsocketperm "700@x"', 'latency-tracking-info-percentiles "5@x"', 'shutdown-on-sigterm "save@x force"', 'user a "+get@x" "on@x"', 'user a "~a@b"', 'user a "(+get ~a@b)"', 'dir "@"', 'include "@"', 'rename-command "GET@x" y',
    'acl-pubsub-default "allchannels@x"\nuser a &x', 'cluster-enabled "yes@"\nreplicaof h 1', 'cluster-enabled yes\nreplicaof "no@" one'].map((line) => line.replaceAll('@', '\\x00')),
  'user a "(+get \\"x)"', 'user a "(+gett \\"x)"', 'user a "(+get \\"x\\")"',
  ...['1e-310', '4e-324', '1e-330', '-1e-310', '0x1p-1060'].map((number) => `latency-tracking-info-percentiles ${number}`),
];
const SENTINEL = [
  'sentinel monitor m 127.0.0.1 6399 2', 'sentinel monitor m 127.0.0.1 6399 0', 'sentinel monitor m 127.0.0.1 x 1', 'sentinel monitor m 127.0.0.1 65536 1', 'sentinel monitor m nohost 1 1', 'sentinel monitor m 127.0.0.1 1',
  'sentinel auth-pass m x', 'sentinel auth-pass m x\nsentinel monitor m 127.0.0.1 6399 1', 'sentinel monitor m 127.0.0.1 6399 1\nsentinel monitor m 127.0.0.1 6398 1', 'sentinel monitor m 127.0.0.1 6399 1\nsentinel parallel-syncs m x',
  'sentinel monitor m 127.0.0.1 6399 1\nsentinel failover-timeout m -1', 'sentinel monitor m 127.0.0.1 6399 1\nsentinel failover-timeout m 5s', 'sentinel deny-scripts-reconfig ja', 'sentinel resolve-hostnames YES', 'sentinel myid abc',
  'sentinel monitor m 127.0.0.1 6399 1\nsentinel known-replica m 10.0.0.1 1\nsentinel known-replica m 10.0.0.1 1', 'sentinel monitor m 127.0.0.1 6399 1\nsentinel known-sentinel m x 1', 'sentinel monitor m 127.0.0.1 6399 1\nsentinel known-sentinel m x 1 id',
  'sentinel monitor m 127.0.0.1 6399 1\nsentinel rename-command m CONFIG a\nsentinel rename-command m config b', 'sentinel monitor m 127.0.0.1 6399 1\nsentinel master-reboot-down-after-period m -5', 'sentinel announce-port x', 'sentinel bogus', 'sentinel config-epoch m 1',
  'user a +sentinel|masters', 'user a +sentinel|bogus', 'user a +get', 'user a -config', 'user a (+get ~x)', 'user a (+ping)', 'user a +client|list', 'user a +client|no-touch', 'user a +@json', 'user a +vadd', 'rename-command SENTINEL ""', 'rename-command CONFIG ""', 'rename-command ping get', 'rename-command ping auth',
  'foo.bar 1', 'foo.bar', 'bogus yes', 'bogus', 'primaryauth x', 'io-threads-do-reads yes', 'loadmodule /nowhere', 'loadmodule /nowhere\nuser a +foo.x',
  ...['127.1', '127.0.0.01', '2130706433', '4294967296', '0x7f.1', '010.1', '08.1', '1.2.65535', '1.2.65536', '1.2.3.256', '256.1', '1.2.3.4.', '1.2.3.4.5', '+1.2', 'fe80::1%lo', '::1%1', '::1%lo', '127.0.0.1%lo', '::ffff:127.1', '"127.0.0.1 "', '"127.0.0.1\\x00x"'].map((host) => `sentinel monitor m ${host} 6379 2`),
  'sentinel known-sentinel q 127.0.0.1 1', 'sentinel known-sentinel q 127.0.0.1 1 id', 'sentinel known-replica q 127.0.0.1 1', 'SENTINEL MONITOR m ::1 6399 1', 'maxmemory x',
];

/** What these listen on is their own: the port counts up. */
const LISTENING = [
  'port 0', 'port 0\nunixsocket ""', 'port 0\ntls-port 0', 'bind ""\nport PORT', 'port PORT\nbind', 'bind ""\nunixsocket SOCKET', 'port 0\nunixsocket SOCKET',
  'port PORT\ntls-replication yes', 'port PORT\ntls-cluster yes', 'port 0\ntls-port PORT', 'port PORT\ntls-port 0\ntls-cert-file /nowhere',
  'cluster-enabled yes\nport 60000', 'cluster-enabled yes\nport 60000\ncluster-port PORT', 'cluster-enabled no\nport 60001', 'cluster-enabled yes\nport PORT\ncluster-config-file ""', 'port PORT\ncluster-config-file ""',
  'port PORT\nbind 127.0.0.1 127.0.0.1', 'port PORT\nbind 127.0.0.1 -127.0.0.1', 'port PORT\nbind * 127.0.0.1', 'port PORT\nbind 127.0.0.1 0.0.0.0', 'port PORT\nbind "127.0.0.1 127.0.0.1"', 'port PORT\nbind -10.99.99.99 -10.99.99.99 127.0.0.1', 'port 0\nbind 127.0.0.1 127.0.0.1\nunixsocket SOCKET',
  'port PORT\ninclude ""', 'port PORT\nloadmodule ""', 'port PORT\nbind 127.0.0.1 # here',
  ...[107, 108].map((length) => `port 0\nunixsocket ${folder}/${'x'.repeat(length - folder.length - 1)}`),
];

describe.skipIf(version === undefined)(`redis-server ${version ?? '(skipped: redis-server is not installed)'} starts`, () => {
  const targets: Targets = { ...NEWEST_TARGETS, store: 'redis', redis: parseVersion(version ?? '7.0.15')! };
  const accepts = (text: string, sentinel: boolean) => {
    const name = sentinel ? 'sentinel.conf' : 'redis.conf';
    const file = new SourceFile(`file:///${name}`, `/${name}`, sentinel ? 'sentinel' : 'redis', text);
    return checkRedis(file, { snapshot: snapshotOf([file], targets) }).every(({ severity }) => severity !== 'error');
  };
  const isClean = (text: string) => {
    const file = new SourceFile('file:///redis.conf', '/redis.conf', 'redis', text);
    return checkRedis(file, { snapshot: snapshotOf([file], targets) }).every(({ severity }) => severity !== 'error' && severity !== 'warning');
  };
  const judge = async (texts: readonly string[], sentinel: boolean) => {
    const wrong: string[] = [];
    const jobs = texts.map((text, i) => ({ text, name: `${sentinel ? 's' : 'r'}${i}.conf` }));
    const worker = async () => {
      for (let job = jobs.pop(); job !== undefined; job = jobs.pop()) {
        const up = await comesUp(job.name, job.text, sentinel);
        if (up !== accepts(job.text, sentinel)) wrong.push(`${up ? 'FALSE' : 'MISSED'} ${job.text}`);
      }
    };
    await Promise.all([worker(), worker()]);
    return wrong;
  };
  test('as a server, with all that it checks after the last line', async () => expect(await judge(SERVER, false)).toEqual([]));
  test('as Sentinel', async () => expect(await judge(SENTINEL, true)).toEqual([]));
  test('with what it listens on, which is told at least as a warning', async () => {
    const wrong: string[] = [];
    for (const [i, pattern] of LISTENING.entries()) {
      const text = pattern.replace('PORT', String(28_100 + i)).replace('SOCKET', path.join(folder, `l${i}.sock`));
      const up = await comesUp(`l${i}.conf`, text, false, true);
      if (up !== isClean(text)) wrong.push(`${up ? 'FALSE' : 'MISSED'} ${text}`);
    }
    expect(wrong).toEqual([]);
  }, 60_000);
});
