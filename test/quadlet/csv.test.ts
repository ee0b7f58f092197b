import { expect, test } from 'vitest';
import { readCsv, writeCsv } from '../../server/src/quadlet/csv.ts';

// As Go's encoding/csv reads one record with LazyQuotes off.
test.each<[text: string, fields: string[], error?: { kind: string; at: number }]>([
  ['type=bind,src=/a,dst=/b', ['type=bind', 'src=/a', 'dst=/b']],
  ['"dst=/a,b",ro', ['dst=/a,b', 'ro']],
  ['"a ""b"" c"', ['a "b" c']],
  ['a,,b,', ['a', '', 'b', '']],
  ['""', ['']],
  ['a\r\n', ['a']],
  ['\n\na,b\n\n', ['a', 'b']],
  ['', [], { kind: 'lines', at: 0 }],
  ['a\nb', ['a'], { kind: 'lines', at: 0 }],
  ['"a"\r\nb', ['a'], { kind: 'lines', at: 0 }],
  ['"a,b', [], { kind: 'open-quote', at: 0 }],
  ['x,"a"" b', ['x'], { kind: 'open-quote', at: 2 }],
  ['"a"b', [], { kind: 'quote-in-field', at: 2 }],
  ['x,a"b"', ['x'], { kind: 'quote-in-field', at: 3 }],
])('%j', (text, fields, error) => {
  const read = readCsv(text);
  expect({ fields: read.fields.map((field) => field.text), error: read.error }).toEqual({ fields, error });
});

test('what is written is read again', () => {
  const fields = ['', 'a', 'a,b', 'say "hi"', ' a', '\\.', 'two\nlines'];
  expect(writeCsv(fields)).toBe(',a,"a,b","say ""hi"""," a","\\.","two\nlines"');
  expect(readCsv(writeCsv(fields)).fields.map(({ text }) => text)).toEqual(fields);
});
