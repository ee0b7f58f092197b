import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { has, temporaryFolder } from '../cli/run.ts';
import { filterBelow, ignoreFilter } from '../../server/src/model/globs.ts';

const PATHS = [
  'a.container', 'b.container', '[x].conf', 'x.conf', 'y.conf', 'z.conf', '#note', '!bang', 'end ', 'back\\slash', 'build/a.conf', 'build/sub/b.conf', 'sub/build/c.conf', 'sub/a.container', 'sub/deep/er/a.container',
  'old/keep/a.conf', 'old/b.conf', 'aXb', 'a/x/b', 'Ab.conf', 'a+b.conf',
];

const LISTS: readonly (readonly string[])[] = [
  [], [''], ['# a note', '', '   '], ['*.conf'], ['*.conf', '!x.conf'], ['!x.conf'], ['/a.container'], ['a.container'], ['sub/a.container'], ['build'], ['build/'], ['/build/'], ['a.container/'], ['**/build'], ['sub/**'], ['sub/**/a.container'],
  ['**/er/*'], ['**'], ['*'], ['/*', '!/sub'], ['old/', '!old/b.conf'], ['old/*', '!old/b.conf'], ['?.conf'], ['[x-y].conf'], ['[!x].conf'], ['[^x-y].conf'], ['[[]x].conf'], ['\\[x].conf'], ['[x.conf'], ['\\#note'], ['\\!bang'],
  ['end\\ '], ['x.conf   '], ['x.conf\r'], ['back\\\\slash'], ['a**b'], ['a?b'], ['a*b'], ['/'], ['!'], ['a+b.conf'], ['[a-z]b.conf'], ['sub/*/er'], ['sub/'], ['*/a.container'], ['[]x].conf'], ['[!]x].conf'], ['[]'], ['sub[^x]a.container'], ['sub/***'], ['**build'], ['build**/a.conf'], ['x.con\\'],
];

/** What git leaves out of the paths. */
function leftOutByGit(folder: string, patterns: readonly string[]): string[] {
  fs.writeFileSync(path.join(folder, '.gitignore'), patterns.map((line) => `${line}\n`).join(''));
  try {
    const said = execFileSync('git', ['check-ignore', '--no-index', '-z', '--stdin'], { cwd: folder, input: PATHS.map((one) => `${one}\0`).join(''), env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }, encoding: 'utf8' });
    return said.split('\0').filter((one) => one !== '');
  } catch (error) {
    // It ends with 1 where nothing is left out.
    if ((error as { status?: number }).status === 1) return [];
    throw error;
  }
}

test.skipIf(!has('git'))('patterns leave out what git leaves out', () => {
  const folder = temporaryFolder();
  execFileSync('git', ['init', '-q'], { cwd: folder });
  for (const file of PATHS) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), '');
  }
  expect(LISTS.map((patterns) => ({ patterns, leftOut: PATHS.filter(ignoreFilter(patterns)) }))).toEqual(LISTS.map((patterns) => ({ patterns, leftOut: leftOutByGit(folder, patterns) })));
});

test('a range that runs backwards leaves nothing out', () => {
  expect(PATHS.filter(ignoreFilter(['[z-a].conf']))).toEqual([]);
});

test('patterns of a folder say nothing of what lies outside', () => {
  const filter = filterBelow('/ws/stack/', ['*.conf', '/old']);
  expect(['/ws/stack/a.conf', '/ws/stack/old/a.container', '/ws/stack/sub/old', '/ws/a.conf', '/ws/stack-2/a.conf'].filter(filter)).toEqual(['/ws/stack/a.conf', '/ws/stack/old/a.container']);
});
