import { describe, expect, test } from 'vitest';
import { languageOf } from '../../server/src/features/languages.ts';
import { isGucValue, lookUpGuc, parseGucValue } from '../../server/src/model/postgres.ts';
import { productOfImage, parseImage } from '../../server/src/stack/image.ts';
import { meantValue } from '../../server/src/rules/pgbouncer/values.ts';
import { pgbouncerSettingFacts } from '../../server/src/facts/pgbouncer/index.ts';
import { editor, STACK } from '../quadlet-editor/support.ts';
import { stack } from '../support/stack.ts';

/** What every object of JavaScript inherits; in a file they are words as any other, and no table knows them. */
const WORDS = ['constructor', '__proto__', 'toString', 'valueOf'];

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  '/ws/redis.conf': [
    'W 1', 'user x +@W', 'user x +config|W', 'user x +W', 'user W on', 'client-output-buffer-limit W 0 0 0', 'rename-command W x', 'maxmemory-policy W', 'notify-keyspace-events W', 'appendonly W', 'oom-score-adj W', 'save W W', 'port 1W',
  ],
  '/ws/sentinel.conf': ['sentinel W m 1', 'sentinel monitor W 1 1 1'],
  '/ws/pgbouncer.ini': [
    '[W]\na = b', '[pgbouncer]\nW = 1', '[pgbouncer]\npool_mode = W', '[pgbouncer]\nauth_type = W', '[pgbouncer]\nserver_tls_sslmode = W', '[pgbouncer]\nserver_lifetime = 5W', '[databases]\nW = host=a', '[databases]\na = W=1',
    '[databases]\na = pool_mode=W', '[users]\nW = pool_mode=W', '[peers]\nW = host=W',
  ],
  '/ws/postgresql.conf': ['W = 1', 'W.W = 1', 'wal_level = W', 'fsync = W', 'DateStyle = W', 'work_mem = 1W', 'TimeZone = W', 'log_connections = W', 'client_encoding = W'],
  '/ws/app.env': ['W=W', 'W_URL=redis://W', 'DATABASE_URL=W://a/b'],
  '/ws/web.container': [
    '[W]\nA=b', '[Container]\nW=1', '[Service]\nW=1', '[Unit]\nAfter=W.service W.container W', '[Install]\nWantedBy=W',
    ...['Type=W', 'Restart=W', 'MemoryMax=1W', 'TimeoutStartSec=1W', 'CPUQuota=W', 'LimitNOFILE=W', 'SystemCallFilter=W', 'CapabilityBoundingSet=W'].map((line) => `[Service]\n${line}`),
    ...[
      'Network=W', 'Network=W:a=1', 'UserNS=W:x=1', 'Mount=type=W,a=b', 'Mount=W=1,type=bind', 'PodmanArgs=--W=1 --W', 'GlobalArgs=--W', 'Pull=W', 'AddCapability=W', 'Ulimit=W=1', 'Sysctl=W=1', 'Secret=W,W=1', 'Image=W', 'Image=docker.io/W/W:W',
      'Exec=W --W', 'Exec=celery -A x W --W', 'Exec=redis-server --W 1', 'Exec=postgres -c W=1', 'Exec=nginx -W', 'StopSignal=W', 'LogDriver=W', 'LogOpt=W=1', 'Notify=W', 'Environment=W=redis://W:W@W/0', 'HealthCmd=W', 'PublishPort=W', 'Volume=W:W:W',
      'Tmpfs=W:W=1', 'AutoUpdate=W', 'Timezone=W', 'Memory=1W', 'User=W', 'DNSOption=W', 'RemapUsers=W',
    ].map((line) => `[Container]\n${line}`),
  ],
};

/** What would show that a table gave away what it inherits. */
const GIVEN_AWAY = /native code|\[object|NaN/;

describe.each(WORDS)('the word %s', (word) => {
  test.each(Object.entries(TEXTS))('in %s is known to no table', (path, lines) => {
    for (const line of lines) {
      const text = `${line.replaceAll('W', word)}\n`;
      expect(stack(`//- ${path}\n${text}`).problems.map(({ problem }) => problem).filter((problem) => GIVEN_AWAY.test(JSON.stringify(problem)))).toEqual([]);
      const { file, context } = editor(`//- ${path}\n$0${text}${STACK}`);
      const language = languageOf(file.kind)!;
      const said: string[] = [];
      for (let offset = 0; offset <= text.length; offset++) {
        said.push(language.hover?.(file, offset, context)?.markdown ?? '');
        for (const { label, documentation } of language.complete?.(file, offset, context).items ?? []) said.push(label, (typeof documentation === 'function' ? documentation() : documentation) ?? '');
        language.definition?.(file, offset, context);
        language.references?.(file, offset, context, true);
      }
      for (const part of [language.symbols?.(file, context), language.semanticTokens?.(file, context), language.links?.(file, context), language.inlayHints?.(file, { start: 0, end: text.length }, context)]) said.push(JSON.stringify(part ?? []));
      expect(said.filter((part) => GIVEN_AWAY.test(part))).toEqual([]);
    }
  });

  test('names no value, unit or program', () => {
    const dateStyle = lookUpGuc('DateStyle', [18]);
    expect(dateStyle.found === 'yes' && isGucValue(parseGucValue(dateStyle.guc, word, [18]))).toBe(false);
    expect(productOfImage(parseImage(`docker.io/library/${word}:1`))).toBeUndefined();
    expect(meantValue(pgbouncerSettingFacts()['server_lifetime']!, `5${word.replaceAll('_', '')}`)).toBeUndefined();
  });
});
