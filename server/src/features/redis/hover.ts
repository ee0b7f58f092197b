import { redisCommands, sentinelCommands, sentinelDirectives } from '../../facts/redis/index.ts';
import { anyDirective, isIn, releasesInWords } from '../../model/redis-target.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { ACL_CATEGORIES, ACL_WORDS } from '../../rules/redis/acl.ts';
import { CLIENT_CLASSES } from '../../rules/redis/special.ts';
import type { Context, Hover } from '../types.ts';
import { cursorAt, type RedisCursor } from './cursor.ts';
import { describeDirective, describeSentinel, meaningOf, sizeInWords, timeInWords } from './describe.ts';
import { EVENT_LETTERS } from './words.ts';
import { own } from '../../syntax/own.ts';

/** The directive under the cursor, or what a value of it means. A secret is never repeated. */
export function hoverRedis(file: SourceFile, offset: number, context: Context): Hover | undefined {
  const cursor = cursorAt(file, offset, context);
  if (cursor?.setting === undefined || cursor.argument === undefined) return undefined;
  const markdown = cursor.index === 0 ? describeName(cursor) : describeValue(cursor) ?? describeName(cursor);
  return markdown === undefined ? undefined : { ...cursor.word, markdown };
}

function describeName({ setting, target }: RedisCursor): string | undefined {
  const { directive, key, args } = setting!;
  if (key.value.toLowerCase() === 'sentinel' && args.length > 0) return describeStatement(args[0]!.value, target);
  if (directive !== undefined) {
    const here = meaningOf(setting!);
    return describeDirective(directive, target, { known: true, ...(here !== undefined && { here }) });
  }
  const other = anyDirective(key.value);
  return other === undefined ? undefined : describeDirective(other, target, { known: false });
}

function describeStatement(name: string, target: RedisCursor['target']): string | undefined {
  const table = sentinelDirectives();
  const key = name.toLowerCase();
  return Object.hasOwn(table, key) ? describeSentinel(key, table[key]!, target) : undefined;
}

function describeValue(cursor: RedisCursor): string | undefined {
  const { setting, index, argument, target } = cursor;
  const { directive, name } = setting!;
  const value = argument!.value;
  if (name === 'user') return index === 1 ? undefined : describeRule(value, target);
  if (name === 'rename-command' && index === 1) return describeCommand(value, target);
  if (directive === undefined || directive.secret) return undefined;
  const head = `**${name}**`;
  switch (directive.kind) {
    case 'enum': {
      const known = Object.keys(directive.values ?? {}).find((word) => word.toLowerCase() === value.toLowerCase());
      return known === undefined ? undefined : `${head} \`${known}\` — ${directive.values![known]}`;
    }
    case 'notify-keyspace-events':
      return value === '' ? undefined : [`${head} \`${value}\``, ...[...new Set(value)].flatMap((letter) => (EVENT_LETTERS[letter] === undefined ? [] : [`- \`${letter}\` — ${EVENT_LETTERS[letter]}`]))].join('\n');
    case 'client-output-buffer-limit': {
      const part = (index - 1) % 4;
      if (part === 0) {
        const meaning = own(CLIENT_CLASSES, value.toLowerCase());
        return meaning === undefined ? undefined : `${head} \`${value}\` — ${meaning}`;
      }
      if (part === 3) return `${head} — seconds over the soft limit after which the client is disconnected`;
      return `${head} — ${part === 1 ? 'hard limit: beyond it the client is disconnected at once' : 'soft limit: beyond it for the seconds that follow'}${value === '0' ? '; `0` is no limit' : sizeInWords(value) === undefined ? '' : `: ${sizeInWords(value)}`}`;
    }
    case 'save': {
      const time = timeInWords(value, 'seconds');
      if (index % 2 === 0) return `${head} — at least ${value} changed ${value === '1' ? 'key' : 'keys'}`;
      return time === undefined ? undefined : `${head} — after ${value} seconds (${time})`;
    }
    case 'number': {
      const meaning = meaningOf(setting!);
      return meaning === undefined ? undefined : `${head} — ${meaning}`;
    }
    default: return undefined;
  }
}

/** What a rule of a user does; a password or hash is not shown. */
function describeRule(value: string, target: RedisCursor['target']): string | undefined {
  const word = value.toLowerCase();
  if (Object.hasOwn(ACL_WORDS, word)) return `\`${word}\` — ${ACL_WORDS[word]}`;
  switch (value[0]) {
    case '>': return '`>…` — adds a password, in clear. Anyone who reads the file has it; `#` with its SHA-256 hash does the same without telling it.';
    case '#': return '`#…` — adds a password by its SHA-256 hash, 64 hexadecimal digits in lower case.';
    case '<': return '`<…` — takes a password away again.';
    case '!': return '`!…` — takes a password away by its hash.';
    case '~': return `\`${value}\` — keys that match the pattern, to read and write`;
    case '%': return `\`${value}\` — keys that match the pattern, only to read (\`R\`) or write (\`W\`)`;
    case '&': return `\`${value}\` — Pub/Sub channels that match the pattern`;
    case '(': return '`(…)` — a selector: permissions that count on their own, beside the others, since 7.0';
    case '+': case '-': {
      const verb = value[0] === '+' ? 'allows' : 'forbids';
      if (value[1] !== '@') return describeCommand(value.slice(1), target, verb);
      const category = own(ACL_CATEGORIES, word.slice(2));
      return category === undefined ? undefined : `\`${value}\` — ${verb} the category: ${category}`;
    }
    default: return undefined;
  }
}

function describeCommand(name: string, target: RedisCursor['target'], verb?: string): string | undefined {
  const [command, subcommand] = name.toLowerCase().split('|') as [string, string?];
  const table = Object.hasOwn(redisCommands(), command) ? redisCommands() : sentinelCommands();
  if (!Object.hasOwn(table, command)) return undefined;
  const fact = table[command]!;
  const releases = (subcommand !== undefined && own(fact.subcommands, subcommand)) || fact.in;
  const page = `https://${target.product === 'redis' ? 'redis.io/docs/latest' : 'valkey.io'}/commands/${command}${subcommand === undefined ? '' : `-${subcommand}`}/`;
  const shown = [command, ...(subcommand === undefined ? [] : [subcommand])].join(' ').toUpperCase();
  return `**${shown}**${verb === undefined ? '' : ` — ${verb} the command`} · ${releasesInWords(releases)}${isIn(releases, target) ? '' : ' · **not in this version**'}\n\n[${page.split('/')[2]}](${page})`;
}
