import fs from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../build/schema.mjs';
import { readConfig } from '../../server/src/model/config.ts';
import { RULES } from '../../server/src/rules/registry.ts';
import { folderOf, run } from './run.ts';

const { default: Ajv } = createRequire(import.meta.url)('ajv') as typeof import('ajv');

const WEB = '[Container]\nImage=docker.io/library/nginx:1.27\nMemory=1G\n';
const codes = (folder: string, ...args: string[]): string[] =>
  (JSON.parse(run(folder, ['lint', '--format', 'json', ...args]).stdout) as { file: string; code: string; severity: string }[]).map(({ file, code, severity }) => `${file} ${severity} ${code}`);

describe('.quadlet-stack.json', () => {
  it('sets versions, severities, the machine and the number of warnings, for the folders below it', () => {
    const folder = folderOf(`//- .quadlet-stack.json
{ "targets": { "podman": "5.4" }, "host": { "memory": "512M" }, "rules": { "redis-old-name": "warning" }, "maxWarnings": 1 }
//- stack/web.container
${WEB}//- stack/redis.conf
lua-time-limit 5000
`);
    expect(codes(`${folder}/stack`)).toEqual(['redis.conf warning redis-old-name', 'web.container error quadlet-key-too-new', 'web.container warning stack-exceeds-memory']);
    expect(codes(`${folder}/stack`, '--target', 'podman=5.8', '--ram', '8G')).toEqual(['redis.conf warning redis-old-name']);
    expect(run(`${folder}/stack`, ['lint', '--target', 'podman=5.8', '--ram', '8G']).status).toBe(0);
    expect(run(`${folder}/stack`, ['lint', '--target', 'podman=5.8', '--ram', '8G', '--max-warnings', '0']).status).toBe(1);
    expect(run(`${folder}/stack`, ['lint', '--target', 'podman=5.8']).status).toBe(1);
    expect(run(`${folder}/stack`, ['lint', '--target', 'podman=5.8', '--max-warnings', '2']).status).toBe(0);
    expect(run(folder, ['budget', 'stack']).stdout).toContain('It does not fit: the containers may take 1 GB of 512 MB');
    expect(run(folder, ['budget', 'stack', '--ram', '4G']).status).toBe(0);
  });

  it('counts as far as the repository goes', () => {
    const folder = folderOf(`//- .quadlet-stack.json
{ "rules": { "redis-old-name": "off" } }
//- repository/.git/HEAD
ref: refs/heads/main
//- repository/redis.conf
lua-time-limit 5000
`);
    expect(codes(folder, 'repository')).toEqual(['repository/redis.conf hint redis-old-name']);
  });

  it.each([
    ['{\n  "targets": { "podmann": "5.8" }\n}', '2:16: "podmann" is not known in "targets": "podman" is.'],
    ['{ "targets": { "podman": "new" } }', '1:26: "targets.podman" must be a version, as in "5.8.2".'],
    ['{ "host": { "memory": "much" } }', '1:23: "host.memory" must be a size, as in "8G".'],
    ['{\n  "rules": {\n    "redis-old-nam": "off"\n  }\n}', '3:5: There is no rule "redis-old-nam": "redis-old-name" is.'],
    ['{ "rules": { "redis-old-name": "fatal" } }', '1:32: "rules.redis-old-name" must be one of error, warning, information, hint, off.'],
    ['{ "ignore": "old/" }', '1:13: "ignore" must be a list of patterns, as in ["old/", "*.example.conf"].'],
    ['{ "maxWarnings": -1, "root": "yes" }', '1:18: "maxWarnings" must be a whole number from 0. (and 1 more)'],
    ['[]', '1:1: .quadlet-stack.json must be an object.'],
  ])('names the line of what is wrong: %s', (text, complaint) => {
    const folder = folderOf(`//- .quadlet-stack.json\n${text}\n//- a.volume\n[Volume]\n`);
    for (const args of [['lint'], ['format', '--check'], ['preview', '.'], ['budget', '.', '--ram', '1G']]) {
      expect(run(folder, args)).toEqual({ status: 2, stdout: '', stderr: `quadlet-stack: .quadlet-stack.json:${complaint}\n` });
    }
  });

  it('says where a text is no JSON', () => {
    const folder = folderOf('//- .quadlet-stack.json\n{ "rules": {}, }\n');
    const { status, stdout, stderr } = run(folder, ['lint']);
    expect({ status, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ status: 2, stdout: '', lines: 1 });
    expect(stderr).toMatch(/^quadlet-stack: \.quadlet-stack\.json:1:\d+: /);
  });
});

describe('what is left out', () => {
  const OLD = 'lua-time-limit 5000\n';
  const FILES = `//- redis.conf\n${OLD}//- old/redis.conf\n${OLD}//- deep/old/redis-a.conf\n${OLD}//- deep/redis.example.conf\n${OLD}`;

  it('is what .quadlet-stack-ignore names, as .gitignore does', () => {
    const folder = folderOf(`${FILES}//- .quadlet-stack-ignore\n# what was\nold/\n*.example.conf\n!deep/old/\n`);
    expect(codes(folder)).toEqual(['deep/old/redis-a.conf hint redis-old-name', 'redis.conf hint redis-old-name']);
    expect(codes(folder, 'old')).toEqual([]);
    expect(codes(folder, 'old/redis.conf')).toEqual([]);
    expect(run(folder, ['format', '--check']).stdout).toBe('2 files, nothing to format\n');
  });

  it('is what "ignore" of .quadlet-stack.json names', () => {
    const folder = folderOf(`${FILES}//- .quadlet-stack.json\n{ "ignore": ["/old", "deep/"] }\n`);
    expect(codes(folder)).toEqual(['redis.conf hint redis-old-name']);
  });

  it('is left out of previews too', () => {
    const folder = folderOf('//- .quadlet-stack-ignore\nold/\n//- a.volume\n[Volume]\n//- old/b.volume\n[Volume]\n');
    expect(run(folder, ['preview', '.']).stdout.match(/^---.*---$/gm)).toEqual(['---a-volume.service---']);
  });
});

describe('the schema of .quadlet-stack.json', async () => {
  const schema = await configSchema();
  const validate = new Ajv({ allErrors: true }).compile(schema);

  it('lists every rule with its severity', () => {
    const { properties } = (schema as { properties: { rules: { properties: Record<string, { default: string }> } } }).properties.rules;
    expect(Object.fromEntries(Object.entries(properties).map(([id, rule]) => [id, rule.default]))).toEqual(Object.fromEntries(Object.entries(RULES).map(([id, { severity }]) => [id, severity])));
  });

  it.each([
    '{}', '[]', 'null', '{ "$schema": "x" }', '{ "$schema": 1 }', '{ "target": {} }', '{ "targets": [] }', '{ "targets": { "podman": "5.8.2" } }', '{ "targets": { "podman": 5 } }', '{ "targets": { "podman": true } }',
    '{ "targets": { "podman": "" } }', '{ "targets": { "docker": "27" } }', '{ "targets": { "redis": "7.4-alpine", "valkey": "v8" } }', '{ "targets": { "postgres": "16x" } }', '{ "host": { "memory": "8G", "cpus": 4 } }',
    '{ "host": { "memory": 0 } }', '{ "host": { "memory": "0G" } }', '{ "host": { "memory": 8589934592 } }', '{ "host": { "memory": "8 GiB" } }', '{ "host": { "cpus": 0 } }', '{ "host": { "cpus": 1.5 } }', '{ "host": { "ram": "8G" } }',
    '{ "root": true }', '{ "root": 1 }', '{ "rules": { "redis-old-name": "off" } }', '{ "rules": { "redis-old-name": "none" } }', '{ "rules": { "no-such-rule": "off" } }', '{ "rules": [] }', '{ "ignore": ["a"] }', '{ "ignore": [1] }',
    '{ "ignore": "a" }', '{ "maxWarnings": 0 }', '{ "maxWarnings": -1 }', '{ "maxWarnings": "3" }',
  ])('agrees with the reader on %s', (text) => {
    expect(validate(JSON.parse(text))).toBe(readConfig(text, Object.keys(RULES)).faults.length === 0);
  });

  it('is offered by the editor for files of that name', () => {
    const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8'));
    expect(manifest.contributes.jsonValidation).toEqual([{ fileMatch: '.quadlet-stack.json', url: './dist/quadlet-stack.schema.json' }]);
  });
});
