import type { Fix } from '../../model/problem.ts';
import { includedFiles } from '../../model/redis-includes.ts';
import { settingOf, type RedisSetting } from '../../model/redis.ts';
import { redisTargetName, type RedisDialect, type RedisTarget } from '../../model/redis-target.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { parseRedis, splitRedisArguments, type RedisLine, type RedisQuoting } from '../../syntax/redis.ts';
import { checkUserRules } from './acl.ts';
import { commentFinding } from './comments.ts';
import { checkDirective } from './directive.ts';
import { code, onArgument, willNotStart, type Finding, type LineContext } from './line.ts';
import { checkRename } from './rename.ts';
import { isRefused } from './rules.ts';
import { cString } from './texts.ts';

/** What lines tell the lines after them, across included files. */
export interface Session {
  readonly target: RedisTarget;
  readonly dialect: RedisDialect;
  readonly snapshot: Snapshot;
  readonly sentinel: boolean;
  /** Whether modules are loaded, or may be where nobody sees it; Sentinel loads none. */
  readonly modules: boolean;
  readonly users: Map<string, Place>;
  /** Users whose rules were fine before `acl-pubsub-default` changed. */
  readonly early: Place[];
  /** Commands that rename-command took away, and the names it gave. */
  readonly removed: Set<string>;
  readonly added: Set<string>;
  readonly inForce: Map<string, Place>;
  readonly sentinelLines: { file: SourceFile; line: LineContext }[];
  readonly open: SourceFile[];
  allChannels: boolean;
}

export interface Place { readonly file: SourceFile; readonly setting: RedisSetting }
export interface Located { readonly file: SourceFile; readonly finding: Finding }

/** Where units run containers, what the official images take is only a matter of the image. */
export function inContainers(finding: Finding, snapshot: Snapshot): Finding {
  if (!finding.notInImages) return finding;
  const containers = [...snapshot.files()].some(({ path }) => path.endsWith('.container'));
  return containers ? { ...finding, override: 'information' } : finding;
}

/** The lines of a file as the target splits them: only Valkey 9 differs, and only where quotes stand. */
export function linesOf(file: SourceFile, { quoting }: RedisDialect): readonly RedisLine[] {
  const { lines } = file.tree(parseRedis);
  return quoting === 'classic' ? lines : lines.map((line) => split(file.text, line, quoting));
}

function split(text: string, line: RedisLine, quoting: RedisQuoting): RedisLine {
  if (line.kind !== 'directive' || (line.unbalanced === undefined && !line.args.some((arg) => arg.quoted))) return line;
  const { unbalanced: _, ...rest } = line;
  return { ...rest, ...splitRedisArguments(text, line.content, quoting) };
}

/** A line of a file, or the end of one file with the beginning of the next. */
type Parts = readonly { readonly file: SourceFile; readonly line: RedisLine }[];

/**
 * What is refused line by line, and what lines mean for those after them. The server reads the files of a pattern as one
 * text, in which the last line of one goes on with the first line of the next.
 */
export function checkLines(files: readonly SourceFile[], session: Session): readonly Located[] {
  const found: Located[] = [];
  let parts: Parts[number][] = [];
  for (const file of files) {
    session.open.push(file);
    const lines = linesOf(file, session.dialect);
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!;
      const goesOn = i === lines.length - 1 && file !== files.at(-1);
      if (parts.length === 0 && !goesOn) {
        // Of comments, which most lines are, only a first one can be wrong.
        if (line.kind === 'directive' || (line.number === 0 && line.kind !== 'blank')) checkOne(file, line, session, found);
        continue;
      }
      parts.push({ file, line });
      if (goesOn) break;
      const meant = parts.filter((part) => part.line.kind !== 'blank');
      if (meant.length > 1) found.push(...checkJoined(meant, parts, session, found));
      else if (meant.length === 1) checkOne(meant[0]!.file, meant[0]!.line, session, found);
      parts = [];
    }
    session.open.pop();
  }
  return found;
}

function checkOne(file: SourceFile, line: RedisLine, session: Session, found: Located[]): void {
  const report = (finding: Finding) => found.push({ file, finding });
  if (line.kind !== 'directive') {
    if (line.number === 0 && line.start === 0) checkMark(file, line, session).forEach(report);
    return;
  }
  if (line.unbalanced !== undefined) { report(unbalanced(file, line, session)); return; }
  if (line.number === 0 && file.text.charCodeAt(0) === 0xfeff) { checkMark(file, line, session).forEach(report); return; }
  const setting = settingOf(line, session.target);
  const context: LineContext = { text: file.text, setting, target: session.target, dialect: session.dialect };
  checkLine(context, file, session, found).forEach(report);
}

/** A last line without its end and what follows it in the next file: told at the former, and judged as the server reads them. */
function checkJoined(meant: Parts, parts: Parts, session: Session, found: Located[]): readonly Located[] {
  const [{ file, line: last }, next] = meant as readonly [Parts[number], Parts[number]];
  const text = parts.map((part, i) => part.file.text.slice(part.line.start, i < parts.length - 1 ? undefined : part.line.end)).join('');
  const line = split(text, parseRedis(text).lines[0]!, session.dialect.quoting);
  const place = { start: last.content.start, end: last.content.end };
  const fix: Fix = { title: 'End the last line', preferred: true, edits: [{ start: file.text.length, end: file.text.length, newText: '\n' }] };
  const say = (message: string, refused: boolean): readonly Located[] => [{ file, finding: { code: 'redis-lines-joined', span: place, fixes: [fix], ...(!refused && { override: 'warning' }),
    message: `This last line has no line end, and the server reads the files of a pattern as one text: ${message}`, related: [{ uri: next.file.uri, start: next.line.content.start, end: next.line.content.end, message: 'this line is read with it' }] } }];
  if (meant.every((part) => part.line.kind === 'comment')) return [];
  if (line.kind !== 'directive') return say(`the first line of ${next.file.name} belongs to this comment.`, false);
  const joined = `the first line of ${next.file.name} belongs to it.`;
  if (line.unbalanced !== undefined) return say(`${joined} A quote of theirs does not close: ${willNotStart(session.target)}`, true);
  const args = line.args.map((arg) => ({ ...arg, ...place }));
  const setting = settingOf({ ...last, args }, session.target);
  const refused = checkLine({ text: file.text, setting, target: session.target, dialect: session.dialect }, file, session, found).find((finding) => isRefused(inContainers(finding, session.snapshot)));
  return say(refused === undefined ? joined : `${joined} ${refused.message}`, refused !== undefined);
}

function checkMark(file: SourceFile, line: RedisLine, { target }: Session): readonly Finding[] {
  if (file.text.charCodeAt(0) !== 0xfeff || line.content.end - line.content.start <= 0) return [];
  const fix: Fix = { title: 'Remove the byte order mark', preferred: true, safe: true, edits: [{ start: 0, end: 1, newText: '' }] };
  return [{ code: 'redis-byte-order-mark', span: { start: 0, end: 1 }, fixes: [fix], message: `The file begins with a byte order mark; the server reads it as the first letter of this line and ${redisTargetName(target)} will not start. Save the file as UTF-8 without it.` }];
}

function unbalanced(file: SourceFile, line: RedisLine, { target }: Session): Finding {
  const span = line.unbalanced!;
  const raw = file.text.slice(span.start, span.end);
  const closes = /^[^"']*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\'|\\(?!'))*')/.exec(raw);
  const after = closes === null ? undefined : raw.slice(closes[0].length);
  if (after !== undefined && after !== '' && /^\S/.test(after)) {
    const at = span.start + closes![0].length;
    const fix: Fix = { title: 'Put a blank after the quote', edits: [{ start: at, end: at, newText: ' ' }] };
    return { code: 'redis-unbalanced-quotes', span: { start: at - 1, end: Math.min(at + 1, span.end) }, fixes: [fix], message: `After a closing quote a blank must follow, here ${code(after[0]!)} does: ${willNotStart(target)}` };
  }
  const quote = /["']/.exec(raw)?.[0] ?? '"';
  const fix: Fix = { title: `Close the quote with ${quote}`, edits: [{ start: span.end, end: span.end, newText: quote }] };
  return { code: 'redis-unbalanced-quotes', span, fixes: [fix], message: `The quote that opens here does not close on this line: ${willNotStart(target)} A quote that belongs to the value stands in quotes of the other kind, or after a backslash in double ones.` };
}

/** Checks one line, and notes what it means for the lines after it. */
function checkLine(line: LineContext, file: SourceFile, session: Session, found: Located[]): readonly Finding[] {
  const comment = commentFinding(line, (shorter) => judge(shorter, file, session, undefined).some((finding) => isRefused(finding)));
  if (comment !== undefined) {
    return [comment.finding, ...(comment.shorter === undefined ? [] : judge(comment.shorter, file, session, found))];
  }
  return judge(line, file, session, found);
}

/** The findings of a line as it stands. Without `found` it is a trial: nothing is noted, no file followed. */
function judge(line: LineContext, file: SourceFile, session: Session, found: Located[] | undefined): readonly Finding[] {
  const { setting } = line;
  const { name, args } = setting;
  if (name === 'user' && args.length > 0) return judgeUser(line, file, session, found !== undefined);
  if (name === 'rename-command' && args.length === 2) return checkRename(line, session, found !== undefined);
  if (name === 'include' && args.length === 1 && cString(args[0]!.value) !== '') {
    if (found !== undefined) return followInclude(line, file, session, found);
    return [];
  }
  if (name === 'sentinel') {
    if (args.length === 0) return [];
    if (!session.sentinel) {
      return [onArgument('redis-sentinel-only', setting.key, `\`sentinel\` statements belong into a file of their own (sentinel.conf, started with \`--sentinel\`): as a server ${willNotStart(session.target)}`)];
    }
    if (found !== undefined) session.sentinelLines.push({ file, line });
    return [];
  }
  const findings = checkDirective(line, session);
  if (findings.length === 0 && found !== undefined) {
    session.inForce.set(name, { file, setting });
    if (name === 'acl-pubsub-default') session.allChannels = cString(args[0]?.value ?? '').toLowerCase() === 'allchannels';
  }
  return findings;
}

function judgeUser(line: LineContext, file: SourceFile, session: Session, note: boolean): readonly Finding[] {
  const [name, ...rules] = line.setting.args as readonly [LineContext['setting']['key'], ...LineContext['setting']['args']];
  const earlier = session.users.get(name.value);
  if (note && earlier === undefined) session.users.set(name.value, { file, setting: line.setting });
  if (earlier !== undefined && !session.dialect.legacy) {
    return [{ ...onArgument('redis-duplicate-user', name, `The user ${code(name.value)} is declared above already, and only once is allowed: ${willNotStart(session.target)} Put all rules on one line.`), related: [{ uri: earlier.file.uri, ...spanOf(earlier.setting.args[0]!), message: 'declared here' }] }];
  }
  if (/[\s\0]/.test(name.value)) return [onArgument('redis-bad-acl-rule', name, `The name of a user cannot contain blanks: ${willNotStart(session.target)}`)];
  const findings = checkUserRules(rules, line, session);
  if (note && findings.length === 0 && !session.allChannels) session.early.push({ file, setting: line.setting });
  return findings;
}

export const spanOf = ({ start, end }: { start: number; end: number }) => ({ start, end });

function followInclude(line: LineContext, file: SourceFile, session: Session, found: Located[]): readonly Finding[] {
  const argument = line.setting.args[0]!;
  const findings: Finding[] = [];
  const targets = includedFiles(argument.value, file, session.snapshot);
  for (const target of targets.filter((each) => session.open.includes(each))) {
    findings.push(onArgument('redis-include-refused', argument, `${target === file ? 'The file includes itself' : `${target.name} includes this file again`}: the server reads in a circle until it gives up, and will not start.`));
  }
  const inside = checkLines(targets.filter((each) => !session.open.includes(each)), session);
  for (const entry of inside) if (entry.file !== file) found.push(entry);
  // The server stops at the first.
  const refused = inside.find((entry) => isRefused(inContainers(entry.finding, session.snapshot)));
  if (refused !== undefined) {
    const { finding } = refused;
    const number = refused.file.lines.positionAt(finding.span.start).line + 1;
    findings.push({
      ...onArgument('redis-include-refused', argument, `Line ${number} of ${refused.file.name} is refused. ${finding.message}`),
      related: [{ uri: refused.file.uri, ...finding.span, message: finding.message }],
    });
  }
  return findings;
}
