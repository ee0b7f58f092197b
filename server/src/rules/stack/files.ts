import type { Snapshot } from '../../model/snapshot.ts';
import { optionOf } from '../../stack/command.ts';
import { imageVersion, postgresRun, redisRun } from '../../stack/programs.ts';
import { fileFor } from '../../stack/host-files.ts';
import { isOfDockerHub } from '../../stack/image.ts';
import { environmentFilesOf, mountedConfig } from '../../stack/queries.ts';
import { allEntries, type UnitPart } from '../../stack/entries.ts';
import type { Container, Located, MountedVolume } from '../../stack/types.ts';
import { variableOf } from '../../stack/variables.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';
import { own } from '../../syntax/own.ts';

/** The images that their programs' own projects publish; what their entry points do is known. */
const OFFICIAL: ReadonlySet<string> = new Set(['postgres', 'redis', 'mariadb', 'mysql', 'mongo', 'nginx']);

function officialName({ image }: Container): string | undefined {
  if (image === undefined || image.value.transport !== undefined) return undefined;
  const { path } = image.value;
  if (!isOfDockerHub(image.value)) return undefined;
  if (path === 'valkey/valkey') return 'valkey';
  const name = path.startsWith('library/') ? path.slice('library/'.length) : path;
  return OFFICIAL.has(name) ? name : undefined;
}

const clean = (path: string): string => (path.length > 1 && path.endsWith('/') ? path.replace(/\/+$/, '') : path);
/** Whether a path lies in a mount. */
const isWithin = (path: string, target: string): boolean => clean(path) === clean(target) || clean(path).startsWith(`${clean(target)}/`);
/** The mount that a path lies in: of several the innermost, which covers what the others have there. */
const mountAt = (container: Container, path: string): Located<MountedVolume> | undefined =>
  container.volumes.filter(({ value }) => isWithin(path, value.target)).sort((a, b) => clean(b.value.target).length - clean(a.value.target).length)[0];
const isSecretAt = (container: Container, path: string): boolean => container.secrets.some(({ value }) => value.type === 'mount' && secretPath(value.target ?? value.name) === path);
/** A secret's target is a path, or a name below /run/secrets. */
const secretPath = (target: string): string => (target.startsWith('/') ? target : `/run/secrets/${target}`);

/** A mounted redis.conf that no command names, or a postgresql.conf beside the data: the program starts without it. */
export function configNotRead(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const name = officialName(container);
  if (container.entrypoint !== undefined || (name !== 'redis' && name !== 'valkey' && name !== 'postgres')) return [];
  const kind = name === 'postgres' ? 'postgres' : 'redis';
  const words = container.exec?.words.map(({ value }) => value) ?? [];
  // Behind a shell or a script anything may read it, and a variable may name it.
  if (container.exec?.isBehindShell === true || words.some((word) => /\bsh$|\.sh$|[|&;$]/.test(word))) return [];
  return container.volumes.flatMap((volume): FileProblem[] => {
    const { target, kind: mount } = volume.value;
    if (mount !== 'bind' || !/\.conf$/.test(target) || /pg_hba|pg_ident|users\.acl/.test(target)) return [];
    const file = fileFor(snapshot, path, volume.value.source);
    if (file !== undefined && file.kind !== kind) return [];
    if (kind === 'postgres' && isInDataFolder(snapshot, container, path, target)) return [];
    if (words.some((word) => word.includes(target)) || (kind === 'postgres' && (target.startsWith('/var/lib/postgresql/') || /(?:^|\/)conf\.d\//.test(target)))) return [];
    // A configuration that another one includes, or whose folder is named, is read by way of that.
    const main = mountedConfig(snapshot, container, path, kind)?.file;
    if (file === undefined || main?.uri !== file.uri) return [];
    const command = kind === 'postgres' ? `Exec=postgres -c config_file=${target}` : `Exec=${name}-server ${target}`;
    const message = `Nothing tells the program to read \`${target}\`: the image starts it with ${kind === 'postgres' ? 'the configuration beside the data' : 'its defaults'}. Add \`${command}\`.`;
    const at = container.exec === undefined ? { start: volume.end, end: volume.end } : undefined;
    return [{ uri: volume.uri, problem: problem('config-not-read', volume, message, { fixes: at === undefined ? [] : [{ title: `Add ${command}`, preferred: true, edits: [{ ...at, newText: `\n${command}` }] }] }) }];
  });
}

/** PostgreSQL reads the postgresql.conf of the folder that `-D` names, else `PGDATA` (its manual, "File Locations"). */
function isInDataFolder(snapshot: Snapshot, container: Container, path: string, target: string): boolean {
  const folder = optionOf(container.exec?.words ?? [], '-D')?.value ?? variableOf(snapshot, container, path, 'PGDATA');
  return folder !== undefined && target === `${clean(folder)}/postgresql.conf`;
}

/** Where a program keeps its data, and the VOLUME that its image declares for it. */
interface DataPlace {
  readonly data: string;
  readonly volume: string;
}

const DATA: Readonly<Record<string, DataPlace & { readonly name: string }>> = {
  mariadb: { name: 'MariaDB', data: '/var/lib/mysql', volume: '/var/lib/mysql' }, mysql: { name: 'MySQL', data: '/var/lib/mysql', volume: '/var/lib/mysql' }, mongo: { name: 'MongoDB', data: '/data/db', volume: '/data/db' },
};

/** From 18 on the image of PostgreSQL declares the folder above as VOLUME (its page, "PGDATA"); without a release in the tag it may be either. */
function postgresPlaces(container: Container, pgdata: string | undefined): readonly DataPlace[] {
  const major = imageVersion(container)?.[0];
  const before = { data: pgdata ?? '/var/lib/postgresql/data', volume: '/var/lib/postgresql/data' };
  const since18 = { data: pgdata ?? `/var/lib/postgresql/${major ?? 18}/docker`, volume: '/var/lib/postgresql' };
  return major === undefined ? [before, since18] : [major < 18 ? before : since18];
}

/**
 * Podman makes an anonymous volume of each VOLUME of an image at whose very path nothing is mounted (podman-run(1),
 * `--image-volume`): within a mount of the folder above it covers that.
 */
function isKept(container: Container, { data, volume }: DataPlace): boolean {
  const mount = mountAt(container, data);
  if (mount === undefined) return false;
  const isDeclared = !container.podmanArgs.some(({ value }) => value.startsWith('--image-volume'));
  return !isDeclared || !isWithin(data, volume) || isWithin(mount.value.target, volume);
}

/** A database whose data lies on no volume: the generated service runs it with `--rm`, which takes anonymous volumes with it. */
export function dataNotKept(snapshot: Snapshot, container: Container, path: string, parts: readonly UnitPart[]): FileProblem[] {
  const name = officialName(container);
  if (name === undefined || container.image === undefined || container.podmanArgs.some(({ value }) => /^--(?:volumes-from|rootfs)/.test(value))) return [];
  if (name === 'redis' || name === 'valkey') {
    const run = redisRun(snapshot, container, path);
    const wanted = run.setting('appendonly')?.value.toLowerCase() === 'yes' ? run.setting('appendonly') : undefined;
    const folder = run.setting('dir')?.value ?? '/data';
    if (wanted === undefined || !folder.startsWith('/') || mountAt(container, folder) !== undefined) return [];
    return [{ uri: wanted.uri, problem: problem('data-not-kept', wanted, `The append-only file goes to \`${folder}\`, where \`${container.unit}\` mounts nothing: the service runs the container with \`--rm\`, and the data is gone each time it stops. Mount a volume there.`) }];
  }
  // A command of another name is a client of the same image: a dump, a shell.
  const command = container.exec?.words[0]?.value;
  if (container.entrypoint !== undefined || (command !== undefined && !/^-|^(?:postgres|mysqld|mariadbd|mongod)$/.test(command))) return [];
  if (name === 'postgres') return postgresNotKept(snapshot, container, path, parts);
  const known = own(DATA, name);
  return known === undefined || isKept(container, known) ? [] : notKept(container, parts, known.name, known);
}

function postgresNotKept(snapshot: Snapshot, container: Container, path: string, parts: readonly UnitPart[]): FileProblem[] {
  const pgdata = variableOf(snapshot, container, path, 'PGDATA');
  const places = postgresPlaces(container, pgdata);
  const [place] = places;
  if (place === undefined || places.some((candidate) => isKept(container, candidate)) || postgresDataPath(snapshot, container, path).length > 0) return [];
  // A file or argument that is not read here may name a folder on one of the other mounts.
  const isHidden = container.podmanArgs.some(({ value }) => /PGDATA|^--env-file/.test(value)) || container.environmentFiles.length > environmentFilesOf(snapshot, container, path).length;
  if (pgdata === undefined && isHidden && container.volumes.some(({ value }) => !value.options.includes('ro') && !isWithin(place.data, value.target))) return [];
  return notKept(container, parts, 'PostgreSQL', place.data === pgdata ? place : { ...place, data: place.volume });
}

/** Says that data is lost: at the mount that does not reach it, else at the image. */
function notKept(container: Container, parts: readonly UnitPart[], program: string, { data, volume }: DataPlace): FileProblem[] {
  const isTmpfs = allEntries(parts, 'Container', 'Tmpfs').map(({ entry }) => entry.value.split(':')[0]!).some((target) => isWithin(data, target) || isWithin(target, data));
  const isInside = container.volumes.some(({ value }) => isWithin(value.target, data) && clean(value.target) !== clean(data) && value.kind !== 'bind');
  if (isTmpfs || isInside) return [];
  const above = mountAt(container, data);
  const place = above ?? container.image!;
  const message = above === undefined
    ? `${program} keeps its data in \`${data}\`, where nothing is mounted: the service runs the container with \`--rm\`, and the data is gone each time it stops. Mount a volume there.`
    : `${program} keeps its data in \`${data}\`, where the image puts a volume of its own over this mount: the service runs the container with \`--rm\`, which removes that volume, and the data is gone each time it stops. Mount this one at \`${volume}\`.`;
  return [{ uri: place.uri, problem: problem('data-not-kept', place, message) }];
}

const isNewLayout = (container: Container): boolean => (imageVersion(container)?.[0] ?? 0) >= 18;

/** From 18 on the official image keeps data in /var/lib/postgresql/MAJOR/docker and stops where the old folder is mounted. */
export function postgresDataPath(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  if (officialName(container) !== 'postgres' || !isNewLayout(container)) return [];
  const volume = container.volumes.find(({ value }) => clean(value.target) === '/var/lib/postgresql/data');
  if (volume === undefined || variableOf(snapshot, container, path, 'PGDATA') !== undefined) return [];
  const text = volume.value.target;
  const message = `The image of PostgreSQL ${imageVersion(container)![0]} keeps its data in \`/var/lib/postgresql/${imageVersion(container)![0]}/docker\` and stops with an error where \`${text}\` is mounted. Mount the volume at \`/var/lib/postgresql\`; data of an older release has to be upgraded or restored into it.`;
  return [{ uri: volume.uri, problem: problem('postgres-data-path', volume, message) }];
}

/** `POSTGRES_PASSWORD_FILE=/run/secrets/x` without the secret that puts the file there. */
export function secretFileNotMounted(container: Container): FileProblem[] {
  const found: FileProblem[] = [];
  if (!container.environment.namesFiles) return found;
  for (const place of container.environment.variables) {
    const { name, value } = place.value;
    if (!name.endsWith('_FILE') || !/^\/run\/secrets\/[\w.-]+$/.test(value) || isSecretAt(container, value) || mountAt(container, value) !== undefined || container.podmanArgs.some((word) => /secret/.test(word.value))) continue;
    const secret = value.slice(value.lastIndexOf('/') + 1);
    const asVariable = container.secrets.find((other) => other.value.name === secret);
    const message = `Nothing puts a file at \`${value}\`: ${asVariable === undefined ? `\`Secret=${secret}\` would` : `\`Secret=${secret}\` is handed over as a variable here (\`type=env\`)`}. The program stops when it cannot read it.`;
    const fixes = asVariable === undefined ? [{ title: `Add Secret=${secret}`, preferred: true, edits: [{ start: place.end, end: place.end, newText: `\nSecret=${secret}` }] }] : [];
    const isPlain = place.end - place.start === name.length + 1 + value.length;
    found.push({ uri: place.uri, problem: problem('secret-file-not-mounted', place, message, { fixes: isPlain ? fixes : [] }) });
  }
  return found;
}

/** PostgreSQL refuses a key that others may read; Podman mounts secrets as 0444 of root unless told otherwise. */
export function postgresKeyReadable(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const run = postgresRun(snapshot, container, path);
  const key = run.settings.get('ssl_key_file');
  if (key === undefined || !/^(?:on|true|yes|1)$/i.test(run.settings.get('ssl')?.value ?? '')) return [];
  const secret = container.secrets.find(({ value }) => value.type === 'mount' && secretPath(value.target ?? value.name) === key.value);
  if (secret === undefined) return [];
  const options = snapshot.file(secret.uri)?.text.slice(secret.start, secret.end) ?? '';
  const mode = /(?:^|,)mode=0?o?([0-7]{3,4})(?:,|$)/.exec(options)?.[1];
  const isRoots = !/(?:^|,)uid=(?!0(?:,|$))/.test(options);
  const bits = parseInt(mode ?? '444', 8);
  if ((bits & (isRoots ? 0o037 : 0o077)) === 0) return [];
  const message = `PostgreSQL refuses a private key that others may read, and Podman mounts this secret ${mode === undefined ? 'with mode 0444 of root, its default' : `with mode ${mode.padStart(4, '0')}`}: the server does not start. Set \`uid=\` to the server’s user and \`mode=0400\` (in the official image 999, in its alpine variant 70).`;
  return [{ uri: secret.uri, problem: problem('postgres-key-readable', secret, message, { related: [{ uri: key.uri, start: key.start, end: key.end, message: 'the key that the server reads' }] }) }];
}
