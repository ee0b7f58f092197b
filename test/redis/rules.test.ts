import { describe, expect, test } from 'vitest';
import { checkRedis } from '../../server/src/rules/redis/check.ts';
import { includedFiles } from '../../server/src/model/redis-includes.ts';
import { applyEdits, fixture } from '../support/fixture.ts';
import { stack } from '../support/stack.ts';
import type { Targets } from '../../server/src/model/version.ts';

const REDIS_70: Partial<Targets> = { store: 'redis', redis: [7, 0, 15] };
const VALKEY: Partial<Targets> = { store: 'valkey', valkey: [9, 1, 2] };

/** The codes and, in the text, the places of all problems. */
function problemsOf(text: string, targets: Partial<Targets> = {}, path = '/ws/redis.conf') {
  const { file, snapshot } = fixture(text, { path, targets });
  return { file, problems: checkRedis(file, { snapshot }) };
}

/** Problems as `severity code: place`. */
const listed = (text: string, targets?: Partial<Targets>, path?: string) => {
  const { file, problems } = problemsOf(text, targets, path);
  return problems.map(({ severity, code, start, end }) => `${severity} ${code}: ${file.text.slice(start, end)}`);
};

/** The text after the preferred fix of each problem, one after the other from the end. */
function fixed(text: string, targets?: Partial<Targets>): string {
  const { file, problems } = problemsOf(text, targets);
  return [...problems].reverse().reduce((now, { fixes }) => {
    const fix = fixes?.find(({ preferred }) => preferred);
    return fix?.edits === undefined ? now : applyEdits(now, fix.edits);
  }, file.text);
}

describe('what a server refuses', () => {
  test.each<[string, string[], Partial<Targets>?]>([
    ['port 6379\nappendonly yes', []],
    ['save 900 1   # After 900 sec', ['error redis-comment-after-value: # After 900 sec']],
    ['maxmemory yes # x', ['error redis-bad-value: yes', 'error redis-comment-after-value: # x']],
    ['bind 127.0.0.1 # here', ['warning redis-comment-after-value: # here']],
    ['maxmemory 900 mb', ['error redis-wrong-arity: 900 mb']],
    ['dbfilename my dump.rdb', ['error redis-wrong-arity: dump.rdb']],
    ['port', ['error redis-wrong-arity: port']],
    ['port 70000', ['error redis-out-of-range: 70000']],
    ['port 1k', ['error redis-bad-value: 1k']],
    ['appendfsync sometimes', ['error redis-bad-value: sometimes']],
    ['requirepass "abc', ['error redis-unbalanced-quotes: "abc']],
    ['dbfilename "a"b', ['error redis-unbalanced-quotes: "b']],
    ['dbfilename "a"b', [], VALKEY],
    ['maxmemroy 1gb', ['error redis-unknown-directive: maxmemroy']],
    ['primaryauth x', ['error redis-not-in-version: primaryauth']],
    ['primaryauth x', [], VALKEY],
    ['set-max-listpack-entries 128', ['error redis-not-in-version: set-max-listpack-entries'], REDIS_70],
    ['search.timeout 500', ['error redis-module-setting: search.timeout']],
    ['loadmodule /x.so\nsearch.timeout 500\nanything 1', []],
    ['sentinel monitor m 127.0.0.1 6379 2', ['error redis-sentinel-only: sentinel']],
    ['client-output-buffer-limit normal 0 0 0 pubsub 1 x 1', ['error redis-bad-value: x']],
    ['save 900 1 300', ['error redis-wrong-arity: 900 1 300']],
    ['save "900 1"', []],
    ['replicaof 10.0.0.1:6379', ['error redis-wrong-arity: 10.0.0.1:6379']],
    ['cluster-enabled yes\nreplicaof h 1', ['error redis-replica-in-cluster: h 1']],
    ['cluster-enabled yes\nreplicaof h 1\nreplicaof no one', ['warning redis-duplicate-directive: replicaof h 1']],
    ['aclfile /a\nuser x on', ['error redis-users-and-aclfile: /a']],
    ['user x on\nuser x off', ['error redis-duplicate-user: x']],
    ['user x on >secret ~* ~a', ['error redis-bad-acl-rule: ~a']],
    ['user x +gett', ['error redis-unknown-command: +gett']],
    ['user x +@reed', ['error redis-unknown-command: +@reed']],
    ['user x (+get ~a*) (+set', ['error redis-bad-acl-rule: (+set']],
    ['user x #ABC', ['error redis-bad-acl-rule: #ABC']],
    ['user x >a <a <a', ['error redis-bad-acl-rule: <a']],
    ['user x db=0', ['error redis-bad-acl-rule: db=0']],
    ['user x db=0', [], VALKEY],
    ['rename-command FLUSHAL ""', ['error redis-unknown-command: FLUSHAL']],
    ['rename-command FLUSHALL ""\nrename-command FLUSHALL x', ['error redis-unknown-command: FLUSHALL']],
    ['rename-command GET set', ['error redis-bad-value: set']],
    ['activedefrag yes', ['error redis-needs-jemalloc: yes']],
    ['\ufeff# a\nport 1', ['error redis-byte-order-mark: \ufeff']],
    ['shutdown-on-sigterm save nosave', ['error redis-bad-value: nosave']],
    ['dir', ['error redis-wrong-arity: dir']],
    ['user x allcommands nocommands +@all -@all resetkeys allchannels resetchannels &a*', []],
    ['user x alldbs', ['error redis-bad-acl-rule: alldbs']],
    ['user x alldbs resetdbs', [], VALKEY],
    ['user x &* &a', ['error redis-bad-acl-rule: &a']],
    ['user x resetchannels "&a b"', ['error redis-bad-acl-rule: "&a b"']],
    ['user x resetkeys "~a b"', ['error redis-bad-acl-rule: "~a b"']],
    ['user x resetkeys %R~a %W %RW~b', []],
    ['user x resetkeys %X~a', ['error redis-bad-acl-rule: %X~a']],
    ['user x db=1,2', [], VALKEY],
    ['user x db=one', ['error redis-bad-acl-rule: db=one'], VALKEY],
    ['user x +@json', []],
    ['user x +@json', ['error redis-unknown-command: +@json'], REDIS_70],
    ['user x +@qwertzuiop', ['error redis-unknown-command: +@qwertzuiop']],
    ['user x +config|', ['error redis-bad-acl-rule: +config|']],
    ['user x +config|get -config|set +select|0', []],
    ['user x -select|0', ['error redis-unknown-command: -select|0']],
    ['user x +config|get|maxmemory', ['error redis-bad-acl-rule: +config|get|maxmemory']],
    ['user x +json.get', []],
    ['user x +json.get', ['error redis-unknown-command: +json.get'], REDIS_70],
    ['set-proc-title yes\nproc-title-template "{title} {listen-addr}"', []],
    ['proc-title-template "{{ {port}"', []],
    ['proc-title-template "{port"', ['error redis-bad-value: "{port"']],
    ['proc-title-template "{pid}"', ['error redis-bad-value: "{pid}"']],
    ['proc-title-template "{server-mode}"', ['error redis-bad-value: "{server-mode}"']],
    [`cluster-announce-hostname ${'a'.repeat(256)}`, [`error redis-bad-value: ${'a'.repeat(256)}`]],
    ['cluster-announce-hostname a_b', ['error redis-bad-value: a_b']],
    ['cluster-announce-hostname "a\\x00_"', []],
    ['maxmemory "100\\x00abc"\nappendonly "yes\\x00"\nloglevel "notice\\x00x"\nsave "\\x00"\nnotify-keyspace-events "KEA\\x00Q"', []],
    ['replicaof "no\\x00" one\ncluster-enabled yes', []],
    ['tcp-backlog "100\\x00"', ['error redis-bad-value: "100\\x00"']],
    ['maxmemory-clients "5%\\x00x"', ['error redis-bad-value: "5%\\x00x"']],
    ['dir "\\x00"', ['error redis-bad-value: "\\x00"']],
    ['cluster-announce-ip "1.2.3.4\\x00x"', []],
    ['cluster-announce-ip "1.2.3.4\\x00x"', ['error redis-bad-value: "1.2.3.4\\x00x"'], VALKEY],
    ['user x "(+gett \\"x)"', []],
    ['user x "(+gett x)"', ['error redis-unknown-command: "(+gett x)"', 'error redis-bad-acl-rule: "(+gett x)"']],
    ['latency-tracking-info-percentiles 1e-310 4e-324', []],
    ['latency-tracking-info-percentiles 1e-330', ['error redis-bad-value: 1e-330']],
    ['oom-score-adj-values 0 200 800', []],
    ['oom-score-adj-values 0 200', ['error redis-wrong-arity: 0 200']],
    ['oom-score-adj-values 0 x 3000', ['error redis-bad-value: x', 'error redis-out-of-range: 3000']],
    ['dir ""', ['error redis-bad-value: ""']],
    ['unixsocketperm 799', ['error redis-bad-value: 799']],
    ['unixsocketperm 1000', ['error redis-out-of-range: 1000']],
    ['maxmemory-clients 101%', ['error redis-out-of-range: 101%']],
    ['maxmemory-clients -5%', ['error redis-bad-value: -5%']],
    ['maxmemory-clients 5%', []],
    ['active-defrag-threshold-lower -1', ['error redis-out-of-range: -1']],
    ['save x 1', ['error redis-bad-value: x']],
    ['save 1x 1', [], { store: 'redis', redis: [6, 2] }],
    ['save 900 -1', ['error redis-bad-value: -1']],
    ['replicaof h 70000', ['error redis-bad-value: 70000']],
    [`bind ${'127.0.0.1 '.repeat(17).trim()}`, [`error redis-wrong-arity: ${'127.0.0.1 '.repeat(17).trim()}`]],
    ['dir /no/such/folder\nlogfile /no/such/file\ntls-cert-file /nowhere', []],
  ])('%j', (text, expected, targets) => expect(listed(text, targets)).toEqual(expected));

  test('one wrong line hides no other', () => {
    expect(listed('maxmemory "1\nport x\nbogus 1\nsave 1').map((line) => line.split(':')[0])).toEqual([
      'error redis-unbalanced-quotes', 'error redis-bad-value', 'error redis-unknown-directive', 'error redis-wrong-arity',
    ]);
  });

  test('a password is never repeated', () => {
    const { problems } = problemsOf('user x on >hunter2 <hunter3 bogus\nrequirepass hunter4 hunter5\nmasterauth "hunter6\nuser y #hunter7');
    expect(problems.length).toBeGreaterThan(2);
    expect(JSON.stringify(problems.map(({ message, fixes }) => [message, fixes?.map(({ title }) => title)]))).not.toContain('hunter');
  });
});

describe('Sentinel', () => {
  test.each<[string, string[]]>([
    ['port 26379\nsentinel auth-pass m x\nsentinel monitor m 127.0.0.1 6379 2', []],
    ['sentinel monitor m redis 6379 2', ['error sentinel-bad-value: redis']],
    ['sentinel monitor m redis 6379 2\nsentinel resolve-hostnames yes', []],
    ['sentinel monitor m 127.0.0.1 6379 0', ['error sentinel-bad-value: 0']],
    ['sentinel monitor m 127.0.0.1 6379', ['error redis-wrong-arity: monitor m 127.0.0.1 6379']],
    ['sentinel monitor m 127.0.0.1 6379 1\nsentinel down-after-milliseconds x 5', ['error sentinel-unknown-primary: x']],
    ['sentinel monitor m 127.0.0.1 6379 1\nsentinel monitor m 127.0.0.1 6380 1', ['error sentinel-duplicate: m']],
    ['sentinel monitr m 127.0.0.1 6379 1', ['error sentinel-unknown-statement: monitr']],
    ['sentinel monitor m 127.0.0.1 70000 2', ['error sentinel-bad-value: 70000']],
    ['sentinel monitor m ::1 6379 x', ['error sentinel-bad-value: x']],
    ['sentinel monitor m fe80:::1 6379 2', ['error sentinel-bad-value: fe80:::1']],
    ['sentinel monitor m 127.0.0.1 6379 1\nsentinel down-after-milliseconds m 0\nsentinel failover-timeout m 1000', ['error sentinel-bad-value: 0']],
    ['sentinel monitor m 127.0.0.1 6379 1\nsentinel master-reboot-down-after-period m 0\nsentinel master-reboot-down-after-period m -1', ['error sentinel-bad-value: -1']],
    ['sentinel resolve-hostnames maybe\nsentinel deny-scripts-reconfig YES', ['error sentinel-bad-value: maybe']],
    ['sentinel myid abc', ['error sentinel-bad-value: abc']],
    [`sentinel myid ${'a'.repeat(40)}`, []],
    ['sentinel monitor m 127.0.0.1 6379 1\nsentinel rename-command m CONFIG x\nsentinel rename-command m config y', ['error sentinel-duplicate: config']],
    ['sentinel monitor m 127.0.0.1 6379 1\nsentinel known-replica m 127.0.0.1 6380\nsentinel known-replica m 127.0.0.1 6381\nsentinel known-slave m 127.0.0.1 6380', ['error sentinel-duplicate: 127.0.0.1']],
    ['sentinel monitor m 127.0.0.1 6379 1\nsentinel known-replica m replica 6380', ['error sentinel-bad-value: replica']],
    ['sentinel monitor m 127.0.0.1 6379 1\nsentinel known-sentinel m 127.0.0.1 26380\nsentinel known-sentinel m 127.0.0.1 26380 a\nsentinel known-sentinel m 127.0.0.2 26380 a', ['error sentinel-duplicate: a']],
    ['sentinel', []],
    ['user a +sentinel|masters +ping -@all (+client|list)', []],
    ['user a +sentinel|primaries', ['error redis-unknown-command: +sentinel|primaries']],
    ['user a +get', ['error redis-unknown-command: +get']],
    ['user a +json.get', ['error redis-unknown-command: +json.get']],
    ['user a +@json', ['error redis-unknown-command: +@json']],
    ['loadmodule /x.so\nuser a +foo.x', ['error redis-unknown-command: +foo.x']],
    ['rename-command SENTINEL ""\nrename-command ping get', []],
    ['rename-command CONFIG ""', ['error redis-unknown-command: CONFIG']],
    ['foo.bar 1', ['warning redis-module-setting: foo.bar']],
    ['foo.bar', ['error redis-wrong-arity: foo.bar']],
    ['bogus yes\nprimaryauth x\nsearch-timeout 1', ['warning redis-unknown-directive: bogus', 'warning redis-unknown-directive: primaryauth', 'warning redis-unknown-directive: search-timeout']],
    ['bogus', ['error redis-unknown-directive: bogus']],
    ['sentinel monitor m fe80::1%lo 6379 2\nsentinel monitor n 127.1 6379 2\nsentinel known-replica n 0x7f.1 1', []],
    ['sentinel monitor m ::1%lo 6379 2', ['error sentinel-bad-value: ::1%lo']],
    ['sentinel monitor m 256.1 6379 2', ['error sentinel-bad-value: 256.1']],
    ['sentinel known-sentinel q 127.0.0.1 1', []],
    ['sentinel known-sentinel q 127.0.0.1 1 id', ['error sentinel-unknown-primary: q']],
    ['sentinel primary-reboot-down-after-period m 0\nsentinel monitor m 127.0.0.1 6379 1', ['error sentinel-unknown-statement: primary-reboot-down-after-period']],
  ])('%j', (text, expected) => expect(listed(text, {}, '/ws/sentinel.conf')).toEqual(expected));

  test('unknown names wait for modules in Redis 8 only', () => {
    expect(listed('bogus yes\nfoo.bar 1', REDIS_70, '/ws/sentinel.conf')).toEqual(['error redis-unknown-directive: bogus', 'warning redis-module-setting: foo.bar']);
    expect(listed('user a +sentinel|primaries', VALKEY, '/ws/sentinel.conf')).toEqual([]);
    expect(problemsOf('maxmemroy 1gb\nfoo.bar 1', {}, '/ws/sentinel.conf').problems.map(({ message }) => message)).toEqual([
      '`maxmemroy` is no directive of Redis 8.6.3. Sentinel loads no modules and reads the line without effect. Perhaps `maxmemory` is meant.',
      '`foo.bar` is a setting of a module. Sentinel loads no modules and reads the line without effect.',
    ]);
  });

  test('a statement that a release does not have yet has no other name there', () => {
    const { problems } = problemsOf('sentinel monitor m 127.0.0.1 6379 1\nsentinel master-reboot-down-after-period m 5', { store: 'redis', redis: [6, 2] }, '/ws/sentinel.conf');
    expect(problems.map(({ code, message, fixes }) => [code, message, fixes])).toEqual([
      ['sentinel-unknown-statement', '`sentinel master-reboot-down-after-period` is known to Redis 7.0 and later, Valkey 7.2 and later, not to Redis 6.2: Redis 6.2 will not start.', undefined],
    ]);
  });
});

describe('includes', () => {
  const check = (text: string) => {
    const { file, files, snapshot } = fixture(text);
    return checkRedis(file.text === '' ? files[0]! : files[0]!, { snapshot }).map(({ code, message }) => `${code}: ${message}`);
  };
  test('an error in an included file is told at the include', () => {
    expect(check('//- /ws/redis.conf\ninclude extra/redis-a.conf\n//- /ws/extra/redis-a.conf\nport 1\nport x\n')).toEqual([
      'redis-include-refused: Line 2 of redis-a.conf is refused. `port` is a whole number in plain digits, not `x`: Redis 8.6.3 will not start.',
    ]);
  });
  test('patterns match files of one folder, in order', () => {
    expect(check('//- /ws/redis.conf\ninclude conf.d/*.conf\n//- /ws/conf.d/redis-b.conf\nuser a on\n//- /ws/conf.d/redis-a.conf\nuser a on\n//- /ws/conf.d/sub/redis-c.conf\nbogus\n')).toEqual([
      'redis-include-refused: Line 1 of redis-b.conf is refused. The user `a` is declared above already, and only once is allowed: Redis 8.6.3 will not start. Put all rules on one line.',
    ]);
  });
  test.each<[pattern: string, taken: string[]]>([
    ['conf.d/*', ['a.conf', 'b.conf', 'z.conf']],
    ['conf.d/.*', ['.c.conf']],
    ['conf.d/?.conf', ['a.conf', 'b.conf', 'z.conf']],
    ['conf.d/[ab].conf', ['a.conf', 'b.conf']],
    ['conf.d/[!ab].conf', ['z.conf']],
    ['conf.d/[^a-y].conf', ['z.conf']],
    ['conf.d/[z-a].conf', []],
    ['conf.d/[a.conf', []],
    ['*/a.conf', ['a.conf']],
  ])('the pattern %s takes %j', (pattern, taken) => {
    const { file, snapshot } = fixture('//- /ws/redis.conf\n$0\n//- /ws/conf.d/.c.conf\n//- /ws/conf.d/z.conf\n//- /ws/conf.d/b.conf\n//- /ws/conf.d/a.conf\n//- /ws/conf.d/sub/a.conf\n', { kind: 'redis' });
    expect(includedFiles(pattern, file, snapshot).map(({ name }) => name)).toEqual(taken);
  });
  test('what the workspace does not hold is not judged', () => expect(check('//- /ws/redis.conf\ninclude /etc/nowhere.conf\ninclude x/*.conf\n')).toEqual([]));
  test('a circle ends, and is told', () => {
    expect(check('//- /ws/redis.conf\ninclude redis-b.conf\n//- /ws/redis-b.conf\ninclude redis.conf\n')[0]).toMatch(/^redis-include-refused: Line 1 of redis-b\.conf is refused\./);
    expect(check('//- /ws/redis.conf\ninclude redis.conf\n')).toEqual(['redis-include-refused: The file includes itself: the server reads in a circle until it gives up, and will not start.']);
  });
});

describe('a file with all that it includes', () => {
  const said = (text: string) => stack(text).problems.map(({ path, problem: { severity, code, start, end } }) => `${path} ${severity} ${code} ${start}-${end}`);
  const MODULE = 'loadmodule /x.so\n';
  test.each<[what: string, text: string, expected: string[]]>([
    ['a module that an included file loads', `//- /ws/redis.conf\ninclude redis-mods.conf\nfoo.bar 5\nuser a on +foo.cmd\n//- /ws/redis-mods.conf\n${MODULE}`, []],
    ['an included file that does not', '//- /ws/redis.conf\ninclude redis-mods.conf\nfoo.bar 5\n//- /ws/redis-mods.conf\nport 1\n', ['/ws/redis.conf error redis-module-setting 24-31']],
    ['an included file that is not there', '//- /ws/redis.conf\ninclude /etc/redis/modules.conf\nfoo.bar 5\nuser a on +foo.cmd\nanything 1\n', []],
    ['a directive as good as known', '//- /ws/redis.conf\ninclude /etc/redis/modules.conf\nmaxmemroy 1gb\n', ['/ws/redis.conf warning redis-unknown-directive 32-41']],
    ['a part of what loads a module', `//- /ws/redis.conf\n${MODULE}include conf.d/*.conf\n//- /ws/conf.d/redis-x.conf\nfoo.bar 5\n`, []],
    ['a part of two, of which one loads a module', `//- /ws/redis.conf\n${MODULE}include redis-x.conf\n//- /ws/redis-2.conf\ninclude redis-x.conf\n//- /ws/redis-x.conf\nfoo.bar 5\nport x\n`, ['/ws/redis-2.conf error redis-include-refused 8-20', '/ws/redis-x.conf error redis-bad-value 15-16', '/ws/redis.conf error redis-include-refused 25-37']],
    ['a part of a part', `//- /ws/redis.conf\n${MODULE}include redis-a.conf\n//- /ws/redis-a.conf\ninclude redis-b.conf\n//- /ws/redis-b.conf\nfoo.bar 5\n`, []],
    ['a primary that the whole declares', '//- /ws/sentinel.conf\nsentinel monitor m 127.0.0.1 6379 2\ninclude sentinel-m.conf\n//- /ws/sentinel-m.conf\nsentinel auth-pass m x\n', []],
    ['what the whole does not allow', '//- /ws/redis.conf\ncluster-enabled yes\ninclude redis-x.conf\n//- /ws/redis-x.conf\nreplicaof h 1\n', ['/ws/redis-x.conf error redis-replica-in-cluster 10-13']],
    ['a module that a command line loads', '//- /ws/redis.conf\nfoo.bar 5\n//- /ws/r.container\n[Container]\nImage=docker.io/library/redis:7.4\nVolume=./redis.conf:/r.conf\nVolume=d.volume:/data\nExec=redis-server /r.conf --loadmodule /x.so\n//- /ws/d.volume\n[Volume]\n', []],
  ])('%s', (_what, text, expected) => expect(said(text)).toEqual(expected));

  const joined = (a: string, b: string, more = '') => said(`//- /ws/redis.conf\ninclude d/*.conf\n//- /ws/d/redis-b.conf\n${b}\n${more}//- /ws/d/redis-a.conf\n${a}`);
  test.each<[a: string, b: string, expected: string[]]>([
    ['maxmemory 1gb', 'save 900 1', ['/ws/d/redis-a.conf error redis-lines-joined 0-13', '/ws/redis.conf error redis-include-refused 8-16']],
    ['maxmemory 1gb\n', 'save 900 1', []],
    ['maxmemory 1gb\n  ', 'save 900 1', []],
    ['maxmemory 1gb', '', []],
    ['maxmemory 1gb', '\nsave 900 1', []],
    ['maxmemory 1gb', '# more', ['/ws/d/redis-a.conf error redis-lines-joined 0-13', '/ws/redis.conf error redis-include-refused 8-16']],
    ['# end', 'bogus 1', ['/ws/d/redis-a.conf warning redis-lines-joined 0-5']],
    ['# end', 'bogus 1\nbogus 2', ['/ws/d/redis-a.conf warning redis-lines-joined 0-5', '/ws/d/redis-b.conf error redis-unknown-directive 8-13', '/ws/redis.conf error redis-include-refused 8-16']],
    ['port 1\nappendonly ', 'yes', ['/ws/d/redis-a.conf warning redis-lines-joined 7-17']],
    ['requirepass "a', 'b"', ['/ws/d/redis-a.conf warning redis-lines-joined 0-14']],
    ['requirepass "a', 'b', ['/ws/d/redis-a.conf error redis-lines-joined 0-14', '/ws/redis.conf error redis-include-refused 8-16']],
  ])('of a pattern, %j is read on with %j', (a, b, expected) => expect(joined(a, b)).toEqual(expected));
  test('a comment before a comment takes nothing', () => expect(joined('# end', '# begin')).toEqual([]));
  test('files of one line without its end go on and on', () => {
    const { analysis } = stack('//- /ws/redis.conf\ninclude d/*.conf\n//- /ws/d/redis-c.conf\nes\nport 1\n');
    for (const [name, text] of [['a', 'appendonly'], ['b', ' y']] as const) analysis.set(`file:///ws/d/redis-${name}.conf`, text);
    analysis.refreshAll();
    expect(['redis', 'd/redis-a', 'd/redis-b', 'd/redis-c'].flatMap((name) => analysis.problems(`file:///ws/${name}.conf`)).map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'warning: This last line has no line end, and the server reads the files of a pattern as one text: the first line of redis-b.conf belongs to it.',
    ]);
  });

  test('is looked at again when a part of it changes', () => {
    const { analysis } = stack('//- /ws/redis.conf\ninclude conf.d/*.conf\nfoo.bar 5\n//- /ws/conf.d/redis-a.conf\nport 1\n//- /ws/conf.d/redis-b.conf\nfoo.baz 5\n');
    const codes = (path: string) => analysis.problems(`file://${path}`).map(({ code }) => code);
    expect([codes('/ws/redis.conf'), codes('/ws/conf.d/redis-b.conf')]).toEqual([['redis-include-refused', 'redis-module-setting'], ['redis-module-setting']]);
    analysis.set('file:///ws/conf.d/redis-a.conf', MODULE);
    analysis.refreshAll();
    expect([codes('/ws/redis.conf'), codes('/ws/conf.d/redis-b.conf')]).toEqual([[], []]);
    analysis.set('file:///ws/redis.conf', 'port 1\n');
    analysis.refreshAll();
    expect(codes('/ws/conf.d/redis-b.conf')).toEqual(['redis-module-setting']);
  });

  test('tells of images in both of its files', () =>
    expect(said('//- /ws/redis.conf\ninclude redis-x.conf\n//- /ws/redis-x.conf\nactivedefrag yes\n//- /ws/web.container\n[Container]\nImage=docker.io/library/nginx:1\n')).toEqual(['/ws/redis-x.conf information redis-needs-jemalloc 13-16']));
});

describe('what stops the start when all is read', () => {
  const TLS = 'tls-cert-file /c\ntls-key-file /k\n';
  const socket = (length: number) => `unixsocket /${'x'.repeat(length - 1)}`;
  test.each<[string, string[], Partial<Targets>?, string?]>([
    ['tls-port 6380', ['warning redis-tls-incomplete: 6380']],
    ['tls-port 0', []],
    ['tls-replication yes\ntls-port 0', ['warning redis-tls-incomplete: yes']],
    ['tls-cluster yes', ['warning redis-tls-incomplete: yes']],
    ['tls-port 6380\ntls-cert-file /c\ntls-ca-cert-file /a', ['warning redis-tls-incomplete: 6380']],
    [`tls-port 6380\n${TLS}`, ['warning redis-tls-incomplete: 6380']],
    [`tls-port 6380\n${TLS}tls-auth-clients optional`, ['warning redis-tls-incomplete: 6380']],
    [`tls-port 6380\n${TLS}tls-auth-clients no`, []],
    [`tls-port 6380\n${TLS}tls-auth-clients no\ntls-replication yes`, ['warning redis-tls-incomplete: 6380']],
    [`tls-port 6380\n${TLS}tls-ca-cert-file /a`, []],
    [`tls-port 6380\n${TLS}tls-ca-cert-dir /a`, []],
    ['tls-cert-file /c', []],
    ['tls-port 6380\ninclude /etc/tls.conf', []],
    ['tls-port 6380\ntls-cert-file a b', ['error redis-wrong-arity: b']],
    ['port 0', ['warning redis-listens-nowhere: 0']],
    ['port 0\nunixsocket ""', ['warning redis-listens-nowhere: 0']],
    ['port 0\nunixsocket /s', []],
    ['bind ""', ['warning redis-listens-nowhere: ""']],
    ['bind ""\nunixsocket /s', []],
    ['port 0', ['warning redis-listens-nowhere: 0'], {}, '/ws/sentinel.conf'],
    ['cluster-enabled yes\nport 55536', ['error redis-out-of-range: 55536']],
    ['cluster-enabled yes\nport 55535', []],
    ['cluster-enabled yes\nport 60000\ncluster-port 7000', []],
    ['cluster-enabled no\nport 60000', []],
    ['cluster-enabled yes\nport 60000\ninclude /x.conf', []],
    ['cluster-enabled yes\ncluster-config-file ""', ['error redis-bad-value: ""']],
    ['cluster-config-file ""', []],
    ['bind 127.0.0.1 127.0.0.1', ['error redis-bad-value: 127.0.0.1']],
    ['bind "127.0.0.1 127.0.0.1"', ['error redis-bad-value: "127.0.0.1 127.0.0.1"']],
    ['bind * 127.0.0.1', ['error redis-bad-value: 127.0.0.1']],
    ['bind 127.0.0.1 0.0.0.0', ['error redis-bad-value: 0.0.0.0']],
    ['bind ::1 -::1', ['error redis-bad-value: -::1']],
    ['bind -::1 -::1', []],
    ['bind -10.0.0.1 -10.0.0.1 * -::*', []],
    ['bind 127.0.0.1 -::1 10.0.0.1', []],
    ['bind 127.0.0.1 127.0.0.1\nport 0\nunixsocket /s', []],
    [socket(107), []],
    [socket(108), [`error redis-bad-value: ${socket(108).slice('unixsocket '.length)}`]],
    ['include ""', ['error redis-bad-value: ""']],
    ['loadmodule ""', ['warning redis-bad-value: ""']],
    ['loadmodule ""', [], {}, '/ws/sentinel.conf'],
  ])('%j', (text, expected, targets, path) => expect(listed(text, targets, path)).toEqual(expected));

  test.each<[image: string, exec: string, expected: string[]]>([
    ['docker.io/library/redis:7.4', 'redis-server /r.conf', ['redis-listens-nowhere']],
    ['docker.io/library/redis:7.4', 'redis-server /r.conf --port 6379', []],
    ['docker.io/bitnami/redis:7.4', 'redis-server /r.conf', []],
    ['docker.io/library/redis:7.4', 'sh -c "exec redis-server /r.conf $MORE"', []],
  ])('in %s with `%s`', (image, exec, expected) => {
    const { problems } = stack(`//- /ws/redis.conf\nport 0\n//- /ws/r.container\n[Container]\nImage=${image}\nVolume=./redis.conf:/r.conf\nExec=${exec}\n`);
    expect(problems.filter(({ path }) => path === '/ws/redis.conf').map(({ problem: { code } }) => code)).toEqual(expected);
  });
});

describe('what it takes, and nobody means', () => {
  test.each<[string, string[]]>([
    ['maxmemory 1gb\nmaxmemory 2gb', ['warning redis-duplicate-directive: maxmemory 1gb']],
    ['save 900 1\nsave 300 10', []],
    ['client-output-buffer-limit slave 1mb 1mb 1\nclient-output-buffer-limit replica 2mb 2mb 1\nclient-output-buffer-limit pubsub 1mb 1mb 1',
      ['warning redis-duplicate-directive: client-output-buffer-limit slave 1mb 1mb 1']],
    ['slave-priority 1\nreplica-priority 2', ['warning redis-duplicate-directive: slave-priority 1', 'hint redis-old-name: slave-priority']],
    ['protected-mode no', ['warning redis-open-without-password: no']],
    ['protected-mode no\nrequirepass x', []],
    ['protected-mode no\nbind 127.0.0.1 ::1', []],
    ['notify-keyspace-events x', ['warning redis-no-events-sent: x']],
    ['notify-keyspace-events K', ['warning redis-no-events-sent: K']],
    ['maxmemory-policy allkeys-lru', ['information redis-policy-without-limit: allkeys-lru']],
    ['appendonly yes\nappendfsync no', ['warning redis-fsync-left-to-kernel: no']],
    ['appendfsync no', []],
    ['appendonly yes\nappendfsync everysec', []],
    ['maxmemory 900m\nauto-aof-rewrite-min-size 64mb', ['hint redis-decimal-size: 900m']],
    ['maxmemory 900m', []],
    ['maxmemory 900mb\nauto-aof-rewrite-min-size 64mb', []],
    ['maxmemory 1000000\nauto-aof-rewrite-min-size 64mb', []],
    ['maxmemory-policy allkeys-lru\nmaxmemory 1gb', []],
  ])('%j', (text, expected) => expect(listed(text).sort()).toEqual([...expected].sort()));

  test('ignored directives', () => expect(listed('lua-replicate-commands yes', REDIS_70)).toEqual(['information redis-ignored-directive: lua-replicate-commands']));
  test('where containers run, what official images take is only a matter of the image', () => {
    const { files, snapshot } = fixture('//- /ws/redis.conf\nactivedefrag yes\nsearch-timeout 500\nio-threads-do-reads yes\nbogus 1\n//- /ws/redis.container\n[Container]\n');
    expect(checkRedis(files[0]!, { snapshot }).map(({ severity }) => severity)).toEqual(['information', 'information', 'information', 'error']);
    expect(listed('activedefrag yes\nsearch-timeout 500')).toEqual(['error redis-needs-jemalloc: yes', 'error redis-module-setting: search-timeout']);
  });
});

describe('fixes', () => {
  test.each<[string, string, Partial<Targets>?]>([
    ['  save 900 1   # After 900 sec\r\nport 1\r\n', '  # After 900 sec\r\n  save 900 1\r\nport 1\r\n'],
    ['maxmemory 900 mb', 'maxmemory 900mb'],
    ['maxmemory 1.5gb', 'maxmemory 1536mb'],
    ['maxmemory 2GiB', 'maxmemory 2gb'],
    ['maxmemory 1.5g', 'maxmemory 1500m'],
    ['maxmemory 0.5t', 'maxmemory 500g'],
    ['maxmemory 1t', 'maxmemory 1000g'],
    ['maxmemory 12qb', 'maxmemory 12qb'],
    ['unixsocketperm 0x1', 'unixsocketperm 0x1'],
    ['tcp-backlog +5', 'tcp-backlog 5'],
    ['appendonly off', 'appendonly no'],
    ['tcp-backlog 1k', 'tcp-backlog 1000'],
    ['appendonly true', 'appendonly yes'],
    ['appendfsync everysecond', 'appendfsync everysec'],
    ['maxmemroy 1gb', 'maxmemory 1gb'],
    ['primaryauth x', 'masterauth x'],
    ['hash-max-listpack-entries 1', 'hash-max-ziplist-entries 1', { store: 'redis', redis: [6, 2] }],
    ['slave-priority 1', 'replica-priority 1'],
    ['user x +gett', 'user x +get'],
    ['syslog-ident my redis', 'syslog-ident "my redis"'],
    ['\ufeffport 1', 'port 1'],
    ['protected-mode no', 'protected-mode yes'],
  ])('%j becomes %j', (text, expected, targets) => expect(fixed(text, targets)).toBe(expected));

  test('the guide’s kind of file is clean afterwards, and stays', () => {
    const text = 'save 900 1  # a\nmaxmemory 900mb  # b\nmaxmemory-policy allkeys-lru # c\nlua-time-limit 5000\nhash-max-ziplist-entries 512\n';
    const clean = fixed(text);
    expect(listed(clean)).toEqual([]);
  });
});

test('a hundred thousand lines are all looked at', () => {
  const lines = ['maxmemory 900mb', 'save 900 1', '# a comment', 'user u on >x ~* +@all', 'bogus 1', 'client-output-buffer-limit replica 256mb 64mb 60', 'slave-priority 1', 'port "x'];
  const text = Array.from({ length: 100_000 }, (_, i) => lines[i % lines.length]!.replace('user u', `user u${i}`)).join('\n');
  const { file, snapshot } = fixture(text, { path: '/ws/redis.conf' });
  const errors = checkRedis(file, { snapshot }).filter(({ severity }) => severity === 'error').map(({ code }) => code);
  expect(errors).toHaveLength(25_000);
  expect([...new Set(errors)].sort()).toEqual(['redis-unbalanced-quotes', 'redis-unknown-directive']);
});

test('Valkey as its servers are: 8.1.1 judges a value that 9.1 ignores', () => {
  const valkey = (version: readonly number[]): Partial<Targets> => ({ store: 'valkey', valkey: version });
  expect(listed('sanitize-dump-payload bogus', valkey([8, 1, 1]))).toEqual(['error redis-bad-value: bogus']);
  expect(listed('sanitize-dump-payload bogus', valkey([9, 1, 2]))).toEqual(['information redis-ignored-directive: sanitize-dump-payload']);
  expect(listed('lua-enable-insecure-api yes', valkey([9, 1, 2]))).toEqual([]);
});
