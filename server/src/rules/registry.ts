import type { RuleTable } from './rule.ts';

/** Rules that belong to no family. */
const COMMON_RULES = {
  'file-too-large': { severity: 'warning', summary: 'The file is too large to be checked.' },
} as const satisfies RuleTable;

/** Every rule by id. */
export const RULES: RuleTable = { ...COMMON_RULES };
