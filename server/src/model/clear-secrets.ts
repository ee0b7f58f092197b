import { isSecretName } from './env.ts';
import { redacted } from './redact.ts';

/** Stand-ins that guides print, references, paths, numbers and switches: nothing that could leak. */
export const NO_SECRET = /^(?:|<.*>|\$.*|%\w|~?\/.*|true|false|yes|no|on|off|none|null|default|disabled?|enabled?|\d{1,5}|\*+|x+|change.?(?:me|it|this).*|replace.*|placeholder|your.*|example|file:.*)$/i;

/** A password of its own in a URL or connection string, not one that is filled in elsewhere. */
export function hasPassword(value: string): boolean {
  if (!value.includes('://') && !/pass/i.test(value)) return false;
  if (redacted(value) === value) return false;
  const password = /:\/\/[^\s/:@]*:([^\s/@]*)@/.exec(value)?.[1] ?? /pass(?:word|wd)?\s*=\s*'?([^\s']*)/i.exec(value)?.[1] ?? '';
  return !NO_SECRET.test(password) && !password.includes('$');
}

/** What stands readable in a variable: its value is a secret, or there is a password in it. */
export function clearSecretIn(name: string, value: string): 'value' | 'password' | undefined {
  const isSecret = isSecretName(name);
  if ((!isSecret && !hasPassword(value)) || NO_SECRET.test(value)) return undefined;
  return isSecret ? 'value' : 'password';
}
