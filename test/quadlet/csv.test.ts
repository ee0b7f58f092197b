import { describe, expect, test } from 'vitest';
import { readCsv, writeCsv } from '../../server/src/quadlet/csv.ts';

/** The fields with the text that each stands on; then the error and what stands there. */
function read(text: string): string {
  const { fields, error } = readCsv(text);
  return [...fields.map((field) => `${JSON.stringify(field.text)}${field.text === text.slice(field.start, field.end) ? '' : ` of ${JSON.stringify(text.slice(field.start, field.end))}`}`), ...(error === undefined ? [] : [`${error.kind} at ${JSON.stringify(text.slice(error.at))}`])].join(', ');
}

describe('a record is read as Go reads it', () => {
  test.each([
    ['a,b', '"a", "b"'],
    ['a,,', '"a", "", ""'],
    ['', 'lines at ""'],
    ['\n\r\n', 'lines at "\\n\\r\\n"'],
    ['\n\r\na,b\r\n\n', '"a", "b" of "b\\r"'],
    ['a\nb', '"a", lines at "a\\nb"'],
    ['a\r,b', '"a\\r", "b"'],
    ['a\r', '"a" of "a\\r"'],
    ['\r', 'lines at ""'],
    ['a\r\r', '"a\\r" of "a\\r\\r"'],
    ['"a\r\nb",c', '"a\\nb" of "\\"a\\r\\nb\\"", "c"'],
    ['x,"a\r\n', '"x", open-quote at "\\"a\\r\\n"'],
    ['a\r\n', '"a" of "a\\r"'],
    ['"a,b",c', '"a,b" of "\\"a,b\\"", "c"'],
    ['"a""b"', '"a\\"b" of "\\"a\\"\\"b\\""'],
    ['""', '"" of "\\"\\""'],
    ['"a"\n', '"a" of "\\"a\\""'],
    ['"a"\r\n', '"a" of "\\"a\\"\\r"'],
    ['"a\nb"', '"a\\nb" of "\\"a\\nb\\""'],
    ['"a"b', 'quote-in-field at "\\"b"'],
    ['"a"\r', '"a" of "\\"a\\"\\r"'],
    ['"a"\rb', 'quote-in-field at "\\"\\rb"'],
    ['x,"a', '"x", open-quote at "\\"a"'],
    ['x,a"b', '"x", quote-in-field at "\\"b"'],
    [' "a"', 'quote-in-field at "\\"a\\""'],
  ])('%j', (text, expected) => expect(read(text)).toBe(expected));
});

test.each([
  [['a', '', 'b'], 'a,,b'],
  [['a,b', 'c"d', 'e\r', 'f\ng'], '"a,b","c""d","e\r","f\ng"'],
  [[' a', 'b ', '\u00a0c', '\\.', '\\.x'], '" a",b ,"\u00a0c","\\.",\\.x'],
])('a record is written as Go writes it: %j', (fields, expected) => expect(writeCsv(fields)).toBe(expected));
