import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../server/src/cli/commands.ts';
import { readConfig } from '../../server/src/model/config.ts';
import { RULES } from '../../server/src/rules/registry.ts';
import { folderOf, ROOT, run } from './run.ts';

const page = fs.readFileSync(path.join(ROOT, 'docs/cli.md'), 'utf8');

describe('docs/cli.md', () => {
  it('has each command with each of its options', () => {
    const forms = new Map([...page.matchAll(/^## (\w+)\n\n((?: {4}.*\n)+)/gm)].map(([, name, form]) => [name!, form!]));
    expect([...forms.keys()]).toEqual(Object.keys(COMMANDS));
    for (const [name, { options }] of Object.entries(COMMANDS)) {
      if (name === 'completion') continue;
      expect([name, ...(forms.get(name)!.match(/--[a-z-]+/g) ?? []).sort()]).toEqual([name, ...Object.keys(options).map((option) => `--${option}`).sort()]);
    }
  });

  it('shows a report as it is', () => {
    const report = /^ {4}\$ quadlet-stack lint\n((?: {4}.*\n|\n)+)/m.exec(page)![1]!.replace(/^ {4}/gm, '').trimEnd();
    const folder = folderOf('//- redis.container\n[Container]\nImage=docker.io/library/redis:7.4\nCPUQuota=200%\n');
    expect(run(folder, ['lint', '--target', 'podman=5.8.2']).stdout.trimEnd()).toBe(report);
  });

  it('has a configuration that is none to complain of, with every key', () => {
    const config = /^## \.quadlet-stack\.json[\s\S]*?```json\n([\s\S]*?)```/m.exec(page)![1]!;
    expect(readConfig(config, Object.keys(RULES)).faults).toEqual([]);
    expect(Object.keys(JSON.parse(config))).toEqual(['targets', 'host', 'root', 'rules', 'ignore', 'maxWarnings']);
  });

  it('leads somewhere, as the other pages do', () => {
    for (const name of ['cli.md', 'ci.md', 'editors.md']) {
      const text = fs.readFileSync(path.join(ROOT, 'docs', name), 'utf8');
      for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]*)[^)]*\)/g)) expect(fs.existsSync(path.join(ROOT, 'docs', target!)), `${name}: ${target}`).toBe(true);
    }
  });
});
