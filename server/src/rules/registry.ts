import { QUADLET_RULES } from '../quadlet/index.ts';
import { ENV_RULES } from './env/index.ts';
import { NGINX_RULES } from './nginx/table.ts';
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

/** The rules as the index of their pages lists them: by what they look at. */
export const RULE_FAMILIES: readonly { readonly title: string; readonly rules: RuleTable }[] = [
  { title: 'Units, as Podman’s generator reads them', rules: QUADLET_RULES },
  { title: 'Units, as systemd reads the service', rules: SYSTEMD_RULES },
  { title: 'Units by themselves', rules: UNIT_RULES },
  { title: 'The stack: what goes wrong between files', rules: STACK_RULES },
  { title: 'redis.conf, valkey.conf and sentinel.conf', rules: REDIS_RULES },
  { title: 'pgbouncer.ini', rules: PGBOUNCER_RULES },
  { title: 'userlist.txt', rules: USERLIST_RULES },
  { title: 'postgresql.conf and the arguments of postgres', rules: POSTGRES_RULES },
  { title: 'Environment files', rules: ENV_RULES },
  { title: 'nginx.conf of a mounted nginx', rules: NGINX_RULES },
  { title: 'Any file', rules: COMMON_RULES },
];

/** Every rule by id. */
export const RULES: RuleTable = Object.assign({}, ...RULE_FAMILIES.map(({ rules }) => rules)) as RuleTable;
