import { describe, expect, test } from 'vitest';
import { readConfig, withConfig } from '../../server/src/model/config.ts';
import { DEFAULT_SETTINGS, parseMemorySetting, readSettings } from '../../server/src/model/settings.ts';
import { parseJson } from '../../server/src/syntax/json.ts';

const RULES = ['quadlet-unknown-key', 'redis-unknown-directive'];

/** Each fault as `«place» message`. */
const faults = (text: string): string[] => readConfig(text, RULES).faults.map(({ start, end, message }) => `«${text.slice(start, end)}» ${message}`);

describe('a text that is no JSON', () => {
  test.each<[text: string, fault: string]>([
    ['', '«» The text ends where a value is expected.'],
    ['\ufeff', '«» The text ends where a value is expected.'],
    ['{', '«» Expected a string in double quotes.'],
    ['{"root": true', '«» Expected a comma or `}`.'],
    ['{"root"', '«» Expected a colon after the name.'],
    ['{"root" true}', '«t» Expected a colon after the name.'],
    ['{"root":', '«» The text ends where a value is expected.'],
    ['{root: true}', '«r» Expected a string in double quotes.'],
    ["{'root': true}", "«'» Expected a string in double quotes."],
    ['{"root: true}', '«"» This string has no closing quote, or a character that must be escaped.'],
    ['{"ignore": ["a\tb"]}', '«"» This string has no closing quote, or a character that must be escaped.'],
    ['{"ignore": ["\\x"]}', '«"» This string has no closing quote, or a character that must be escaped.'],
    ['{"root": yes}', '«yes» Expected a value.'],
    ['{"root": -}', '«-» Expected a value.'],
    ['{"root": True}', '«True» Expected a value.'],
    ['{"root": true,}', '«,» JSON takes no comma after the last entry.'],
    ['{"ignore": ["a", ]}', '«,» JSON takes no comma after the last entry.'],
    ['{"ignore": ["a" "b"]}', '«"» Expected a comma or `]`.'],
    ['{"root": true} {}', '«{» Expected nothing more here.'],
    ['{"root": // no\n true}', '«/» JSON has no comments.'],
    ['/* no */ {}', '«/» JSON has no comments.'],
    ['{"root": # no\n true}', '«#» JSON has no comments.'],
    ['['.repeat(200), '«[» Nested too deeply.'],
  ])('%j', (text, fault) => expect(faults(text)).toEqual([fault]));

  test('what is JSON is read as JSON.parse does', () => {
    const plain = (text: string): unknown => {
      const parsed = parseJson(text);
      if ('fault' in parsed) throw new Error(parsed.fault.message);
      const valueOf = (node: typeof parsed.root): unknown =>
        node.kind === 'object' ? Object.fromEntries(node.members.map(({ key, value }) => [key.value, valueOf(value)])) : node.kind === 'array' ? node.items.map(valueOf) : node.kind === 'null' ? null : node.value;
      return valueOf(parsed.root);
    };
    for (const text of ['{}', '[]', ' [ ] ', 'null', '-0.5e+3', '0', '"\\u00e9\\n\\/"', '[1,[2,{"a":null}],true,false]', '{"a":{"b":[]},"c":""}']) expect(plain(text)).toEqual(JSON.parse(text));
    expect(plain('\ufeff{"a":1}')).toEqual({ a: 1 });
  });
});

describe('a configuration', () => {
  test('the whole of it', () => {
    const text = '{"$schema": "x", "targets": {"podman": "5.4", "redis": 8}, "host": {"memory": "8G", "cpus": 4}, "rules": {"quadlet-unknown-key": "off"}, "root": true, "ignore": ["old/"], "maxWarnings": 0}';
    expect(readConfig(text, RULES)).toEqual({
      config: { targets: { podman: [5, 4], redis: [8] }, hostMemory: 8 * 1024 ** 3, hostCpus: 4, rules: { 'quadlet-unknown-key': 'off' }, root: true, ignore: ['old/'], maxWarnings: 0 },
      faults: [],
    });
    expect(withConfig(DEFAULT_SETTINGS, readConfig(text, RULES).config)).toEqual({ ...DEFAULT_SETTINGS, targets: { podman: [5, 4], redis: [8] }, hostMemory: 8 * 1024 ** 3, hostCpus: 4, rules: { 'quadlet-unknown-key': 'off' }, root: true });
    expect(withConfig({ ...DEFAULT_SETTINGS, hostMemory: 5, hostCpus: 3, root: true }, readConfig('{}', RULES).config)).toEqual({ ...DEFAULT_SETTINGS, hostMemory: 5, hostCpus: 3, root: true });
  });

  test.each<[text: string, faults: string[]]>([
    ['[]', ['«[]» .quadlet-stack.json must be an object.']],
    ['{"$schema": 1, "targets": [], "host": null, "rules": "off", "root": "yes", "ignore": "old/", "maxWarnings": -1}', [
      '«1» "$schema" must be a string.', '«[]» "targets" must be an object.', '«null» "host" must be an object.', '«"off"» "rules" must be an object of rule ids and severities.', '«"yes"» "root" must be true or false.',
      '«"old/"» "ignore" must be a list of patterns, as in ["old/", "*.example.conf"].', '«-1» "maxWarnings" must be a whole number from 0.',
    ]],
    ['{"targets": {"podman": true, "redis": "new", "podmann": "5"}}', ['«"podmann"» "podmann" is not known in "targets": "podman" is.', '«true» "targets.podman" must be a version, as in "5.8.2".', '«"new"» "targets.redis" must be a version, as in "5.8.2".']],
    ['{"host": {"memory": true, "cpus": 1.5}}', ['«true» "host.memory" must be a size, as in "8G".', '«1.5» "host.cpus" must be a whole number from 1.']],
    ['{"host": {"memory": "much", "cpu": 1}}', ['«"cpu"» "cpu" is not known in "host": "cpus" is.', '«"much"» "host.memory" must be a size, as in "8G".']],
    ['{"rules": {"quadlet-unknown-kee": "off", "redis-unknown-directive": 1, "quadlet-unknown-key": "loud"}}', [
      '«"quadlet-unknown-kee"» There is no rule "quadlet-unknown-kee": "quadlet-unknown-key" is.',
      '«1» "rules.redis-unknown-directive" must be one of error, warning, information, hint, off.', '«"loud"» "rules.quadlet-unknown-key" must be one of error, warning, information, hint, off.',
    ]],
    ['{"ignore": ["a", 1], "colour": "red"}', ['«"colour"» "colour" is not known in .quadlet-stack.json: known are targets, host, rules, root, ignore, maxWarnings.', '«1» A pattern of "ignore" must be a string.']],
  ])('%j', (text, wanted) => expect(faults(text)).toEqual(wanted));
});

describe('settings', () => {
  test('what is of another type is named and left out, the rest holds', () => {
    expect(readSettings({
      targets: { podman: '5.4', redis: 8, valkey: true, pgbouncer: 'new', postgres: 'auto', systemd: '' }, rules: { a: 'off', b: 'loud', c: 1 }, inlayHints: { sizes: false, names: 'no' }, completion: { podman: 'yes' },
      host: { memory: 'much', cpus: -1 }, codeLens: 'no', root: 1,
    })).toEqual({
      settings: { ...DEFAULT_SETTINGS, targets: { podman: [5, 4], redis: [8] }, rules: { a: 'off' }, inlayHints: { sizes: false } },
      complaints: [
        'quadletStack.targets.valkey must be a version such as 5.8.2; it is ignored.', 'quadletStack.targets.pgbouncer must be a version such as 5.8.2; it is ignored.',
        'quadletStack.rules.b must be one of error, warning, information, hint, off; it is ignored.', 'quadletStack.rules.c must be one of error, warning, information, hint, off; it is ignored.',
        'quadletStack.inlayHints.names must be true or false; it is ignored.', 'quadletStack.completion.podman must be true or false; true is used.', 'quadletStack.host.memory must be "auto" or a size such as 8G; it is ignored.',
        'quadletStack.host.cpus must be a number above 0; it is ignored.', 'quadletStack.codeLens must be true or false; true is used.', 'quadletStack.root must be true or false; false is used.',
      ],
    });
  });

  test('what is no object at all, and parts that are none', () => {
    expect(readSettings('on')).toEqual({ settings: DEFAULT_SETTINGS, complaints: ['quadletStack must be an object of settings.'] });
    expect(readSettings(null)).toEqual({ settings: DEFAULT_SETTINGS, complaints: [] });
    expect(readSettings({ targets: [], rules: null, host: 'big' }).complaints).toEqual(['quadletStack.targets must be an object; it is ignored.', 'quadletStack.host must be an object; it is ignored.']);
  });

  test("the machine's memory and CPUs hold unless others are named", () => {
    const machine = { memory: 100, cpus: 2 };
    expect(readSettings({ host: { memory: 'auto', cpus: 0 } }, machine).settings).toMatchObject({ hostMemory: 100, hostCpus: 2 });
    expect(readSettings({ host: { memory: '1 GiB', cpus: 3 } }, machine).settings).toMatchObject({ hostMemory: 1024 ** 3, hostCpus: 3 });
  });

  test('sizes', () => {
    expect(['8G', '8 GB', '0.5t', '512 MiB', '1k', 1024, '2048', '0', 0, -1, Number.NaN, '8X', '', null, true].map(parseMemorySetting)).toEqual([
      8 * 1024 ** 3, 8 * 1024 ** 3, 0.5 * 1024 ** 4, 512 * 1024 ** 2, 1024, 1024, 2048, ...Array<undefined>(8).fill(undefined),
    ]);
  });
});
