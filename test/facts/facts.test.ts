import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { knownFacts, report } from '../../build/facts/main.mjs';
import { readPgbouncer, writePgbouncer } from '../../build/facts/pgbouncer.mjs';
import { readPostgres, writePostgres } from '../../build/facts/postgres.mjs';
import { readQuadlet, writeQuadlet } from '../../build/facts/quadlet.mjs';
import { readRedis, writeRedis } from '../../build/facts/redis.mjs';
import { openTable } from '../../build/facts/tables.mjs';
import type { Difference, Found, Known } from '../../build/facts/types.mts';
import { nodePrograms } from '../../server/src/host/programs.ts';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'facts-test-'));
// Programs are run without root's rights.
fs.chmodSync(scratch, 0o755);
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

let known: Known;
beforeAll(async () => {
  known = await knownFacts();
});

/** A program's name with the reason why its test is skipped. */
const label = (name: string, program: string | undefined): string => (program === undefined ? `${name} (skipped: not installed)` : name);

describe('the real programs say what the tables say', () => {
  const redis = nodePrograms.find(['redis-server']);
  test.skipIf(redis === undefined)(label('redis-server', redis), async () => {
    expect(report(await readRedis(redis!, known))).toMatch(/^Redis [\d.]+: no difference\n/);
  }, 120_000);

  const pgbouncer = nodePrograms.find(['pgbouncer']);
  test.skipIf(pgbouncer === undefined)(label('pgbouncer', pgbouncer), async () => {
    expect(report(await readPgbouncer(pgbouncer!, known))).toMatch(/^PgBouncer [\d.]+: no difference\n/);
  }, 120_000);

  const postgres = nodePrograms.find([18, 17, 16, 15, 14].map((major) => `/usr/lib/postgresql/${major}/bin/postgres`));
  test.skipIf(postgres === undefined)(label('postgres', postgres), async () => {
    expect(report(await readPostgres(postgres!, known))).toMatch(/^PostgreSQL [\d.]+: no difference\n/);
  }, 300_000);
});

/** A generator of Podman 5.8.6 that lacks a key, has new ones, and holds their names as Go does. */
function generator(): string {
  const file = path.join(scratch, 'quadlet');
  const has = ['Image', 'ContainerName', 'Zebra', 'LaterKey', ...Object.keys(known.quadletKeys('Container')).filter((key) => key !== 'Pull')];
  fs.writeFileSync(file, `#!${process.execPath}
// Packed: FooBarZebraImage
const fs = require('node:fs'), path = require('node:path');
if (process.argv[2] === '-version') { console.log('5.8.6'); process.exit(); }
const has = new Set(${JSON.stringify(has)});
for (const name of fs.readdirSync(process.env.QUADLET_UNIT_DIRS)) {
  const text = fs.readFileSync(path.join(process.env.QUADLET_UNIT_DIRS, name), 'utf8');
  if (!name.endsWith('.container')) continue;
  const wrong = [...text.matchAll(/^(\\w+)=/gm)].map((match) => match[1]).find((key) => !has.has(key));
  if (wrong === undefined) console.log('---' + name + '---');
  else console.error('converting "' + name + '": unsupported key \\'' + wrong + "' in group 'Container' in " + name);
}
`, { mode: 0o755 });
  return file;
}

describe('a generator that differs', () => {
  test('what is new, gone and earlier is found', async () => {
    const found = await readQuadlet(generator(), known);
    expect(found.new.filter(({ name }) => name === 'Zebra')).toEqual([{ what: 'key of [Container]', name: 'Zebra' }]);
    expect(found.gone).toEqual([{ what: 'key of [Container]', name: 'Pull' }]);
    const later = Object.entries(known.quadletKeys('Container')).filter(([, { since }]) => !known.atLeast([5, 8, 6], known.parseVersion(since)!));
    expect(found.changed.map(({ name, ours, theirs }) => [name, ours, theirs])).toEqual(later.map(([name, { since }]) => [name, since, '5.8.6']));
    expect(found.unread).toEqual(['pod', 'kube', 'network', 'volume', 'image', 'build', 'artifact'].map((type) => `[${type[0]!.toUpperCase()}${type.slice(1)}]: this release does not read .${type}`));
  }, 60_000);
});

describe('writing', () => {
  const facts = path.join(scratch, 'facts');
  const none = { new: [], gone: [], changed: [], unread: [] };
  const found = (version: string, more: Partial<Found>): Found => ({ ...none, title: '', version, ...more });
  const text = (file: string): string => fs.readFileSync(path.join(facts, file), 'utf8');
  /** The lines that a change took away and brought, of a fresh copy of the tables. */
  function changes(file: string, write: () => void): { out: string[]; in: string[] } {
    fs.rmSync(facts, { recursive: true, force: true });
    fs.cpSync('server/src/facts', facts, { recursive: true });
    process.env['QUADLET_STACK_FACTS'] = facts;
    const before = text(file).split('\n');
    try {
      write();
    } finally {
      delete process.env['QUADLET_STACK_FACTS'];
    }
    const after = text(file).split('\n');
    JSON.parse(text(file));
    return { out: before.filter((line) => !after.includes(line)).map((line) => line.slice(0, 120)), in: after.filter((line) => !before.includes(line)).map((line) => line.slice(0, 400)) };
  }
  const difference = (what: string, name: string, more: Partial<Difference> = {}): Difference => ({ what, name, ...more });

  test('Redis: a new directive without words, the end of one that is gone, another default', () => {
    const { in: lines } = changes('redis/directives.facts.json', () => writeRedis(found('8.8.0', {
      product: 'redis', new: [difference('directive', 'zz-new', { default: '5', runtime: 'no' })], gone: [difference('directive', 'port')], changed: [difference('directive', 'maxclients', { property: 'default', theirs: '20000' })],
    })));
    expect(lines.filter((line) => line.includes('zz-new'))).toEqual(['  "zz-new": {"group": "", "kind": "number", "in": {"redis": "8.8"}, "runtime": "no", "default": "5", "text": "", "url": ""}']);
    expect(lines.filter((line) => line.includes('"redis": "6.2 until 8.8", "valkey": "7.2"'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('"changes": [{"in": {"redis": "8.8"}, "default": "20000"}], "text": '))).toHaveLength(1);
    expect(lines).toHaveLength(3);
  });

  test('PgBouncer: in its place of the alphabet; the default of before is kept', () => {
    const { out, in: lines } = changes('pgbouncer/settings.facts.json', () => writePgbouncer(found('1.27.0', {
      new: [difference('setting', 'auth_zzz', { default: '1' })], gone: [difference('setting', 'dns_max_ttl')], changed: [difference('setting', 'max_client_conn', { property: 'default', ours: '100', theirs: '200' })],
    })));
    expect(out).toHaveLength(2);
    expect(lines[0]).toBe('  "auth_zzz": {"kind": "switch", "default": "1", "since": "1.27.0", "url": "https://www.pgbouncer.org/config.html#auth_zzz", "text": ""},');
    expect(lines[1]).toContain('"removed": "1.27.0", "text": ');
    expect(lines[2]).toContain('"default": "200"');
    expect(lines[2]).toContain('"formerly": {"before": "1.27.0", "default": "100"}, "text": ');
    const names = Object.keys(JSON.parse(text('pgbouncer/settings.facts.json')) as object);
    expect(names[names.indexOf('auth_zzz') + 1]! > 'auth_zzz').toBe(true);
  });

  test('PostgreSQL: a new parameter goes to its group, an old value to `earlier`', () => {
    const { in: lines } = changes('postgres/resources.facts.json', () => writePostgres(found('19.1', {
      new: [difference('parameter', 'work_memory_zzz', { type: 'integer', context: 'user', unit: 'kB', default: '4', min: 1, max: 9, group: 'Resource Usage / Memory' })],
      changed: [difference('parameter', 'work_mem', { property: 'min', theirs: '32' })],
    })));
    expect(lines.filter((line) => line.includes('work_memory_zzz'))[0]).toMatch(/^ {2}"work_memory_zzz": \{"type": "integer", "context": "user", "unit": "kB", "default": "4", "min": 1, "max": 9, "since": "19", "group": "Resource Usage \/ Memory", "url": "", "text": ""\}/);
    expect(JSON.parse(text('postgres/resources.facts.json'))).toMatchObject({ work_mem: { min: 32, earlier: [{ before: '19', min: 64 }] } });
  });

  test('Podman: a new key, one that is gone, one that came earlier', () => {
    changes('quadlet/container.facts.json', () => writeQuadlet(found('6.2.0', {
      new: [difference('key of [Container]', 'Zebra')], gone: [difference('key of [Container]', 'Pull')], changed: [difference('key of [Container]', 'Memory', { property: 'since', theirs: '5.4.0' })],
    })));
    expect(JSON.parse(text('quadlet/container.facts.json'))).toMatchObject({ Zebra: { since: '6.2.0', text: '' }, Pull: { removed: '6.2.0' }, Memory: { since: '5.4.0' } });
  });

  test('nothing to change leaves a table as it is, to the byte', () => {
    expect(changes('redis/directives.facts.json', () => openTable('redis/directives.facts.json').save())).toEqual({ out: [], in: [] });
  });
});
