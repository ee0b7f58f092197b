import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgress } from '../../server/src/cli/progress.ts';
import { fit, harmless, wrap } from '../../server/src/cli/report/columns.ts';
import { CLI, folderOf, has, plainEnvironment, run } from './run.ts';

const BROKEN = '//- a.container\n[Container]\nImage=docker.io/library/nginx:1.27\nCPUQuota=50%\n';

/** Runs a line of shell on a terminal of its own, 60 columns wide; what it prints on both streams. */
function onTerminal(folder: string, line: string, env: NodeJS.ProcessEnv = {}): string {
  const { stdout } = spawnSync('script', ['-qec', `stty cols 60; ${line}`, '/dev/null'], {
    cwd: folder, encoding: 'utf8', env: plainEnvironment({ SHELL: '/bin/sh', TERM: 'xterm', Q: CLI, ...env }), stdio: ['ignore', 'pipe', 'pipe'],
  });
  return stdout.replaceAll('\r\n', '\n');
}

describe.skipIf(!has('script') || !has('stty'))('on a terminal', () => {
  const folder = folderOf(BROKEN);

  it('lint has colours, and lines as wide as the terminal', () => {
    expect(onTerminal(folder, '"$Q" lint --target podman=5.8.2').replaceAll('\u001b', '␛')).toMatchInlineSnapshot(`
      "␛[1ma.container:3:1␛[0m ␛[31merror␛[0m quadlet-unknown-key
        \`CPUQuota=\` is not a [Container] key: Podman 5.8 rejects
        the whole unit. systemd limits the service's CPU in
        [Service]; \`PodmanArgs=--cpus=0.5\` limits the container's.
        ␛[2m2 |␛[0m Image=docker.io/library/nginx:1.27
        ␛[2m3 |␛[0m CPUQuota=50%
        ␛[2m  |␛[0m ␛[31m^^^^^^^^␛[0m
        fix: move to [Service]

      1 file · ␛[31m1 error␛[0m · 0 warnings · Podman 5.8.2
      "
    `);
  });

  it.each([['NO_COLOR', '1'], ['TERM', 'dumb']])('lint has no colours with %s=%s', (name, value) => {
    expect(onTerminal(folder, '"$Q" lint', { [name]: value })).not.toContain('\u001b');
  });

  it('an empty NO_COLOR counts for nothing', () => {
    expect(onTerminal(folder, '"$Q" lint', { NO_COLOR: '' })).toContain('\u001b[31m');
  });

  it('lint has no colours where only standard error is a terminal', () => {
    expect(onTerminal(folder, '"$Q" lint | cat')).not.toContain('\u001b');
  });
});

describe('colours', () => {
  it('are never in a pipe, a file or another format', () => {
    for (const format of ['text', 'json', 'sarif', 'github']) expect(run(folderOf(BROKEN), ['lint', '--format', format], { TERM: 'xterm', FORCE_COLOR: '1' }).stdout).not.toContain('\u001b');
  });
});

describe('a reader that has seen enough', () => {
  const whenNobodyReads = async (folder: string): Promise<unknown> => {
    const child = spawn(process.execPath, [CLI, 'lint'], { cwd: folder, env: plainEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (part) => (complaint += part));
    child.stdout.destroy();
    return [await new Promise((resolve) => child.on('close', resolve)), complaint];
  };

  it('is no fault, and an error stays one', async () => {
    const unit = `[Container]\nImage=docker.io/library/nginx:1.27\n${'Foo=1\n'.repeat(3000)}`;
    const folder = folderOf(`//- a.container\n${unit}`);
    for (const redirection of ['', '2>&1']) {
      const { stdout, stderr } = spawnSync('sh', ['-c', `"${CLI}" lint ${redirection} | head -n 1`], { cwd: folder, encoding: 'utf8', env: plainEnvironment() });
      expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^a\.container:3:1 error/), stderr: '' });
    }
    expect(await whenNobodyReads(folder)).toEqual([1, '']);
    expect(await whenNobodyReads(folderOf('//- a.volume\n[Volume]\n'))).toEqual([0, '']);
  });
});

describe('the progress line', () => {
  const stream = (isTTY: boolean) => {
    const written: string[] = [];
    return { written, stream: { isTTY, columns: 30, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream };
  };

  it('comes on a terminal, once work is long, not too often, no wider than it, and leaves no trace', () => {
    const { written, stream: terminal } = stream(true);
    let now = 0;
    const progress = createProgress(terminal, () => now);
    for (now = 0; now <= 600; now += 50) progress(`checking ${now} of 600 files below a long name`);
    progress.end();
    progress.end();
    expect(written).toEqual([
      '\r\u001b[Kchecking 400 of 600 files bel',
      '\r\u001b[Kchecking 500 of 600 files bel',
      '\r\u001b[Kchecking 600 of 600 files bel',
      '\r\u001b[K',
    ]);
  });

  it('is silent elsewhere, and where work is short', () => {
    const pipe = stream(false);
    let now = 0;
    const silent = createProgress(pipe.stream, () => now);
    for (now = 0; now <= 2000; now += 100) silent('checking');
    silent.end();
    const { written, stream: terminal } = stream(true);
    const short = createProgress(terminal, () => 100);
    short('checking');
    short.end();
    expect([pipe.written, written]).toEqual([[], []]);
  });
});

describe('lines', () => {
  it('break at blanks, not before a unit, and count what takes two columns', () => {
    expect(wrap('It may use 64 MB of 90 % here', 12)).toEqual(['It may use', '64 MB of', '90 % here']);
    expect(wrap('数据 数据 数据', 9)).toEqual(['数据 数据', '数据']);
    expect(wrap('one-very-long-word of it', 5)).toEqual(['one-very-long-word', 'of it']);
  });

  it('go on under their column', () => {
    expect(fit('  name 1   because it is so and not otherwise\nA sentence that is long\n  Indented and long too, so', 25)).toBe(
      '  name 1   because it is\n           so and not\n           otherwise\nA sentence that is long\n  Indented and long too,\n  so',
    );
    expect(fit('A sentence\nthat   stands', Infinity)).toBe('A sentence\nthat   stands');
  });

  it('hold nothing that a terminal obeys', () => {
    expect(harmless('a\tb\u001b[31m\u009b2J\r\u202e\u0000é数😀')).toBe('a b�[31m�2J��\ufffdé数😀');
  });
});

describe('server --stdio', () => {
  it('speaks the protocol, and ends when told', async () => {
    const child = spawn(process.execPath, [CLI, 'server', '--stdio'], { env: plainEnvironment(), stdio: ['pipe', 'pipe', 'pipe'] });
    const say = (message: object): void => {
      const text = JSON.stringify({ jsonrpc: '2.0', ...message });
      child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    };
    let received = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      received += part;
      if (part.includes('"id":2')) say({ method: 'exit' });
    });
    say({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    say({ method: 'initialized', params: {} });
    say({ id: 2, method: 'shutdown' });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(received).toMatch(/^Content-Length: \d+\r\n\r\n\{"jsonrpc":"2\.0","id":1,"result":\{"serverInfo":\{"name":"quadlet-stack"/);
  });
});

describe('a file that cannot be read', () => {
  it.skipIf(process.platform === 'win32')('is named, the rest is reported on, and the exit status is 2', () => {
    const folder = folderOf(`${BROKEN}//- b.volume\n[Volume]\n`);
    fs.chmodSync(path.join(folder, 'b.volume'), 0);
    for (const each of [folder, path.dirname(CLI)]) fs.chmodSync(each, 0o755);
    // Root reads everything: then somebody else runs it.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'lint'], { cwd: folder, encoding: 'utf8', env: plainEnvironment(), ...nobody });
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'quadlet-stack: b.volume: no permission\n' });
    expect(stdout).toMatch(/^a\.container:3:1 error quadlet-unknown-key/);
  });

  it.skipIf(process.platform === 'win32')('may be all that a folder holds, unless that is left out or gone over anyway', () => {
    const folder = folderOf('//- a.volume\n[Volume]\n//- sub/closed/b.volume\n[Volume]\n//- node_modules/c.volume\n[Volume]\n');
    const closed = ['sub/closed', 'node_modules'].map((name) => path.join(folder, name));
    for (const each of closed) fs.chmodSync(each, 0);
    for (const each of [folder, path.join(folder, 'sub'), path.dirname(CLI)]) fs.chmodSync(each, 0o755);
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const ask = (...words: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...words], { cwd: folder, encoding: 'utf8', env: plainEnvironment(), ...nobody });
      return { status, stdout, stderr };
    };
    const named = `quadlet-stack: ${path.join('sub', 'closed')}: no permission\n`;
    expect(ask('lint')).toEqual({ status: 2, stdout: '1 file, nothing to report\n', stderr: named });
    expect(ask('format', '--check')).toMatchObject({ status: 2, stderr: named });
    expect(ask('preview', '.')).toMatchObject({ status: 0, stderr: named });
    // Beside the file that is asked about nothing has to be readable.
    expect(ask('lint', 'a.volume')).toEqual({ status: 0, stdout: '1 file, nothing to report\n', stderr: '' });
    fs.writeFileSync(path.join(folder, '.quadlet-stack-ignore'), 'closed/\n');
    expect(ask('lint')).toEqual({ status: 0, stdout: '1 file, nothing to report\n', stderr: '' });
    expect(ask('preview', '.')).toMatchObject({ status: 0, stderr: '' });
    for (const each of closed) fs.chmodSync(each, 0o755);
  });

  it.skipIf(process.platform !== 'linux')('may have a name that is no text, or be no file at all', () => {
    const folder = folderOf(BROKEN);
    fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.volume')]), '[Volume]\n');
    expect(run(folder, ['lint'])).toMatchObject({ status: 2, stderr: 'quadlet-stack: caf\ufffd.volume: its name is not UTF-8\n' });
    expect(run(folder, ['lint', '/dev/null'])).toEqual({ status: 2, stdout: '', stderr: 'quadlet-stack: /dev/null: neither a file nor a folder\n' });
  });

  it('is named in one line, whatever its name', () => {
    const folder = folderOf('//- a\u001b[2J.volume\n[Volume]\nLabel = x\n');
    expect(run(folder, ['lint', 'gone\u001b[2J\nhere'])).toEqual({ status: 2, stdout: '', stderr: 'quadlet-stack: no such file or folder: gone\ufffd[2J here\n' });
    expect(run(folder, ['format', '--check']).stdout).toBe('not formatted: a\ufffd[2J.volume\n1 file, 1 to format\n');
  });

  it('may be a loop of links', () => {
    const folder = folderOf(BROKEN);
    fs.symlinkSync('b.volume', path.join(folder, 'b.volume'));
    expect(run(folder, ['lint', '.'])).toMatchObject({ status: 1, stderr: '' });
    expect(run(folder, ['lint', 'b.volume'])).toEqual({ status: 2, stdout: '', stderr: 'quadlet-stack: no such file or folder: b.volume\n' });
  });
});
