import type { Fix } from '../../model/problem.ts';
import type { Span } from '../../syntax/span.ts';
import { quote } from '../../syntax/postgres.ts';

/** Where a parameter and its value stand, and how a value is written there: a file quotes what an argument does not. */
export interface Place {
  readonly name: Span;
  readonly value: Span;
  readonly write: (value: string) => string;
  /** The arguments' names take `-` for `_`; the text as written, for messages. */
  readonly written: string;
}

/** A fix that writes another value. */
export const writeValue = (place: Place, value: string, options: { preferred?: boolean; safe?: boolean; title?: string } = {}): Fix => {
  const { title = `Write ${value}`, ...flags } = options;
  return { title, ...flags, edits: [{ start: place.value.start, end: place.value.end, newText: place.write(value) }] };
};

/** A fix that writes another name. */
export const writeName = (place: Place, name: string, options: { preferred?: boolean; safe?: boolean } = {}): Fix => ({
  title: `Write ${name}`, ...options, edits: [{ start: place.name.start, end: place.name.end, newText: name }],
});

/** Values of a file are quoted where they must be. */
export const inFile = (name: Span, value: Span, written: string): Place => ({ name, value, write: quote, written });

/** A value inside a message: shortened where it is long, without what would break the code span. */
export const shown = (value: string): string => {
  const one = value.replace(/[\s`\0]+/g, ' ');
  return one === '' ? 'an empty value' : `\`${one.length > 60 ? `${one.slice(0, 57)}…` : one}\``;
};
