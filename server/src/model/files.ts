/** What a file is, hence which grammar reads it. `plain` files are known by name only (a mounted certificate, a README). */
export type FileKind =
  | 'quadlet' // .container, .pod, … and their drop-ins
  | 'quadlets' // a .quadlets file: several units, separated by --- lines
  | 'redis'
  | 'sentinel'
  | 'pgbouncer'
  | 'userlist'
  | 'postgres'
  | 'env'
  | 'nginx';

export const UNIT_TYPES = ['container', 'pod', 'volume', 'network', 'kube', 'image', 'build', 'artifact'] as const;
export type UnitType = (typeof UNIT_TYPES)[number];

const DROP_IN = new RegExp(`(?:^|/)(?:[^/]*\\.)?(${UNIT_TYPES.join('|')})\\.d/[^/]*\\.conf$`);

/** The kind of a file by its path (`/` between folders), or undefined where the name says nothing. */
export function kindOfPath(path: string): FileKind | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (unitTypeOfPath(path) !== undefined) return 'quadlet';
  if (name.endsWith('.quadlets')) return 'quadlets';
  if (/^(redis|valkey).*\.conf$/.test(name)) return 'redis';
  if (/^sentinel.*\.conf$/.test(name)) return 'sentinel';
  if (/^pgbouncer.*\.ini$/.test(name)) return 'pgbouncer';
  if (/^userlist.*\.txt$/.test(name)) return 'userlist';
  if (/^postgresql.*\.conf$/.test(name)) return 'postgres';
  if (/^nginx.*\.conf$/.test(name)) return 'nginx';
  if (name === '.env' || /^\.env\.[^/]+$/.test(name) || /^[^/]+\.env$/.test(name)) return 'env';
  return undefined;
}

const BY_ENDING: ReadonlyMap<string, UnitType> = new Map(UNIT_TYPES.map((type) => [type, type]));

/** The type that the name or path of a unit's file ends in; undefined where it is no unit. */
export function typeOfName(name: string): UnitType | undefined {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? undefined : BY_ENDING.get(name.slice(dot + 1));
}

/** The unit type of a Quadlet file by its name, or of the unit that a drop-in belongs to. */
export const unitTypeOfPath = (path: string): UnitType | undefined =>
  typeOfName(path) ?? (path.endsWith('.conf') ? (DROP_IN.exec(path)?.[1] as UnitType | undefined) : undefined);

/** True for a folder below `root` that is, or lies in, one whose name ends in `.d`: from Podman 5.2 on the generator looks for no units there. */
export const isInDropIns = (folder: string, root: string): boolean => folder.startsWith(`${root}/`) && folder.slice(root.length).split('/').some((part) => part.endsWith('.d'));

/** True for a drop-in: a `.conf` in `NAME.container.d/` or `container.d/`. */
export const isDropIn = (path: string): boolean => path.endsWith('.conf') && DROP_IN.test(path);

/** Whether a folder's name is one of folders of drop-ins. */
export const holdsDropIns = (folder: string): boolean => isDropIn(`${folder}/.conf`);

const KIND_OF_LANGUAGE: Readonly<Record<string, FileKind>> = {
  quadlet: 'quadlet',
  'redis-conf': 'redis',
  'pgbouncer-ini': 'pgbouncer',
  'pgbouncer-userlist': 'userlist',
  'postgresql-conf': 'postgres',
  dotenv: 'env',
};

/** The kind that an editor's language id stands for. */
export const kindOfLanguage = (languageId: string): FileKind | undefined => KIND_OF_LANGUAGE[languageId];

/** The folder in which a unit lies, also for a drop-in of it. */
export function homeOf({ path, folder }: { readonly path: string; readonly folder: string }): string {
  return isDropIn(path) ? folder.slice(0, Math.max(0, folder.lastIndexOf('/'))) : folder;
}
