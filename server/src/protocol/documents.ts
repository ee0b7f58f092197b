import { TextDocument, type Position, type Range, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';

/** A document's own place for a position of any kind: one outside the text is taken to the nearest end, one that is no number to the start. */
function within(document: TextDocument, { line, character }: Position): Position {
  const whole = (value: number): number => (Number.isFinite(value) ? Math.max(0, Math.floor(value)) : 0);
  return document.positionAt(document.offsetAt({ line: whole(line), character: whole(character) }));
}

const rangeWithin = (document: TextDocument, { start, end }: Range): Range => ({ start: within(document, start), end: within(document, end) });

/**
 * Applies a client's changes to a document. Ranges that reach beyond the text are cut to it first: `TextDocument.update`
 * would get its line starts wrong, and put every later change in the wrong place.
 */
export function updateDocument(document: TextDocument, changes: readonly TextDocumentContentChangeEvent[], version: number): TextDocument {
  for (const change of changes) {
    const safe = 'range' in change && change.range !== undefined ? { range: rangeWithin(document, change.range), text: change.text } : { text: change.text };
    TextDocument.update(document, [safe], version);
  }
  return document;
}
