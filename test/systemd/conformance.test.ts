import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { systemdDirectives, SYSTEMD_SECTIONS, type SystemdDirective, type SystemdKind } from '../../server/src/facts/systemd/index.ts';
import { applyEdits } from '../../server/src/model/edits.ts';
import type { Problem } from '../../server/src/model/problem.ts';
import { NEWEST_TARGETS, parseVersion } from '../../server/src/model/version.ts';
import { checkSystemd } from '../../server/src/rules/systemd/check.ts';
import { parseUnit } from '../../server/src/syntax/unit.ts';

const found = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' });
const installed = found.status === 0 ? parseVersion(/\d+/.exec(found.stdout)?.[0] ?? '') : undefined;
if (installed === undefined) console.warn('skipped: systemd-analyze is not installed');

interface Case {
  readonly section: string;
  readonly key: string;
  readonly value: string;
}

const unitOf = ({ section, key, value }: Case): string =>
  SYSTEMD_SECTIONS.map((name) => `[${name}]\n${name === 'Service' ? 'ExecStart=/bin/true\n' : ''}${name === section ? `${key}=${value}\n` : ''}`).join('');

/** systemd has more to say of a unit than of a line's form: what the machine lacks, and what is merely old. */
const BESIDE_THE_POINT = /^has a bad unit|is not executable|more than one ExecStart|Unit uses |is obsolete|not match strict|has been removed and it is ignored|user\/group|Failed to (?:resolve|parse personality|find)|lacks both ExecStart|is deprecated|setting, but no|Service has |PIDFile= path is not normalized|no D-Bus service name|failed to load properly/i;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-systemd-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What the real systemd says of each unit; '' where it takes every line. */
function verdicts(units: readonly string[]): string[] {
  const out = units.map(() => '');
  units.forEach((text, i) => fs.writeFileSync(path.join(folder, `c${i}.service`), text));
  for (let from = 0; from < units.length; from += 400) {
    const names = units.slice(from, from + 400).map((_, i) => `./c${from + i}.service`);
    const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', '--recursive-errors=no', ...names], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
    for (const line of stderr.split('\n')) {
      const match = /^(?:Unit |.*\/)?c(\d+)\.service(?::\d+)?:? ?(.*)$/.exec(line);
      if (match !== null && !BESIDE_THE_POINT.test(match[2]!)) out[Number(match[1])] += `${match[2]}; `;
    }
  }
  return out;
}

const problemsOf = (text: string): Problem[] => checkSystemd(parseUnit(text), { ...NEWEST_TARGETS, systemd: installed! }).filter(({ severity }) => severity === 'warning');
const ours = (one: Case): string => problemsOf(unitOf(one)).map(({ message }) => message).join('; ');

const WORDS = ['', 'yes', 'On', 'maybe', '"no"', 'true # why', '0', '5', 'x'];
const NUMBERS = ['-1', '+5', '0x10', '010', '08', '100', '300', '10001', '4294967296', '1.5', 'infinity'];
const SIZES = ['5%', '50.5%', '12.345%', '0%', '200%', '4G', '4g', '4GB', '4 G', '1G 512M', '512M 1G', '1.5M', '0B', 'infinity', 'Infinity', 'unlimited', '-1', '65536', '1024:2048', '9:5', '1G:2G', 'infinity:5', '5:infinity'];
const TIMES = ['90s', '5min 20s', '5 mins', '5MIN', '1.5h', '.5', '3.s', '-5s', '5ms', '1h30', 'infinity', '90 # why'];
const SIGNALS = ['TERM', 'SIGTERM', 'term', 'SIGRTMIN+3', 'RTMAX-2', 'RTMIN+31', 'SIGFOO', '64', '65', '08', '0x10', 'TEMPFAIL', 'SIGKILL 143', '143,5', '255', '256'];
const PATHS = ['/x', './x', '~/x', '~', '-/x', '-x', '/a b', '!/x', '|/x', '|!/x', '/bin/true', '-/bin/true x', '@/bin/true y', 'bin/true', '-bin/true', 'true', '!!/bin/true', '"/bin/true" x', "'/bin/true' x", '$X/y', '/a/../b', '/bin/', '.', '--/bin/true', '+!/bin/true', '!+/bin/true', '@/bin/true', '-', '/bin/true "a', '/bin/true ; bin/false', '/bin/true ;x'];
const LISTS = ['A=b', 'A=b c', '"A=b c" D=e', 'A', '1A=b', 'A-B=c', 'A B', 'A="b', 'AB=1 _C=2', 'https://example.org', 'man:x(1) foo', 'file:///x', 'file:x', 'HTTPS://x', 'a/b c', '/a/b', '../a', '0-3,5', '0 1', '3-', 'numa', 'all', 'cpu memory', 'cpu,memory', 'net ipc', '~net', '~net foo', 'a.socket b', "'' A-B=1", 'private', 'a:b', '.', 'a//b', '3-0', '"143"'];

/** What is tried on each kind of value, beside a few words that are tried on all. */
const TRIED: Readonly<Partial<Record<SystemdKind, readonly string[]>>> = {
  duration: TIMES, memory: SIZES, percent: SIZES, limit: [...SIZES, ...TIMES, '-20', '-21', '40', '41'], weight: ['idle', ...NUMBERS], count: NUMBERS, integer: [...NUMBERS, '-20', '-21', '99', '-1000'],
  mode: ['0755', '0888', '7777', '010000', '022', '0o22', '-1'], signal: SIGNALS, statuses: SIGNALS, path: PATHS, 'env-file': PATHS, paths: PATHS, condition: PATHS, command: PATHS,
  env: LISTS, names: LISTS, urls: LISTS, cpus: [...LISTS, ...NUMBERS], directories: LISTS, switch: [...LISTS, 'full', 'strict', 'private', 'restart'], units: LISTS,
};

/** We say nothing of these kinds of value: what systemd takes depends on the machine, or the form is too free to judge. */
const UNJUDGED = new Set(['string', 'text', 'words', 'flags', 'binds', 'addresses', 'device', 'credential', 'capabilities', 'user', 'units']);

const wordsOf = ({ kind, values = {} }: SystemdDirective): readonly string[] => {
  const known = kind === 'enum' || kind === 'switch' ? Object.keys(values) : [];
  return [...known, ...known.slice(0, 1).flatMap((word) => [word.toUpperCase(), `${word}x`, `"${word}"`, `${word} # why`])];
};

/** `|` in front of a command came with systemd 258 and cannot be told from a slip without the version. */
const isShellCommand = (key: string, value: string): boolean => key.startsWith('Exec') && value.startsWith('|');

/** Two switches that an empty value resets in later releases only. */
const isLateReset = (key: string, value: string): boolean => value === '' && /^(?:PrivateMounts|ProtectHostname)$/.test(key);

const casesOf = (section: string): Case[] =>
  Object.entries(systemdDirectives(section)).filter(([, { kind }]) => !UNJUDGED.has(kind)).flatMap(([key, directive]) => [...new Set([...WORDS, ...(TRIED[directive.kind] ?? []), ...wordsOf(directive)])].filter((value) => !isShellCommand(key, value) && !isLateReset(key, value)).map((value) => ({ section, key, value })));

const UNJUDGED_NAMES = new Set(['Personality', 'TimerSlackNSec', 'ExecStart']);

describe.skipIf(installed === undefined)('as the installed systemd', () => {
  const cases = SYSTEMD_SECTIONS.flatMap(casesOf);
  const theirs = installed === undefined ? [] : verdicts(cases.map(unitOf));

  test('no warning where systemd has none', () => {
    const wrong = cases.flatMap((one, i) => (theirs[i] === '' && ours(one) !== '' ? [`[${one.section}] ${one.key}=${one.value}: ${ours(one)}`] : []));
    expect(wrong).toEqual([]);
  });

  test('says that systemd refuses the service just where it does', () => {
    const wrong = cases.flatMap((one, i) => (ours(one) !== '' && theirs[i]!.includes('fatal error') !== ours(one).includes('refuses to load the service') ? [`[${one.section}] ${one.key}=${one.value}: ${theirs[i]}`] : []));
    expect(wrong).toEqual([]);
  });

  test('a warning where systemd has one, for the kinds that are judged', () => {
    const missed = cases.flatMap((one, i) => {
      const { kind, argument } = systemdDirectives(one.section)[one.key]!;
      if (UNJUDGED_NAMES.has(one.key) || (kind === 'condition' && argument !== 'path') || (kind === 'paths' && !one.key.endsWith('MountsFor'))) return [];
      return theirs[i] !== '' && ours(one) === '' ? [`[${one.section}] ${one.key}=${one.value}: ${theirs[i]}`] : [];
    });
    expect(missed).toEqual([]);
  });

  test('a line that was mended satisfies both', () => {
    const mended = [...new Set(cases.flatMap((one) => problemsOf(unitOf(one)).flatMap(({ fixes = [] }) => fixes.filter(({ preferred }) => preferred).map(({ edits = [] }) => applyEdits(unitOf(one), edits)))))];
    const said = verdicts(mended);
    expect(mended.length).toBeGreaterThan(200);
    expect(mended.flatMap((text, i) => (said[i] !== '' || problemsOf(text).length > 0 ? [`${text}: ${said[i]}`] : []))).toEqual([]);
  });
});
