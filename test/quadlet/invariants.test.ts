import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quadletKeys } from '../../server/src/facts/quadlet/index.ts';
import { parseUnit, type UnitItem } from '../../server/src/syntax/unit.ts';
import { parseQuadlets } from '../../server/src/syntax/quadlets.ts';
import { ARGS, splitWords, STRV } from '../../server/src/syntax/words.ts';
import { parseVersion } from '../../server/src/model/version.ts';
import { compilationOf } from '../../server/src/quadlet/compile.ts';
import { compileUnit, previewFolder, targetOf, unitSet, type Unit } from '../../server/src/quadlet/index.ts';
import { readOldUnit } from '../../server/src/quadlet/load-old.ts';
import { applyEdits } from '../support/fixture.ts';
import { bounded, count } from '../support/fuzz.ts';
import { VALUES } from '../support/generate.ts';

const TARGETS = ['4.9.4', '5.0.3', '5.2.5', '5.4.2', '5.8.2', '6.1.1'].map((version) => targetOf(parseVersion(version)!));
const TYPES = ['container', 'pod', 'volume', 'network', 'kube', 'image', 'build', 'artifact'];

const key = fc.constantFrom(
  'Image', 'Exec', 'Environment', 'Volume', 'Mount', 'Network', 'Pod', 'PublishPort', 'Label', 'Memory', 'CPUQuota', 'UserNS', 'RemapUsers', 'Group', 'Options', 'Device',
  'Yaml', 'SetWorkingDirectory', 'File', 'ImageTag', 'Subnet', 'Gateway', 'After', 'KillMode', 'Type', 'ServiceName', 'ContainerName', 'Tmpfs', 'AddDevice', 'Artifact', 'Nonsense',
);
const value = fc.oneof(
  fc.constantFrom('', 'x', 'docker.io/a/b', 'a.network', 'b.volume:/x:Z', 'a.pod', 'a.image', 'type=bind,source=./x,dst=/y', 'type=volume,dst=/y', '"open', '\\?', 'a=1 b=2', '%h/x', './x:/y', '../x', 'yes', '80:80', 'auto', 'yaml', 'file', '\\'),
  fc.string({ maxLength: 12 }),
);
const line = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(key, value).map(([name, text]) => `${name}=${text}`) },
  { weight: 2, arbitrary: fc.constantFrom('[Container]', '[Service]', '[Unit]', '[Volume]', '[Pod]', '[Network]', '[Build]', '[Kube]', '[Image]', '[Quadlet]', '[', '[]', '[X] y') },
  { weight: 2, arbitrary: fc.constantFrom('# c', '; c', ': c', '', '  ', '\\', '---', '# FileName=a', 'text', 'Exec=a \\', '  more \\', '# a=1 \\') },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
);
const text = fc.tuple(fc.array(line, { maxLength: 14 }), fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\n', ' \\\n')).map(([lines, eol, end]) => lines.join(eol) + end);
const folder = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'a@', 'a@1', 'c-d'), fc.constantFrom(...TYPES), text), { minLength: 1, maxLength: 5 });

const anywhere = bounded(400);

test('items come in order, apart from each other, and hold every character that is no blank', () => {
  fc.assert(fc.property(text, (content) => {
    const { items, comments } = parseUnit(content);
    let at = 0;
    for (const { span } of items as readonly UnitItem[]) {
      expect(span.start).toBeGreaterThanOrEqual(at);
      expect(content.slice(at, span.start).replace(/\\$/gm, '')).toMatch(/^(?:[\s\u0085]|[#;][^\n]*|\\)*$/u);
      at = Math.max(span.end, span.start);
    }
    for (const span of comments) expect(content.slice(span.start, span.end)).toMatch(/^[#;]/);
  }), anywhere);
});

test('a value is what its pieces are in the text', () => {
  fc.assert(fc.property(text, (content) => {
    for (const item of parseUnit(content).items) {
      if (item.kind !== 'entry') continue;
      const pieces = item.pieces ?? [{ start: item.valueSpan.start, length: item.valueSpan.end - item.valueSpan.start }];
      expect(pieces.map(({ start, length }) => content.slice(start, start + length)).join('')).toBe(item.value);
      expect(content.slice(item.keySpan.start, item.keySpan.start + 1)).toBe(item.key.slice(0, 1) || content[item.keySpan.start]);
      expect(item.valueSpan.end).toBeLessThanOrEqual(Math.max(item.span.end, item.valueSpan.start));
    }
  }), anywhere);
});

test('line ends do not change the meaning', () => {
  const meaning = (content: string): unknown => {
    const tree = parseUnit(content);
    return [tree.sections.map(({ name, entries }) => [name, entries.map((entry) => [entry.key, entry.value, entry.lost])]), tree.problems.map(({ kind, line: number }) => [kind, number])];
  };
  fc.assert(fc.property(fc.array(line.filter((one) => !/[\r\n]/.test(one)), { maxLength: 14 }), (lines) => {
    expect(meaning(lines.join('\r\n'))).toEqual(meaning(lines.join('\n')));
  }), anywhere);
});

test('words lie within the value, in order', () => {
  fc.assert(fc.property(fc.oneof(value, fc.string()), fc.constantFrom(ARGS, STRV), (content, options) => {
    let at = 0;
    for (const word of splitWords(content, options).words) {
      expect(word.start).toBeGreaterThanOrEqual(at);
      expect(word.end).toBeGreaterThan(word.start);
      if (word.map !== undefined) expect(word.map).toHaveLength(word.text.length + 1);
      else expect(content.slice(word.start, word.end)).toBe(word.text);
      at = word.end;
    }
  }), anywhere);
});

test('nothing makes a parser or the compiler throw, and it says the same twice', () => {
  fc.assert(fc.property(folder, fc.constantFrom(...TARGETS), (files, target) => {
    const sources = files.map(([name, type, content], i) => ({ uri: `u${i}`, path: `/ws/${name}.${type}`, text: content }));
    for (const { text: content } of sources) {
      parseQuadlets(content);
      readOldUnit(content, false);
    }
    const run = (): unknown => {
      const set = unitSet(sources, target);
      return [previewFolder(set), set.units.map((unit) => compileUnit(unit, set).problems)];
    };
    expect(run()).toEqual(run());
  }), bounded(500));
});

test('a service is generated exactly where the unit has no error, and reads back without problems', () => {
  fc.assert(fc.property(folder, fc.constantFrom(...TARGETS), (files, target) => {
    const set = unitSet(files.map(([name, type, content], i) => ({ uri: `u${i}`, path: `/ws/${name}.${type}`, text: content })), target);
    count('units compiled', files.length);
    for (const unit of set.units) {
      const compiled = compileUnit(unit, set);
      const errors = compiled.problems.filter(({ uri, problem }) => uri === unit.part.uri && problem.severity === 'error');
      expect(errors.length > 0).toBe(compiled.rejected);
      if (compiled.rejected) expect(compiled.service).toBeUndefined();
      for (const { problem } of compiled.problems) {
        expect(problem.start).toBeGreaterThanOrEqual(0);
        expect(problem.end).toBeGreaterThanOrEqual(problem.start);
        expect(problem.end).toBeLessThanOrEqual(unit.part.tree.text.length);
        for (const fix of problem.fixes ?? []) if (fix.edits !== undefined) applyEdits(unit.part.tree.text, fix.edits);
      }
      if (compiled.service === undefined || !target.has('plainParser')) continue;
      expect(parseUnit(compiled.service).problems.filter(({ kind }) => kind !== 'lost-entry')).toEqual([]);
    }
  }), bounded(500));
});

test('the pass that only finds problems finds those of the one that makes the service', () => {
  fc.assert(fc.property(folder, fc.constantFrom(...TARGETS), (files, target) => {
    const set = unitSet(files.map(([name, type, content], i) => ({ uri: `u${i}`, path: `/ws/${name}.${type}`, text: content })), target);
    const said = (unit: Unit, writes: boolean): unknown => {
      const { problems, rejected, crashes, asked, serviceName, resourceName, startsWithPod } = compilationOf(unit, set, writes);
      return { problems, rejected, crashes, asked, serviceName, resourceName, startsWithPod };
    };
    for (const unit of set.units) expect(said(unit, false)).toEqual(said(unit, true));
  }), bounded(500));
});

test.each(['4.9.4', '5.4.2', '6.1.1'])('so it does for each value of each key of a container: Podman %s', (podman) => {
  const target = targetOf(parseVersion(podman)!, false);
  for (const key of Object.keys(quadletKeys('Container'))) {
    for (const beside of ['', 'User=1\n', 'RemapUsers=auto\n', 'RemapUid=1\n', 'ReloadCmd=true\n']) {
      for (const value of VALUES) {
        const text = `[Container]\nImage=docker.io/a/b\n${beside}${key}=${value}\n`;
        const set = unitSet([{ uri: 'u', path: '/ws/a.container', text }], target);
        expect([text, compilationOf(set.units[0]!, set, false).problems]).toEqual([text, compilationOf(set.units[0]!, set, true).problems]);
      }
    }
  }
});

test('a fix of an unknown key takes its error away', () => {
  fc.assert(fc.property(fc.constantFrom('CPUQuota', 'MemorySwap', 'Enviroment', 'Restart', 'After', 'WantedBy', 'Privileged'), value.filter((one) => !/[\r\n\\]/.test(one)), fc.array(line, { maxLength: 4 }), (name, given, rest) => {
    const before = `[Container]\nImage=docker.io/a/b\n${name}=${given}\n${rest.filter((one) => !one.includes('\\')).join('\n')}\n`;
    const count = (content: string): number => {
      const set = unitSet([{ uri: 'u', path: '/ws/a.container', text: content }], TARGETS[5]!);
      return compileUnit(set.units[0]!, set).problems.filter(({ problem }) => problem.code === 'quadlet-unknown-key').length;
    };
    const set = unitSet([{ uri: 'u', path: '/ws/a.container', text: before }], TARGETS[5]!);
    const problem = compileUnit(set.units[0]!, set).problems.map((found) => found.problem).find(({ code }) => code === 'quadlet-unknown-key');
    const fix = problem?.fixes?.find(({ preferred }) => preferred);
    if (fix?.edits !== undefined) expect(count(applyEdits(before, fix.edits))).toBeLessThan(count(before));
  }), bounded(300));
});
