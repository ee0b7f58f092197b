import { parseEnv, urlsIn, type EnvTree, type EnvVariable, type UrlParts } from '../syntax/env.ts';
import type { Span } from '../syntax/span.ts';
import type { SourceFile } from './snapshot.ts';

/** A variable of an environment file with what its value means. */
export interface EnvEntry {
  readonly variable: EnvVariable;
  readonly name: string;
  /** As an application sees it that reads the file itself, and systemd: without quotes and blanks around. */
  readonly value: string;
  /** The value without its quotes. */
  readonly valueSpan: Span;
  /** The quote around the value, where there is one. */
  readonly quote: '"' | "'" | undefined;
  /** As `podman --env-file` passes it: everything after `=`. */
  readonly podmanValue: string;
  readonly urls: readonly UrlParts[];
  /** True where the name says that the value is a secret, or a URL in it has a password. */
  readonly secret: boolean;
}

const SECRET_NAME = /(?:^|_)(?:PASS|PASSWD|PASSWORD|PASSPHRASE|PWD|SECRET|KEY|TOKEN|DSN|CREDENTIALS?)(?:_|$)|PASSWORD|SECRET|TOKEN|APIKEY|PRIVATE_?KEY/i;
/** Names that the pattern catches and that hold no secret. */
const NOT_SECRET = /^(?:PWD|OLDPWD)$|(?:^|_)(?:PUBLIC_KEY|KEY_?(?:FILE|PATH|PREFIX|ID|TYPE|SIZE|LENGTH|BITS|ALGORITHM|NAME|ALIAS|COUNT|VERSION|TTL)|(?:PASSWORD|SECRET|TOKEN)_?(?:FILE|PATH|EXPIRY|TTL|LIFETIME|AGE|VALIDATORS?))$/i;

/** Whether the value of a variable of this name must not be shown. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name) && !NOT_SECRET.test(name);

/** A name for a message: what is no name may be a secret on a line of its own. */
export const shownName = (name: string): string => (/^[\w.-]{1,100}$/.test(name) ? name : '…');

/** Whether a line without `=` is the name of a variable that is passed on, and no piece of a secret: all of one case, letters before digits. */
export const isBareName = (text: string): boolean => /^(?:[A-Z]+(?:_[A-Z]+)*_?\d{0,2}|[a-z]+(?:_[a-z]+)*)$/.test(text) && text.length <= 40;

/** The name of an entry for a message or a list. */
export const nameOfEntry = ({ name, variable }: EnvEntry): string => (variable.value === undefined && !isBareName(name) ? '…' : shownName(name));

function entryOf(tree: EnvTree, variable: EnvVariable): EnvEntry {
  const { text } = tree;
  let { start, end } = variable.valueSpan;
  while (start < end && /[ \t]/.test(text[start]!)) start++;
  while (end > start && /[ \t]/.test(text[end - 1]!)) end--;
  const first = text[start];
  const quote = (first === '"' || first === "'") && end - start >= 2 && text[end - 1] === first ? first : undefined;
  if (quote !== undefined) {
    start++;
    end--;
  }
  const valueSpan = { start, end };
  const urls = urlsIn(text, valueSpan);
  return {
    variable, name: variable.name, value: text.slice(start, end), valueSpan, quote,
    podmanValue: variable.value ?? '', urls,
    secret: isSecretName(variable.name) || urls.some(({ password }) => password !== undefined),
  };
}

function entriesOf(text: string): readonly EnvEntry[] {
  const tree = parseEnv(text);
  return tree.nodes.flatMap((node) => (node.kind === 'variable' ? [entryOf(tree, node)] : []));
}

/** The variables of an environment file in the order of the text, computed once for each text. */
export const envEntries = (file: SourceFile): readonly EnvEntry[] => file.tree(entriesOf);

/** The text of a part of a URL, percent-decoded where that is possible. */
export function urlText(text: string, span: Span | undefined): string | undefined {
  if (span === undefined) return undefined;
  const raw = text.slice(span.start, span.end);
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}
