import { pgbouncerSectionFacts, type PgbouncerFact } from '../../facts/pgbouncer/index.ts';
import { parseAtoi, parseCDouble, parseCInteger } from '../../model/c-numbers.ts';
import { pgbouncerSettings, type PgbouncerDatabase, type PgbouncerSettings } from '../../model/pgbouncer.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { formatDuration } from '../../model/values/duration.ts';
import { formatBytes, formatExactBytes } from '../../model/values/size.ts';
import type { Version } from '../../model/version.ts';
import { parsePgbouncer, type IniEntry } from '../../syntax/pgbouncer.ts';
import { touches, type Span } from '../../syntax/span.ts';
import type { Context, Hover } from '../types.ts';
import { hoverHost } from '../hosts.ts';
import { cursorAt, pairFact, settingFact } from './cursor.ts';
import { describeFact } from './describe.ts';
import { own } from '../../syntax/own.ts';

/** What stands under the pointer: sections, settings, keys of connection strings, single values, databases. */
export function hoverPgbouncer(file: SourceFile, offset: number, { snapshot }: Context): Hover | undefined {
  const tree = file.tree(parsePgbouncer);
  const version = snapshot.targets(file).pgbouncer;
  const { node, pair } = cursorAt(tree, offset);
  if (node === undefined) return undefined;
  const show = (span: Span, markdown: string): Hover => ({ start: span.start, end: span.end, markdown });
  if (node.kind === 'section') {
    const facts = pgbouncerSectionFacts();
    const fact = Object.hasOwn(facts, node.name) ? facts[node.name]! : undefined;
    return fact === undefined ? undefined : show(node, `**[${node.name}]**${fact.since === undefined ? '' : ` · PgBouncer ${fact.since} and later`}\n\n${fact.text}\n\n[pgbouncer.ini(5)](${fact.url})`);
  }
  if (node.kind === 'include') {
    return show(node, '**%include** — reads another file as if it stood here\n\nThe section in force goes on into it and comes back changed, ten files deep at the most. A relative path counts from the folder that PgBouncer is started in, not from this file, so an absolute one is the safe form. A file that is not there keeps PgBouncer from starting.\n\n[pgbouncer.ini(5)](https://www.pgbouncer.org/config.html#include-directive)');
  }
  if (node.kind !== 'entry') return undefined;
  if (pair !== undefined) {
    const fact = pairFact(node.section, pair.key);
    if (fact === undefined) return undefined;
    if (pair.key === 'host' && !touches(pair.keySpan, offset)) {
      const target = hoverHost(file, offset, { snapshot });
      if (target !== undefined) return target;
    }
    const meaning = touches(pair.valueSpan, offset) && !touches(pair.keySpan, offset) ? valueMeaning(fact, pair.value, true) : undefined;
    return show(touches(pair.keySpan, offset) ? pair.keySpan : pair.valueSpan, withHere(describeFact(pair.key, node.section!, fact, version), meaning));
  }
  if (node.section === 'databases' && touches(node.keySpan, offset)) return databaseHover(file, node, version);
  const fact = settingFact(node);
  if (fact === undefined) return undefined;
  return show(touches(node.keySpan, offset) ? node.keySpan : node.valueSpan, withHere(describeFact(node.key, node.section!, fact, version), valueMeaning(fact, node.value, false)));
}

const withHere = (markdown: string, meaning: string | undefined): string => {
  if (meaning === undefined) return markdown;
  const cut = markdown.lastIndexOf('\n\n');
  return `${markdown.slice(0, cut)}\n\nHere: ${meaning}.${markdown.slice(cut)}`;
};

/** What a value comes to, where that says more than the value: `1 h`, `16 KB (16,384 bytes)`, the meaning of an enumeration's value. */
export function valueMeaning(fact: PgbouncerFact, value: string, inConnection: boolean): string | undefined {
  if (fact.kind === 'enum') {
    const meaning = own(fact.values, value.toLowerCase());
    return meaning === undefined ? undefined : `\`${value}\` — ${meaning.replace(/\.$/, '')}`;
  }
  if (fact.kind === 'seconds' || fact.unit === 'seconds') {
    const seconds = inConnection ? parseAtoi(value) : parseCDouble(value);
    return seconds === undefined || !Number.isFinite(seconds) || seconds < 0 ? undefined : seconds === 0 ? undefined : `**${formatDuration(seconds * 1e6)}**`;
  }
  const number = parseCInteger(value);
  if (number === undefined || number <= 0) return undefined;
  if (fact.unit === 'bytes') return `**${formatBytes(number)}** (${formatExactBytes(number)})`;
  if (fact.unit === 'milliseconds') return `**${formatDuration(number * 1000)}**`;
  if (fact.unit === 'octal mode') return `mode **0${number.toString(8)}**`;
  return undefined;
}

function databaseHover(file: SourceFile, entry: IniEntry, version: Version): Hover | undefined {
  const settings = pgbouncerSettings(file.tree(parsePgbouncer), version);
  const database = settings.databases.find((one) => one.entry === entry);
  if (database === undefined) return undefined;
  return { start: entry.keySpan.start, end: entry.keySpan.end, markdown: describeDatabase(database, settings) };
}

/** Where an entry leads and how many connections it may make, in two sentences. Never a password. */
export function describeDatabase(database: PgbouncerDatabase, settings: PgbouncerSettings): string {
  const where = database.hosts.length === 0 ? `the Unix socket in ${settings.text('unix_socket_dir') || 'the default folder'}, port ${database.port}` : database.hosts.map((host) => `${host}:${database.port}`).join(', ');
  const target = database.dbname === undefined ? 'the database that the client names' : `database \`${database.dbname}\``;
  const pool = database.poolSize ?? settings.number('default_pool_size') ?? 0;
  const reserve = database.reservePoolSize ?? settings.number('reserve_pool_size') ?? 0;
  const limit = database.maxConnections ?? settings.number('max_db_connections') ?? 0;
  const each = database.user === undefined ? ' for each user' : `, all as \`${database.user}\``;
  const lines = [
    `**${database.name}**${database.fallback ? ' — for every database that is not listed' : ''}`,
    `Leads to ${target} at ${where}. Pooling: \`${database.poolMode ?? settings.text('pool_mode')}\`.`,
    `Up to ${pool === 0 ? 'any number of' : pool + Math.max(0, reserve)} server connections${each}${reserve > 0 && pool > 0 ? ` (${pool} and ${reserve} in reserve)` : ''}${limit > 0 ? `, at most ${limit} in all` : ''}.`,
  ];
  return lines.join('\n\n');
}
