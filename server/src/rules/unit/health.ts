import { NONE } from '../../model/lists.ts';
import type { Fix } from '../../model/problem.ts';
import { formatDuration, parseDuration, parseGoDuration } from '../../model/values/duration.ts';
import { atLeast, type Version } from '../../model/version.ts';
import { lastEntry, located, type UnitPart } from '../../stack/entries.ts';
import type { Container, Located } from '../../stack/types.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

const last = (parts: readonly UnitPart[], section: string, key: string): Located | undefined => {
  const placed = lastEntry(parts, section, key);
  return placed === undefined ? undefined : located(placed);
};

/** systemd starts nothing again that ended by a clean stop. */
const STARTS_AGAIN = /^(?:always|on-failure|on-abnormal|on-abort)$/;

/** What happens to a container that turns unhealthy, together with systemd's own restarts (podman-run(1), `--health-on-failure`). */
export function healthOnFailure(parts: readonly UnitPart[]): FileProblem[] {
  const action = last(parts, 'Container', 'HealthOnFailure');
  if (action === undefined) return [];
  const restart = last(parts, 'Service', 'Restart')?.value;
  if (action.value === 'restart') {
    return [{ uri: action.uri, problem: problem('health-on-failure-restart', action, 'Podman restarts the container behind systemd’s back: the service counts as running all along, and what systemd knows of the start does not hold. Let Podman `kill` it and systemd start it again (`Restart=always` in [Service]).', {
      fixes: [{ title: 'Use kill', preferred: true, edits: [{ start: action.start, end: action.end, newText: 'kill' }] }],
    }) }];
  }
  if ((action.value !== 'kill' && action.value !== 'stop') || (restart !== undefined && STARTS_AGAIN.test(restart))) return [];
  return [{ uri: action.uri, problem: problem('health-kill-stays-down', action, `Podman ends an unhealthy container, and nothing starts it again: ${restart === undefined ? 'there is no `Restart=`' : `\`Restart=${restart}\` does not`}. Set \`Restart=always\` in [Service].`, { fixes: restartFixes(parts, restart) }) }];
}

function restartFixes(parts: readonly UnitPart[], restart: string | undefined): Fix[] {
  const { tree } = parts[0]!;
  if (restart !== undefined) return [];
  const service = tree.sections.find(({ name }) => name === 'Service');
  const at = service === undefined ? tree.text.trimEnd().length : (service.entries.at(-1)?.span.end ?? service.header.span.end);
  return [{ title: 'Add Restart=always', preferred: true, edits: [{ start: at, end: at, newText: service === undefined ? '\n\n[Service]\nRestart=always' : '\nRestart=always' }] }];
}

/** What systemd allows for a start where nothing is said (DefaultTimeoutStartSec=). */
const DEFAULT_START = 90_000_000;

/**
 * `Notify=healthy` makes the start last until the health check succeeds: the time that the check is given must be less
 * than what systemd waits.
 */
export function startTimeout(parts: readonly UnitPart[], container: Container, podman: Version): FileProblem[] {
  const limitPlace = last(parts, 'Service', 'TimeoutStartSec') ?? last(parts, 'Service', 'TimeoutSec');
  const limit = limitPlace === undefined ? DEFAULT_START : parseDuration(limitPlace.value);
  if (limit === undefined || limit === 0 || limit === Infinity || last(parts, 'Service', 'Type')?.value === 'oneshot') return [];
  const waits = last(parts, 'Container', 'Notify')?.value.toLowerCase() === 'healthy';
  const period = last(parts, 'Container', 'HealthStartPeriod');
  const time = period === undefined ? undefined : parseGoDuration(period.value);
  if (waits && period !== undefined && time !== undefined && time > limit) {
    const message = `The start lasts until the health check succeeds (\`Notify=healthy\`), and failures do not count for ${formatDuration(time)}; systemd ends it after ${formatDuration(limit)}${limitPlace === undefined ? ', its default' : ''}. Make \`TimeoutStartSec=\` longer than \`HealthStartPeriod=\`.`;
    const place = limitPlace ?? period;
    const seconds = Math.ceil(time / 1e6) + 30;
    const fixes: Fix[] = limitPlace === undefined ? timeoutFixes(parts, seconds) : [{ title: `Set it to ${seconds}`, preferred: true, edits: [{ start: place.start, end: place.end, newText: String(seconds) }] }];
    return [{ uri: place.uri, problem: problem('start-timeout-too-short', place, message, { fixes, ...(limitPlace === undefined ? {} : { related: [{ uri: period.uri, start: period.start, end: period.end, message: `the check is given ${formatDuration(time)}` }] }) }) }];
  }
  return limitPlace === undefined ? pullsAtStart(parts, container, podman) : [];
}

/** While it pulls, Podman asks systemd for 30 seconds more at a time, ten times at the most (libimage, `extendTimeoutSocket`; the notes of podman#19644). */
const EXTENDS_START: Version = [4, 7];

/**
 * The first start pulls the image, and the time for it may be over before a large one is there. Said only where that
 * leaves the service down: it is started at boot, and systemd does not try again.
 */
function pullsAtStart(parts: readonly UnitPart[], { image, unit }: Container, podman: Version): FileProblem[] {
  const pull = last(parts, 'Container', 'Pull')?.value;
  const restart = last(parts, 'Service', 'Restart')?.value;
  const installed = parts.some(({ tree }) => tree.sections.some(({ name, entries }) => name === 'Install' && entries.length > 0));
  if (!installed || (restart !== undefined && STARTS_AGAIN.test(restart)) || unit.includes('@')) return [];
  if (image === undefined || image.value.registry === undefined || image.value.registry === 'localhost' || image.value.transport !== undefined || pull === 'never') return [];
  const isExtended = atLeast(podman, EXTENDS_START);
  const seconds = isExtended ? 900 : 300;
  const limit = isExtended ? 'Podman asks systemd for more time while it does, 5 min at the most; a pull that takes longer is killed' : 'systemd gives it 90 s, then kills the pull';
  const message = `The first start also pulls this image: ${limit}, and without \`Restart=\` the service stays down. \`TimeoutStartSec=${seconds}\` in [Service] leaves time for ${isExtended ? 'a large image or a slow line' : 'it'}.`;
  return [{ uri: image.uri, problem: problem('start-timeout-default', image, message, { fixes: timeoutFixes(parts, seconds) }) }];
}

function timeoutFixes(parts: readonly UnitPart[], seconds: number): Fix[] {
  const { tree } = parts[0]!;
  const service = tree.sections.find(({ name }) => name === 'Service');
  const install = tree.sections.find(({ name }) => name === 'Install');
  const title = `Add TimeoutStartSec=${seconds}`;
  if (service !== undefined) {
    const at = service.entries.at(-1)?.span.end ?? service.header.span.end;
    return [{ title, preferred: true, edits: [{ start: at, end: at, newText: `\nTimeoutStartSec=${seconds}` }] }];
  }
  if (install !== undefined) return [{ title, preferred: true, edits: [{ start: install.header.span.start, end: install.header.span.start, newText: `[Service]\nTimeoutStartSec=${seconds}\n\n` }] }];
  const at = tree.text.trimEnd().length;
  return [{ title, preferred: true, edits: [{ start: at, end: at, newText: `\n\n[Service]\nTimeoutStartSec=${seconds}` }] }];
}

/** `podman auto-update` looks for a newer image of the same reference: a digest never has one. */
export function autoUpdateWithoutEffect(parts: readonly UnitPart[], { image }: Container): FileProblem[] {
  const update = last(parts, 'Container', 'AutoUpdate');
  if (update === undefined || image === undefined) return [];
  const { digest, registry, transport } = image.value;
  if (update.value === 'registry' && digest !== undefined) {
    return [{ uri: update.uri, problem: problem('auto-update-without-effect', update, 'The image is named by its digest, which is always the same image: there is never an update. Leave out the digest, or `AutoUpdate=`.') }];
  }
  if (update.value !== 'registry' || (registry !== 'localhost' && transport !== 'containers-storage')) return [];
  return [{ uri: update.uri, problem: problem('auto-update-without-effect', update, 'This image is of this host, and there is no registry to ask for a newer one: `podman auto-update` reports a failure. `local` restarts the container when the image is built anew.', {
    fixes: [{ title: 'Use local', preferred: true, edits: [{ start: update.start, end: update.end, newText: 'local' }] }],
  }) }];
}

/** What Podman takes as a name of a container, pod, volume or network. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;
const NAME_KEYS: readonly (readonly [section: string, key: string])[] = [['Container', 'ContainerName'], ['Pod', 'PodName'], ['Volume', 'VolumeName'], ['Network', 'NetworkName']];

/** Names that Podman refuses when the service starts; the generator hands them on. */
export function resourceNameRefused(parts: readonly UnitPart[], container: Container | undefined): FileProblem[] {
  const found: FileProblem[] = [];
  for (const [section, key] of NAME_KEYS) {
    const place = last(parts, section, key);
    if (place === undefined) continue;
    const name = place.value.replace(/^(["'])(.*)\1$/s, '$2');
    if (!/[%$]/.test(name) && !NAME.test(name)) found.push(refusedName(place, noName(name)));
  }
  for (const place of container?.volumes ?? NONE) {
    const { kind, source } = place.value;
    if (kind !== 'volume' || /[%$]/.test(source) || NAME.test(source.replace(/\.volume$/, ''))) continue;
    found.push(refusedName(place, source.includes('/')
      ? `\`${source}\` is neither a path (those begin with \`/\`, \`./\`, \`~\` or a specifier) nor a name that Podman takes: the service fails when it starts. For a folder beside the unit write \`./${source}\`.`
      : noName(source)));
  }
  return found;
}

const noName = (name: string): string =>
  `Podman takes no name such as \`${name}\`: a letter or digit first, then letters, digits, \`_\`, \`.\` and \`-\`. The generator hands it on, and the service fails when it starts.`;

const refusedName = (place: Located<unknown>, message: string): FileProblem => ({ uri: place.uri, problem: problem('resource-name-refused', place, message) });
