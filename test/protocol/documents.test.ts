import { TextDocument } from 'vscode-languageserver-textdocument';
import { expect, test } from 'vitest';
import { updateDocument } from '../../server/src/protocol/documents.ts';

const at = (line: number, character: number) => ({ line, character });

test('a change that reaches beyond the text is cut to it, and later changes land where they should', () => {
  const document = TextDocument.create('file:///a', 'quadlet', 1, 'one\r\ntwo');
  updateDocument(document, [{ range: { start: at(7, 3), end: at(9, 0) }, text: '\nthree' }], 2);
  expect([document.getText(), document.version, document.positionAt(10), document.lineCount]).toEqual(['one\r\ntwo\nthree', 2, at(2, 1), 3]);
  updateDocument(document, [{ range: { start: at(2, 0), end: at(2, 5) }, text: 'four' }, { range: { start: at(0, 99), end: at(1, 0) }, text: ' ' }], 3);
  expect(document.getText()).toBe('one two\nfour');
});

test('a position that is none is the start', () => {
  const document = TextDocument.create('file:///a', 'quadlet', 1, 'one\ntwo');
  updateDocument(document, [{ range: { start: at(-1, -5), end: at(Number.NaN, 0.9) }, text: 'x' }], 2);
  expect(document.getText()).toBe('xone\ntwo');
});

test('a change without a range is the whole text', () => {
  expect(updateDocument(TextDocument.create('file:///a', 'quadlet', 1, 'one'), [{ text: 'two' }], 2).getText()).toBe('two');
});
