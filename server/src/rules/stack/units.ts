import { isDropIn } from '../../model/files.ts';
import { nearestName } from '../../model/nearest.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { locatedWord, Said, wordsListed, type UnitPart } from '../../stack/entries.ts';
import { containersByHost } from '../../stack/hosts.ts';
import { unitService } from '../../stack/names.ts';
import { containerAt, mountsOfVolume, fileOfUnit } from '../../stack/queries.ts';
import { makersOf, SERVICES, stemOf, unitsOfStem, type MadeService } from '../../stack/services.ts';
import { RELATIONS, type Container, type Located } from '../../stack/types.ts';
import { parseUnit } from '../../syntax/unit.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** Two units whose containers have one name: `podman run --replace` of the second removes the first's. */
export function containerNameTwice(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const { name } = container;
  if (name === undefined || container.unit.includes('@')) return [];
  const own = container.hosts.find(({ value }) => value === name);
  const other = containersByHost(snapshot, path, name).find((unit) => unit.uri !== container.uri && unit.name === name && !unit.unit.includes('@'));
  if (own === undefined || other === undefined || excludes(container, other) || excludes(other, container)) return [];
  const there = other.hosts.find(({ value }) => value === name)!;
  const message = `\`${other.unit}\` calls its container \`${name}\` too: each of the two services removes the other’s container when it starts (\`podman run --replace\`). Give them names of their own.`;
  return [{ uri: own.uri, problem: problem('container-name-twice', own, message, { related: [{ uri: there.uri, start: there.start, end: there.end, message: 'the other one' }] }) }];
}

/** Whether systemd stops one when the other starts. */
const excludes = (a: Container, b: Container): boolean => a.relations.Conflicts.some(({ value }) => unitService(value) === b.service || value === b.unit);

/**
 * A dependency on a service that the stack means and does not make: `postgres.service` where `ServiceName=` says
 * otherwise, `data.service` of `data.volume`, a slip of the pen. Services of the host are not known, and pass.
 */
export function serviceNotGenerated(snapshot: Snapshot, file: SourceFile, parts: readonly UnitPart[]): FileProblem[] {
  const words: Located[] = [];
  const said = new Said(parts, 'Unit');
  for (const key of RELATIONS) {
    for (const placed of said.all(key)) for (const word of wordsListed(placed)) if (/^[\w.-]+\.service$/.test(word.value)) words.push(locatedWord(placed, word));
  }
  return words.flatMap((place): FileProblem[] => {
    if (makersOf(snapshot, file.path, place.value).length > 0) return [];
    const stem = stemOf(place.value);
    const [same] = unitsOfStem(snapshot, file.path, stem);
    if (same !== undefined) return say(place, same.service, `\`${same.unit}\` becomes \`${same.service}\`, not \`${place.value}\``);
    const near = stem.length < 5 ? undefined : nearestName(stem, unitStems(snapshot, file.path));
    const [meant] = near === undefined || !isSlip(stem, near) ? [] : unitsOfStem(snapshot, file.path, near);
    return meant === undefined ? [] : say(place, meant.service, `No unit of this stack becomes \`${place.value}\`; the nearest is \`${meant.service}\``);
  });
}

/** One letter more, less or other, or two swapped: `web2` beside `web1` is no slip. */
const isSlip = (a: string, b: string): boolean => Math.abs(a.length - b.length) <= 1 && a.replace(/\d/g, '') !== b.replace(/\d/g, '') && nearestName(a, [b]) !== undefined;

/** The names of the containers' units in the stack of a path. */
const unitStems = (snapshot: Snapshot, path: string): readonly string[] => {
  const stack = snapshot.stackOf(path);
  return snapshot.memo(`unit stems ${stack}`, () =>
    [...snapshot.files()].filter((file) => file.kind === 'quadlet' && !isDropIn(file.path) && /\.(?:container|kube)$/.test(file.name) && snapshot.stackOf(file.path) === stack).map(({ name }) => stemOf(name)));
};

const say = (place: Located, service: string, what: string): FileProblem[] => [{
  uri: place.uri,
  problem: problem('service-not-generated', place, `${what}. systemd passes over an order on a service that does not exist, and fails a requirement.`, {
    fixes: [{ title: `Use ${service}`, preferred: true, edits: [{ start: place.start, end: place.end, newText: service }] }],
  }),
}];

/**
 * Containers without `[Install]` that no other unit pulls in, in a stack whose others are started at boot. Of the
 * workspace as a whole: who starts whom is asked once.
 */
export const nothingStartsIt = (snapshot: Snapshot): FileProblem[] =>
  snapshot.memo('left alone', () => leftAlone(snapshot)).flatMap((uri) => notStarted(snapshot, uri));

/** The files of such containers: of a stack one at the most. */
function leftAlone(snapshot: Snapshot): string[] {
  const stacks = new Map<string, MadeService[]>();
  for (const made of snapshot.lookup<MadeService>(SERVICES)) {
    const stack = snapshot.stackOf(made.path);
    const list = stacks.get(stack);
    if (list === undefined) stacks.set(stack, [made]);
    else list.push(made);
  }
  return [...stacks.values()].flatMap((services) => {
    const pulled = new Set(services.flatMap(({ pulls }) => pulls));
    const isStarted = ({ installed, service, unit }: MadeService): boolean => installed || pulled.has(service) || pulled.has(unit);
    const containers = services.filter(({ unit }) => unit.endsWith('.container') && !unit.includes('@'));
    const left = containers.filter((made) => !isStarted(made));
    // Where several are not started it is no slip: somebody starts them otherwise.
    return left.length === 1 && containers.length > 2 ? [left[0]!.uri] : [];
  });
}

function notStarted(snapshot: Snapshot, uri: string): FileProblem[] {
  const file = snapshot.file(uri);
  const container = file === undefined ? undefined : containerAt(snapshot, file);
  if (file === undefined || container === undefined || container.pod !== undefined) return [];
  const tree = file.tree(parseUnit);
  const section = tree.sections.find(({ name }) => name === 'Container');
  // A job is started by a timer or by hand.
  const isJob = tree.sections.some(({ name, entries }) => name === 'Service' && entries.some(({ key, value }) => key === 'Type' && value === 'oneshot'));
  if (section === undefined || isJob) return [];
  const end = file.text.trimEnd().length;
  const message = 'Nothing starts this service: it has no [Install] section, and no other unit of the stack pulls it in. After a reboot it stays down.';
  return [{ uri: file.uri, problem: problem('nothing-starts-it', section.header.span, message, {
    fixes: [{ title: 'Add [Install] with WantedBy=default.target', preferred: true, edits: [{ start: end, end, newText: '\n\n[Install]\nWantedBy=default.target' }] }],
  }) }];
}

/** `Volume=name:/path` in two units, and no `.volume` unit makes it: whether they mean one volume is left to the name. */
export function volumeWithoutUnit(snapshot: Snapshot, container: Container, file: SourceFile): FileProblem[] {
  return container.volumes.flatMap((place): FileProblem[] => {
    const { kind, source } = place.value;
    if (kind !== 'volume' || !/^[a-zA-Z0-9][\w-]*$/.test(source) || fileOfUnit(snapshot, file.path, `${source}.volume`) !== undefined) return [];
    const others = mountsOfVolume(snapshot, file.path, source).filter((mounting) => mounting.container.uri !== container.uri);
    if (others[0] === undefined) return [];
    const { container: other, volume: there } = others[0];
    const message = `\`${source}\` is made by no unit: Podman creates it at the first mount, and \`${other.unit}\` shares it only by the same name. A \`${source}.volume\` unit would say that it belongs to the stack; \`podman volume prune\` removes it while nothing runs.`;
    return [{ uri: place.uri, problem: problem('volume-without-unit', place, message, { related: [{ uri: there.uri, start: there.start, end: there.end, message: 'used here too' }] }) }];
  });
}
