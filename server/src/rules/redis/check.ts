import type { Problem } from '../../model/problem.ts';
import { rootsOf } from '../../model/includes.ts';
import { redisWhole, type RedisWhole } from '../../model/redis-includes.ts';
import { redisDialect, redisTarget } from '../../model/redis-target.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { redisLineAt } from '../../syntax/redis.ts';
import { adviseRedis } from './advice.ts';
import { commandLines } from './command-lines.ts';
import type { Finding } from './line.ts';
import { isRefused, redisProblem } from './rules.ts';
import { checkLines, inContainers, linesOf, type Located, type Session } from './session.ts';
import { checkStart } from './start.ts';
import { checkTogether } from './together.ts';

/** Where the workspace is looked up. */
export interface RedisCheckContext {
  readonly snapshot: Snapshot;
}

/**
 * Everything that the target server refuses in a file and in what it includes, and what it takes although its author
 * cannot have meant it. Included files are followed where the workspace holds them; a file that another one includes is
 * judged as a part of that one, and of several only what all of them refuse in it.
 */
export function checkRedis(file: SourceFile, { snapshot }: RedisCheckContext): readonly Problem[] {
  const wholes = rootsOf(file, snapshot).map((root) => judgeWhole(root, file, snapshot));
  const { session } = wholes[0]!;
  const [own, ...others] = wholes.map(({ located }) => new Map(located.filter((entry) => entry.file.uri === file.uri).map(({ finding }) => [print(finding), finding])));
  const problems = [...own!].filter(([key]) => others.every((other) => other.has(key))).map(([, finding]) => toProblem(inContainers(finding, snapshot)));
  const lines = linesOf(file, session.dialect);
  const refused = new Set(problems.filter(({ severity }) => severity === 'error').map(({ start }) => redisLineAt(lines, start).number));
  return [...problems, ...adviseRedis(file, lines, session, refused)].sort((a, b) => a.start - b.start || a.end - b.end);
}

const print = ({ code, span, message }: Finding): string => `${code} ${span.start} ${span.end} ${message}`;

const toProblem = ({ code: rule, span, message, fixes, related, override }: Finding): Problem =>
  redisProblem(rule, span, message, { ...(fixes && fixes.length > 0 && { fixes }), ...(related && { related }), ...(override && { override }) });

interface Judged { readonly session: Session; readonly located: readonly Located[] }

/** What the server that is started with a file says of it and of all that it includes: worked out once for all of those. */
function judgeWhole(root: SourceFile, asked: SourceFile, snapshot: Snapshot): Judged {
  const whole = redisWhole(root, snapshot);
  if (root === asked && whole.files.length === 1) return judge(root, whole, snapshot);
  return snapshot.memo(`redis:${root.uri}`, () => {
    const read = snapshot.file(root.uri) ?? root;
    return judge(read, redisWhole(read, snapshot), snapshot);
  });
}

function judge(root: SourceFile, whole: RedisWhole, snapshot: Snapshot): Judged {
  const target = redisTarget(snapshot.targets(root));
  const dialect = redisDialect(target);
  const told = commandLines(root, target, snapshot);
  const sentinel = root.kind === 'sentinel';
  const loads = (file: SourceFile): boolean => linesOf(file, dialect).some(({ args }) => args.length > 1 && args[0]!.value.toLowerCase() === 'loadmodule');
  const session: Session = {
    target, dialect, snapshot, sentinel, modules: !sentinel && (!whole.isComplete || told.mayLoadModules || whole.files.some(loads)),
    users: new Map(), early: [], removed: new Set(), added: new Set(), inForce: new Map(), sentinelLines: [], open: [],
    allChannels: dialect.legacy,
  };
  const located = [...checkLines([root], session), ...checkTogether(session)];
  const isKnown = whole.isComplete && told.areKnown && !located.some(({ finding }) => isRefused(inContainers(finding, snapshot)));
  return { session, located: isKnown ? [...located, ...checkStart(session, told)] : located };
}
