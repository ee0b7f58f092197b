import type { ProgramResult, Programs } from '../../model/programs.ts';
import type { TextEdit } from '../../model/problem.ts';
import { applyEdits } from '../../model/edits.ts';
import { parseNginx, type NginxDirective } from '../../syntax/nginx.ts';
import type { Judgement } from './lines.ts';

export const NGINX_NAMES = ['nginx'];

/** Directives that write to the machine, or read what only the container has. */
const LEFT_OUT = /^(?:access_log|error_log|pid|lock_file|include|load_module|user|perl_modules|perl_require|js_\w+|\w+_temp_path|\w+_cache_path|\w*ssl_\w+|auth_basic_user_file|geoip\w*)$/;
/** What the machine lacks. */
const MACHINE = /host not found|No such file|Permission denied|cannot load|no "ssl_certificate"|is defined for the "listen|no resolver|could not build|unknown (?:log format|"\w+" variable)/i;

/** `nginx -t` reads a file without starting; the text is changed so that it looks up no name and opens no file of the machine. */
export async function judgeNginx(program: string, programs: Programs, text: string, limit: number): Promise<Judgement> {
  const skipped: number[] = [];
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  const edits: TextEdit[] = [];
  const visit = (directives: readonly NginxDirective[]): void => {
    for (const { name, args, block, start, end } of directives) {
      if (LEFT_OUT.test(name) && block === undefined) {
        skipped.push(lineAt(start));
        edits.push({ start, end, newText: text.slice(start, end).replace(/[^\n]/g, ' ') });
        continue;
      }
      if (name === 'listen') {
        for (const { value, ...span } of args.slice(1)) if (value === 'ssl' || value === 'quic') edits.push({ start: span.start, end: span.end, newText: '' });
      }
      const target = /^(?:\w+_pass|server)$/.test(name) && block === undefined ? args[0] : undefined;
      if (target !== undefined) {
        const local = target.value.replace(/^(https?:\/\/|grpcs?:\/\/|)([A-Za-z][\w.-]*)(?=[:/]|$)/, (whole, scheme: string, host: string) => (host === 'unix' || (name !== 'server' && upstreams.has(host)) ? whole : `${scheme}127.0.0.1`));
        if (local !== target.value) edits.push({ start: target.start, end: target.end, newText: local });
      }
      if (block !== undefined) visit(block);
    }
  };
  const tree = parseNginx(text);
  const upstreams = new Set(upstreamNames(tree));
  visit(tree);
  const changed = applyEdits(text, edits);
  const result = await programs.run({ program, args: ['-t', '-p', '{folder}', '-c', '{folder}/nginx.conf', '-g', 'pid {folder}/nginx.pid; error_log stderr;'], files: { 'nginx.conf': changed }, limit, unprivileged: true });
  return answerOf(result, [...new Set(skipped)], limit);
}

function* upstreamNames(directives: readonly NginxDirective[]): Generator<string> {
  for (const { name, args, block } of directives) {
    if (name === 'upstream' && args[0] !== undefined) yield args[0].value;
    if (block !== undefined) yield* upstreamNames(block);
  }
}

function answerOf({ stderr, timedOut, folder }: ProgramResult, skipped: readonly number[], limit: number): Judgement {
  if (timedOut) return { refused: [], skipped, unfinished: `did not answer within ${limit / 1000} s` };
  if (/syntax is ok/.test(stderr)) return { refused: [], skipped };
  const match = /\[emerg\] [^:]*: (.*) in [^\n]*:(\d+)$/m.exec(stderr);
  const message = match?.[1]?.replaceAll(folder, '');
  if (match === null || MACHINE.test(message!)) return { refused: [], skipped, unfinished: match === null ? 'gave an answer that is not understood here' : `stopped at line ${match[2]!} for what only the container has: ${message!}` };
  return { refused: [{ line: Number(match[2]) - 1, message: message! }], skipped };
}
