import { describe, expect, test } from 'vitest';
import { redisLanguage as redis, sentinelLanguage as sentinel } from '../../server/src/features/redis/index.ts';
import { redisDirectives } from '../../server/src/facts/redis/index.ts';
import type { CompletionItem } from '../../server/src/features/types.ts';
import type { Targets } from '../../server/src/model/version.ts';
import { applyEdits, fixture } from '../support/fixture.ts';

const at = (text: string, targets: Partial<Targets> = {}, path = '/ws/redis.conf') => fixture(text, text.startsWith('//- ') ? { targets } : { path, targets });

describe('hover', () => {
  const hover = (text: string, targets?: Partial<Targets>, path?: string) => {
    const { file, offset, snapshot } = at(text, targets, path);
    return redis.hover!(file, offset, { snapshot });
  };
  test('a directive with its default, its text, what the value comes to, and a link', () => {
    expect(hover('max$0memory 900mb')).toEqual({
      start: 0, end: 9,
      markdown: `**maxmemory** — size, default \`0\` · at run time: CONFIG SET\n\n${redisDirectives()['maxmemory']!.text}\n\nHere: **900 MB** (943,718,400 bytes).\n\n[redis.io](https://redis.io/docs/latest/develop/reference/eviction/)`,
    });
  });
  test.each<[string, RegExp, Partial<Targets>?]>([
    ['maxmemory-policy allk$0eys-lru', /^\*\*maxmemory-policy\*\* `allkeys-lru` — evicts/],
    ['notify-keyspace-events E$0x', /- `E` — publishes on .*\n- `x` — a key has expired/],
    ['save 90$00 1', /after 900 seconds \(15 min\)/],
    ['client-output-buffer-limit replica 256$0mb 64mb 60', /hard limit.*\*\*256 MB\*\*/],
    ['user x +@re$0ad', /allows the category: reads/],
    ['user x -config|s$0et', /\*\*CONFIG SET\*\* — forbids/],
    ['slave-prio$0rity 1', /`slave-priority` is the old name/],
    ['max$0memory 1gb', /valkey\.io/, { store: 'valkey', valkey: [9, 1] }],
    ['gopher-en$0abled yes', /Not known to Redis 8\.6\.3.*[\s\S]*Gopher/],
    ['mptcp$0 yes', /Not known to Redis[\s\S]*Valkey 9\.0 and later|Valkey 9\.0 and later[\s\S]*Not known/],
    ['slowlog-log-slower-than 100$000', /\*\*10 ms\*\*/],
    ['save 900 $01', /^\*\*save\*\* — at least 1 changed key$/],
    ['save 900 1$00', /^\*\*save\*\* — at least 10 changed keys$/],
    ['client-output-buffer-limit replica $00 x 60', /^\*\*client-output-buffer-limit\*\* — hard limit: beyond it the client is disconnected at once; `0` is no limit$/],
    ['client-output-buffer-limit replica 0 $0x 60', /^\*\*client-output-buffer-limit\*\* — soft limit: beyond it for the seconds that follow$/],
    ['client-output-buffer-limit pub$0sub 0 0 60', /^\*\*client-output-buffer-limit\*\* `pubsub` — subscribers/],
    ['user x %R$0~a*', /^`%R~a\*` — keys that match the pattern, only to read \(`R`\) or write \(`W`\)$/],
    ['notify-keyspace-events E$0?', /^\*\*notify-keyspace-events\*\* `E\?`\n- `E` — [^\n]*$/],
    ['notify-keyspace-events "$0"', /^\*\*notify-keyspace-events\*\* — /],
    ['maxmemory-policy no$0such', /^\*\*maxmemory-policy\*\* — /],
  ])('%s', (text, expected, targets) => expect(hover(text, targets)?.markdown).toMatch(expected));
  test('Sentinel’s statements', () => expect(hover('sentinel quo$0rum', {}, '/ws/sentinel.conf')).toBeUndefined());
  test('Sentinel’s statements are explained', () => expect(hover('sentinel moni$0tor m 127.0.0.1 1 1', {}, '/ws/sentinel.conf')?.markdown).toMatch(/^\*\*sentinel monitor\*\* NAME HOST PORT QUORUM/));
  test('nothing in comments and for what is unknown', () => {
    expect(hover('# max$0memory')).toBeUndefined();
    expect(hover('bog$0us 1')).toBeUndefined();
  });
  test('a secret is not shown', () => {
    for (const text of ['requirepass hun$0ter2', 'user x on >hun$0ter2', 'masterauth "hun$0ter2"']) expect(hover(text)?.markdown ?? '').not.toContain('hunter2');
  });
});

describe('completion', () => {
  const complete = (text: string, targets?: Partial<Targets>, path?: string) => {
    const { file, offset, snapshot } = at(text, targets, path);
    return { file, ...redis.complete!(file, offset, { snapshot }) };
  };
  const labels = (items: readonly CompletionItem[]) => items.map(({ label }) => label);
  const sorted = (items: readonly CompletionItem[]) => [...items].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));

  test('names of this version, the common ones first', () => {
    const { items, span } = complete('maxm$0');
    expect(span).toEqual({ start: 0, end: 4 });
    expect(sorted(items)[0]!.label).toBe('maxmemory');
    expect(labels(items)).toContain('key-memory-histograms');
    expect(labels(items)).not.toContain('primaryauth');
    expect(labels(items)).not.toContain('slave-priority');
    const item = items.find(({ label }) => label === 'maxmemory')!;
    expect({ ...item, documentation: undefined }).toEqual({ label: 'maxmemory', kind: 'key', detail: 'size · default 0', insert: 'maxmemory ', sortText: '0000', retrigger: true, documentation: undefined });
    expect(typeof item.documentation === 'function' && item.documentation()).toContain('**maxmemory**');
  });
  test('a name before its value is replaced alone', () => {
    const { file, items, span } = complete('maxm$0 1gb');
    expect(applyEdits(file.text, [{ ...span, newText: items.find(({ label }) => label === 'maxmemory')!.insert! }])).toBe('maxmemory 1gb');
  });
  test.each<[string, string[], Partial<Targets>?]>([
    ['appendonly $0', ['yes', 'no']],
    ['appendfsync $0', ['everysec', 'always', 'no']],
    ['maxmemory 12$0', ['12mb', '12gb', '12kb', '12m', '12g', '12k']],
    ['client-output-buffer-limit $0', ['normal', 'replica', 'pubsub']],
    ['client-output-buffer-limit normal 0 0 $0', ['60', '0']],
    ['rename-command CONFIG $0', ['""']],
    ['notify-keyspace-events Egl$0', ['EglK', 'Egl$', 'Egls', 'Eglh', 'Eglz', 'Eglt', 'Egld', 'Eglx', 'Egle', 'Eglm', 'EglA'], { store: 'redis', redis: [6, 2] }],
    ['requirepass $0', []],
    ['appendfsync no $0', []],
    ['notify-keyspace-events K $0', []],
    ['maxmemory 1gb $0', []],
    ['sentinel resolve-hostnames $0', ['yes', 'no']],
    ['appendonly yes $0', []],
    ['# app$0', []],
  ])('%s', (text, expected, targets) => expect(labels(complete(text, targets).items)).toEqual(expected));
  test('rules of users', () => {
    expect(labels(complete('user x $0').items)).toEqual(expect.arrayContaining(['on', '~*', '+@all', '>password']));
    expect(labels(complete('user x +@$0').items)).toEqual(expect.arrayContaining(['+@read', '+@dangerous']));
    expect(labels(complete('user x -$0').items)).toEqual(expect.arrayContaining(['-@all', '-flushall']));
  });
  test('Sentinel: statements, then names of primaries', () => {
    expect(labels(complete('sentinel $0', {}, '/ws/sentinel.conf').items)).toEqual(expect.arrayContaining(['monitor', 'down-after-milliseconds']));
    expect(labels(complete('sentinel monitor main 1.1.1.1 1 1\nsentinel auth-pass $0', {}, '/ws/sentinel.conf').items)).toEqual(['main']);
  });
  test('files beside this one', () => expect(labels(complete('//- /ws/redis.conf\ninclude $0\n//- /ws/redis-extra.conf\n//- /ws/a.container\n').items)).toEqual(['redis-extra.conf']));
  test('each item replaces a word that holds the cursor', () => {
    for (const text of ['$0', 'ma$0x', 'save 9$000 1', 'user x +g$0', 'bind  $0 x']) {
      const { file, offset, snapshot } = at(text);
      const { span, items } = redis.complete!(file, offset, { snapshot });
      if (items.length > 0) expect(span.start <= offset && offset <= span.end).toBe(true);
    }
  });
});

test('symbols stand below headings; secrets are left out', () => {
  const { file, snapshot } = at('port 1\n######## SECURITY ########\n\n# text\nrequirepass x\nuser bob on >y\n\n######## EMPTY ########\n');
  const short = (redis.symbols!(file, { snapshot })).map(({ name, detail, children }) => ({ name, detail, children: children?.map((child) => `${child.kind} ${child.name} ${child.detail}`) }));
  expect(short).toEqual([{ name: 'port', detail: '1', children: undefined }, { name: 'SECURITY', detail: undefined, children: ['key requirepass …', 'user user bob …'] }]);
});

test('folding of sections and comments', () => {
  const { file } = at('# a\n# b\nport 1\n######## X ########\n# c\n# d\n# e\nport 2\n\n\n######## Y ########\nport 3\n');
  expect(redis.folding!(file)).toEqual([
    { startLine: 0, endLine: 1, kind: 'comment' }, { startLine: 3, endLine: 7, kind: 'region' }, { startLine: 4, endLine: 6, kind: 'comment' }, { startLine: 10, endLine: 11, kind: 'region' },
  ]);
});

describe('format', () => {
  const format = (text: string) => {
    const { file } = at(text);
    return applyEdits(file.text, redis.format!(file));
  };
  test.each([
    ['  port   6379  \r\n# c  \n\t\n', 'port 6379\r\n# c\n\n'],
    ['port        6379\nbind        127.0.0.1\ntimeout     0\n', 'port    6379\nbind    127.0.0.1\ntimeout 0\n'],
    ['port      6379\ntimeout   0\rx\n', 'port 6379\ntimeout   0\rx\n'],
    ['port      6379\ntimeout   0\0x\nbind      x\n', 'port 6379\ntimeout   0\0x\nbind x\n'],
    ['port      1\nbind x  y', 'port 1\nbind x y'],
    ['save "a  b"   \'c  d\'', 'save "a  b" \'c  d\''],
    ['save "a  ', 'save "a  '],
    ['  # indented', '  # indented'],
  ])('%j', (text, expected) => {
    expect(format(text)).toBe(expected);
    expect(format(expected)).toBe(expected);
  });
  test('only the lines of a span', () => {
    const { file, spans } = at('port  1\n[[bind  2]]\ntimeout  3');
    expect(applyEdits(file.text, redis.format!(file, spans[0]))).toBe('port  1\nbind 2\ntimeout  3');
  });
});

test('inlay hints of sizes and times', () => {
  const { file, snapshot } = at('maxmemory 900m\nrepl-backlog-size 1048576\nmaxmemory 1gb\nslowlog-log-slower-than 10000\ntimeout 300\nsave 900 1\nclient-output-buffer-limit replica 256mb 64m 60\nport 6379\nlfu-decay-time 90');
  const hints = redis.inlayHints!(file, { start: 0, end: file.text.length }, { snapshot });
  expect(hints.map(({ offset, label, group }) => `${file.text.slice(0, offset).split(/\s/).at(-1)} = ${label} (${group})`)).toEqual([
    '900m = 900,000,000 bytes (sizes)', '1048576 = 1 MB (sizes)', '10000 = 10 ms (durations)', '300 = 5 min (durations)', '900 = 15 min (durations)', '64m = 64,000,000 bytes (sizes)', '60 = 1 min (durations)', '90 = 1 h 30 min (durations)',
  ]);
});

test('links and definitions of files', () => {
  const { files, snapshot } = at('//- /ws/redis.conf\ninclude redis-b.conf\ninclude *.conf\naclfile /ws/env.env\nlogfile ""\n//- /ws/redis-b.conf\n//- /ws/env.env\n');
  const file = files[0]!;
  expect(redis.links!(file, { snapshot }).map(({ target }) => target)).toEqual(['file:///ws/redis-b.conf', 'file:///ws/env.env']);
  expect(redis.definition!(file, file.text.indexOf('*.conf'), { snapshot }).map(({ uri }) => uri)).toEqual(['file:///ws/redis-b.conf', 'file:///ws/redis.conf']);
});

test('tokens', () => {
  const { file, snapshot } = at('# c\nslave-priority 1\nappendonly yes\ninclude "a b"\nuser x on +@all ~*');
  expect(redis.semanticTokens!(file, { snapshot }).map(({ start, end, type, deprecated }) => `${file.text.slice(start, end)}:${type}${deprecated ? '!' : ''}`)).toEqual([
    '# c:comment', 'slave-priority:property!', '1:number', 'appendonly:property', 'yes:keyword', 'include:macro', '"a b":string', 'user:macro', 'x:variable', 'on:keyword', '+@all:enumMember', '~*:string',
  ]);
});

test('both languages have every feature', () => {
  for (const language of [redis, sentinel]) expect(Object.keys(language).sort()).toEqual(['check', 'complete', 'definition', 'folding', 'format', 'hover', 'inlayHints', 'links', 'semanticTokens', 'symbols']);
});
