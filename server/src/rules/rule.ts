import type { Fix, Problem, RelatedPlace, Severity } from '../model/problem.ts';
import type { Span } from '../syntax/span.ts';

/** What is fixed about a rule: its default severity and, in one line, what it finds. The page is `docs/rules/<id>.md`. */
export interface RuleInfo {
  readonly severity: Severity;
  readonly summary: string;
}

/** A family's rules by id. */
export type RuleTable = Readonly<Record<string, RuleInfo>>;

/**
 * Makes the `problem` function of a family: ids are checked by the compiler, the severity comes from the table.
 * An `override` is for the few rules whose severity depends on the version.
 */
export const reporter =
  <T extends RuleTable>(table: T) =>
  (code: keyof T & string, span: Span, message: string, more: { fixes?: readonly Fix[]; related?: readonly RelatedPlace[]; tag?: Problem['tag']; override?: Severity } = {}): Problem => {
    const { override, ...rest } = more;
    return { code, severity: override ?? table[code]!.severity, start: span.start, end: span.end, message, ...rest };
  };
