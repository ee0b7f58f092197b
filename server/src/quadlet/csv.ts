/** One record of comma-separated values as Go's `encoding/csv` reads it, each field with its place in the text. */
export interface CsvField {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export type CsvError = 'quote-in-field' | 'open-quote' | 'lines';

export interface CsvRecord {
  readonly fields: readonly CsvField[];
  readonly error?: { readonly kind: CsvError; readonly at: number };
}

/**
 * Reads a text that should be a single record. A quote may stand only around a whole field; within it `""` is one.
 * More than one record, or none, is `lines`. A return before a line end, or at the very end, is not there for Go.
 */
export function readCsv(text: string): CsvRecord {
  if (!text.includes('\r')) return read(text);
  /** Where each character that Go sees stands, and the end. */
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) if (text[at] !== '\r' || (at + 1 < text.length && text[at + 1] !== '\n')) places.push(at);
  const { fields, error } = read(places.map((at) => text[at]).join(''));
  places.push(text.length);
  const placed = fields.map((field) => ({ text: field.text, start: places[field.start]!, end: places[field.end]! }));
  return error === undefined ? { fields: placed } : { fields: placed, error: { kind: error.kind, at: places[error.at]! } };
}

function read(text: string): CsvRecord {
  const fields: CsvField[] = [];
  // Empty lines are no records.
  let at = /^\n*/.exec(text)![0].length;
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
        if (at < text.length && text[at] !== ',' && text[at] !== '\n') return { fields, error: { kind: 'quote-in-field', at: at - 1 } };
      } else {
        while (at < text.length && text[at] !== ',' && text[at] !== '\n') at++;
        value = text.slice(start, at);
        const quote = value.indexOf('"');
        if (quote !== -1) return { fields, error: { kind: 'quote-in-field', at: start + quote } };
      }
      if (records === 1) fields.push({ text: value, start, end: at });
      if (text[at] !== ',') break;
      at++;
    }
    while (text[at] === '\n') at++;
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
