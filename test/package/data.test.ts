import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { folderOf, plainEnvironment, temporaryFolder, type Ran } from '../cli/run.ts';
import { startProcess } from '../protocol/process.ts';
import { codesOf, initialize, until } from '../protocol/support.ts';
import { buildBundles, TABLES } from '../support/bundle.ts';

let bundles: string;
beforeAll(() => {
  bundles = buildBundles();
}, 120_000);

const read = (name: string): string => fs.readFileSync(path.join(bundles, name), 'utf8');

describe('the data of the bundles', () => {
  test('stand beside those for Node: every table, as its source says, and the pages of the rules', () => {
    const files = fs.readdirSync(path.join(bundles, 'facts'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json')).map((name) => `facts/${name.split(path.sep).join('/')}`);
    expect(files.sort()).toEqual([...TABLES.keys()]);
    expect([...TABLES].filter(([name, source]) => read(name) !== JSON.stringify(JSON.parse(fs.readFileSync(source, 'utf8'))))).toEqual([]);
    expect(Object.keys(JSON.parse(read('rule-pages.json')) as object).sort()).toEqual(fs.readdirSync('docs/rules').filter((name) => name.endsWith('.md')).map((name) => name.slice(0, -3)).sort());
  });

  test('stand in the worker, which has no files, and in no other', () => {
    // Words of the text of a directive.
    const words = Object.values(JSON.parse(read('facts/redis/directives.json')) as Record<string, { text: string }>).map(({ text }) => /[a-z ]{40,}/.exec(text)?.[0]).find((found) => found !== undefined)!;
    const holds = (name: string): boolean => read(name).includes(words);
    expect(['server.js', 'cli.js', 'server.worker.js', 'extension.js', 'languageclient.js', 'extension.web.js'].filter(holds)).toEqual(['server.worker.js']);
    expect(/__dirname|node:fs|require\("fs"\)/.exec(read('server.worker.js'))?.[0]).toBeUndefined();
  });
});

/** A copy of the bundles without some files. */
function without(...names: string[]): string {
  const folder = temporaryFolder('quadlet-stack-data-');
  fs.cpSync(bundles, folder, { recursive: true });
  for (const name of names) fs.rmSync(path.join(folder, name), { recursive: true });
  return folder;
}

function lint(installed: string, cwd: string): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(installed, 'cli.js'), 'lint', '.'], { cwd, encoding: 'utf8', env: plainEnvironment() });
  return { status, stdout, stderr };
}

const UNIT = '//- a.container\n[Container]\nImage=docker.io/library/nginx:1.27\nMemroy=1G\n';
const REDIS = '//- redis.conf\nmaxmemroy 1gb\n';

describe('a table is read when it is needed', () => {
  test('units need none of the other programs', () => {
    const [cwd, lacking] = [folderOf(UNIT), without('facts/redis', 'facts/pgbouncer', 'facts/postgres', 'facts/programs', 'rule-pages.json')];
    const whole = lint(bundles, cwd);
    expect(whole).toMatchObject({ status: 1, stderr: '' });
    expect(whole.stdout).toContain('quadlet-unknown-key');
    expect(lint(lacking, cwd)).toEqual(whole);
  });

  test.each([
    ['missing', (file: string) => fs.rmSync(file), /ENOENT/],
    ['broken', (file: string) => fs.truncateSync(file, 100), /JSON/],
  ])('one that is %s is named by the command line', (_, spoil, reason) => {
    const installed = without();
    const file = path.join(installed, 'facts/redis/directives.json');
    spoil(file);
    const { status, stdout, stderr } = lint(installed, folderOf(REDIS));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^quadlet-stack: .*\n$/);
    expect(stderr).toContain(`${file} belongs to Quadlet Stack and cannot be read; install it again (`);
    expect(stderr).toMatch(reason);
  });

  test('one that is missing is named in the log of the server, which goes on with the rest', async () => {
    const [folder, installed] = [folderOf(UNIT + REDIS), without('facts/redis')];
    const session = startProcess(path.join(installed, 'server.js'));
    await initialize(session.client, { folders: [uriOfPath(folder)] });
    const unit = uriOfPath(path.join(folder, 'a.container'));
    session.open(unit, fs.readFileSync(path.join(folder, 'a.container'), 'utf8'));
    expect(await until('the unit to be checked', () => codesOf(session, unit))).toEqual(['quadlet-unknown-key 2']);
    const redis = uriOfPath(path.join(folder, 'redis.conf'));
    session.open(redis, fs.readFileSync(path.join(folder, 'redis.conf'), 'utf8'), 1, 'redis-conf');
    const said = await until('the log to name the file', () => session.logged.find((line) => line.includes('cannot be read')));
    expect(said).toContain(`Error: ${path.join(installed, 'facts/redis/directives.json')} belongs to Quadlet Stack and cannot be read; install it again (ENOENT`);
    expect(await session.quit()).toBe(0);
  });
});
