import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseVersion } from '../../server/src/model/version.ts';
import { podmanFlags, QUADLET_SECTIONS, quadletKey, quadletKeys, quadletSections, quadletValues, sectionUrl, specifiers, type QuadletKey, type QuadletValues } from '../../server/src/facts/quadlet/index.ts';

const ALL = QUADLET_SECTIONS.flatMap((section) => Object.entries(quadletKeys(section)).map(([name, fact]): [string, string, QuadletKey] => [section, name, fact]));
const FACTS = path.resolve('../shared/facts/quadlet-keys.json');

/** The words of a text without what differs between two that say the same. */
const essence = (text: string): string => text.toLowerCase().replace(/`[^`]*`/g, '').replace(/[^a-z]+/g, ' ').trim();

describe('texts of the keys', () => {
  test('there are 237 of them', () => expect(ALL).toHaveLength(237));

  test.each(ALL)('[%s] %s= has a text worth reading and a link', (_section, _name, { text, url, since }) => {
    expect(text.length).toBeGreaterThanOrEqual(100);
    expect(text.split(/[.:;] /).length).toBeGreaterThanOrEqual(2);
    expect(text).toMatch(/[.)]$/);
    expect(url).toMatch(/^https:\/\/docs\.podman\.io\/.+#\w+$/);
    expect(parseVersion(since)).toHaveLength(3);
  });

  test('no two say the same', () => {
    const seen = new Map<string, string>();
    for (const [section, name, { text }] of ALL) {
      const words = essence(text);
      expect(seen.get(words), `[${section}] ${name}=`).toBeUndefined();
      seen.set(words, `[${section}] ${name}=`);
    }
  });

  test('no two share a sentence', () => {
    const seen = new Map<string, string>();
    const twins: string[] = [];
    for (const [section, name, { text }] of ALL) {
      for (const sentence of text.split(/(?<=[.)]) (?=[A-Z`])/).map(essence).filter((words) => words.split(' ').length >= 5)) {
        if (seen.has(sentence)) twins.push(`[${section}] ${name}= and ${seen.get(sentence)}: ${sentence}`);
        seen.set(sentence, `[${section}] ${name}=`);
      }
    }
    expect(twins).toEqual([]);
  });

  test('keys that are named in texts and as replacements exist', () => {
    for (const [section, name, { deprecated }] of ALL) {
      if (deprecated?.use !== undefined) expect(quadletKey(section, deprecated.use), `[${section}] ${name}=`).toBeDefined();
    }
    const everyKey = new Set([...ALL.map(([, name]) => name), 'Restart', 'WorkingDirectory', 'TimeoutStartSec', 'TimeoutStopSec', 'RequiresMountsFor', 'MemoryMax', 'CPUQuota', 'TasksMax', 'OnFailure', 'LimitNOFILE', 'After', 'WantedBy', 'RestartSec', 'ExecReload']);
    for (const [section, name, { text }] of ALL) {
      for (const [, key] of text.matchAll(/`([A-Z][A-Za-z6]+)=`/g)) expect(everyKey.has(key!), `[${section}] ${name}= names ${key}=`).toBe(true);
    }
  });
});

test('a value enumerated for a key is not its default spelt otherwise', () => {
  for (const [section, name, { kind, values, default: fallback }] of ALL) {
    if (kind === 'enum' && fallback !== undefined && /^[a-z-]+$/.test(fallback)) expect(Object.keys(values ?? {}), `[${section}] ${name}=`).toContain(fallback);
    if (kind === 'enum') expect(values, `[${section}] ${name}=`).toBeDefined();
  }
});

test('every section has a text and a page', () => {
  for (const [name, { text }] of Object.entries(quadletSections())) {
    expect(text.length).toBeGreaterThan(80);
    expect(sectionUrl(name)).toMatch(/^https:/);
  }
});

const VALUES: readonly QuadletValues[] = [
  'boolean', 'network', 'networkOptions', 'pastaOptions', 'slirpOptions', 'volumeOptions', 'mountTypes', 'bindMountOptions', 'volumeMountOptions', 'tmpfsMountOptions', 'imageMountOptions',
  'artifactMountOptions', 'devptsMountOptions', 'secretOptions', 'buildSecretOptions', 'userns', 'keepIdOptions', 'autoOptions', 'capabilities', 'signals', 'ulimits', 'sysctls', 'dnsOptions',
  'tmpfsOptions', 'logDrivers', 'logOptions', 'netOptions', 'mountOptions', 'architectures', 'systems', 'variants', 'timezones', 'images', 'sizes', 'durations', 'seconds', 'portForms',
  'addHostForms', 'globalFlags',
];

test.each(VALUES)('the values of %s are described, and what options they name exist', (name) => {
  const values = Object.entries(quadletValues(name));
  expect(values.length).toBeGreaterThan(0);
  for (const [value, { text, options }] of values) {
    expect(text, value).toMatch(/\S.*[.:,`)]$/s);
    if (options !== undefined) expect(VALUES).toContain(options);
  }
});

test('flags belong to a subcommand, and the keys that they point to exist', () => {
  const sections: Readonly<Record<string, string>> = { run: 'Container', pod: 'Pod', kube: 'Kube', network: 'Network', volume: 'Volume', image: 'Image', build: 'Build', artifact: 'Artifact' };
  for (const [flag, { in: commands, key, text }] of Object.entries(podmanFlags())) {
    expect(flag).toMatch(/^--[a-z][a-z0-9-]*=?$/);
    expect(text.length, flag).toBeGreaterThan(5);
    for (const command of commands.split(' ')) expect(Object.keys(sections), flag).toContain(command);
    if (key !== undefined) expect(commands.split(' ').some((command) => quadletKey(sections[command]!, key) !== undefined), flag).toBe(true);
  }
});

test('specifiers are two characters and described', () => {
  for (const [name, { text }] of Object.entries(specifiers())) {
    expect(name).toMatch(/^%[A-Za-z%]$/);
    expect(text.length, name).toBeGreaterThan(15);
  }
});

test.skipIf(!fs.existsSync(FACTS))('names and first releases are those of the collected facts (skipped without ../shared/facts)', () => {
  const collected = JSON.parse(fs.readFileSync(FACTS, 'utf8')) as Record<string, Record<string, { since: string }>>;
  for (const section of QUADLET_SECTIONS) {
    const ours = Object.fromEntries(Object.entries(quadletKeys(section)).map(([name, { since }]) => [name, since]));
    expect(ours).toEqual(Object.fromEntries(Object.entries(collected[section]!).map(([name, { since }]) => [name, since])));
  }
});
