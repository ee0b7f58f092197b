import { pgbouncerSettingFacts } from '../../facts/pgbouncer/index.ts';
import { nearestName } from '../../model/nearest.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { asNewestPatch, atLeast, formatVersion, parseVersion, type Version } from '../../model/version.ts';
import type { IniEntry, IniTree } from '../../syntax/pgbouncer.ts';
import { commentInValue, moveComment } from './comments.ts';
import { problem } from './table.ts';
import { knownValues, knows, meantValue, misreading, takesValue, wantedValue } from './values.ts';
import { own } from '../../syntax/own.ts';

/** What is wrong with one line of [pgbouncer]. */
export function* checkSetting(tree: IniTree, entry: IniEntry, version: Version): Generator<Problem> {
  const facts = pgbouncerSettingFacts();
  const fact = Object.hasOwn(facts, entry.key) ? facts[entry.key] : undefined;
  if (fact === undefined || !knows(fact, version) || entry.key === 'service_name') {
    yield unknownSetting(entry, version);
    return;
  }
  const { text } = tree;
  const { value, valueSpan } = entry;
  const comment = commentInValue(text, valueSpan);
  const isSql = fact.kind === 'query';
  if (!takesValue(fact, value, version)) {
    if (comment !== undefined && takesValue(fact, text.slice(valueSpan.start, comment.start).trim(), version)) {
      yield problem('pgbouncer-comment-after-value', comment, `PgBouncer has no comments after a value: \`${entry.key}\` gets the whole text, and PgBouncer ${formatVersion(version)} will not start.`, { override: 'error', fixes: [moveComment(text, entry.start, comment)] });
      return;
    }
    yield badValue(entry, version);
    return;
  }
  if (comment !== undefined && !isSql) {
    yield problem('pgbouncer-comment-after-value', comment, `PgBouncer has no comments after a value: the value of \`${entry.key}\` goes on to the end of the line.`, { fixes: [moveComment(text, entry.start, comment)] });
    return;
  }
  if (!isSql && /^(["']).*\1$/.test(value)) {
    yield problem('pgbouncer-number-misread', valueSpan, `The quotes are part of the value: outside connection strings PgBouncer takes the text to the end of the line as it stands.`, {
      fixes: [{ title: 'Remove the quotes', preferred: true, edits: [{ ...valueSpan, newText: value.slice(1, -1) }] }],
    });
  }
  const misread = misreading(entry.key, fact, value);
  if (misread !== undefined) {
    const fixes: Fix[] = misread.meant === undefined ? [] : [{ title: `Change to ${misread.meant}`, preferred: true, edits: [{ ...valueSpan, newText: misread.meant }] }];
    yield problem('pgbouncer-number-misread', valueSpan, `${value} ${misread.says}.`, { ...(fixes.length > 0 ? { fixes } : {}) });
  }
  if (fact.deprecated !== undefined && (fact.deprecated.since === undefined || atLeast(asNewestPatch(version), parseVersion(fact.deprecated.since)!))) {
    yield problem('pgbouncer-deprecated-setting', entry.keySpan, `\`${entry.key}\` is on its way out since ${fact.deprecated.since}${fact.removed === undefined ? '' : ` and refused from ${fact.removed} on`}.`, { tag: 'deprecated' });
  }
}

function badValue(entry: IniEntry, version: Version): Problem {
  const fact = pgbouncerSettingFacts()[entry.key]!;
  const will = `PgBouncer ${formatVersion(version)} will not start.`;
  const fixes: Fix[] = [];
  const change = (to: string, safe: boolean): void => {
    fixes.push({ title: `Change to ${to}`, preferred: true, ...(safe ? { safe } : {}), edits: [{ ...entry.valueSpan, newText: to }] });
  };
  const meant = meantValue(fact, entry.value);
  if (meant !== undefined) change(meant, true);
  else if (fact.kind === 'enum') {
    const near = nearestName(entry.value.replace(/^["']|["']$/g, ''), knownValues(fact, version));
    if (near !== undefined) change(near, false);
  }
  const since = own(fact.valuesSince, entry.value.toLowerCase());
  const message = entry.value === ''
    ? `\`${entry.key}\` needs a value: ${wantedValue(fact, version)}. ${will}`
    : fact.kind === 'database'
      ? `\`pgbouncer\` is the console, in which \`auth_query\` cannot run. ${will}`
      : since !== undefined
        ? `\`${entry.value}\` needs PgBouncer ${since}: ${formatVersion(version)} will not start.`
        : `\`${entry.key}\` takes ${wantedValue(fact, version)}; \`${entry.value.length > 60 ? `${entry.value.slice(0, 60)}…` : entry.value}\` is none. ${will}`;
  return problem('pgbouncer-bad-value', entry.value === '' ? entry : entry.valueSpan, message, { ...(fixes.length > 0 ? { fixes } : {}) });
}

function unknownSetting(entry: IniEntry, version: Version): Problem {
  const facts = pgbouncerSettingFacts();
  const fact = Object.hasOwn(facts, entry.key) ? facts[entry.key] : undefined;
  const release = `PgBouncer ${formatVersion(version)}`;
  if (entry.key === 'service_name') {
    return problem('pgbouncer-unknown-setting', entry.keySpan, '`service_name` exists in builds for Windows only; elsewhere PgBouncer will not start with it.', {
      fixes: [{ title: 'Change to job_name', preferred: true, edits: [{ ...entry.keySpan, newText: 'job_name' }] }],
    });
  }
  if (fact?.removed !== undefined && atLeast(asNewestPatch(version), parseVersion(fact.removed)!)) {
    return problem('pgbouncer-unknown-setting', entry.keySpan, `\`${entry.key}\` is gone since ${fact.removed}: ${release} will not start with it.`);
  }
  if (fact?.since !== undefined) {
    return problem('pgbouncer-unknown-setting', entry.keySpan, `\`${entry.key}\` needs PgBouncer ${fact.since}: ${formatVersion(version)} will not start with it.`);
  }
  const near = nearestName(entry.key, Object.keys(facts).filter((key) => key !== 'service_name' && knows(facts[key]!, version)));
  const why = /^(?:host|dbname|pool_size|port|password)$/.test(entry.key) || (/\bhost=|\bdbname=/.test(entry.value) && near === undefined)
    ? ' It looks like a part of [databases].'
    : near === undefined ? '' : near === entry.key.toLowerCase() ? ` Names are in lower case: \`${near}\`.` : ` The nearest is \`${near}\`.`;
  return problem('pgbouncer-unknown-setting', entry.keySpan, `PgBouncer has no setting \`${entry.key}\` and will not start.${why}`, {
    ...(near === undefined ? {} : { fixes: [{ title: `Change to ${near}`, preferred: true, ...(near === entry.key.toLowerCase() ? { safe: true } : {}), edits: [{ ...entry.keySpan, newText: near }] }] }),
  });
}
