import { checkPgbouncer } from '../../rules/pgbouncer/index.ts';
import type { Language } from '../types.ts';
import { completePgbouncer } from './completion.ts';
import { foldPgbouncer } from './folding.ts';
import { formatPgbouncer } from './format.ts';
import { hoverPgbouncer } from './hover.ts';
import { inlayPgbouncer } from './inlay.ts';
import { definePgbouncer, linksOfPgbouncer } from './links.ts';
import { symbolsOfPgbouncer } from './symbols.ts';
import { hostReferences } from '../hosts.ts';
import { tokensOfPgbouncer } from './tokens.ts';

/** pgbouncer.ini. */
export const pgbouncerLanguage: Language = {
  check: checkPgbouncer,
  hover: hoverPgbouncer,
  complete: completePgbouncer,
  symbols: symbolsOfPgbouncer,
  folding: foldPgbouncer,
  format: formatPgbouncer,
  links: linksOfPgbouncer,
  definition: definePgbouncer,
  references: hostReferences,
  inlayHints: inlayPgbouncer,
  semanticTokens: tokensOfPgbouncer,
};
