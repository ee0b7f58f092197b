import type { Language } from '../types.ts';
import { complete } from './completion.ts';
import { folding } from './folding.ts';
import { format } from './format.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlay.ts';
import { links } from './links.ts';
import { definition } from './references.ts';
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
  inlayHints,
  semanticTokens: tokens,
} satisfies Language;
