import type { FileKind } from '../model/files.ts';
import { envLanguage } from './env/index.ts';
import { pgbouncerLanguage } from './pgbouncer/index.ts';
import { quadletLanguage } from './quadlet/index.ts';
import type { Language } from './types.ts';
import { userlistLanguage } from './userlist/index.ts';

const LANGUAGES: Readonly<Partial<Record<FileKind, Language>>> = {
  quadlet: quadletLanguage,
  quadlets: quadletLanguage,
  pgbouncer: pgbouncerLanguage,
  userlist: userlistLanguage,
  env: envLanguage,
};

/** The language of a kind of file. */
export const languageOf = (kind: FileKind): Language | undefined => LANGUAGES[kind];
