import { describe, expect, it } from 'vitest';
import { folderOf, run } from './run.ts';

const lint = (folder: string, ...args: string[]) => run(folder, ['lint', '--target', 'podman=5.8.2', ...args]);

const BROKEN = `//- postgres.container
[Container]
Image=localhost/postgres:16
Environment=POSTGRES_PASSWORD_FILE=/run/secrets/postgres
Secret=postgres
Memory=4G
CPUQuota=200%
//- redis.container
[Container]
Image=docker.io/library/redis:7.4
Memory=1G
Volume=./redis/redis.conf:/usr/local/etc/redis/redis.conf:ro
Exec=redis-server /usr/local/etc/redis/redis.conf
//- redis/redis.conf
save 900 1       # After 900 sec
lua-time-limit 5000
`;

describe('lint, for people', () => {
  it('shows place, rule, message, the line with its range marked, the fix, and the sum with the versions', () => {
    expect(lint(folderOf(BROKEN))).toMatchInlineSnapshot(`
      {
        "status": 1,
        "stderr": "",
        "stdout": "postgres.container:6:1 error quadlet-unknown-key
        \`CPUQuota=\` is not a [Container] key: Podman 5.8 rejects the whole unit. systemd limits the
        service's CPU in [Service]; \`PodmanArgs=--cpus=2\` limits the container's.
        5 | Memory=4G
        6 | CPUQuota=200%
          | ^^^^^^^^
        fix: move to [Service]

      redis.container:3:8 warning redis-no-limit-in-limited-container
        Redis has no \`maxmemory\`, and this container ends at 1 GB: when the data reaches that, the kernel
        kills Redis instead of Redis refusing or evicting. Set \`maxmemory\` to about 512 MB.
        2 | Image=docker.io/library/redis:7.4
        3 | Memory=1G
          |        ^^

      redis/redis.conf:1:18 error redis-comment-after-value
        Redis has no comments after a value: it reads \`#\`, \`After\`, \`900\`, \`sec\` as arguments of \`save\` and
        will not start.
        1 | save 900 1       # After 900 sec
          |                  ^^^^^^^^^^^^^^^
        fix: move the comment to its own line

      redis/redis.conf:2:1 hint redis-old-name
        \`lua-time-limit\` is the old name of \`busy-reply-threshold\`.
        1 | save 900 1       # After 900 sec
        2 | lua-time-limit 5000
          | ^^^^^^^^^^^^^^
        fix: rename to busy-reply-threshold

      3 files · 2 errors · 1 warning · 1 note · Podman 5.8.2, Redis 7.4, PostgreSQL 16
      ",
      }
    `);
  });

  it('reports on the files named alone, judged with the rest of their stack', () => {
    expect(lint(folderOf(BROKEN), 'redis/redis.conf')).toMatchInlineSnapshot(`
      {
        "status": 1,
        "stderr": "",
        "stdout": "redis/redis.conf:1:18 error redis-comment-after-value
        Redis has no comments after a value: it reads \`#\`, \`After\`, \`900\`, \`sec\` as arguments of \`save\` and
        will not start.
        1 | save 900 1       # After 900 sec
          |                  ^^^^^^^^^^^^^^^
        fix: move the comment to its own line

      redis/redis.conf:2:1 hint redis-old-name
        \`lua-time-limit\` is the old name of \`busy-reply-threshold\`.
        1 | save 900 1       # After 900 sec
        2 | lua-time-limit 5000
          | ^^^^^^^^^^^^^^
        fix: rename to busy-reply-threshold

      1 file · 1 error · 0 warnings · 1 note · Redis 7.4
      ",
      }
    `);
  });

  it('says that there is nothing to say', () => {
    const folder = folderOf('//- data.volume\n[Volume]\nVolumeName=data\n//- backup.volume\n[Volume]\nVolumeName=backup\n');
    expect(lint(folder)).toEqual({ status: 0, stdout: '2 files, nothing to report\n', stderr: '' });
    expect(lint(folder, 'data.volume')).toEqual({ status: 0, stdout: '1 file, nothing to report\n', stderr: '' });
  });

  it('says that there is nothing to check', () => {
    expect(lint(folderOf('//- README.md\n# Nothing here\n'))).toEqual({
      status: 0,
      stdout: 'nothing to check: no Quadlet unit, redis.conf, pgbouncer.ini, userlist.txt, postgresql.conf or .env here\n',
      stderr: '',
    });
  });

  it('shows a piece of a long line, and marks what it shows in columns of the terminal', () => {
    const folder = folderOf(`//- web.container
[Container]
Image=docker.io/library/nginx:1.27
${'Label=a=b '.repeat(20)}
数据库=1
`);
    expect(lint(folder).stdout).toMatchInlineSnapshot(`
      "web.container:4:1 error quadlet-unknown-key
        \`数据库=\` is not a [Container] key: Podman 5.8 rejects the whole unit. Remove it.
        3 | Label=a=b Label=a=b Label=a=b Label=a=b Label=a=b Label=a=b Label=a=b Label=a=b Label=a=b Label=a=b Label=a=b …
        4 | 数据库=1
          | ^^^^^^

      1 file · 1 error · 0 warnings · Podman 5.8.2
      "
    `);
  });

  it('never lets a file write on the terminal', () => {
    const { stdout } = lint(folderOf('//- a.container\n[Container]\nImage=docker.io/library/nginx:1.27\nFoo\u001b[2J\u202eBar=\u0007x\n'));
    expect(stdout).toMatchInlineSnapshot(`
      "a.container:3:1 error quadlet-unknown-key
        \`Foo�[2J�Bar=\` is not a [Container] key: Podman 5.8 rejects the whole unit. Remove it.
        2 | Image=docker.io/library/nginx:1.27
        3 | Foo�[2J�Bar=�x
          | ^^^^^^^^^^^

      1 file · 1 error · 0 warnings · Podman 5.8.2
      "
    `);
  });

  it('names a version as far as it was given', () => {
    const { stdout } = run(folderOf('//- a.container\n[Container]\nImage=docker.io/library/nginx:1.27\nFoo=1\n'), ['lint', '--target', 'podman=5']);
    expect(stdout.match(/Podman \S+/g)).toEqual(['Podman 5', 'Podman 5']);
    expect(run(folderOf('//- postgresql.conf\nio_method = worker\n'), ['lint', '--target', 'postgres=15']).stdout).toContain('`io_method` came with PostgreSQL 18; 15 does not know it');
  });

  it('shows no secret, and names the other place of a problem', () => {
    const { stdout } = lint(folderOf('//- userlist.txt\n"app" "correct horse"\n"app" "battery staple"\n//- .env\nPASSWORD="unclosed secret\n'));
    expect(stdout).not.toMatch(/horse|staple|unclosed/);
    expect(stdout).toMatchInlineSnapshot(`
      "userlist.txt:1:1 warning userlist-user-twice
        This user stands again further down; PgBouncer keeps the later secret.
        1 | "app" "*************"
          | ^^^^^
        see: userlist.txt:2:2, this one counts

      userlist.txt:1:7 information userlist-plain-secret
        A password in clear: whoever reads the file has it. A SCRAM secret serves clients as well, and
        servers that hold the same secret; a plain password is needed only where the two differ.
        1 | "app" "*************"
          |       ^^^^^^^^^^^^^^^

      userlist.txt:2:7 information userlist-plain-secret
        A password in clear: whoever reads the file has it. A SCRAM secret serves clients as well, and
        servers that hold the same secret; a plain password is needed only where the two differ.
        1 | "app" "*************"
        2 | "app" "**************"
          |       ^^^^^^^^^^^^^^^^

      2 files · 0 errors · 1 warning · 2 notes · PgBouncer 1.26.1
      "
    `);
  });

  it('takes paths with blanks, apostrophes and letters of any script', () => {
    const folder = folderOf(`//- my stack/it's — ünï.container
[Container]
Image=docker.io/library/nginx:1.27
Foo=1
`, 'quadlet stack cli ');
    expect(lint(folder, 'my stack').stdout.split('\n')[0]).toBe("my stack/it's — ünï.container:3:1 error quadlet-unknown-key");
    expect(lint(folder, "my stack/it's — ünï.container").stdout.split('\n')[0]).toBe("my stack/it's — ünï.container:3:1 error quadlet-unknown-key");
  });

  it('counts what several paths name once', () => {
    expect(lint(folderOf(BROKEN), '.', 'redis', 'redis/redis.conf').stdout.trimEnd().split('\n').at(-1)).toBe('3 files · 2 errors · 1 warning · 1 note · Podman 5.8.2, Redis 7.4, PostgreSQL 16');
  });
});

describe('what lint judges a single file with', () => {
  const STACK = `//- stacks/one/redis.container
[Container]
Image=docker.io/library/redis:7.4
Volume=./conf/redis/cache.conf:/etc/redis.conf:ro
Exec=redis-server /etc/redis.conf
//- stacks/one/conf/redis/cache.conf
maxmemory 1mbb
//- stacks/two/web.container
[Container]
Image=docker.io/library/nginx:1.27
Network=here.network
//- stacks/two/web.container.d/10-net.conf
[Container]
Network=there.network
//- stacks/two/here.network
[Network]
`;
  const codes = (folder: string, ...args: string[]) => (JSON.parse(run(folder, ['lint', '--format', 'json', ...args]).stdout) as { file: string; code: string }[]).map(({ file, code }) => `${file} ${code}`);

  it('finds the units above it, outside a repository', () => {
    const folder = folderOf(STACK);
    expect(codes(folder, 'stacks/one/conf/redis/cache.conf')).toEqual(['stacks/one/conf/redis/cache.conf redis-bad-value']);
    expect(codes(folder, 'stacks/two/web.container.d/10-net.conf')).toEqual(['stacks/two/web.container.d/10-net.conf quadlet-unit-not-found']);
  });

  it('reads the whole repository', () => {
    const folder = folderOf(`${STACK}//- .git/HEAD
ref: refs/heads/main
//- networks/there.network
[Network]
`);
    expect(codes(folder, 'stacks/two/web.container', 'stacks/two/web.container.d/10-net.conf')).toEqual([]);
  });

  it('reads the folder of .quadlet-stack.json', () => {
    const folder = folderOf(`${STACK}//- .quadlet-stack.json
{}
//- networks/there.network
[Network]
`);
    expect(codes(folder, 'stacks/two/web.container.d/10-net.conf')).toEqual([]);
  });
});
