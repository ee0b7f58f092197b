import type { Language } from '../types.ts';
import { complete } from './completion.ts';
import { folding } from './folding.ts';
import { format } from './format.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlay.ts';
import { links } from './links.ts';
import { definition, references, rename, renameAt } from './references.ts';
import { symbols } from './symbols.ts';
import { tokens } from './tokens.ts';

/** Units, drop-ins and `.quadlets` files, without their checks. */
export const quadletLanguage = {
  hover,
  complete,
  symbols,
  folding,
  format,
  links,
  definition,
  references,
  renameAt,
  rename,
  inlayHints,
  semanticTokens: tokens,
} satisfies Omit<Language, 'check'>;
