import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../server/src/cli/commands.ts';
import { RULES } from '../../server/src/rules/registry.ts';
import { folderOf, ROOT, run, temporaryFolder } from './run.ts';

const ok = (cwd: string, ...args: string[]): string => {
  const { status, stdout, stderr } = run(cwd, args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};

describe('what it cannot do: one line on standard error, exit status 2', () => {
  const folder = folderOf('//- a.volume\n[Volume]\n//- notes.txt\nnothing\n');
  it.each([
    [[], 'what is to be done? quadlet-stack --help lists the commands'],
    [['lnit'], 'unknown command: lnit; did you mean lint?'],
    [['x'], 'unknown command: x; the commands are lint, preview, tune, budget, format, verify, explain, completion, server'],
    [['lint', 'stacks/prod'], 'no such file or folder: stacks/prod'],
    [['lint', ''], 'a path is empty'],
    [['lint', '-'], '-: standard input has no name to tell what it is; name a file or a folder'],
    [['format', 'gone.container'], 'no such file or folder: gone.container'],
    [['lint', 'notes.txt'], 'notes.txt: its name says nothing, and no unit beside it mounts it'],
    [['lint', '--formt', 'json'], 'lint: unknown option --formt; did you mean --format?'],
    [['lint', '--format', 'xml'], '--format xml: expected text, json, sarif, github'],
    [['lint', '--format'], 'lint: --format needs a value: text|json|sarif|github'],
    [['lint', '--fix=yes'], 'lint: --fix takes no value'],
    [['lint', '--max-warnings', 'few'], '--max-warnings few: expected a whole number from 0 to 1000000000'],
    [['lint', '--target', 'docker=27'], '--target docker=27: the programs are podman, redis, valkey, pgbouncer, postgres, systemd'],
    [['lint', '--target', 'podman'], '--target podman: expected a version, as in podman=5.8.2'],
    [['lint', '--ram', 'much'], '--ram much: expected a size, as in 8G'],
    [['lint', '--ram', '8'], '--ram 8: that is 8 bytes; write the unit too, as in 8G'],
    [['lint', '--watch', '--format', 'json'], '--watch prints for people: leave --format out'],
    [['preview'], 'preview: name one folder, as in quadlet-stack preview .'],
    [['preview', '.', '.'], 'preview: name one folder, as in quadlet-stack preview .'],
    [['preview', 'gone'], 'no such folder: gone'],
    [['preview', 'a.volume'], 'not a folder: a.volume'],
    [['budget'], 'budget: name one folder, as in quadlet-stack budget . --ram 8G'],
    [['budget', '.'], 'budget: --ram SIZE is needed, as in --ram 8G'],
    [['verify'], 'verify: name one folder, as in quadlet-stack verify stacks/prod'],
    [['verify', 'nowhere'], 'no such file or folder: nowhere'],
    [['tune'], 'tune: --ram SIZE is needed, as in --ram 8G'],
    [['tune', '.', '--ram', '8G'], 'tune takes no path: .'],
    [['tune', '--ram', '8G', '--services', 'postgres,mysql'], '--services mysql: expected postgres, redis, redis-cache, pgbouncer, django, celery-worker, celery-beat, flower, nginx'],
    [['tune', '--ram', '8G', '--cpus', '0'], '--cpus 0: expected a whole number from 1 to 4096'],
    [['tune', '--ram', '8G', '--formula', 'magic'], '--formula magic: expected safe, pgtune, guide'],
    [['tune', '--ram', '8G', '--profile', 'x'], '--profile x: expected web, oltp, dw, desktop, mixed'],
    [['tune', '--ram', '8G', '--storage', 'x'], '--storage x: expected ssd, hdd, san, nvme'],
    [['explain', 'quadlet-unknown-kay'], 'there is no rule quadlet-unknown-kay; did you mean quadlet-unknown-key?'],
    [['explain', 'README'], 'there is no rule README; quadlet-stack explain lists them'],
    [['explain', 'constructor'], 'there is no rule constructor; quadlet-stack explain lists them'],
    [['explain', 'x'], 'there is no rule x; quadlet-stack explain lists them'],
    [['completion'], 'completion: name one shell, as in quadlet-stack completion bash'],
    [['completion', 'tcsh'], 'completion tcsh: expected bash, zsh, fish'],
    [['server'], 'server: say how to talk to it: --stdio'],
  ])('%j', (args, complaint) => {
    expect(run(folder, args)).toEqual({ status: 2, stdout: '', stderr: `quadlet-stack: ${complaint}\n` });
  });
});

describe('verify', () => {
  it('asks the program that PATH leads to; status 1 where it says something else', () => {
    const stack = folderOf('//- valkey.conf\nport 6379\nmaxmemory 1.5gb\n');
    const bin = temporaryFolder();
    const program = (stopsAt: string): NodeJS.ProcessEnv => {
      const body = `#!/bin/sh\nif [ "$1" = --version ]; then echo "Valkey server v=8.1.1 sha=0"; exit; fi\ncase "$(cat)" in *1.5gb*) n=${stopsAt};; *) n=99;; esac\nprintf 'Reading the configuration file, at line %s\\n>>> x\\nno such size\\n' $n\n`;
      fs.writeFileSync(path.join(bin, 'valkey-server'), body, { mode: 0o755 });
      return { PATH: `${bin}:${process.env['PATH']!}` };
    };
    const printed = (text: string): string => `Checked with installed programs: ${stack}\n\n${text}`;
    const asked = `Valkey 8.1.1  ${path.join(bin, 'valkey-server')}\n  valkey.conf: `;
    expect(run(stack, ['verify', '.'], program('2'))).toEqual({ status: 0, stderr: '', stdout: printed(`They and Quadlet Stack say the same in all 2 places.\n\n${asked}the same for 2 lines, 1 of them wrong for both\n`) });
    const differs = run(stack, ['verify', '.'], program('99'));
    expect([differs.status, differs.stderr]).toEqual([1, '']);
    expect(differs.stdout).toContain(`${asked}one difference in 2 lines; the same for 1\n    valkey.conf:2\n      Valkey 8.1.1   has nothing against it\n      Quadlet Stack  error redis-bad-value: `);
  });
});

describe('help', () => {
  it('lists the commands, and the options of each', () => {
    expect(ok('.', '--help')).toMatchInlineSnapshot(`
      "usage: quadlet-stack COMMAND …

        lint        check files and folders
        preview     print the services that Podman's generator makes of a folder
        tune        work out settings for a RAM size
        budget      say whether a folder's containers fit the RAM
        format      bring files into the house style
        verify      ask the installed programs, and say where they and we differ
        explain     print the page of a rule; without one, the list of rules
        completion  print a completion script for a shell
        server      serve an editor over the Language Server Protocol

      quadlet-stack COMMAND --help explains a command, quadlet-stack --version says which this is.
      Exit status: 0 nothing of severity error, 1 something, 2 it could not do what was asked.
      "
    `);
    for (const name of Object.keys(COMMANDS)) {
      const help = ok('.', name, '--help');
      expect(help).toMatch(new RegExp(`^usage: quadlet-stack ${name}`));
      for (const option of Object.keys(COMMANDS[name as keyof typeof COMMANDS].options)) expect(help).toContain(`  --${option}`);
      expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(105);
      expect(ok('.', 'help', name)).toBe(help);
    }
    expect(ok('.', 'preview', '-h')).toMatchInlineSnapshot(`
      "usage: quadlet-stack preview DIR [OPTION…]

      Print the services that Podman's generator makes of a folder.

        --target podman=VERSION  generate as this version does
        --root                   for the system manager instead of a user's
      "
    `);
  });

  it('says which version this is', () => {
    expect(ok('.', '--version')).toBe(`${JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version}\n`);
  });
});

describe('preview', () => {
  const STACK = '//- data.volume\n[Volume]\n//- web.container\n[Container]\nImage=docker.io/library/nginx:1.27\nVolume=data.volume:/data\n';

  it('prints what the dry run prints, for a user or for the system, with absolute paths', () => {
    const folder = folderOf(STACK);
    const user = ok(folder, 'preview', '.', '--target', 'podman=5.4.2');
    expect(user.replaceAll(folder, '@DIR@')).toMatchInlineSnapshot(`
      "---data-volume.service---
      [X-Volume]

      [Unit]
      Wants=podman-user-wait-network-online.service
      After=podman-user-wait-network-online.service
      SourcePath=@DIR@/data.volume
      RequiresMountsFor=%t/containers

      [Service]
      ExecStart=/usr/bin/podman volume create --ignore systemd-data
      SyslogIdentifier=%N
      Type=oneshot
      RemainAfterExit=yes

      ---web.service---
      [X-Container]
      Image=docker.io/library/nginx:1.27
      Volume=data.volume:/data

      [Unit]
      Wants=podman-user-wait-network-online.service
      After=podman-user-wait-network-online.service
      SourcePath=@DIR@/web.container
      RequiresMountsFor=%t/containers
      Requires=data-volume.service
      After=data-volume.service

      [Service]
      Environment=PODMAN_SYSTEMD_UNIT=%n
      KillMode=mixed
      ExecStop=/usr/bin/podman rm -v -f -i --cidfile=%t/%N.cid
      ExecStopPost=-/usr/bin/podman rm -v -f -i --cidfile=%t/%N.cid
      Delegate=yes
      Type=notify
      NotifyAccess=all
      SyslogIdentifier=%N
      ExecStart=/usr/bin/podman run --name systemd-%N --cidfile=%t/%N.cid --replace --rm --cgroups=split --sdnotify=conmon -d -v systemd-data:/data docker.io/library/nginx:1.27

      "
    `);
    expect(ok(`${folder}/..`, 'preview', path.basename(folder), '--target', 'podman=5.4.2')).toBe(user);
    expect(ok(folder, 'preview', '.', '--target', 'podman=5.4.2', '--root')).toBe(user.replaceAll('podman-user-wait-network-online.service', 'network-online.target'));
  });

  it('names the units that the generator refuses, prints the others, and exits with 1', () => {
    const folder = folderOf('//- a.container\n[Container]\nImage=docker.io/library/nginx:1.27\nCPUQuota=50%\n//- b.volume\n[Volume]\n');
    const { status, stdout, stderr } = run(folder, ['preview', '.', '--target', 'podman=5.8.2']);
    expect({ status, units: stdout.match(/^---.*---$/gm), stderr }).toEqual({
      status: 1,
      units: ['---b-volume.service---'],
      stderr: "quadlet-stack: a.container:3:1: `CPUQuota=` is not a [Container] key: Podman 5.8 rejects the whole unit. systemd limits the service's CPU in [Service]; `PodmanArgs=--cpus=0.5` limits the container's.\n",
    });
  });
});

describe('tune', () => {
  it('prints settings with their reasons', () => {
    expect(ok('.', 'tune', '--ram', '1G', '--services', 'redis')).toMatchInlineSnapshot(`
      "1 GB: 704 MB for redis, 320 MB for the system

      redis: 704 MB
        By weight, at most 16 GB. At the worst 704 MB: maxmemory 340 MB + pages copied while it saves 340 MB + the program and its buffers 24 MB.
        [Container] Memory=704M
        [Container] PodmanArgs=--memory-swap=704M
        maxmemory 340mb               (704 MB − 24 MB for the program) ÷ 2: while it saves, the kernel may have to copy every page.
        maxmemory-policy allkeys-lru  A cache: what was not used for longest goes first.
        maxclients 1088               A tenth of maxmemory at 32 kB a client, 128 to 10,000.
        maxmemory-clients 10%         Drops the greediest clients before their buffers crowd out the data.
      "
    `);
  });

  it('prints JSON of the agreed shape for the whole stack', () => {
    const plan = JSON.parse(ok('.', 'tune', '--ram', '8G', '--format', 'json'));
    expect(Object.keys(plan)).toEqual(['ram', 'services', 'reserve', 'warnings']);
    expect(plan.ram).toBe('8G');
    expect(Object.keys(plan.services)).toEqual(['postgres', 'redis', 'pgbouncer', 'django', 'celery-worker', 'celery-beat', 'flower']);
    for (const service of Object.values<{ memory: string; settings: Record<string, string> }>(plan.services)) {
      expect(Object.keys(service)).toEqual(['memory', 'settings']);
      expect(service.memory).toMatch(/^\d+[MG]$/);
      for (const value of Object.values(service.settings)) expect(typeof value).toBe('string');
    }
    expect(plan.reserve).toMatch(/^\d+[MG]$/);
    expect(plan.warnings.every((warning: unknown) => typeof warning === 'string')).toBe(true);
    expect(plan.services.postgres.settings.shared_buffers).toMatch(/^\d+MB$/);
    expect(plan.services.redis.settings.maxmemory).toMatch(/^\d+mb$/);
  });

  it("follows PGTune where asked, the RAM being PostgreSQL's own", () => {
    const { services } = JSON.parse(ok('.', 'tune', '--ram', '8G', '--formula', 'pgtune', '--profile', 'web', '--storage', 'ssd', '--cpus', '4', '--connections', '200', '--target', 'postgres=16', '--services', 'postgres', '--format', 'json'));
    expect(services.postgres.settings).toMatchObject({ max_connections: '200', shared_buffers: '2GB', effective_cache_size: '6GB', maintenance_work_mem: '512MB', random_page_cost: '1.1' });
  });

  it('says what would fit where the RAM is too little', () => {
    const { status, stdout, stderr } = run('.', ['tune', '--ram', '512M', '--format', 'json']);
    expect({ status, stdout, stderr }).toMatchInlineSnapshot(`
      {
        "status": 2,
        "stderr": "quadlet-stack: 512 MB is too little for postgres, redis, pgbouncer, django, celery-worker, celery-beat and flower: they need 1.4 GB, 320 MB of it for the system. In 512 MB fits redis, or pgbouncer, django, celery-beat and flower, each by itself.
      ",
        "stdout": "",
      }
    `);
  });
});

describe('budget', () => {
  const STACK = `//- redis.container
[Container]
Image=docker.io/library/redis:7.4
Memory=1G
Exec=redis-server --maxmemory 400mb
//- web.container
[Container]
Image=docker.io/library/nginx:1.27
Memory=512M
`;

  it('says who has what, and whether it fits', () => {
    const folder = folderOf(STACK);
    expect(run(folder, ['budget', '.', '--ram', '4G', '--cpus', '2'])).toMatchInlineSnapshot(`
      {
        "status": 0,
        "stderr": "",
        "stdout": "           limit  expected   worst    swap  CPUs
      redis       1 GB    424 MB  824 MB    1 GB   all
      web       512 MB     24 MB  512 MB  512 MB   all
      together  1.5 GB    448 MB  1.3 GB  1.5 GB   all

      It fits: 1.5 GB for the containers, 512 MB for the system, 2 GB free of 4 GB.
      ",
      }
    `);
    expect(run(folder, ['budget', '.', '--ram', '1G'])).toMatchInlineSnapshot(`
      {
        "status": 1,
        "stderr": "",
        "stdout": "           limit  expected   worst    swap  CPUs
      redis       1 GB    424 MB  824 MB    1 GB   all
      web       512 MB     24 MB  512 MB  512 MB   all
      together  1.5 GB    448 MB  1.3 GB  1.5 GB   all

      It does not fit: the containers may take 1.5 GB of 1 GB, 512 MB more than there is.
      ",
      }
    `);
  });

  it('prints JSON', () => {
    const { verdict, ram, claims, services } = JSON.parse(ok(folderOf(STACK), 'budget', '.', '--ram', '4G', '--format', 'json'));
    expect({ verdict, ram, claims, services: services.map(({ name, limit }: { name: string; limit: string }) => [name, limit]) }).toEqual({ verdict: 'fits', ram: '4G', claims: '1536M', services: [['redis', '1G'], ['web', '512M']] });
  });
});

describe('explain', () => {
  it("prints a rule's page", () => {
    expect(ok('.', 'explain', 'quadlet-unknown-key')).toBe(fs.readFileSync(path.join(ROOT, 'docs/rules/quadlet-unknown-key.md'), 'utf8'));
  });

  it('lists the rules without one', () => {
    const rows = ok('.', 'explain').trimEnd().split('\n').map((row) => /^(\S+) +(error|warning|information|hint) +(\S.*)$/.exec(row)!.slice(1));
    expect(rows).toEqual(Object.entries(RULES).sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, { severity, summary }]) => [id, severity, summary]));
  });
});
