import fs from 'node:fs';
import { expect, it } from 'vitest';
import { parseConnection } from '../../server/src/syntax/connection.ts';
import { parseEnv, urlsIn } from '../../server/src/syntax/env.ts';
import { parseJson } from '../../server/src/syntax/json.ts';
import { parseNginx } from '../../server/src/syntax/nginx.ts';
import { parsePgbouncer } from '../../server/src/syntax/pgbouncer.ts';
import { parsePostgresConf } from '../../server/src/syntax/postgres.ts';
import { parseQuadlets, partAt } from '../../server/src/syntax/quadlets.ts';
import { parseRedis } from '../../server/src/syntax/redis.ts';
import { LineIndex } from '../../server/src/syntax/span.ts';
import { parseUserlist } from '../../server/src/syntax/userlist.ts';

/** Each reader, with what of its tree is compared. What is read within a text is so between `<` and `>`. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  env: (text) => parseEnv(text).nodes,
  urls: (text) => urlsIn(text, within(text)),
  connection: (text) => parseConnection(text, within(text)),
  userlist: (text) => parseUserlist(text).nodes,
  json: (text) => parseJson(text),
  nginx: (text) => parseNginx(text),
  quadlets: (text) => parseQuadlets(text),
  pgbouncer: (text) => parsePgbouncer(text).nodes,
  postgres: (text) => parsePostgresConf(text).lines,
  redis: (text) => parseRedis(text).lines,
};

const within = (text: string): { start: number; end: number } => ({ start: text.indexOf('<') + 1, end: text.lastIndexOf('>') });

/** A text with what is hard to see: `␍` carriage return, `␀` NUL, `␛` byte-order mark, `⇥` tab. */
const VISIBLE: readonly (readonly [string, string])[] = [['\r', '␍'], ['\0', '␀'], ['\uFEFF', '␛'], ['\t', '⇥']];
const read = (text: string): string => VISIBLE.reduce((all, [char, sign]) => all.replaceAll(sign, char), text);
const shown = (text: string): string => VISIBLE.reduce((all, [char, sign]) => all.replaceAll(char, sign), text).replaceAll('\n', '␊');

/** A node in one line: where it stands in the text, then its other properties. */
function inLine(value: unknown, text: string): string {
  if (Array.isArray(value)) return `[${value.map((item) => inLine(item, text)).join(', ')}]`;
  if (typeof value === 'string') return JSON.stringify(shown(value));
  if (typeof value !== 'object' || value === null) return String(value);
  const { start, end, text: _, ...rest } = value as { start?: number; end?: number; text?: string };
  const place = start === undefined ? '' : `«${shown(text.slice(start, end))}»`;
  const more = Object.entries(rest).map(([key, of]) => `${key}: ${key === 'equals' && typeof of === 'number' ? `«${text[of]}»` : inLine(of, text)}`).join(', ');
  return place + (more === '' ? '' : `{ ${more} }`);
}

const outline = (reader: string, text: string): string => {
  const tree = READERS[reader]!(text);
  return Array.isArray(tree) ? tree.map((node) => inLine(node, text)).join('\n') : inLine(tree, text);
};

// One block a text: `## READER`, the text, `==`, a line for each node of its tree.
const blocks = fs.readFileSync(new URL('./trees.txt', import.meta.url), 'utf8').split(/^## /m).slice(1);
it.each(blocks.map((block) => /^(.*)\n([^]*?)\n==\n([^]*)$/.exec(block)!.slice(1, 4) as [string, string, string]))('%s\n%s', (reader, text, expected) => {
  expect(outline(reader, read(text))).toBe(expected.trimEnd());
});

it('JSON is read a hundred levels deep', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  expect(parseJson(nested(101))).toHaveProperty('root');
  expect(parseJson(nested(102))).toEqual({ fault: { start: 101, end: 102, message: 'Nested too deeply.' } });
});

it('lines end at each of the three line ends, and offsets and positions lead to each other', () => {
  const text = 'a\r\nbc\rd\n\ne';
  const index = new LineIndex(text);
  expect([index.lineCount, [0, 1, 2, 3, 4, 5].map((line) => text.slice(index.lineSpan(line).start, index.lineSpan(line).end))]).toEqual([5, ['a', 'bc', 'd', '', 'e', '']]);
  const places = [...text, ''].map((_, offset) => index.positionAt(offset));
  expect(places.map(({ line, character }) => `${line}:${character}`)).toEqual(['0:0', '0:1', '0:2', '1:0', '1:1', '1:2', '2:0', '2:1', '3:0', '4:0', '4:1']);
  expect(places.map((place) => index.offsetAt(place))).toEqual([0, 1, 1, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect([index.positionAt(-1), index.positionAt(99)]).toEqual([{ line: 0, character: 0 }, { line: 4, character: 1 }]);
  expect([[-1, 3], [9, 0], [1, 99], [1, -5]].map(([line, character]) => index.offsetAt({ line: line!, character: character! }))).toEqual([0, 10, 5, 3]);
  expect(new LineIndex('a\nb').positionAt(2)).toEqual({ line: 1, character: 0 });
});

it('a part of a .quadlets file is found by its offset, its ends included', () => {
  const text = '\n# FileName=a\n[Pod]\n---\n[Volume]\n\n';
  const tree = parseQuadlets(text);
  expect([...text, ''].map((_, offset) => tree.parts.findIndex((part) => part === partAt(tree, offset))).join(' ')).toBe(
    '-1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -1 -1 -1 -1 1 1 1 1 1 1 1 1 1 -1 -1',
  );
});
