import { isBareName, isSecretName } from './env.ts';
import type { FileKind } from './files.ts';

/**
 * A text without the passwords in it: `password=…` of connection strings and `scheme://user:…@host` of URLs. For
 * messages that repeat a piece of a file which may hold anything.
 */
export const redacted = (text: string): string =>
  text.replace(/(pass(?:word|wd)?\s*=\s*)(?:'(?:[^']|'')*'?|[^\s`']+)/gi, '$1…').replace(/([a-z][a-z0-9+.-]{0,31}:\/\/[^\s/:@]*:)[^\s/@]*@/gi, '$1…@');

/** Names that are meant to say it, and are mistyped: `pasword`, `reqirepass`. */
const NEARLY_SECRET = /pas+w|pass|masteraut|secre?t/i;

/** Whether a name, known or mistyped, may be that of a secret. */
export const looksSecret = (name: string): boolean => isSecretName(name) || NEARLY_SECRET.test(name);

/** Options whose names do not say it, and that carry a password. */
const SECRET_OPTION = /^(?:requirepass|masterauth|primaryauth|auth|pass|basic[-_]auth|auth-password)$/i;

/** Whether an option of a command line, without its hyphens, carries a secret. */
export const isSecretOption = (name: string): boolean => SECRET_OPTION.test(name) || looksSecret(name.replaceAll('-', '_'));

/** A value that only refers to a secret: `${NAME}`, `$NAME`, `$$NAME`. */
const REFERENCE = /^["']?\$\$?\{?\w+\}?["']?$/;

const stars = (text: string): string => (REFERENCE.test(text) ? text : '*'.repeat(text.length));

/** `NAME=value` and `--name=value`, `--name value`: the value ends at its quote, else at a blank. */
const ASSIGNED = /(["']?)((?:--?)?[A-Za-z_][\w.-]*)([ \t]*=[ \t]*|[ \t]+)/g;

/**
 * A line of a file with every value that may be a secret replaced by as many `*`, so that columns stay. For excerpts;
 * it rather hides too much than too little. Linear in the length of the line.
 */
export function masked(line: string, kind?: FileKind): string {
  // All behind the name, whether or not it is quoted as it should be.
  if (kind === 'userlist') return line.replace(/^(\s*(?:"(?:[^"]|"")*"|[^\s"]+))(\s.*)$/, (_, name: string, rest: string) => name + rest.replace(/"((?:[^"]|"")*)|[^\s"]+/g, (word: string, quoted?: string) => (quoted === undefined ? '*'.repeat(word.length) : `"${'*'.repeat(quoted.length)}`)));
  if (kind === 'redis' || kind === 'sentinel') return maskedDirective(line);
  if (kind === 'env') return maskedVariable(line);
  return maskedWords(line.replace(/([a-z][a-z0-9+.-]{0,31}:\/\/[^\s/:@]*:)([^\s/@]+)(?=@)/gi, (_, before: string, secret: string) => before + stars(secret)));
}

const DIRECTIVE = /^(\s*(?:[#;]\s*)?(?:["']?(?:[\w-]*(?:pass|secret)[\w-]*|masterauth?|primaryauth?)["']?|sentinel\s+(?:auth-pass\s+\S+|[\w-]*pass[\w-]*))\s+)(.*)$/i;

function maskedDirective(line: string): string {
  const match = DIRECTIVE.exec(line);
  if (match !== null) return match[1]! + match[2]!.replace(/\S/g, '*');
  // Passwords of ACL users: `>clear`, `<clear`, `#hash`, `!hash`.
  return /^\s*(?:[#;]\s*)?(?:user|sentinel)\s/i.test(line) ? maskedRules(line) : line;
}

const maskedRules = (text: string): string => text.replace(/([\s"'][><#!])(\S+)/g, (_, before: string, secret: string) => before + '*'.repeat(secret.length));

/** In an environment file a line is one value, blanks and quotes included; a line without a name may be a piece of one. */
function maskedVariable(line: string): string {
  const equals = line.indexOf('=');
  if (/^\s*(?:[#;]|$)/.test(line)) return maskedWords(line);
  if (equals < 0) return isBareName(line.trim()) ? line : line.replace(/\S/g, '*');
  const name = line.slice(0, equals).replace(/^\s*(?:export\s+)?/, '').trim();
  const value = line.slice(equals + 1);
  const plain = /^[\w.-]+$/.test(name) && !isSecretName(name);
  return line.slice(0, equals + 1) + (plain ? masked(value) : value.replace(/\S/g, '*'));
}

function maskedWords(line: string): string {
  let out = '';
  let from = 0;
  ASSIGNED.lastIndex = 0;
  for (let match = ASSIGNED.exec(line); match !== null; match = ASSIGNED.exec(line)) {
    const [whole, quote, name, between] = match as unknown as [string, string, string, string];
    const isOption = name.startsWith('-');
    const isSecret = isOption ? isSecretOption(name.replace(/^-+/, '')) || (name === '-a' && line.includes('redis-cli')) : between.includes('=') && looksSecret(name);
    if (!isSecret) {
      // The value may itself be an assignment, as in `Environment=NAME=value`.
      ASSIGNED.lastIndex = match.index + quote.length + name.length + (between.includes('=') ? between.length : 0);
      if (ASSIGNED.lastIndex === match.index) ASSIGNED.lastIndex = match.index + whole.length;
      continue;
    }
    const start = match.index + whole.length;
    const end = endOfValue(line, start, quote);
    out += line.slice(from, start) + stars(line.slice(start, end));
    from = end;
    ASSIGNED.lastIndex = end;
  }
  const shown = out + line.slice(from);
  // The ACL of a user may stand among the arguments of the server.
  const user = shown.indexOf('--user');
  return user < 0 ? shown : shown.slice(0, user) + maskedRules(shown.slice(user));
}

/** Where a value ends: at the quote before its name, at the one that it begins with, else at a blank. */
function endOfValue(line: string, start: number, quote: string): number {
  const own = line[start] === '"' || line[start] === "'" ? line[start]! : '';
  const close = quote || own;
  if (close !== '') {
    const at = line.indexOf(close, start + (quote === '' ? 1 : 0));
    return at < 0 ? line.length : at + (quote === '' ? 1 : 0);
  }
  const blank = line.slice(start).search(/\s/);
  return blank < 0 ? line.length : start + blank;
}
