import { parse, stringify } from 'ini';

/** Section → name → value, as text. */
export type IniSections = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Values that `ini` neither quotes, nor escapes, nor takes for something else; they stand for the real ones meanwhile. */
const placeholder = (index: number): string => `value-${index}-`;

/**
 * Writes sections as PgBouncer reads them. The package `ini` quotes values with `=` in them and escapes `;` and `#`,
 * of which PgBouncer knows nothing: it takes the text to the end of the line as it stands. So `ini` lays the file out,
 * and the values are put in as they are. Throws a `RangeError` for what no pgbouncer.ini can hold: a name with other
 * characters than letters, digits, `_`, `.`, `-` and `*`, a value with a line end, a NUL or blanks around it.
 */
export function writePgbouncerIni(sections: IniSections): string {
  const values: string[] = [];
  const held: Record<string, Record<string, string>> = {};
  for (const [section, entries] of Object.entries(sections)) {
    if (!/^[a-z]+$/.test(section)) throw new RangeError(`No section of pgbouncer.ini can be called ${JSON.stringify(section)}.`);
    const copy: Record<string, string> = {};
    for (const [name, value] of Object.entries(entries)) {
      if (!/^[\w.*-]+$/.test(name)) throw new RangeError(`No name in pgbouncer.ini can be ${JSON.stringify(name)}.`);
      if (/[\0\n\r]|^\s|\s$/.test(value)) throw new RangeError(`The value of ${name} has a line end or blanks around it, which pgbouncer.ini cannot hold.`);
      copy[name] = placeholder(values.push(value) - 1);
    }
    held[section] = copy;
  }
  return stringify(held, { whitespace: true, platform: 'linux' })
    .replace(/^(.* = )value-(\d+)-$/gm, (_line, before: string, index: string) => `${before}${values[Number(index)]!}`)
    .replace(/[ \t]+$/gm, '')
    .trim() + '\n';
}

/**
 * Reads a pgbouncer.ini where no positions are needed; later lines win, and a second [pgbouncer] undoes the first.
 * `ini` would cut values at `;` and `#`, take quotes away and turn `true` into a boolean, so it sees placeholders.
 * Lines that are no setting are left out: errors are the parser's to tell.
 */
export function readPgbouncerIni(text: string): Record<string, Record<string, string>> {
  const values: string[] = [];
  let lines: string[] = [];
  let section: string | undefined;
  for (const line of text.split('\n')) {
    const header = /^\s*\[([^\]\n]*)\]/.exec(line);
    if (header !== null) {
      section = header[1]!;
      if (section === 'pgbouncer') lines = withoutSection(lines, section);
      lines.push(`[${section}]`);
      continue;
    }
    const setting = /^\s*([\w.*-]+)[ \t]*=[ \t]*(.*?)\s*$/.exec(line);
    if (setting !== null && section !== undefined && !setting[1]!.includes('__proto__')) lines.push(`${setting[1]} = ${placeholder(values.push(setting[2]!) - 1)}`);
  }
  const result: Record<string, Record<string, string>> = {};
  for (const [name, entries] of Object.entries(parse(lines.join('\n')))) {
    if (typeof entries !== 'object' || entries === null) continue;
    const real: Record<string, string> = {};
    for (const [key, value] of Object.entries(entries)) {
      const index = /^value-(\d+)-$/.exec(String(value))?.[1];
      if (index !== undefined) real[key] = values[Number(index)]!;
    }
    result[name] = real;
  }
  return result;
}

function withoutSection(lines: readonly string[], section: string): string[] {
  let inside = false;
  return lines.filter((line) => {
    if (line.startsWith('[')) inside = line === `[${section}]`;
    return !inside;
  });
}
