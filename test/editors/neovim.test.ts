import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI, folderOf, has, plainEnvironment, ROOT } from '../cli/run.ts';

const NVIM = process.env['NEOVIM'] ?? 'nvim';

/** The setup for this Neovim as docs/editors.md gives it to its users. */
function setup(): string {
  const [, major, minor] = /^NVIM v(\d+)\.(\d+)/m.exec(spawnSync(NVIM, ['--version'], { encoding: 'utf8' }).stdout)!.map(Number);
  const title = major! > 0 || minor! >= 11 ? 'Neovim 0.11 and later' : 'Neovim 0.7 to 0.10';
  const blocks = [...fs.readFileSync(path.join(ROOT, 'docs/editors.md'), 'utf8').matchAll(/^```lua\n(-- quadlet-stack, .*\n[\s\S]*?)^```$/gm)].map(([, block]) => block!);
  return blocks.find((block) => block.startsWith(`-- quadlet-stack, ${title}\n`))!;
}

describe.skipIf(!has(NVIM))('Neovim, a second client', () => {
  it('shows problems, completes, hovers and applies a fix, set up as docs/editors.md says', () => {
    const home = folderOf(`//- bin/quadlet-stack
#!/bin/sh
exec "${process.execPath}" "${CLI}" "$@"
//- init.lua
${setup()}`);
    fs.chmodSync(path.join(home, 'bin/quadlet-stack'), 0o755);
    const project = folderOf(`//- .quadlet-stack.json
{}
//- web.container
[Container]
Image=docker.io/library/nginx:1.27
CPUQuota=200%
Co
//- web.container.d/10.conf
[Container]
Network=missing.network
//- redis.conf
lua-time-limit 5000
//- pgbouncer.ini
[pgbouncer]
pool_mode = sometimes
//- postgresql.conf
max_connections = many
`);
    const out = path.join(home, 'out.json');
    const { stderr } = spawnSync(NVIM, ['--headless', '-u', path.join(home, 'init.lua'), '-i', 'NONE', '-c', `luafile ${path.join(ROOT, 'test/editors/neovim.lua')}`], {
      cwd: project, encoding: 'utf8', timeout: 55_000,
      env: plainEnvironment({ HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_STATE_HOME: home, XDG_CACHE_HOME: home, PATH: `${home}/bin:${process.env['PATH']}`, OUT: out }),
    });
    expect(fs.existsSync(out), stderr).toBe(true);
    const seen = JSON.parse(fs.readFileSync(out, 'utf8'));
    expect(seen.fault, stderr).toBe(undefined);
    const row = (line: number, from: number, to: number, code: string, severity = 1) => ({ line, from, to, code, severity, source: 'quadlet-stack' });
    expect(seen).toEqual({
      'web.container': [row(0, 0, 11, 'quadlet-unit-not-found'), row(2, 0, 8, 'quadlet-unknown-key'), row(3, 0, 2, 'quadlet-syntax')],
      'web.container.d/10.conf': [row(1, 8, 23, 'quadlet-unit-not-found')],
      'redis.conf': [row(0, 0, 14, 'redis-old-name', 4)],
      'pgbouncer.ini': [row(1, 12, 21, 'pgbouncer-bad-value')],
      'postgresql.conf': [row(0, 18, 22, 'postgres-bad-value')],
      completion: { CPUQuota: false, ContainerName: true },
      hover: expect.stringMatching(/^\*\*Image=\*\*/),
      actions: ['Move to [Service]', 'Replace with PodmanArgs=--cpus=2'],
      fixed: '[Container]\nImage=docker.io/library/nginx:1.27\nCo\n\n[Service]\nCPUQuota=200%',
    });
  });
});
