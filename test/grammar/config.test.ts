import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contributes, tokenize } from './tokenize.ts';

const line = async (language: string, text: string): Promise<string> =>
  (await tokenize(language, text)).map((tokens) => tokens.map(({ text, scope }) => `${text}‹${scope}›`).join(' ')).join('\n');

describe('redis.conf grammar', () => {
  test.each([
    ['maxmemory 900mb', 'maxmemory‹support.type.property-name› 900mb‹constant.numeric.size›'],
    ['appendonly yes', 'appendonly‹support.type.property-name› yes‹constant.language.boolean›'],
    ['maxmemory-policy allkeys-lru', 'maxmemory-policy‹support.type.property-name› allkeys-lru‹constant.language.policy›'],
    ['save 900 1 # not comment', 'save‹support.type.property-name› 900‹constant.numeric› 1‹constant.numeric› #‹string.unquoted› not‹string.unquoted› comment‹string.unquoted›'],
    ['  # a comment', '#‹punctuation.definition.comment›  a comment‹comment.line.number-sign›'],
    ['requirepass hunter2', 'requirepass‹support.type.property-name› hunter2‹string.other.secret›'],
    ['user app on >pw ~app:* +@read -flushall', 'user‹support.type.property-name› app‹string.unquoted› on‹string.unquoted› >pw‹string.unquoted› ~app:*‹variable.other.pattern› +@read‹keyword.other.acl› -flushall‹keyword.other.acl›'],
    ['dbfilename "a\\x41\\"b"', 'dbfilename‹support.type.property-name› "‹string.quoted.double› a‹string.quoted.double› \\x41‹constant.character.escape› \\"‹constant.character.escape› b‹string.quoted.double› "‹string.quoted.double›'],
    ['include /etc/redis/*.conf', 'include‹keyword.control.import› /etc/redis/*.conf‹string.unquoted›'],
    ['sentinel monitor mymaster 127.0.0.1 6379 2', 'sentinel‹keyword.other.sentinel› monitor‹support.type.property-name› mymaster‹string.unquoted› 127.0.0.1‹string.unquoted.address› 6379‹constant.numeric› 2‹constant.numeric›'],
  ])('%s', async (text, expected) => expect(await line('redis-conf', text)).toBe(expected));
});

describe('pgbouncer.ini grammar', () => {
  test.each([
    ['[pgbouncer]', '[‹punctuation.section.brackets.begin› pgbouncer‹entity.name.type.section› ]‹punctuation.section.brackets.end›'],
    ['pool_mode = transaction', 'pool_mode‹support.type.property-name› =‹keyword.operator.assignment› transaction‹constant.language›'],
    ['max_client_conn = 200 ; no comment', 'max_client_conn‹support.type.property-name› =‹keyword.operator.assignment› 200‹constant.numeric› ;‹string.unquoted› no‹string.unquoted› comment‹string.unquoted›'],
    ['; comment', ';‹punctuation.definition.comment›  comment‹comment.line›'],
    ['%include /etc/x.ini', '%include‹keyword.control.import› /etc/x.ini‹string.unquoted.path›'],
    [
      "db = host=postgres port=5432 password='a ''b'",
      "db‹support.type.property-name› =‹keyword.operator.assignment› host‹variable.parameter.connection› =‹keyword.operator.assignment› postgres‹string.unquoted› port‹variable.parameter.connection› =‹keyword.operator.assignment› 5432‹constant.numeric› password‹variable.parameter.connection› =‹keyword.operator.assignment› 'a ''b'‹string.other.secret›",
    ],
    ['* = host=x', '*‹support.type.property-name› =‹keyword.operator.assignment› host‹variable.parameter.connection› =‹keyword.operator.assignment› x‹string.unquoted›'],
  ])('%s', async (text, expected) => expect(await line('pgbouncer-ini', text)).toBe(expected));
});

describe('userlist.txt grammar', () => {
  test.each([
    ['"app" "md50123456789abcdef0123456789abcdef"', '"app"‹entity.name.function.user› "‹punctuation.definition.string.begin› md5‹storage.type.method› 0123456789abcdef0123456789abcdef‹string.other.secret› "‹punctuation.definition.string.end›'],
    ['"a""b" "plain"', '"a""b"‹entity.name.function.user› "‹punctuation.definition.string.begin› plain‹string.other.secret.plain› "‹punctuation.definition.string.end›'],
    [
      '"app" "SCRAM-SHA-256$4096:c2FsdA==$AA=:BB="',
      '"app"‹entity.name.function.user› "‹punctuation.definition.string.begin› SCRAM-SHA-256‹storage.type.method› $‹punctuation.separator› 4096‹constant.numeric.iterations› :‹punctuation.separator› c2FsdA==‹string.other.salt› $‹punctuation.separator› AA=:BB=‹string.other.secret› "‹punctuation.definition.string.end›',
    ],
    ['; who', ';‹punctuation.definition.comment›  who‹comment.line.semicolon›'],
  ])('%s', async (text, expected) => expect(await line('pgbouncer-userlist', text)).toBe(expected));
});

describe('postgresql.conf grammar', () => {
  test.each([
    ['shared_buffers = 2GB # why', 'shared_buffers‹support.type.property-name› =‹keyword.operator.assignment› 2GB‹constant.numeric.size› #‹punctuation.definition.comment›  why‹comment.line.number-sign›'],
    ["work_mem '64MB'", "work_mem‹support.type.property-name› '‹string.quoted.single› 64MB‹constant.numeric.size› '‹string.quoted.single›"],
    ["a.b = 'it''s # no comment'", "a.b‹support.type.property-name› =‹keyword.operator.assignment› '‹string.quoted.single› it‹string.quoted.single› ''‹constant.character.escape.quote› s # no comment‹string.quoted.single› '‹string.quoted.single›"],
    ['checkpoint_timeout=15min', 'checkpoint_timeout‹support.type.property-name› =‹keyword.operator.assignment› 15min‹constant.numeric.duration›'],
    ['fsync on', 'fsync‹support.type.property-name› on‹constant.language.boolean›'],
    ['random_page_cost = 1.1', 'random_page_cost‹support.type.property-name› =‹keyword.operator.assignment› 1.1‹constant.numeric›'],
    ["include_dir 'conf.d'", "include_dir‹keyword.control.import› '‹string.quoted.single› conf.d‹string.quoted.single› '‹string.quoted.single›"],
  ])('%s', async (text, expected) => expect(await line('postgresql-conf', text)).toBe(expected));
});

describe('.env grammar', () => {
  test.each([
    ['export DEBUG=False', 'export‹keyword.other.export› DEBUG‹variable.other.assigned› =‹keyword.operator.assignment› False‹constant.language.boolean›'],
    ['DB_PORT=5432', 'DB_PORT‹variable.other.assigned› =‹keyword.operator.assignment› 5432‹constant.numeric›'],
    ['URL=redis://:pw@redis:6379/0', 'URL‹variable.other.assigned› =‹keyword.operator.assignment› redis‹keyword.other.scheme› ://‹punctuation.separator.url› :‹punctuation.separator.url› pw‹string.other.secret› @‹punctuation.separator.url› redis:6379/0‹string.unquoted›'],
    ['A="b ${C}"', 'A‹variable.other.assigned› =‹keyword.operator.assignment› "‹string.quoted.double› b ‹string.quoted.double› ${C}‹variable.other.environment› "‹string.quoted.double›'],
  ])('%s', async (text, expected) => expect(await line('dotenv', text)).toBe(expected));
});

describe('language configurations', () => {
  const read = (path: string) => JSON.parse(fs.readFileSync(path, 'utf8')) as { comments: { lineComment: string }; wordPattern: string };
  const configured = contributes.languages.flatMap(({ id, configuration }) => (configuration === undefined ? [] : [{ id, ...read(configuration) }]));

  test.each(configured)('$id: a word pattern that never matches nothing', ({ wordPattern }) => {
    expect(new RegExp(wordPattern, 'u').exec('')).toBeNull();
  });

  test.each([
    ['quadlet', 'HealthStartPeriod'], ['quadlet', 'auto-update'], ['redis-conf', 'maxmemory-policy'], ['pgbouncer-ini', 'max_client_conn'], ['pgbouncer-ini', 'scram-sha-256'], ['postgresql-conf', 'work_mem'],
    ['postgresql-conf', 'auto_explain.log_min_duration'], ['dotenv', 'CELERY_BROKER_URL'],
  ])('%s: %s is one word', (id, word) => {
    const { wordPattern } = configured.find((each) => each.id === id)!;
    expect(` ${word}=1`.match(new RegExp(wordPattern, 'gu'))?.[0]).toBe(word);
  });

  test('comments begin as the programs read them', () => {
    expect(Object.fromEntries(configured.map(({ id, comments }) => [id, comments.lineComment]))).toEqual({
      quadlet: '#', 'quadlet-service': '#', 'redis-conf': '#', 'pgbouncer-ini': ';', 'pgbouncer-userlist': ';', 'postgresql-conf': '#', dotenv: '#',
    });
  });

  test('every contributed language with a name of its own has a grammar', () => {
    const coloured = new Set(contributes.grammars.map(({ language }) => language));
    expect(contributes.languages.map(({ id }) => id).filter((id) => !coloured.has(id))).toEqual(['nginx']);
  });
});
