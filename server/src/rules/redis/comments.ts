import { lineEndOf } from '../../model/line-ends.ts';
import type { Fix } from '../../model/problem.ts';
import { isIgnored } from '../../model/redis-target.ts';
import { code, type Finding, type LineContext } from './line.ts';

/**
 * A `#` after a value, where the server reads it as an argument and refuses the line or takes it for an address or a
 * module's argument. With it, the line as it would be without the comment, where more may be wrong.
 * @param isRefused whether the server refuses a line
 */
export function commentFinding(line: LineContext, isRefused: (line: LineContext) => boolean): { finding: Finding; shorter: LineContext | undefined } | undefined {
  const { setting, text, target } = line;
  // In ACL rules a hash begins with `#`; only one that stands alone is a comment for sure.
  const begins = (value: string) => (setting.name === 'user' ? value === '#' : value.startsWith('#'));
  const index = setting.args.findIndex((argument) => !argument.quoted && begins(argument.value));
  // An unknown directive has its own error, and the number of its arguments does not matter.
  if (index < 0 || setting.name === 'sentinel' || (setting.directive === undefined && !isIgnored(setting.name, target))) return undefined;
  const refused = isRefused(line);
  // `bind 127.0.0.1 # here` loads: the server then tries to listen on `#` and on `here`, and gives up.
  if (!refused && setting.name !== 'bind' && setting.name !== 'loadmodule') return undefined;
  const kept = setting.args.slice(0, index);
  const start = setting.args[index]!.start;
  const end = setting.line.content.end;
  const before = kept.at(-1)?.end ?? setting.key.end;
  const indent = text.slice(setting.line.start, setting.key.start);
  const fix: Fix = {
    title: 'Move the comment to its own line', preferred: true, safe: true,
    edits: [
      { start: setting.line.start, end: setting.line.start, newText: `${indent}${text.slice(start, end)}${lineEndOf(text)}` },
      { start: before, end, newText: '' },
    ],
  };
  const words = setting.args.slice(index).map((argument) => argument.value);
  const shown = [...words.slice(0, 4).map(code), ...(words.length > 4 ? ['…'] : [])].join(', ');
  const product = target.product === 'redis' ? 'Redis' : 'Valkey';
  const finding: Finding = {
    code: 'redis-comment-after-value', span: { start, end }, fixes: [fix],
    message: refused
      ? `${product} has no comments after a value: it reads ${shown} as arguments of \`${setting.key.value}\` and will not start.`
      : `${product} has no comments after a value: it takes ${shown} as ${setting.name === 'bind' ? 'addresses to listen on, and does not start where it finds none of that name' : 'arguments of the module'}.`,
    ...(!refused && { override: 'warning' as const }),
  };
  const shorter: LineContext = { ...line, setting: { ...setting, args: kept, valueSpan: { start: setting.valueSpan.start, end: before } } };
  return { finding, shorter: kept.length > 0 ? shorter : undefined };
}

