import { checkPostgresConf } from '../../rules/postgres/index.ts';
import type { Language } from '../types.ts';
import { completePostgres } from './completion.ts';
import { foldPostgres } from './folding.ts';
import { formatPostgres } from './format.ts';
import { hoverPostgres } from './hover.ts';
import { inlayPostgres } from './inlay.ts';
import { definePostgres, linksOfPostgres } from './links.ts';
import { symbolsOfPostgres } from './symbols.ts';
import { tokensOfPostgres } from './tokens.ts';

export { completePostgresArgument } from './completion.ts';
export { hoverPostgresArgument } from './hover.ts';

/** postgresql.conf. */
export const postgresLanguage: Language = {
  check: checkPostgresConf,
  hover: hoverPostgres,
  complete: completePostgres,
  symbols: symbolsOfPostgres,
  folding: foldPostgres,
  format: formatPostgres,
  links: linksOfPostgres,
  definition: definePostgres,
  inlayHints: inlayPostgres,
  semanticTokens: tokensOfPostgres,
};
