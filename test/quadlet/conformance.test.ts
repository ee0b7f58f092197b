import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseVersion } from '../../server/src/model/version.ts';
import { compileUnit, previewFolder, targetOf, unitSet, type UnitSource } from '../../server/src/quadlet/index.ts';
import { NO_VERDICTS, VERDICTS, verdictRows } from '../support/verdicts.ts';

interface Case {
  readonly case: string;
  readonly units: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly log?: Readonly<Record<string, readonly string[]>>;
  /** VERSION/MODE → the keys of lines whose words the generator prints in another order from run to run. */
  readonly unstable?: Readonly<Record<string, readonly string[]>>;
}

const cases = verdictRows<Case>('quadlet/verdicts.jsonl');
const VERSIONS = ['4.9.4', '5.0.3', '5.2.5', '5.4.2', '5.5.2', '5.6.2', '5.7.1', '5.8.2', '6.1.1'];
const PREVIEWED = ['5.4.2', '5.8.2', '6.1.1'];

/** Every file of a case, as if its folder were `/dir`. */
function sourcesOf(name: string): UnitSource[] {
  const root = path.join(VERDICTS!, 'quadlet/units', name);
  return fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    const relative = path.relative(root, file);
    return { uri: relative, path: `/dir/${relative}`, text: fs.readFileSync(file, 'utf8') };
  });
}

const sources = new Map(cases.map(({ case: name }) => [name, VERDICTS === undefined ? [] : sourcesOf(name)]));

describe.skipIf(VERDICTS === undefined)(VERDICTS === undefined ? NO_VERDICTS : 'the generator’s verdicts', () => {
  test.each(VERSIONS)('Podman %s: an error where it rejects, none where it accepts', (version) => {
    const target = targetOf(parseVersion(version)!);
    const wrong: string[] = [];
    for (const { case: name, units } of cases) {
      const set = unitSet(sources.get(name)!, target);
      const problems = set.units.flatMap((unit) => compileUnit(unit, set).problems);
      for (const [file, verdicts] of Object.entries(units)) {
        const errors = problems.filter(({ uri, problem }) => uri === file && problem.severity === 'error');
        if ((verdicts[version] !== 'ok') === errors.length > 0) continue;
        wrong.push(`${name}/${file}: ${verdicts[version]} | ${errors.map(({ problem }) => problem.message).join(' ')}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test.each(VERSIONS)('Podman %s: a unit without errors has a service, one with errors has none', (version) => {
    const target = targetOf(parseVersion(version)!);
    for (const { case: name } of cases) {
      const set = unitSet(sources.get(name)!, target);
      for (const unit of set.units) {
        const compiled = compileUnit(unit, set);
        const errors = compiled.problems.filter(({ uri, problem }) => uri === unit.part.uri && problem.severity === 'error');
        expect([unit.name, errors.length > 0]).toEqual([unit.name, compiled.rejected]);
      }
    }
  });

  test('what the generator logs is a warning', () => {
    const wrong: string[] = [];
    for (const { case: name, log } of cases) {
      for (const [version, lines] of Object.entries(log ?? {})) {
        const set = unitSet(sources.get(name)!, targetOf(parseVersion(version)!));
        const warnings = set.units.flatMap((unit) => compileUnit(unit, set).problems).filter(({ problem }) => problem.severity === 'warning');
        if (!lines.some((line) => line.startsWith('panic:')) && warnings.length === 0) wrong.push(`${name} ${version}: ${lines.join(' ')}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe.skipIf(VERDICTS === undefined)(VERDICTS === undefined ? NO_VERDICTS : 'the generated text', () => {
  const modes = PREVIEWED.flatMap((version) => ['user', 'root'].map((mode) => [version, mode] as const));
  test.each(modes)('Podman %s, %s', (version, mode) => {
    const target = targetOf(parseVersion(version)!, mode === 'root');
    const wrong: string[] = [];
    for (const { case: name, unstable } of cases) {
      const printed = fs.readFileSync(path.join(VERDICTS!, 'quadlet/generated', version, mode, `${name}.txt`), 'utf8').replaceAll('@DIR@', '/dir');
      const ours = previewFolder(unitSet(sources.get(name)!, target));
      const shaken = unstable?.[`${version}/${mode}`] ?? [];
      if (settle(ours, shaken) !== settle(printed, shaken)) wrong.push(name);
    }
    expect(wrong).toEqual([]);
  });

  /** The text with the words of the lines in question sorted. */
  const settle = (text: string, keys: readonly string[]): string =>
    keys.length === 0 ? text : text.split('\n').map((line) => (keys.some((key) => line.startsWith(key)) ? line.split(' ').sort().join(' ') : line)).join('\n');
});
