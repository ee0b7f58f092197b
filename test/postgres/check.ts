import { checkPostgresArgs, checkPostgresConf } from '../../server/src/rules/postgres/index.ts';
import { postgresOptions, type ArgumentWord } from '../../server/src/model/postgres-args.ts';
import type { Problem } from '../../server/src/model/problem.ts';
import { NEWEST_TARGETS, type Version } from '../../server/src/model/version.ts';
import { applyEdits, fixture } from '../support/fixture.ts';

/** The problems of a postgresql.conf, each as `severity id "text"`, in the order of the text. */
export function found(text: string, postgres: Version = [18, 6]): string[] {
  const { file, snapshot } = fixture(text, { path: '/ws/postgresql.conf', targets: { postgres } });
  return sorted(checkPostgresConf(file, { snapshot })).map((one) => `${one.severity} ${one.code} ${JSON.stringify(file.text.slice(one.start, one.end))}`);
}

/** The only problem of a text. */
export function only(text: string, postgres: Version = [18, 6]): Problem {
  const { file, snapshot } = fixture(text, { path: '/ws/postgresql.conf', targets: { postgres } });
  const problems = checkPostgresConf(file, { snapshot });
  if (problems.length !== 1) throw new Error(`${problems.length} problems: ${problems.map(({ message }) => message).join(' | ')}`);
  return problems[0]!;
}

/** The text after the preferred fix of its only problem. */
export function fixed(text: string, postgres: Version = [18, 6]): string {
  const fix = only(text, postgres).fixes?.find(({ preferred }) => preferred);
  if (fix?.edits === undefined) throw new Error('no preferred fix');
  return applyEdits(text, fix.edits);
}

/** Words of a command as they are separated by single blanks. */
export function wordsOf(command: string): ArgumentWord[] {
  return [...command.matchAll(/\S+/g)].map((match) => ({ text: match[0], start: match.index, end: match.index + match[0].length }));
}

/** The problems of a command, as `found` has them. */
export function foundInArgs(command: string, postgres: Version = [18, 6]): string[] {
  return sorted(checkPostgresArgs(wordsOf(command), { ...NEWEST_TARGETS, postgres })).map((one) => `${one.severity} ${one.code} ${JSON.stringify(command.slice(one.start, one.end))}`);
}

/** What a command sets: `name=value` each. */
export const optionsOf = (command: string): string[] | undefined => postgresOptions(wordsOf(command))?.options.map(({ name, value }) => `${name}=${value}`);

const sorted = (problems: readonly Problem[]): Problem[] => [...problems].sort((a, b) => a.start - b.start || a.end - b.end);
