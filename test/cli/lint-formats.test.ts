import { createRequire } from 'node:module';
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { folderOf, run } from './run.ts';

const require = createRequire(import.meta.url);
const { default: Draft4 } = require('ajv-draft-04') as typeof import('ajv-draft-04');
const { default: addFormats } = require('ajv-formats') as typeof import('ajv-formats');

const BROKEN = `//- a.container
[Container]
Image=docker.io/library/nginx:1.27
# 😀 ${'x'.repeat(3)}
Label=😀 CPUQuota=1
CPUQuota=200%
//- redis.conf
lua-time-limit 5000
`;

describe('lint --format json', () => {
  it('is one array of findings, places zero-based in UTF-16 units', () => {
    const { status, stdout, stderr } = run(folderOf(BROKEN), ['lint', '--format', 'json', '--target=podman=5.8.2', '--target', 'redis=7.4']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([
      {
        file: 'a.container',
        range: { start: { line: 4, character: 0 }, end: { line: 4, character: 8 } },
        severity: 'error',
        code: 'quadlet-unknown-key',
        message: "`CPUQuota=` is not a [Container] key: Podman 5.8 rejects the whole unit. systemd limits the service's CPU in [Service]; `PodmanArgs=--cpus=2` limits the container's.",
        source: 'quadlet-stack',
      },
      {
        file: 'redis.conf',
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 14 } },
        severity: 'hint',
        code: 'redis-old-name',
        message: '`lua-time-limit` is the old name of `busy-reply-threshold`.',
        source: 'quadlet-stack',
      },
    ]);
  });

  it('names files from the working directory', () => {
    const folder = folderOf('//- inside/redis.conf\nlua-time-limit 5000\n//- beside/x\n');
    const files = (cwd: string, ...args: string[]): unknown => JSON.parse(run(cwd, ['lint', '--format', 'json', ...args]).stdout).map(({ file }: { file: string }) => file);
    expect(files(folder, 'inside')).toEqual(['inside/redis.conf']);
    expect(files(`${folder}/beside`, '../inside')).toEqual(['../inside/redis.conf']);
    expect(files(`${folder}/beside`, `${folder}/inside/redis.conf`)).toEqual(['../inside/redis.conf']);
  });

  it('is an empty array where there is nothing', () => {
    expect(run(folderOf('//- a.volume\n[Volume]\n'), ['lint', '--format', 'json'])).toEqual({ status: 0, stdout: '[]\n', stderr: '' });
  });
});

describe('lint --format sarif', () => {
  const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as object;
  const ajv = addFormats(new Draft4({ allErrors: true, strict: false, unicodeRegExp: false }));
  const validate = ajv.compile(schema);
  const sarif = (folder: string, ...args: string[]) => {
    const log = JSON.parse(run(folder, ['lint', '--format', 'sarif', ...args]).stdout);
    validate(log);
    expect(validate.errors).toBe(null);
    return log;
  };

  it('has a result with place and fixes for each finding', () => {
    const log = sarif(folderOf(BROKEN), '--target', 'podman=5.8.2');
    expect(log.runs[0].results).toEqual([
      {
        ruleId: 'quadlet-unknown-key',
        ruleIndex: 0,
        level: 'error',
        message: { text: "`CPUQuota=` is not a [Container] key: Podman 5.8 rejects the whole unit. systemd limits the service's CPU in [Service]; `PodmanArgs=--cpus=2` limits the container's." },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'a.container' }, region: { startLine: 5, startColumn: 1, endLine: 5, endColumn: 9 } } }],
        fixes: [
          {
            description: { text: 'Move to [Service]' },
            artifactChanges: [
              {
                artifactLocation: { uri: 'a.container' },
                replacements: [
                  { deletedRegion: { startLine: 5, startColumn: 1, endLine: 6, endColumn: 1 }, insertedContent: { text: '\n[Service]\nCPUQuota=200%\n' } },
                ],
              },
            ],
          },
          {
            description: { text: 'Replace with PodmanArgs=--cpus=2' },
            artifactChanges: [
              { artifactLocation: { uri: 'a.container' }, replacements: [{ deletedRegion: { startLine: 5, startColumn: 1, endLine: 5, endColumn: 14 }, insertedContent: { text: 'PodmanArgs=--cpus=2' } }] },
            ],
          },
        ],
      },
      {
        ruleId: 'redis-old-name',
        ruleIndex: 1,
        level: 'note',
        message: { text: '`lua-time-limit` is the old name of `busy-reply-threshold`.' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'redis.conf' }, region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 15 } } }],
        fixes: [
          {
            description: { text: 'Rename to busy-reply-threshold' },
            artifactChanges: [{ artifactLocation: { uri: 'redis.conf' }, replacements: [{ deletedRegion: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 15 }, insertedContent: { text: 'busy-reply-threshold' } }] }],
          },
        ],
      },
    ]);
  });

  it('explains each rule by its page', () => {
    const { driver } = sarif(folderOf(BROKEN)).runs[0].tool;
    const page = fs.readFileSync('docs/rules/redis-old-name.md', 'utf8');
    expect(driver.rules.map(({ id }: { id: string }) => id)).toEqual(['quadlet-unknown-key', 'redis-old-name']);
    expect(driver.rules[1]).toEqual({
      id: 'redis-old-name',
      shortDescription: { text: expect.stringMatching(/^[A-Z`].*\.$/) },
      fullDescription: { text: 'CONFIG REWRITE writes the new one.' },
      help: { text: page, markdown: page },
      helpUri: 'https://github.com/quadlet-stack/quadlet-stack/blob/main/docs/rules/redis-old-name.md',
      defaultConfiguration: { level: 'note' },
    });
    expect(driver).toMatchObject({ name: 'quadlet-stack', version: expect.stringMatching(/^\d+\.\d+\.\d+/), semanticVersion: driver.version });
  });

  it('is valid for whole stacks, for paths that no URI takes as they are, and for nothing', () => {
    expect(sarif('examples/trader-broken').runs[0].results.length).toBeGreaterThan(30);
    expect(sarif(folderOf('//- a b/%41#?.container\n[Container]\n')).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('a%20b/%2541%23%3F.container');
    expect(sarif(folderOf('//- a.volume\n[Volume]\n')).runs[0]).toMatchObject({ results: [], tool: { driver: { rules: [] } } });
  });

  it('names related places', () => {
    const [result] = sarif(folderOf('//- userlist.txt\n"app" "a"\n"app" "b"\n')).runs[0].results;
    expect(result.relatedLocations).toEqual([
      { physicalLocation: { artifactLocation: { uri: 'userlist.txt' }, region: { startLine: 2, startColumn: 2, endLine: 2, endColumn: 5 } }, message: { text: 'this one counts' } },
    ]);
  });
});

describe('lint --format github', () => {
  const github = (text: string) => run(folderOf(text), ['lint', '--format', 'github', '--target', 'podman=5.8.2']);

  it('annotates lines; lines and columns count from one', () => {
    expect(github(BROKEN)).toEqual({
      status: 1,
      stdout: `::error file=a.container,line=5,endLine=5,col=1,endColumn=9,title=quadlet-unknown-key::\`CPUQuota=\` is not a [Container] key: Podman 5.8 rejects the whole unit. systemd limits the service's CPU in [Service]; \`PodmanArgs=--cpus=2\` limits the container's.
::notice file=redis.conf,line=1,endLine=1,col=1,endColumn=15,title=redis-old-name::\`lua-time-limit\` is the old name of \`busy-reply-threshold\`.
`,
      stderr: '',
    });
  });

  it('escapes what the runner would read as its own', () => {
    const { stdout } = github('//- a,b:c%.container\n[Container]\nImage=docker.io/library/nginx:1.27\n100%::error\\\n =x\n');
    expect(stdout.split('\n').filter((line) => line !== '').map((line) => /^::(\w+) file=a%2Cb%3Ac%25\.container,[^:]*::(?!.*%(?![0-9A-F]{2}))/.test(line))).not.toContain(false);
    expect(stdout).toContain('100%25');
  });

  it('prints nothing where there is nothing', () => {
    expect(github('//- a.volume\n[Volume]\n')).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

describe('what lint exits with', () => {
  const status = (text: string, ...args: string[]) => run(folderOf(text), ['lint', ...args]).status;
  const WARNING = '//- userlist.txt\n"app" "a"\n"app" "b"\n';

  it('1 for an error, 0 for warnings', () => {
    expect(status('//- a.container\n[Container]\n')).toBe(1);
    expect(status(WARNING)).toBe(0);
  });

  it('1 for more warnings than --max-warnings', () => {
    expect(status(WARNING, '--max-warnings', '1')).toBe(0);
    expect(status(WARNING, '--max-warnings=0')).toBe(1);
  });
});
