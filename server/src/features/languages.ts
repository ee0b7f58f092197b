import type { FileKind } from '../model/files.ts';
import { envLanguage } from './env/index.ts';
import { pgbouncerLanguage } from './pgbouncer/index.ts';
import { postgresLanguage } from './postgres/index.ts';
import { quadletLanguage } from './quadlet/index.ts';
import { redisLanguage, sentinelLanguage } from './redis/index.ts';
import type { Language } from './types.ts';
import { userlistLanguage } from './userlist/index.ts';

/** Units are checked as a whole with their drop-ins, apart from the languages. */
export type Registered = Omit<Language, 'check'> & Partial<Pick<Language, 'check'>>;

const LANGUAGES: Readonly<Partial<Record<FileKind, Registered>>> = {
  quadlet: quadletLanguage,
  quadlets: quadletLanguage,
  redis: redisLanguage,
  sentinel: sentinelLanguage,
  pgbouncer: pgbouncerLanguage,
  userlist: userlistLanguage,
  postgres: postgresLanguage,
  env: envLanguage,
};

/** The language of a kind of file. */
export const languageOf = (kind: FileKind): Registered | undefined => LANGUAGES[kind];
