import { gucAmount } from '../../model/postgres-amounts.ts';
import { isSizeUnit, unitsFor } from '../../model/postgres-numbers.ts';
import { isGucValue, lookUpGuc, parseGucValue, postgresMajor, type Guc } from '../../model/postgres.ts';
import { formatDuration } from '../../model/values/duration.ts';
import { formatBytes, formatExactBytes } from '../../model/values/size.ts';
import type { Version } from '../../model/version.ts';

/** When a change of a parameter counts, in a few words. */
const WHEN: Readonly<Record<Guc['context'], string>> = {
  internal: 'cannot be set',
  postmaster: 'needs a **restart**',
  sighup: 'after a reload',
  backend: 'after a reload, for new connections',
  'superuser-backend': 'after a reload, for new connections',
  superuser: 'after a reload; SET by superusers',
  user: 'after a reload; SET by anyone',
};

/** What kind of value it is: `size`, `duration`, `boolean`. */
export function kindWord(guc: Guc): string {
  if (guc.unit !== undefined) return isSizeUnit(guc.unit) ? 'size' : 'duration';
  if (guc.type === 'enum') return 'one of a list';
  return guc.type === 'real' ? 'number' : guc.type;
}

/** One line for a completion: `size · default 128MB · restart`. */
export const detailOf = (guc: Guc): string =>
  [kindWord(guc), ...(guc.default === undefined || guc.default === '' || guc.default.length > 24 ? [] : [`default ${guc.default}`]), ...(guc.context === 'postmaster' ? ['restart'] : [])].join(' · ');

/** A parameter as Markdown for a release: what it is, its range, what it does, its values, the manual's page. */
export function describeGuc(guc: Guc, version: Version, here?: string): string {
  const { fact } = guc;
  const head = [
    `**${guc.name}** — ${kindWord(guc)}${guc.default === undefined ? '' : guc.default === '' ? ', empty by default' : `, default \`${guc.default}\``}`,
    ...rangeOf(guc),
    WHEN[guc.context],
    ...(fact.since === undefined ? [] : [`PostgreSQL ${[fact.since, ...(fact.backports ?? [])].join(', ')} and later`]),
    ...(fact.removed === undefined ? [] : [`gone in ${fact.removed}`]),
  ].join(' · ');
  const values = Object.entries(fact.values ?? {}).map(([value, meaning]) => `- ${value === '' ? 'empty' : `\`${value}\``}: ${meaning}`);
  const parts = [
    head, fact.text, ...(values.length > 0 ? [values.join('\n')] : []), ...(fact.note === undefined ? [] : [fact.note]), ...otherReleases(guc, version),
    ...(here === undefined ? [] : [`Here: ${here}.`]), `[${fact.group.split(' / ').at(-1)}, PostgreSQL manual](${fact.url})`,
  ];
  return parts.join('\n\n');
}

function rangeOf(guc: Guc): string[] {
  if (guc.min === undefined || guc.max === undefined) return [];
  const most = guc.type === 'integer' && guc.max >= 1_073_741_823 ? undefined : guc.max > 1e12 ? undefined : gucAmount(guc, guc.max);
  const range = most === undefined ? `from ${gucAmount(guc, guc.min)}` : `${gucAmount(guc, guc.min)} to ${most}`;
  if (guc.unit === undefined) return [range];
  return [`${range}, bare numbers count ${guc.unit === '8kB' ? 'blocks of 8 kB' : guc.unit}`];
}

/** What is different in releases other than the one that is judged for. */
function otherReleases(guc: Guc, version: Version): string[] {
  const major = postgresMajor(version);
  return (guc.fact.earlier ?? []).flatMap(({ before, ...old }) => {
    const newer = major >= Number(before);
    const seen = newer ? old : { default: guc.fact.default, min: guc.fact.min, context: guc.fact.context, type: guc.fact.type };
    const what = [
      ...('default' in old && seen.default !== undefined && seen.default !== null ? [`default ${seen.default === '' ? 'empty' : `\`${seen.default}\``}`] : []),
      ...('min' in old && typeof seen.min === 'number' ? [`at least \`${gucAmount(guc, seen.min)}\``] : []),
      ...('context' in old && seen.context !== undefined ? [WHEN[seen.context]] : []),
      ...('type' in old && seen.type !== undefined ? [`a ${seen.type}`] : []),
    ];
    return what.length === 0 ? [] : [`${newer ? `Before ${before}` : `From ${before} on`}: ${what.join(', ')}.`];
  });
}

/** What a value comes to, where that says more than the value itself. */
export function meaningOf(guc: Guc, text: string, version: Version): string | undefined {
  const parsed = parseGucValue(guc, text, version);
  if (!isGucValue(parsed)) return undefined;
  if (parsed.kind === 'enum') return `${text === '' ? 'empty' : `\`${text}\``} — ${guc.fact.values![parsed.value]!.replace(/[.;]$/, '')}`;
  if (parsed.kind !== 'number') return undefined;
  if (parsed.bytes !== undefined && parsed.bytes > 0) return `**${formatBytes(parsed.bytes)}** (${formatExactBytes(parsed.bytes)})`;
  return parsed.ms !== undefined && parsed.ms > 0 ? `**${formatDuration(parsed.ms * 1000)}**` : undefined;
}

/** A name as Markdown: known to this release, to another, or to none (then undefined). */
export function describeName(name: string, version: Version, value?: string): string | undefined {
  const found = lookUpGuc(name, version);
  if (found.found === 'yes') {
    const here = value === undefined ? undefined : meaningOf(found.guc, value, version);
    const text = describeGuc(found.guc, version, here);
    return found.alias === undefined ? text : `\`${found.alias}\` is the old name of this one.\n\n${text}`;
  }
  const major = postgresMajor(version);
  if (found.found === 'later') return `**${found.name}** — from PostgreSQL ${found.since} on; ${major} does not know it\n\n${found.fact.text}\n\n[PostgreSQL manual](${found.fact.url})`;
  if (found.found === 'removed') return `**${found.name}** — gone since PostgreSQL ${found.removed}\n\n${[found.fact?.text, found.fact?.note, found.old?.text].filter(Boolean).join(' ')}`;
  if (found.found === 'custom') return `**${name.replace(/[`*]/g, '')}** — a parameter of an extension\n\nNames with a dot belong to extensions. The server keeps any such value; the extension checks it once it is loaded, for most by \`shared_preload_libraries\`.`;
  return undefined;
}

/** Units after a number: label and how much one is. */
export const unitMeanings = (guc: Guc): readonly (readonly [unit: string, meaning: string])[] =>
  guc.unit === undefined ? [] : unitsFor(guc.unit).map((unit) => [unit, UNIT_WORDS[unit] ?? unit] as const);

const UNIT_WORDS: Readonly<Record<string, string>> = {
  TB: '1024 GB', GB: '1024 MB', MB: '1024 kB', kB: '1024 bytes', B: 'bytes',
  d: 'days', h: 'hours', min: 'minutes', s: 'seconds', ms: 'milliseconds', us: 'microseconds',
};
