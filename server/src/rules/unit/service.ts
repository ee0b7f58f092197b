import { flatOf, joined } from '../../model/lists.ts';
import type { Fix } from '../../model/problem.ts';
import { formatDuration, parseDuration } from '../../model/values/duration.ts';
import { allEntries, hasLetter, lastEntry, located, locatedWords, Said, type UnitPart } from '../../stack/entries.ts';
import { unitService } from '../../stack/names.ts';
import type { Located } from '../../stack/types.ts';
import type { UnitEntry } from '../../syntax/unit.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** Podman's generator ends a container by its own `ExecStop=`; one that stops it by hand comes before that and races with `--rm`. */
export function execStopRaces(parts: readonly UnitPart[]): FileProblem[] {
  return (['ExecStop', 'ExecStopPost'] as const).flatMap((key) =>
    allEntries(parts, 'Service', key).flatMap(({ uri, entry }) => {
      const match = /\bpodman\b[^|;&]*?\b(stop|kill|rm)\b/.exec(entry.value);
      if (match === null) return [];
      const message =
        key === 'ExecStop'
          ? `The generated service removes the container by itself when it stops. This \`podman ${match[1]}\` runs first; the container is gone with it (\`--rm\`), and what follows fails. For a longer grace period set \`StopTimeout=\` in [Container]; for a command inside the container before the stop, leave out the \`podman ${match[1]}\`.`
          : `The generated service removes the container after it stopped: this \`podman ${match[1]}\` finds nothing and fails.`;
      return [{ uri, problem: problem('exec-stop-races', entry.span, message, { fixes: stopFixes(parts, { uri, entry }) }) }];
    }));
}

/** `podman stop -t 60 NAME` alone is what `StopTimeout=60` says. */
function stopFixes(parts: readonly UnitPart[], { uri, entry }: { uri: string; entry: UnitEntry }): Fix[] {
  const text = parts.find((part) => part.uri === uri)!.tree.text;
  const lineEnd = text.indexOf('\n', entry.span.end);
  const wholeLine = { start: entry.span.start, end: lineEnd < 0 ? text.length : lineEnd + 1 };
  const container = parts[0]!.tree.sections.find((section) => section.name === 'Container');
  const grace = /^\S*podman stop (?:-t|--time)[ =](\d+) \S+$/.exec(entry.value)?.[1];
  const remove: Fix = { title: 'Remove this line', edits: [{ ...wholeLine, newText: '' }] };
  if (grace === undefined || container === undefined || uri !== parts[0]!.uri || lastEntry(parts, 'Container', 'StopTimeout') !== undefined) return [{ ...remove, preferred: true }];
  const at = container.entries.at(-1)?.span.end ?? container.header.span.end;
  return [
    { title: `Replace with StopTimeout=${grace} in [Container]`, preferred: true, edits: [{ start: at, end: at, newText: `\nStopTimeout=${grace}` }, { ...wholeLine, newText: '' }] },
    remove,
  ];
}

/** What the generator may order by itself is named so; a file's name may be missing, or be handed on and ignored. */
const NOT_SURE = /-(?:volume|network|pod|image|build)\.service$|(?<!\.service)$/;

/**
 * `Requires=` and `BindsTo=` say what must run, `After=` when: without it both start at once. `generated` is the service,
 * in which the generator orders what the unit uses; there is none where the unit has errors.
 */
export function requiresWithoutAfter(parts: readonly UnitPart[], generated: () => string | undefined): FileProblem[] {
  const words = (key: string): readonly Located[] => flatOf(allEntries(parts, 'Unit', key), locatedWords);
  const needed = joined(words('Requires'), words('BindsTo'));
  if (needed.length === 0) return [];
  const ordered = new Set([...words('After'), ...words('Before')].map(({ value }) => unitService(value)));
  const unordered = needed.filter(({ value }) => !ordered.has(unitService(value)) && /\.(?:service|container|pod|kube)$/.test(value));
  const service = unordered.length === 0 ? undefined : generated();
  const listed = (keys: string): Set<string> => new Set([...(service ?? '').matchAll(new RegExp(`^(?:${keys})=(.*)$`, 'gm'))].flatMap(([, names]) => names!.split(/\s+/)));
  const after = listed('After');
  // A file's name that is still there is none of systemd's: it is ignored, order or not.
  const handedOn = listed('Requires|BindsTo');
  const isOpen = (name: string): boolean => (service === undefined ? !NOT_SURE.test(name) : !after.has(unitService(name)) && (name.endsWith('.service') || !handedOn.has(name)));
  return unordered
    .filter(({ value }) => isOpen(value))
    .map((place) => {
      const message = `\`${place.value}\` is required, but nothing says that it starts first: both start at once, and this one may find nobody to talk to. Add \`After=${place.value}\`.`;
      const line = allEntries(parts, 'Unit', 'Requires').concat(allEntries(parts, 'Unit', 'BindsTo')).find(({ uri, entry }) => uri === place.uri && entry.span.start <= place.start && place.end <= entry.span.end)!;
      const fixes: Fix[] = [{ title: `Add After=${place.value}`, preferred: true, safe: true, edits: [{ start: line.entry.span.end, end: line.entry.span.end, newText: `\nAfter=${place.value}` }] }];
      return { uri: place.uri, problem: problem('requires-without-after', place, message, { fixes }) };
    });
}

/** A template (`x@.service`) is started only as an instance (`x@1.service`): a dependency on it is dropped by systemd. */
export function dependsOnTemplate(parts: readonly UnitPart[]): FileProblem[] {
  const found: FileProblem[] = [];
  if (!hasLetter(parts, '@')) return found;
  const said = new Said(parts, 'Unit');
  for (const key of NAMING) {
    for (const placed of said.all(key)) {
      if (!placed.entry.value.includes('@.')) continue;
      for (const place of locatedWords(placed)) {
        if (!/^[^@%]+@\.\w+$/.test(place.value)) continue;
        const message = `\`${place.value}\` is a template, which never runs itself: \`${key}=\` on it has no effect. Name an instance, as in \`${place.value.replace('@', '@1')}\`.`;
        found.push({ uri: place.uri, problem: problem('conflicts-with-template', place, message) });
      }
    }
  }
  return found;
}

const NAMING = ['Conflicts', 'Requires', 'Wants', 'BindsTo', 'PartOf', 'After', 'Before', 'Requisite', 'Upholds'] as const;

/** A user's manager knows `default.target`; `multi-user.target` belongs to the system's. */
export function wantedByNoUserTarget(parts: readonly UnitPart[], root: boolean): FileProblem[] {
  if (root) return [];
  const targets = flatOf(joined(allEntries(parts, 'Install', 'WantedBy'), allEntries(parts, 'Install', 'RequiredBy')), locatedWords);
  if (targets.some(({ value }) => value === 'default.target')) return [];
  return targets.filter(({ value }) => value === 'multi-user.target' || value === 'graphical.target').map((place) => ({
    uri: place.uri,
    problem: problem('wanted-by-no-user-target', place, `A user’s systemd has no \`${place.value}\`: in \`~/.config/containers/systemd\` this unit is never started at boot. Use \`default.target\`, which also works for root.`, {
      fixes: [{ title: 'Use default.target', preferred: true, safe: true, edits: [{ start: place.start, end: place.end, newText: 'default.target' }] }],
    }),
  }));
}

const seconds = (place: Located | undefined): number | undefined => (place === undefined ? undefined : parseDuration(place.value));

/** `TimeoutStopSec=` in systemd against the grace that the program itself is given. */
export function stopTimeoutTooShort(parts: readonly UnitPart[]): FileProblem[] {
  const get = (section: string, key: string): Located | undefined => {
    const placed = lastEntry(parts, section, key);
    return placed === undefined ? undefined : located(placed);
  };
  const timeout = get('Service', 'TimeoutStopSec') ?? get('Service', 'TimeoutSec');
  const limit = seconds(timeout);
  if (timeout === undefined || limit === undefined || limit === 0 || limit === Infinity) return [];
  const grace = graceOf(parts);
  if (grace === undefined || grace.value < limit) return [];
  const message = `systemd kills the service after ${formatDuration(limit)}, but \`${grace.written}\` gives the program ${formatDuration(grace.value)} to end: it would be killed midway. Make \`TimeoutStopSec=\` longer than that.`;
  const longer = grace.value / 1_000_000 + 15;
  return [{ uri: timeout.uri, problem: problem('stop-timeout-too-short', timeout, message, {
    related: [{ uri: grace.uri, start: grace.start, end: grace.end, message: `the program’s own grace: ${formatDuration(grace.value)}` }],
    fixes: [{ title: `Set it to ${longer}`, preferred: true, edits: [{ start: timeout.start, end: timeout.end, newText: String(longer) }] }],
  }) }];
}

/** How long the program is given to end: by `StopTimeout=`, or by a `podman stop -t` in the unit. */
function graceOf(parts: readonly UnitPart[]): (Located<number> & { readonly written: string }) | undefined {
  const stop = lastEntry(parts, 'Container', 'StopTimeout');
  if (stop !== undefined) {
    const place = located(stop);
    return /^\d+$/.test(place.value) ? { ...place, value: Number(place.value) * 1_000_000, written: `StopTimeout=${place.value}` } : undefined;
  }
  for (const placed of allEntries(parts, 'Service', 'ExecStop')) {
    const match = /\bpodman\b[^|;&]*?\bstop\b[^|;&]*?\s((?:-t|--time)[= ]?(\d+))\b/.exec(placed.entry.value);
    if (match !== null) return { ...located(placed), value: Number(match[2]) * 1_000_000, written: `podman stop ${match[1]}` };
  }
  return undefined;
}
