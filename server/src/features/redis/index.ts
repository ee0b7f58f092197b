import { checkRedis } from '../../rules/redis/check.ts';
import type { Language } from '../types.ts';
import { completeRedis } from './completion.ts';
import { foldRedis } from './folding.ts';
import { formatRedis } from './format.ts';
import { hoverRedis } from './hover.ts';
import { inlayRedis } from './inlay.ts';
import { defineRedis, linksOfRedis } from './links.ts';
import { symbolsOfRedis } from './symbols.ts';
import { tokensOfRedis } from './tokens.ts';

/** redis.conf and valkey.conf. */
export const redisLanguage: Language = {
  check: checkRedis,
  hover: hoverRedis,
  complete: completeRedis,
  symbols: symbolsOfRedis,
  folding: foldRedis,
  format: formatRedis,
  links: linksOfRedis,
  definition: defineRedis,
  inlayHints: inlayRedis,
  semanticTokens: tokensOfRedis,
};

/** sentinel.conf: the same grammar; the kind of the file says which statements it may have. */
export const sentinelLanguage: Language = redisLanguage;
