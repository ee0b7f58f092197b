import type { Snapshot } from '../../model/snapshot.ts';
import { imageVersion, postgresRun, redisRun } from '../../stack/programs.ts';
import { fileFor } from '../../stack/host-files.ts';
import { mountedConfig } from '../../stack/queries.ts';
import { allEntries, type UnitPart } from '../../stack/entries.ts';
import type { Container, Located, MountedVolume } from '../../stack/types.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';
import { own } from '../../syntax/own.ts';

/** The images that their programs' own projects publish; what their entry points do is known. */
const OFFICIAL: ReadonlySet<string> = new Set(['postgres', 'redis', 'mariadb', 'mysql', 'mongo', 'nginx']);

function officialName({ image }: Container): string | undefined {
  if (image === undefined || image.value.transport !== undefined) return undefined;
  const { registry, path } = image.value;
  if (registry !== undefined && registry !== 'docker.io') return undefined;
  if (path === 'valkey/valkey') return 'valkey';
  const name = path.startsWith('library/') ? path.slice('library/'.length) : path;
  return OFFICIAL.has(name) ? name : undefined;
}

const clean = (path: string): string => (path.length > 1 && path.endsWith('/') ? path.replace(/\/+$/, '') : path);
/** Whether a path lies in a mount. */
const isWithin = (path: string, target: string): boolean => clean(path) === clean(target) || clean(path).startsWith(`${clean(target)}/`);
const mountAt = (container: Container, path: string): Located<MountedVolume> | undefined => container.volumes.find(({ value }) => isWithin(path, value.target));
const isSecretAt = (container: Container, path: string): boolean => container.secrets.some(({ value }) => value.type === 'mount' && secretPath(value.target ?? value.name) === path);
/** A secret's target is a path, or a name below /run/secrets. */
const secretPath = (target: string): string => (target.startsWith('/') ? target : `/run/secrets/${target}`);

/** A mounted redis.conf that no command names, or a postgresql.conf beside the data: the program starts without it. */
export function configNotRead(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const name = officialName(container);
  if (container.entrypoint !== undefined || (name !== 'redis' && name !== 'valkey' && name !== 'postgres')) return [];
  const kind = name === 'postgres' ? 'postgres' : 'redis';
  const words = container.exec?.words.map(({ value }) => value) ?? [];
  // Behind a shell or a script anything may read it.
  if (words.some((word) => /\bsh$|\.sh$|[|&;]/.test(word))) return [];
  return container.volumes.flatMap((volume): FileProblem[] => {
    const { target, kind: mount } = volume.value;
    if (mount !== 'bind' || !/\.conf$/.test(target) || /pg_hba|pg_ident|users\.acl/.test(target)) return [];
    const file = fileFor(snapshot, path, volume.value.source);
    if (file !== undefined && file.kind !== kind) return [];
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

const DATA: Readonly<Record<string, { readonly name: string; readonly path: string }>> = {
  postgres: { name: 'PostgreSQL', path: '/var/lib/postgresql/data' }, mariadb: { name: 'MariaDB', path: '/var/lib/mysql' }, mysql: { name: 'MySQL', path: '/var/lib/mysql' }, mongo: { name: 'MongoDB', path: '/data/db' },
};

/** A database whose data lies on no volume: the generated service runs it with `--rm`, which takes anonymous volumes with it. */
export function dataNotKept(snapshot: Snapshot, container: Container, path: string, parts: readonly UnitPart[]): FileProblem[] {
  const name = officialName(container);
  if (name === undefined || container.image === undefined || container.podmanArgs.some(({ value }) => /^--(?:volumes-from|rootfs)/.test(value))) return [];
  const tmpfs = allEntries(parts, 'Container', 'Tmpfs').map(({ entry }) => entry.value.split(':')[0]!);
  const say = (program: string, folder: string): FileProblem[] =>
    mountAt(container, folder) !== undefined || tmpfs.some((target) => isWithin(folder, target)) || container.volumes.some(({ value }) => isWithin(value.target, folder) && value.target !== folder && value.kind !== 'bind')
      ? []
      : [{ uri: container.image!.uri, problem: problem('data-not-kept', container.image!, `${program} keeps its data in \`${folder}\`, where nothing is mounted: the service runs the container with \`--rm\`, and the data is gone each time it stops. Mount a volume there.`) }];
  if (name === 'redis' || name === 'valkey') {
    const run = redisRun(snapshot, container, path);
    const wanted = run.setting('appendonly')?.value.toLowerCase() === 'yes' ? run.setting('appendonly') : undefined;
    const folder = run.setting('dir')?.value ?? '/data';
    if (wanted === undefined || !folder.startsWith('/') || mountAt(container, folder) !== undefined) return [];
    return [{ uri: wanted.uri, problem: problem('data-not-kept', wanted, `The append-only file goes to \`${folder}\`, where \`${container.unit}\` mounts nothing: the service runs the container with \`--rm\`, and the data is gone each time it stops. Mount a volume there.`) }];
  }
  const known = own(DATA, name);
  // A command of another name is a client of the same image: a dump, a shell.
  const command = container.exec?.words[0]?.value;
  if (known === undefined || container.entrypoint !== undefined || (command !== undefined && !/^-|^(?:postgres|mysqld|mariadbd|mongod)$/.test(command))) return [];
  const given = container.environment.valueOf('PGDATA');
  if (name === 'postgres' && isNewLayout(container)) return given === undefined ? say(known.name, '/var/lib/postgresql') : say(known.name, given);
  return say(known.name, given ?? known.path);
}

const isNewLayout = (container: Container): boolean => (imageVersion(container)?.[0] ?? 0) >= 18;

/** From 18 on the official image keeps data in /var/lib/postgresql/MAJOR/docker and stops where the old folder is mounted. */
export function postgresDataPath(container: Container): FileProblem[] {
  if (officialName(container) !== 'postgres' || !isNewLayout(container) || container.environment.valueOf('PGDATA') !== undefined) return [];
  const volume = container.volumes.find(({ value }) => clean(value.target) === '/var/lib/postgresql/data');
  if (volume === undefined) return [];
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
