import { parse, stringify } from 'ini';

/**
 * The `[pgbouncer]` section of a new pgbouncer.ini. `ini` quotes values that hold `=`, and escapes `;` and `#`; PgBouncer
 * takes both literally and would read the quotes as a part of the value, so what was quoted is put back.
 */
export function pgbouncerSection(settings: Readonly<Record<string, string>>): string {
  return stringify({ pgbouncer: settings }, { whitespace: true }).replace(/^([\w]+) = .*$/gm, (_, key: string) => `${key} = ${settings[key] ?? ''}`.trimEnd());
}

/**
 * The settings of `[pgbouncer]`, where no position is needed. `;` and `#` begin a comment at the start of a line only,
 * and quotes are literal: both are hidden from `ini`, which sees them otherwise.
 */
export function readPgbouncerSection(text: string): Record<string, string> {
  const hidden = text.replace(/^(\s*[\w.-]+\s*=\s*)(.*?)[ \t]*$/gm, (_, key: string, value: string) => key + encodeURIComponent(value));
  const section = parse(hidden)['pgbouncer'];
  if (typeof section !== 'object' || section === null) return {};
  return Object.fromEntries(Object.entries(section).map(([key, value]) => [key, decodeURIComponent(String(value))]));
}
