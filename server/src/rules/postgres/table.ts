import { reporter, type RuleTable } from '../rule.ts';

/** What is found in a postgresql.conf and in the arguments of `postgres`. */
export const POSTGRES_RULES = {
  'postgres-syntax': { severity: 'error', summary: 'The line is no assignment as the server reads it.' },
  'postgres-unknown-parameter': { severity: 'error', summary: 'No PostgreSQL has a parameter of this name.' },
  'postgres-removed-parameter': { severity: 'error', summary: 'The parameter is gone from this release.' },
  'postgres-newer-parameter': { severity: 'error', summary: 'The parameter came with a later release.' },
  'postgres-read-only-parameter': { severity: 'error', summary: 'The parameter only shows something and cannot be set.' },
  'postgres-bad-value': { severity: 'error', summary: 'The value is not of the kind that the parameter takes.' },
  'postgres-bad-unit': { severity: 'error', summary: 'The parameter does not know the unit.' },
  'postgres-out-of-range': { severity: 'error', summary: 'The number is below the least or above the most allowed.' },
  'postgres-include': { severity: 'error', summary: 'The include names nothing or leads back to this file.' },
  'postgres-conflicting-settings': { severity: 'error', summary: 'Two settings exclude each other: the server does not start.' },
  'postgres-argument': { severity: 'error', summary: 'postgres does not take this argument.' },
  'postgres-fails-at-start': { severity: 'warning', summary: 'The line is read, but with the other settings the server stops when it starts.' },
  'postgres-set-twice': { severity: 'warning', summary: 'A later line sets the same parameter; this one does nothing.' },
  'postgres-bare-number': { severity: 'warning', summary: 'A number without a unit means much less than it looks like.' },
  'postgres-risks-data': { severity: 'warning', summary: 'The setting gives up what keeps data safe.' },
  'postgres-archives-nowhere': { severity: 'warning', summary: 'Archiving is on with no way to archive, or with two.' },
  'postgres-old-name': { severity: 'information', summary: 'The name or value still works and has a newer one.' },
  'postgres-has-no-effect': { severity: 'information', summary: 'Another setting keeps this one from having its effect.' },
} as const satisfies RuleTable;

export const problem = reporter(POSTGRES_RULES);
