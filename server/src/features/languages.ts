import type { FileKind } from '../model/files.ts';
import type { Language } from './types.ts';

const LANGUAGES: Readonly<Partial<Record<FileKind, Language>>> = {};

/** The language of a kind of file. */
export const languageOf = (kind: FileKind): Language | undefined => LANGUAGES[kind];
