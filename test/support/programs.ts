/**
 * The real programs that judge in the tests are the machine's own. Others may stand in, so that a release that is not
 * installed can be asked too: `QUADLET_STACK_REDIS=/opt/valkey-9.1/bin/valkey-server npx vitest run test/redis/server`.
 */
const VARIABLE = { redis: 'QUADLET_STACK_REDIS', pgbouncer: 'QUADLET_STACK_PGBOUNCER', postgres: 'QUADLET_STACK_POSTGRES', generator: 'QUADLET_STACK_GENERATOR' } as const;

/** The program that was named for a server; undefined: the machine's own is meant. */
export const namedProgram = (server: keyof typeof VARIABLE): string | undefined => process.env[VARIABLE[server]] || undefined;
