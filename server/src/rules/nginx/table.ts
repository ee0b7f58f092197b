import { reporter, type RuleTable } from '../rule.ts';

/** What a mounted nginx.conf does that goes wrong with the stack. */
export const NGINX_RULES = {
  'nginx-websocket-without-upgrade': { severity: 'warning', summary: 'A WebSocket location does not hand the upgrade on: every connection fails.' },
} as const satisfies RuleTable;

export const problem = reporter(NGINX_RULES);
