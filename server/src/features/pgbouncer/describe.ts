import type { PgbouncerFact } from '../../facts/pgbouncer/index.ts';
import { pgbouncerDefault } from '../../model/pgbouncer.ts';
import { formatVersion, type Version } from '../../model/version.ts';

const KIND_WORDS: Readonly<Record<PgbouncerFact['kind'], string>> = {
  switch: '0 or 1', integer: 'whole number', unsigned: 'whole number', seconds: 'seconds', enum: 'one of a list', file: 'path',
  list: 'list by comma', query: 'SQL', text: 'text', secret: 'secret', database: 'database', port: 'port',
};

/** What a value is, in a word or two: `seconds`, `whole number (connections)`. */
export const kindWord = (fact: PgbouncerFact): string => {
  const word = KIND_WORDS[fact.kind];
  return fact.unit === undefined || fact.unit === 'port' ? word : `${word} (${fact.unit})`;
};

/** One line for a completion: `seconds · 1.19 · default 30`. */
export const detailOf = (fact: PgbouncerFact, version: Version): string => {
  const normal = pgbouncerDefault(fact, version);
  return [kindWord(fact), ...(fact.since === undefined ? [] : [`PgBouncer ${fact.since}`]), ...(normal === '' || normal.length > 20 ? [] : [`default ${normal}`])].join(' · ');
};

/** A setting or key as Markdown: what it is, what it does, its values, where the manual speaks of it. */
export function describeFact(name: string, section: string, fact: PgbouncerFact, version: Version): string {
  const normal = pgbouncerDefault(fact, version);
  const head = [
    `**${name}** — [${section}], ${kindWord(fact)}${normal === '' ? '' : `, default \`${normal}\``}`,
    ...(fact.since === undefined ? [] : [`PgBouncer ${fact.since} and later`]),
    ...(fact.removed === undefined ? [] : [`gone in ${fact.removed}`]),
    fact.restart === true ? 'needs a restart' : 'after `RELOAD`',
  ].join(' · ');
  const values = Object.entries(fact.values ?? {}).map(([value, meaning]) => `- \`${value}\`: ${meaning}`);
  const notes = [
    ...(fact.deprecated?.use === undefined ? [] : [`Write \`${fact.deprecated.use}\` instead${fact.deprecated.since === undefined ? '' : ` (${fact.deprecated.since} and later)`}.`]),
    ...(fact.formerly === undefined ? [] : [`Before ${fact.formerly.before} the default was \`${fact.formerly.default}\`; this is judged for ${formatVersion(version)}.`]),
  ];
  return [head, fact.text, ...(values.length > 0 ? [values.join('\n')] : []), ...notes, `[pgbouncer.ini(5)](${fact.url})`].join('\n\n');
}
