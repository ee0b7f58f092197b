import type { Language } from '../types.ts';
import { complete } from './completion.ts';
import { folding } from './folding.ts';
import { format } from './format.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlay.ts';
import { links } from './links.ts';
import { definition, references, renameAt, renameUnit } from './references.ts';
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
  rename: (file, offset, newName, context) => {
    const found = renameAt(file, offset, context);
    if (found === undefined) return 'There is no name of a unit here.';
    return renameUnit(context.snapshot, found.unit, newName) ?? `${newName} cannot be the name of this unit: another one has it, or systemd does not take it.`;
  },
  inlayHints,
  semanticTokens: tokens,
} satisfies Omit<Language, 'check'>;
