import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemdDirective, systemdDirectives, SYSTEMD_SECTIONS, wellKnownUnits, type SystemdDirective } from '../../server/src/facts/systemd/index.ts';
import { unitTypeOfPath } from '../../server/src/model/files.ts';
import { NEWEST_TARGETS } from '../../server/src/model/version.ts';
import { VERDICTS } from '../support/verdicts.ts';
import { checkSystemd } from '../../server/src/rules/systemd/check.ts';
import { parseUnit } from '../../server/src/syntax/unit.ts';

const all: [string, SystemdDirective][] = SYSTEMD_SECTIONS.flatMap((section) => Object.entries(systemdDirectives(section)).map(([name, directive]): [string, SystemdDirective] => [`[${section}] ${name}`, directive]));

test('every directive has a text of its own that is worth reading', () => {
  const seen = new Map<string, string>();
  for (const [name, { text }] of all) {
    const bare = text.replaceAll(`\`${name.split(' ')[1]}=\``, '');
    expect(bare.length, name).toBeGreaterThanOrEqual(100);
    expect(text, name).toMatch(/[.)]$/);
    expect(seen.get(text), name).toBeUndefined();
    seen.set(text, name);
  }
});

test('no sentence stands in two texts', () => {
  const seen = new Map<string, string>();
  for (const [name, { text }] of all) {
    for (const sentence of text.split(/(?<=[.;:]) /).filter((part) => part.length > 60)) {
      expect(seen.get(sentence), `${name}: ${sentence}`).toBeUndefined();
      seen.set(sentence, name);
    }
  }
});

test('names in backticks are directives or keys that exist, in the texts that point elsewhere', () => {
  for (const [name, { deprecated }] of all) {
    const use = /^(\w+)=/.exec(deprecated?.use ?? '')?.[1];
    if (use !== undefined) expect(SYSTEMD_SECTIONS.some((section) => systemdDirective(section, use) !== undefined), name).toBe(true);
  }
});

test('enumerations have values, each with a meaning; later values are among them', () => {
  for (const [name, { kind, argument, values, valuesSince = {} }] of all) {
    if ([kind, argument].includes('enum')) expect(Object.keys(values ?? {}).length, name).toBeGreaterThan(1);
    for (const meaning of Object.values(values ?? {})) expect(meaning, name).not.toBe('');
    for (const word of Object.keys(valuesSince)) expect(values, name).toHaveProperty([word]);
  }
});

test('each has its place in the manual', () => {
  expect(systemdDirective('Service', 'MemoryMax')!.url).toBe('https://www.freedesktop.org/software/systemd/man/latest/systemd.resource-control.html#MemoryMax=');
  expect(systemdDirective('Service', 'KillMode')!.url).toContain('systemd.kill.html#KillMode=');
  for (const [name, { url }] of all) expect(url, name).toMatch(/^https:\/\/www\.freedesktop\.org\/software\/systemd\/man\/latest\/systemd\.[a-z-]+\.html#\w+=$/);
});

test('a directive is known by its section and exact name only', () => {
  expect(systemdDirective('Service', 'After')).toBeUndefined();
  expect(systemdDirective('Unit', 'after')).toBeUndefined();
  expect(systemdDirective('Service', 'toString')).toBeUndefined();
  expect(systemdDirectives('Container')).toEqual({});
});

test('shared enumerations are filled in', () => {
  expect(systemdDirective('Unit', 'AssertVirtualization')!.values).toEqual(systemdDirective('Unit', 'ConditionVirtualization')!.values);
});

test('units name their managers: a user has no multi-user.target and no network-online.target', () => {
  const units = wellKnownUnits();
  expect(units['default.target']!.managers).toEqual(['system', 'user']);
  expect(units['multi-user.target']!.managers).toEqual(['system']);
  expect(units['network-online.target']!.managers).toEqual(['system']);
  for (const [name, { text, managers }] of Object.entries(units)) {
    expect(name).toMatch(/\.(?:target|service|slice|socket|timer)$/);
    expect(text.length, name).toBeGreaterThan(10);
    expect(managers.length, name).toBeGreaterThan(0);
  }
});

const FACTS = VERDICTS === undefined ? '' : path.join(VERDICTS, '../facts/systemd-directives.json');
describe.skipIf(!fs.existsSync(FACTS))('against the lists that systemd 252 and 262 print', () => {
  const lists = fs.existsSync(FACTS) ? (JSON.parse(fs.readFileSync(FACTS, 'utf8')) as Record<string, Record<string, Record<string, string>>>) : {};
  test.each(SYSTEMD_SECTIONS)('[%s]', (section) => {
    expect(Object.keys(systemdDirectives(section)).sort()).toEqual(Object.keys(lists[section]!).sort());
    for (const [name, kinds] of Object.entries(lists[section]!)) {
      const { since, removed } = systemdDirective(section, name)!;
      expect([name, since !== undefined, removed !== undefined]).toEqual([name, kinds['252'] === undefined, kinds['262'] === undefined]);
    }
  });
});

describe.skipIf(VERDICTS === undefined)('on collected units', () => {
  test('only lines that systemd reports are warned of', () => {
    const found: string[] = [];
    const folder = path.join(VERDICTS!, 'quadlet/units');
    for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const text = fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8');
      for (const { start, code } of checkSystemd(parseUnit(text), NEWEST_TARGETS, unitTypeOfPath(entry.name))) found.push(`${code}: ${text.slice(text.lastIndexOf('\n', start - 1) + 1).split('\n')[0]}`);
    }
    expect([...new Set(found)].sort()).toEqual(['systemd-bad-value: DynamicUser=foobar']);
  });
});
