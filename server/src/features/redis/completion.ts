import { redisDirectives, sentinelDirectives } from '../../facts/redis/index.ts';
import { settingOf } from '../../model/redis.ts';
import { directiveFor, isIn, redisTarget, type KnownDirective } from '../../model/redis-target.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { ACL_CATEGORIES, ACL_WORDS } from '../../rules/redis/acl.ts';
import { commandNames } from '../../rules/redis/commands.ts';
import { CLIENT_CLASSES } from '../../rules/redis/special.ts';
import { parseRedis } from '../../syntax/redis.ts';
import { NO_COMPLETIONS, type CompletionItem, type CompletionKind, type Completions, type Context } from '../types.ts';
import { cursorAt, type RedisCursor } from './cursor.ts';
import { describeDirective, describeSentinel, detailOf } from './describe.ts';
import { COMMON, EVENT_LETTERS, SAMPLES } from './words.ts';
import { own } from '../../syntax/own.ts';

/** Names at the beginning of a line, values after them. */
export function completeRedis(file: SourceFile, offset: number, context: Context): Completions {
  const cursor = cursorAt(file, offset, context);
  return cursor === undefined ? NO_COMPLETIONS : { span: cursor.word, items: itemsAt(file, cursor, context) };
}

function itemsAt(file: SourceFile, cursor: RedisCursor, context: Context): readonly CompletionItem[] {
  if (cursor.setting === undefined || cursor.index === 0) return completeNames(file, cursor);
  if (cursor.setting.name === 'sentinel') return completeSentinel(file, cursor);
  return completeValues(file, cursor, context);
}

const padded = (i: number): string => String(i).padStart(4, '0');

function completeNames(file: SourceFile, cursor: RedisCursor): readonly CompletionItem[] {
  const { target, setting } = cursor;
  const rank = new Map(COMMON.map((name, i) => [name, i]));
  // A blank follows the name, unless values stand there already.
  const end = setting === undefined || setting.args.length === 0 ? ' ' : '';
  const items = Object.keys(redisDirectives()).flatMap((name, i): CompletionItem[] => {
    const directive = directiveFor(name, target);
    if (directive === undefined || directive.alias !== undefined || directive.hidden) return [];
    return [{
      label: name, kind: 'key', detail: detailOf(directive), insert: name + end, sortText: padded(rank.get(name) ?? COMMON.length + i),
      documentation: () => describeDirective(directive, target, { known: true }), ...(end !== '' && { retrigger: true }),
    }];
  });
  if (file.kind !== 'sentinel') return items;
  return [{ label: 'sentinel', kind: 'key', detail: 'statement of Sentinel', insert: `sentinel${end}`, sortText: '', retrigger: true }, ...items];
}

type Offer = (label: string, more?: Partial<CompletionItem> & { documentation?: string }) => CompletionItem;

/** Makes items that come in the order in which they are made. */
function offerer(kind: CompletionKind): Offer {
  let count = 0;
  return (label, more = {}) => ({ label, kind, sortText: padded(count++), ...more });
}

function completeSentinel(file: SourceFile, cursor: RedisCursor): readonly CompletionItem[] {
  const { target, setting, index } = cursor;
  const table = sentinelDirectives();
  if (index === 1) {
    return Object.entries(table).filter(([, fact]) => isIn(fact.in, target) && !fact.written).map(([name, fact], i) => ({
      label: name, kind: 'key' as const, detail: fact.args.join(' '), sortText: padded(i), documentation: () => describeSentinel(name, fact, target),
    }));
  }
  const fact = own(table, setting!.args[0]!.value.toLowerCase());
  const wanted = fact?.args[index - 2];
  const offer = offerer(wanted === 'NAME' ? 'variable' : 'value');
  if (wanted === 'yes|no') return [offer('yes'), offer('no')];
  if (wanted === 'NAME' && setting!.args[0]!.value.toLowerCase() !== 'monitor') return [...primariesOf(file)].map((name) => offer(name));
  return fact?.default !== undefined && wanted !== 'NAME' && wanted !== undefined ? [offer(fact.default, { detail: 'default' })] : [];
}

function primariesOf(file: SourceFile): ReadonlySet<string> {
  const names = file.tree(parseRedis).lines.flatMap(({ args }) => {
    const [key, statement, name] = args;
    return key?.value.toLowerCase() === 'sentinel' && statement?.value.toLowerCase() === 'monitor' && name !== undefined ? [name.value] : [];
  });
  return new Set(names);
}

function completeValues(file: SourceFile, cursor: RedisCursor, context: Context): readonly CompletionItem[] {
  const { setting, index, target } = cursor;
  const { directive } = setting!;
  if (directive === undefined || directive.secret && directive.kind !== 'user') return [];
  const offer = offerer('value');
  switch (directive.kind) {
    case 'bool': return index === 1 ? ['yes', 'no'].map((word) => offer(word, word === directive.default ? { detail: 'default' } : {})) : [];
    case 'enum': return index === 1 || directive.multi ? completeEnum(directive) : [];
    case 'user': return index === 1 ? [] : completeRules(cursor);
    case 'rename-command': return index === 1 ? commandNames(target, cursor.sentinel).map((name) => offer(name.toUpperCase())) : index === 2 ? [offer('""', { detail: 'takes the command away' })] : [];
    case 'client-output-buffer-limit': return completeLimits(cursor);
    case 'notify-keyspace-events': return index === 1 ? completeEvents(cursor) : [];
    case 'include': case 'path': return index === 1 ? completeFiles(file, cursor, context) : [];
    case 'number': return index === 1 ? completeNumber(directive, cursor) : [];
    default: return index === 1 ? samples(directive) : [];
  }
}

function samples(directive: KnownDirective): CompletionItem[] {
  const offer = offerer('value');
  const given = SAMPLES[directive.name] ?? [];
  const items = given.map(([value, meaning]) => offer(value, { ...(meaning !== '' && { detail: meaning.replaceAll('`', '') }) }));
  const standard = directive.default;
  if (standard === undefined || standard === '' || given.some(([value]) => value === standard)) return items;
  const text = /\s/.test(standard) && !directive.multi ? `"${standard}"` : standard;
  return [...items, offer(text, { detail: 'default' })];
}

function completeEnum(directive: KnownDirective): CompletionItem[] {
  const offer = offerer('enum');
  return Object.entries(directive.values ?? {}).map(([value, meaning]) => offer(value, { documentation: meaning, ...(value === directive.default && { detail: 'default' }) }));
}

/** After digits the units, with what they make. */
function completeNumber(directive: KnownDirective, cursor: RedisCursor): CompletionItem[] {
  const digits = /^(\d+)[a-z]*$/i.exec(cursor.argument?.value ?? '')?.[1];
  if (directive.format !== 'size' && directive.format !== 'size-or-percent') return samples(directive);
  if (digits === undefined) return samples(directive);
  const offer = offerer('value');
  return ['mb', 'gb', 'kb', 'm', 'g', 'k'].map((unit) => offer(digits + unit, { detail: unit.endsWith('b') ? '1024s' : 'thousands', filterText: digits + unit }));
}

function completeLimits(cursor: RedisCursor): CompletionItem[] {
  const part = (cursor.index - 1) % 4;
  const offer = offerer(part === 0 ? 'enum' : 'value');
  if (part === 0) return Object.entries(CLIENT_CLASSES).map(([name, meaning]) => offer(name, { documentation: meaning, retrigger: true }));
  if (part === 3) return ['60', '0'].map((seconds) => offer(seconds, { detail: 'seconds' }));
  return ['0', '256mb', '64mb', '32mb', '8mb'].map((size) => offer(size, { detail: size === '0' ? 'no limit' : part === 1 ? 'hard limit' : 'soft limit' }));
}

function completeEvents(cursor: RedisCursor): CompletionItem[] {
  const offer = offerer('enum');
  const typed = cursor.argument?.value ?? '';
  const letters = Object.entries(EVENT_LETTERS).filter(([letter]) => cursor.dialect.eventLetters.includes(letter) && !typed.includes(letter));
  const whole = typed === '' ? (SAMPLES['notify-keyspace-events'] ?? []).map(([value, meaning]) => offer(value, { detail: meaning })) : [];
  return [...whole, ...letters.map(([letter, meaning]) => offer(typed + letter, { detail: letter, documentation: meaning }))];
}

function completeRules(cursor: RedisCursor): CompletionItem[] {
  const typed = cursor.argument?.value ?? '';
  const sign = /^[+-]/.exec(typed)?.[0];
  if (sign !== undefined) {
    const offer = offerer('option');
    const categories = Object.entries(ACL_CATEGORIES).map(([name, meaning]) => offer(`${sign}@${name}`, { documentation: meaning }));
    return typed[1] === '@' ? categories : [...categories, ...commandNames(cursor.target, cursor.sentinel).map((name) => offer(sign + name))];
  }
  const offer = offerer('option');
  const words = Object.entries(ACL_WORDS).filter(([word]) => cursor.dialect.aclSelectors || word !== 'clearselectors');
  const snippets: readonly (readonly [label: string, text: string, meaning: string])[] = [
    ['~*', '~*', 'all keys'], ['~pattern', '~${1:prefix:*}', 'keys by pattern'], ['&*', '&*', 'all Pub/Sub channels'], ['+@all', '+@all', 'all commands'], ['-@dangerous', '-@dangerous', 'without the dangerous ones'],
    ['>password', '>${1}', 'a password, in clear'], ['#sha256', '#${1}', 'a password as SHA-256 hash'],
  ];
  return [
    ...words.map(([word, meaning]) => offer(word, { documentation: meaning })),
    ...snippets.map(([label, text, meaning]) => offer(label, { detail: meaning, snippet: true, insert: text.replace(':*}', '}:*') })),
  ];
}

function completeFiles(file: SourceFile, cursor: RedisCursor, { snapshot }: Context): CompletionItem[] {
  const offer = offerer('file');
  const target = redisTarget(snapshot.targets(file));
  const used = new Set(file.tree(parseRedis).lines.filter(({ kind }) => kind === 'directive').map((line) => settingOf(line, target).args[0]?.value));
  return [...snapshot.files()]
    .filter((other) => other !== file && other.folder === file.folder && (cursor.setting!.name !== 'include' || other.name.endsWith('.conf')) && !used.has(other.name))
    .map((other) => offer(other.name));
}
