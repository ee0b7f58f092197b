import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../server/src/rules/registry.ts';
import { CLI, folderOf, has, plainEnvironment, run } from './run.ts';

const FILES = '//- a b.container\n[Container]\n//- sub/x.volume\n[Volume]\n';

/** A folder with files, and one for programs that has the command line by its name. */
function prepared(shell: string): { readonly folder: string; readonly script: string; readonly env: NodeJS.ProcessEnv } {
  const bin = folderOf('//- empty\n');
  fs.symlinkSync(CLI, path.join(bin, 'quadlet-stack'));
  const script = path.join(bin, `completion.${shell}`);
  const { status, stdout, stderr } = run('.', ['completion', shell]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  fs.writeFileSync(script, stdout);
  return { folder: folderOf(FILES), script, env: plainEnvironment({ PATH: `${bin}:${process.env['PATH']}`, HOME: bin }) };
}

const COMMANDS = ['budget', 'completion', 'explain', 'format', 'lint', 'preview', 'server', 'tune', 'verify'];

describe('completion bash', () => {
  const { folder, script, env } = prepared('bash');

  /** What bash offers for the last of the words, split as readline splits a line. */
  function complete(...words: string[]): string[] {
    const code = `source "$SCRIPT"; COMP_WORDS=("$@"); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _quadlet_stack; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', code, 'bash', 'quadlet-stack', ...words], { cwd: folder, encoding: 'utf8', env: { ...env, SCRIPT: script } });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((line) => line !== '').sort();
  }

  it.skipIf(!has('bash'))('offers commands, options, values, rules, files and folders', () => {
    expect(complete('')).toEqual(['--help', '--version', ...COMMANDS]);
    expect(complete('l')).toEqual(['lint']);
    expect(complete('lint', '--f')).toEqual(['--fix', '--format']);
    expect(complete('lint', '--format', '')).toEqual(['github', 'json', 'sarif', 'text']);
    expect(complete('lint', '--format', '=', 's')).toEqual(['sarif']);
    expect(complete('lint', '--format', '=')).toEqual(['github', 'json', 'sarif', 'text']);
    expect(complete('lint', '--target', 'p')).toEqual(['pgbouncer=', 'podman=', 'postgres=']);
    expect(complete('lint', 'a')).toEqual(['a b.container']);
    expect(complete('preview', '')).toEqual(['--help', '--root', '--target', 'sub']);
    expect(complete('explain', 'redis-old')).toEqual(['redis-old-name']);
    expect(complete('explain', '').length).toBe(Object.keys(RULES).length + 1);
    expect(complete('completion', '')).toEqual(['--help', 'bash', 'fish', 'zsh']);
    expect(complete('tune', '--formula', '')).toEqual(['guide', 'pgtune', 'safe']);
    expect(complete('tune', '--ram', '')).toEqual([]);
  });
});

describe('completion zsh', () => {
  it.skipIf(!has('zsh'))('is read by zsh, which offers commands, options and values with it', () => {
    const { folder, script, env } = prepared('zsh');
    // In place of zsh's own: it notes what it is handed.
    const code = `
      compdef() { true }
      _describe() { print -rl -- "\${(@P)2}" }
      _arguments() { print -rl -- "$@" }
      source "$SCRIPT"
      words=("$@"); CURRENT=$#words
      _quadlet-stack`;
    const complete = (...words: string[]): string[] => {
      const { stdout, stderr } = spawnSync('zsh', ['-f', '-c', code, 'zsh', 'quadlet-stack', ...words], { cwd: folder, encoding: 'utf8', env: { ...env, SCRIPT: script } });
      expect(stderr).toBe('');
      return stdout.trimEnd().split('\n');
    };
    expect(complete('').map((line) => line.split(':')[0]).sort()).toEqual(COMMANDS);
    expect(complete('lint', '')).toEqual([
      "*--target[judge by this version, whatever image tags say; may be given several times]:value:(podman= redis= valkey= pgbouncer= postgres= systemd=)",
      '--ram[the RAM of the machine that the stack runs on, as in 8G]:value:',
      '--format[how to print what was found (default\\: text)]:value:(text json sarif github)',
      '--max-warnings[exit with status 1 where there are more warnings than this]:value:',
      '--fix[apply the fixes that keep what was meant, then report the rest]',
      '--watch[check again whenever a file changes, until interrupted]',
      '--help[explain the command]',
      '*:file:_files',
    ]);
    expect(complete('completion', '').at(-1)).toBe('1:shell:(bash zsh fish)');
  });
});

describe('completion fish', () => {
  it.skipIf(!has('fish'))('is read by fish, which offers commands, options, values, rules, files and folders', () => {
    const { folder, script, env } = prepared('fish');
    const complete = (line: string): string[] => {
      const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', 'source $SCRIPT; complete -C "$argv[1]"', line], { cwd: folder, encoding: 'utf8', env: { ...env, SCRIPT: script } });
      expect(stderr).toBe('');
      return stdout.split('\n').filter((row) => row !== '').map((row) => row.split('\t')[0]!).sort();
    };
    expect(complete('quadlet-stack ')).toEqual(COMMANDS);
    expect(complete('quadlet-stack lint --f')).toEqual(['--fix', '--format']);
    expect(complete('quadlet-stack lint --format ')).toEqual(['github', 'json', 'sarif', 'text']);
    expect(complete('quadlet-stack lint a')).toContain('a b.container');
    expect(complete('quadlet-stack preview ')).toEqual(['sub/']);
    expect(complete('quadlet-stack explain redis-old')).toEqual(['redis-old-name']);
    expect(complete('quadlet-stack completion ')).toEqual(['bash', 'fish', 'zsh']);
  });
});
