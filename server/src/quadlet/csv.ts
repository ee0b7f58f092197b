/** One record of comma-separated values as Go's `encoding/csv` reads it, each field with its place in the text. */
export interface CsvField {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export type CsvError = 'quote-in-field' | 'open-quote' | 'lines';

/**
 * Reads a text that should be a single record. A quote may stand only around a whole field; within it `""` is one.
 * More than one record, or none, is `lines`.
 */
export function readCsv(text: string): { readonly fields: readonly CsvField[]; readonly error?: { readonly kind: CsvError; readonly at: number } } {
  const fields: CsvField[] = [];
  // Empty lines are no records.
  let at = /^(?:\r?\n)*/.exec(text)![0].length;
  let records = 0;
  while (at < text.length) {
    records++;
    for (;;) {
      const start = at;
      let value = '';
      if (text[at] === '"') {
        at++;
        for (;;) {
          const close = text.indexOf('"', at);
          if (close === -1) return { fields, error: { kind: 'open-quote', at: start } };
          value += text.slice(at, close);
          at = close + 1;
          if (text[at] !== '"') break;
          value += '"';
          at++;
        }
        if (at < text.length && text[at] !== ',' && !/^\r?\n/.test(text.slice(at, at + 2))) return { fields, error: { kind: 'quote-in-field', at: at - 1 } };
      } else {
        while (at < text.length && text[at] !== ',' && text[at] !== '\n') at++;
        value = text.slice(start, at);
        if (text[at] === '\n' && value.endsWith('\r')) value = value.slice(0, -1);
        const quote = value.indexOf('"');
        if (quote !== -1) return { fields, error: { kind: 'quote-in-field', at: start + quote } };
      }
      if (records === 1) fields.push({ text: value, start, end: at });
      if (text[at] !== ',') break;
      at++;
    }
    at += /^(?:\r?\n)*/.exec(text.slice(at, at + 4096))![0].length;
  }
  return records === 1 ? { fields } : { fields, error: { kind: 'lines', at: 0 } };
}

/** Writes a record as Go's `encoding/csv` does. */
export const writeCsv = (fields: readonly string[]): string => fields.map(writeField).join(',');

function writeField(field: string): string {
  if (field === '') return field;
  if (field !== '\\.' && !/[,"\r\n]/.test(field) && !/^\s/u.test(field)) return field;
  return `"${field.replaceAll('"', '""')}"`;
}
