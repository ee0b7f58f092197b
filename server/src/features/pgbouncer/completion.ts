import { connectionFacts, pgbouncerSectionFacts, pgbouncerSettingFacts, type PgbouncerFact } from '../../facts/pgbouncer/index.ts';
import { connectionOf, pgbouncerDefault } from '../../model/pgbouncer.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import type { Version } from '../../model/version.ts';
import { knownValues, knows } from '../../rules/pgbouncer/values.ts';
import { lineStartBefore } from '../../syntax/c-text.ts';
import { iniNodeAt, iniSectionAt, parsePgbouncer, type IniTree } from '../../syntax/pgbouncer.ts';
import { NO_COMPLETIONS, type CompletionItem, type Completions, type Context } from '../types.ts';
import { describeFact, detailOf } from './describe.ts';

/** What people set first; the rest follows by name. */
const COMMON = [
  'listen_addr', 'listen_port', 'auth_type', 'auth_file', 'pool_mode', 'max_client_conn', 'default_pool_size', 'reserve_pool_size', 'min_pool_size',
  'max_db_connections', 'max_prepared_statements', 'server_idle_timeout', 'query_wait_timeout', 'ignore_startup_parameters', 'admin_users', 'stats_users',
  'host', 'port', 'dbname', 'user', 'password', 'pool_size',
];
const rank = (name: string): string => {
  const place = COMMON.indexOf(name);
  return `${place < 0 ? 'z' : String.fromCharCode(97 + place)}${name}`;
};

/** What can stand at the cursor: sections, settings, keys of connection strings, values. */
export function completePgbouncer(file: SourceFile, offset: number, { snapshot }: Context): Completions {
  const tree = file.tree(parsePgbouncer);
  const version = snapshot.targets(file).pgbouncer;
  const { text } = tree;
  const lineStart = lineStartBefore(text, offset);
  const before = text.slice(lineStart, offset);
  const node = iniNodeAt(tree, offset);
  if (node?.kind === 'comment' && offset > node.start) return NO_COMPLETIONS;
  const section = iniSectionAt(tree, lineStart);
  const bracket = /^\s*(\[[a-z]*)$/i.exec(before);
  if (bracket !== null) {
    const end = wordEnd(text, offset);
    return { span: { start: offset - bracket[1]!.length, end: text[end] === ']' ? end + 1 : end }, items: sections(tree, version) };
  }
  const include = /^\s*%include[ \t]+(\S*)$/.exec(before);
  if (include !== null) return NO_COMPLETIONS;
  const equals = before.indexOf('=');
  if (equals < 0) {
    const word = /([%\w.*-]*)$/.exec(before)![1]!;
    if (before.slice(0, before.length - word.length).trim() !== '') return NO_COMPLETIONS;
    const end = wordEnd(text, offset);
    return { span: { start: offset - word.length, end }, items: keysAt(tree, section, end, version) };
  }
  const key = before.slice(0, equals).trim();
  if (section === 'pgbouncer') return settingValues(key, text, lineStart + equals + 1, offset, version);
  const facts = connectionFacts(section);
  return facts === undefined ? NO_COMPLETIONS : connectionItems(tree, section!, facts, lineStart + equals + 1, offset, version);
}

const wordEnd = (text: string, offset: number): number => {
  let end = offset;
  while (end < text.length && /[\w.*-]/.test(text[end]!)) end++;
  return end;
};

function sections(tree: IniTree, version: Version): CompletionItem[] {
  const present = new Set(tree.nodes.flatMap((node) => (node.kind === 'section' ? [node.name] : [])));
  return Object.entries(pgbouncerSectionFacts()).filter(([name, fact]) => knows(fact, version) && !present.has(name)).map(([name, fact], i) => ({
    label: `[${name}]`, kind: 'section' as const, sortText: String(i), documentation: fact.text,
  }));
}

function keysAt(tree: IniTree, section: string | undefined, end: number, version: Version): CompletionItem[] {
  const isClosed = tree.text[end] === ']';
  const headers = sections(tree, version).map((item) => ({ ...item, sortText: `zz${item.sortText}`, ...(isClosed ? { insert: item.label.slice(0, -1) } : {}) }));
  const include: CompletionItem = { label: '%include', kind: 'key', insert: '%include ', detail: 'another file', sortText: 'zy' };
  const assigned = /^[ \t]*=/.test(tree.text.slice(end, end + 20));
  if (section === 'pgbouncer') {
    const set = new Set(tree.nodes.flatMap((node) => (node.kind === 'entry' && node.section === section && !(node.keySpan.start <= end && end <= node.keySpan.end) ? [node.key] : [])));
    const items = Object.entries(pgbouncerSettingFacts()).filter(([name, fact]) => knows(fact, version) && name !== 'service_name' && !set.has(name)).map(([name, fact]): CompletionItem => ({
      label: name, kind: 'key', insert: assigned ? name : `${name} = `, detail: detailOf(fact, version), sortText: rank(name),
      documentation: () => describeFact(name, 'pgbouncer', fact, version), ...(fact.deprecated === undefined ? {} : { deprecated: true }),
      ...(fact.kind === 'enum' || fact.kind === 'switch' ? { retrigger: true } : {}),
    }));
    return [...items, include, ...headers];
  }
  const snippet = (label: string, insert: string, detail: string): CompletionItem => ({ label, kind: 'snippet', snippet: true, insert, detail, sortText: `a${label}` });
  if (section === 'databases') {
    return [
      snippet('database', '${1:name} = host=${2:postgres} port=${3:5432} dbname=${4:$1}', 'an entry with host, port and database'),
      snippet('* (all others)', '* = host=${1:postgres} port=${2:5432}', 'for databases that are not listed'),
      include, ...headers,
    ];
  }
  if (section === 'users') return [snippet('user', '${1:name} = pool_mode=${2|session,transaction,statement|}', 'settings of one user'), include, ...headers];
  if (section === 'peers') return [snippet('peer', '${1:1} = host=${2:/tmp/pgbouncer1}', 'another PgBouncer of the group'), include, ...headers];
  return [include, ...headers];
}

function values(fact: PgbouncerFact, version: Version): CompletionItem[] {
  const item = (label: string, detail: string, sortText: string): CompletionItem => ({ label, kind: fact.kind === 'enum' ? 'enum' : 'value', detail, sortText });
  const normal = pgbouncerDefault(fact, version);
  if (fact.kind === 'enum') return knownValues(fact, version).map((value, i) => item(value, fact.values![value]!, String(i).padStart(2, '0')));
  if (fact.kind === 'switch') return [item('1', `on${normal === '1' ? ', the default' : ''}`, '0'), item('0', `off${normal === '0' ? ', the default' : ''}`, '1')];
  return normal === '' ? [] : [item(normal, 'the default', '0')];
}

const ADDRESSES = ['*', '127.0.0.1', '0.0.0.0'].map((label, i): CompletionItem => ({ label, kind: 'value', sortText: String(i), detail: ['all addresses', 'this host, or pod, alone', 'all IPv4 addresses'][i]! }));

function settingValues(key: string, text: string, from: number, offset: number, version: Version): Completions {
  const facts = pgbouncerSettingFacts();
  const fact = Object.hasOwn(facts, key) ? facts[key] : undefined;
  if (fact === undefined || !knows(fact, version)) return NO_COMPLETIONS;
  const start = from + /^[ \t]*/.exec(text.slice(from, offset))![0].length;
  let end = offset;
  while (end < text.length && !/\s/.test(text[end]!)) end++;
  return { span: { start, end }, items: key === 'listen_addr' ? ADDRESSES : values(fact, version) };
}

function connectionItems(tree: IniTree, section: string, facts: Readonly<Record<string, PgbouncerFact>>, from: number, offset: number, version: Version): Completions {
  const { text } = tree;
  const typed = text.slice(from, offset);
  if ((typed.replaceAll("''", '').split("'").length - 1) % 2 === 1) return NO_COMPLETIONS;
  const value = /([a-z_]+)=([^ ']*)$/.exec(typed);
  if (value !== null) {
    const fact = Object.hasOwn(facts, value[1]!) ? facts[value[1]!] : undefined;
    if (fact === undefined || fact.kind === 'secret') return NO_COMPLETIONS;
    return { span: { start: offset - value[2]!.length, end: wordEnd(text, offset) }, items: values(fact, version) };
  }
  const word = /([a-z_]*)$/.exec(typed)![1]!;
  const start = offset - word.length;
  if (start > from && text[start - 1] !== ' ' && text[start - 1] !== '\t' && text[start - 1] !== '=') return NO_COMPLETIONS;
  const node = iniNodeAt(tree, from);
  const used = node?.kind === 'entry' ? new Set(connectionOf(tree, node).pairs.filter((pair) => !(pair.keySpan.start <= offset && offset <= pair.keySpan.end)).map(({ key }) => key)) : new Set<string>();
  const end = wordEnd(text, offset);
  const assigned = text[end] === '=';
  const items = Object.entries(facts).filter(([key, fact]) => knows(fact, version) && !used.has(key)).map(([key, fact]): CompletionItem => ({
    label: key, kind: 'key', insert: assigned ? key : `${key}=`, detail: detailOf(fact, version), sortText: rank(key),
    documentation: () => describeFact(key, section, fact, version), ...(fact.deprecated === undefined ? {} : { deprecated: true }), ...(fact.kind === 'enum' ? { retrigger: true } : {}),
  }));
  return { span: { start, end }, items };
}
