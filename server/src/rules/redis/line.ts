import type { Fix, RelatedPlace, Severity } from '../../model/problem.ts';
import type { RedisSetting } from '../../model/redis.ts';
import { redisTargetName, type RedisDialect, type RedisTarget } from '../../model/redis-target.ts';
import type { Span } from '../../syntax/span.ts';
import type { RedisRule } from './rules.ts';

/** What a check says about a line; the caller adds severity and file. */
export interface Finding {
  readonly code: RedisRule;
  readonly span: Span;
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly RelatedPlace[];
  /** A severity other than the rule's, for what is refused only by some. */
  readonly override?: Severity;
  /** What a bare server refuses, and a container may well take: advice where units run containers. */
  readonly notInImages?: boolean;
}

/** A line under check, with what its check needs to know. */
export interface LineContext {
  readonly text: string;
  readonly setting: RedisSetting;
  readonly target: RedisTarget;
  readonly dialect: RedisDialect;
}

/** A text as inline code, shortened; control characters as escapes, so that a message stays one line. */
export function code(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 37)}…` : text;
  const shown = short.replace(/[\u0000-\u001f\u007f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return shown === '' ? '`""`' : shown.includes('`') ? `"${shown}"` : `\`${shown}\``;
}

/** `Redis 8.6.3 will not start.` */
export const willNotStart = (target: RedisTarget): string => `${redisTargetName(target)} will not start.`;

/** A finding on all values of a line; on its name where there are none. */
export function onValues(rule: RedisRule, { setting }: LineContext, message: string, fixes?: readonly Fix[]): Finding {
  const span = setting.args.length > 0 ? setting.valueSpan : setting.key;
  return { code: rule, span: { start: span.start, end: span.end }, message, ...(fixes && { fixes }) };
}

/** A finding on one argument. */
export function onArgument(rule: RedisRule, argument: Span, message: string, fixes?: readonly Fix[]): Finding {
  return { code: rule, span: { start: argument.start, end: argument.end }, message, ...(fixes && { fixes }) };
}

/** Words as a list: `a`, `b` or `c`. */
export function oneOf(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

/** Replaces one argument. */
export const replaceFix = (title: string, span: Span, newText: string, more: Pick<Fix, 'preferred' | 'safe'> = {}): Fix => ({
  title, ...more, edits: [{ start: span.start, end: span.end, newText }],
});
