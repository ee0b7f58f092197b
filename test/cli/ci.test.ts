import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { kindOfPath } from '../../server/src/model/files.ts';
import { TABLES } from '../support/bundle.ts';
import { CLI, filesOf, folderOf, has, plainEnvironment, ROOT, temporaryFolder, type Ran } from './run.ts';

const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as { version: string };

const BROKEN = `//- my stack/a.container
[Container]
Image=docker.io/library/nginx:1.27
Network=here.network
Memory=1G
//- my stack/here.network
[Network]
//- other/userlist.txt
"app" "a"
"app" "b"
`;

/** The package as npm packs it. */
let tarball: string;
const npm = { npm_config_cache: temporaryFolder(), npm_config_update_notifier: 'false', npm_config_audit: 'false', npm_config_fund: 'false' };

function sh(cwd: string, command: readonly string[], env: NodeJS.ProcessEnv = {}): Ran {
  const { status, stdout, stderr } = spawnSync(command[0]!, command.slice(1), { cwd, encoding: 'utf8', env: plainEnvironment({ ...npm, ...env }), timeout: 120_000 });
  return { status, stdout, stderr };
}

beforeAll(() => {
  // What `npm pack` takes from the source, with the command line as it is now.
  const staged = temporaryFolder();
  for (const file of ['package.json', '.npmignore', '.npmrc', 'README.md', 'LICENSE', 'CHANGELOG.md', 'action.yml']) fs.copyFileSync(path.join(ROOT, file), path.join(staged, file));
  fs.cpSync(path.dirname(CLI), path.join(staged, 'dist'), { recursive: true });
  for (const file of ['extension.js', 'server.js', 'quadlet-stack.schema.json']) fs.writeFileSync(path.join(staged, 'dist', file), '{}');
  const { status, stdout, stderr } = sh(staged, ['npm', 'pack', '--ignore-scripts', '--silent']);
  expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: `quadlet-stack-${manifest.version}.tgz\n` });
  tarball = path.join(staged, stdout.trim());
}, 120_000);

describe('the package', () => {
  it('has the command line and what belongs to it', () => {
    expect(sh('.', ['tar', 'tzf', tarball]).stdout.trim().split('\n').sort()).toEqual([
      'package/LICENSE', 'package/README.md', 'package/dist/cli.js', ...[...TABLES.keys()].map((name) => `package/dist/${name}`), 'package/dist/quadlet-stack.schema.json', 'package/dist/rule-pages.json', 'package/package.json',
    ]);
  });

  it('needs no other', () => {
    expect(JSON.parse(sh('.', ['tar', 'xzOf', tarball, 'package/package.json']).stdout)).toMatchObject({ bin: { 'quadlet-stack': 'dist/cli.js' } });
    expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(['dependencies']));
  });

  it('runs by the line that docs/ci.md names', () => {
    const line = /^npx .*$/m.exec(read('docs/ci.md'))![0];
    expect(line).toBe('npx --yes quadlet-stack lint .');
    const { status, stdout } = sh(folderOf(BROKEN), ['sh', '-c', line.replace('quadlet-stack', `quadlet-stack@file:${tarball}`)]);
    expect({ status, sum: stdout.trimEnd().split('\n').at(-1) }).toEqual({ status: 0, sum: expect.stringMatching(/^3 files · 0 errors · 1 warning · 2 notes · Podman /) });
  }, 120_000);
});

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string | number }>>;
  readonly runs: { readonly using: string; readonly steps: readonly { readonly shell: string; readonly run: string; readonly env: Readonly<Record<string, string>> }[] };
}

describe.skipIf(!has('bash'))('action.yml', () => {
  const action = parse(read('action.yml')) as Action;

  /** Runs the action's steps as the runner does: in a shell that ends at the first fault, inputs put in their places. */
  function runAction(cwd: string, inputs: Readonly<Record<string, string>>): Ran {
    const value = (name: string): string => {
      if (action.inputs[name] === undefined) throw new Error(`no input ${name}`);
      return inputs[name] ?? String(action.inputs[name].default);
    };
    const substitute = (text: string): string => text.replace(/\$\{\{\s*inputs\.([\w-]+)\s*\}\}/g, (_, name: string) => value(name));
    let last: Ran = { status: 0, stdout: '', stderr: '' };
    for (const { shell, run, env } of action.runs.steps) {
      expect(shell).toBe('bash');
      last = sh(cwd, ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', substitute(run)], Object.fromEntries(Object.entries(env).map(([name, text]) => [name, substitute(text)])));
      if (last.status !== 0) break;
    }
    return last;
  }
  /** An annotation without its words. */
  const placeOf = (line: string): string => `::${line.split('::')[1]}`;
  const here = () => ({ version: `file:${tarball}` });

  it('puts no input into the script itself, and runs its own release', () => {
    expect(action.runs.using).toBe('composite');
    for (const { run } of action.runs.steps) expect(run).not.toContain('${{');
    expect(action.inputs['version']!.default).toBe(manifest.version);
    expect(read('docs/ci.md').match(/@v?\d+\.\d+\.\d+|rev: v\S+/g)!.filter((version) => !version.endsWith(manifest.version))).toEqual([]);
  });

  it('is documented, every input of it', () => {
    expect([...read('docs/ci.md').matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name).filter((name) => !name!.startsWith('quadlet-stack'))).toEqual(Object.keys(action.inputs));
  });

  it('annotates what it finds', () => {
    const { status, stdout } = runAction(folderOf(BROKEN), here());
    expect({ status, lines: stdout.trim().split('\n').map(placeOf) }).toEqual({
      status: 0,
      lines: [
        '::warning file=other/userlist.txt,line=1,endLine=1,col=1,endColumn=6,title=userlist-user-twice',
        '::notice file=other/userlist.txt,line=1,endLine=1,col=7,endColumn=10,title=userlist-plain-secret',
        '::notice file=other/userlist.txt,line=2,endLine=2,col=7,endColumn=10,title=userlist-plain-secret',
      ],
    });
  }, 120_000);

  it('takes paths with blanks, versions, RAM and the number of warnings, and writes SARIF', () => {
    const folder = folderOf(BROKEN);
    const { status, stdout } = runAction(folder, { ...here(), path: 'my stack/a.container\n\nmy stack\n', targets: 'podman=5.4\n  redis=7.4', 'sarif-file': 'found it.sarif' });
    expect({ status, stdout: placeOf(stdout) }).toEqual({ status: 1, stdout: '::error file=my stack/a.container,line=4,endLine=4,col=1,endColumn=7,title=quadlet-key-too-new' });
    expect(JSON.parse(fs.readFileSync(path.join(folder, 'found it.sarif'), 'utf8')).runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['quadlet-key-too-new']);
    expect(runAction(folder, { ...here(), 'max-warnings': '0' }).status).toBe(1);
    expect(runAction(folder, { ...here(), path: 'my stack', ram: '512M' }).stdout).toContain('title=stack-exceeds-memory');
  }, 120_000);

  it('fails where it cannot do what was asked, and runs nothing that an input says', () => {
    const folder = folderOf(BROKEN);
    const { status, stdout, stderr } = runAction(folder, { ...here(), path: '$(touch owned)`touch owned`"; touch owned #', 'sarif-file': 'x.sarif' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('quadlet-stack: no such file or folder: $(touch owned)`touch owned`"; touch owned #');
    expect(Object.keys(filesOf(folder))).toEqual(['my stack/a.container', 'my stack/here.network', 'other/userlist.txt', 'x.sarif']);
  }, 120_000);
});

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly files: string;
  readonly pass_filenames?: boolean;
}

describe('.pre-commit-hooks.yaml', () => {
  const hooks = parse(read('.pre-commit-hooks.yaml')) as Hook[];
  const hook = (id: string): Hook => hooks.find((each) => each.id === id)!;
  /** Python's verbose patterns: blanks count for nothing. */
  const pattern = new RegExp(hook('quadlet-stack').files.replace(/^\(\?x\)/, '').replace(/\s+/g, ''));

  /** Runs a hook's entry as pre-commit does: in the repository's folder, the names of changed files as arguments. */
  function runHook(id: string, folder: string, changed: readonly string[]): Ran {
    const bin = temporaryFolder();
    fs.symlinkSync(CLI, path.join(bin, 'quadlet-stack'));
    const { entry, pass_filenames: passes = true } = hook(id);
    return sh(folder, [...entry.split(' '), ...(passes ? changed.filter((name) => pattern.test(name)) : [])], { PATH: `${bin}:${process.env['PATH']}` });
  }

  it('takes the files that we know by name, and no others', () => {
    const names = [
      'web.container', 'web@.container', 'web@1.container', 'a/b.pod', 'a.volume', 'a.network', 'a.kube', 'a.image', 'a.build', 'a.artifact', 'a.quadlets', 'web.container.d/10.conf', 'x/container.d/10.conf', 'web-.container.d/a.conf',
      'redis.conf', 'x/redis-cache.conf', 'valkey.conf', 'sentinel.conf', 'pgbouncer.ini', 'pgbouncer-test.ini', 'userlist.txt', 'userlist-test.txt', 'postgresql.conf', 'postgresql.auto.conf', 'nginx.conf', '.env', '.env.local', 'web.env', 'x/.env',
      'README.md', 'container', 'web.container.md', 'web.container.d/notes.txt', 'my-redis.conf', 'redis.conf.bak', 'app.ini', 'users.txt', 'env', 'a.environment', 'postgres.conf', 'web.service.d/10.conf', '.envrc',
    ];
    expect(names.filter((name) => pattern.test(name))).toEqual(names.filter((name) => kindOfPath(name) !== undefined));
    expect(hooks.map(({ files }) => files)).toEqual(hooks.map(() => hook('quadlet-stack').files));
  });

  it('is documented, every hook of it', () => {
    expect([...read('docs/ci.md').matchAll(/^\| `(quadlet-stack[\w-]*)` \|/gm)].map(([, id]) => id)).toEqual(hooks.map(({ id }) => id));
    expect(new Set(hooks.map(({ language }) => language))).toEqual(new Set(['node']));
  });

  it('checks the changed files with the rest of the repository in view', () => {
    const folder = folderOf(`${BROKEN}//- .git/HEAD\nref: refs/heads/main\n`);
    expect(runHook('quadlet-stack', folder, ['README.md', 'my stack/a.container'])).toEqual({ status: 0, stdout: '1 file, nothing to report\n', stderr: '' });
    fs.rmSync(path.join(folder, 'my stack/here.network'));
    expect(runHook('quadlet-stack', folder, ['my stack/a.container']).stdout).toMatch(/^my stack\/a\.container:3:9 error quadlet-unit-not-found/);
  });

  it('checks the whole repository where asked', () => {
    const folder = folderOf(`${BROKEN}//- .git/HEAD\nref: refs/heads/main\n`);
    fs.rmSync(path.join(folder, 'my stack/here.network'));
    expect(runHook('quadlet-stack-all', folder, ['other/userlist.txt']).stdout).toMatch(/^my stack\/a\.container:3:9 error quadlet-unit-not-found/);
  });

  it('formats the changed files', () => {
    const folder = folderOf('//- a.volume\n[Volume]\nVolumeName = a\n//- b.volume\n[Volume]\nVolumeName = b\n');
    expect(runHook('quadlet-stack-format', folder, ['a.volume'])).toEqual({ status: 0, stdout: 'formatted: a.volume\n1 file, 1 formatted\n', stderr: '' });
    expect(filesOf(folder)).toEqual({ 'a.volume': '[Volume]\nVolumeName=a\n', 'b.volume': '[Volume]\nVolumeName = b\n' });
  });
});
