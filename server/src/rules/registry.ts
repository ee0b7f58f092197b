import { QUADLET_RULES } from '../quadlet/index.ts';
import { ENV_RULES } from './env/index.ts';
import { PGBOUNCER_RULES, USERLIST_RULES } from './pgbouncer/table.ts';
import { POSTGRES_RULES } from './postgres/table.ts';
import { REDIS_RULES } from './redis/rules.ts';
import type { RuleTable } from './rule.ts';
import { STACK_RULES } from './stack/table.ts';
import { SYSTEMD_RULES } from './systemd/table.ts';
import { UNIT_RULES } from './unit/table.ts';

/** Rules that belong to no family. */
const COMMON_RULES = {
  'file-too-large': { severity: 'warning', summary: 'The file is too large to be checked.' },
} as const satisfies RuleTable;

/** Every rule by id. */
export const RULES: RuleTable = {
  ...COMMON_RULES,
  ...QUADLET_RULES,
  ...SYSTEMD_RULES,
  ...UNIT_RULES,
  ...STACK_RULES,
  ...REDIS_RULES,
  ...PGBOUNCER_RULES,
  ...USERLIST_RULES,
  ...POSTGRES_RULES,
  ...ENV_RULES,
};
