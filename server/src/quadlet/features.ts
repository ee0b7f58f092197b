import { atLeast, parseVersion, type Version } from '../model/version.ts';

/**
 * What Podman's generator learned when. The releases are those of its release notes and, where these are silent, the
 * first whose output shows it.
 */
const SINCE = {
  /** Blanks around lines do no harm, and a comment is one even where it ends in a backslash. */
  trimsLines: '5.0.0',
  /** `KillMode="mixed"`: quotes around a single value are cut away. */
  stripsQuotes: '5.0.0',
  podUnits: '5.0.0',
  buildUnits: '5.2.0',
  /** Drop-ins in `container.d` and `web-.container.d`, not only in `web.container.d`. */
  wideDropIns: '5.2.0',
  /** Folders whose names end in `.d` hold drop-ins only. */
  skipsDropInFolders: '5.2.0',
  /** Every unit knows every other by its file name: a missing one is an error, `ServiceName=` renames. */
  unitsByName: '5.3.0',
  /** `Mount=type=image,source=x.image`. */
  imageMounts: '5.3.0',
  /** Values of `PublishPort=` and `Tmpfs=` are handed on unseen. */
  uncheckedPorts: '5.3.0',
  keepIdForRoot: '5.3.0',
  /** Every service waits for the network unless `DefaultDependencies=no`. */
  waitsForNetwork: '5.3.0',
  /** `;` begins a comment (before: `:`), comments may stand within a continued value, nothing loops. */
  plainParser: '5.4.0',
  translatedDependencies: '5.5.0',
  /** Unreadable `Environment=`, `Label=` … are logged instead of dropped silently. */
  logsUnreadable: '5.5.0',
  /** RequiresMountsFor= and SourcePath= come right after each other, before what images and networks add. */
  mountsForFirst: '5.5.0',
  /** `Environment=NAME` takes the host's value; before, it is dropped. */
  bareAssignments: '5.6.0',
  /** Containers and pods are stopped by name, not by an ID file. */
  stopsByName: '5.6.0',
  /** A `.volume` of Type=bind waits for its device's mount. */
  bindVolumesWait: '5.6.0',
  /** The more specific drop-in of a name wins wherever it lies. */
  dropInsBySpecificity: '5.6.0',
  warnsOfServiceKeys: '5.6.0',
  /** A `.pod` adds its Environment= line instead of replacing the last one. */
  podAddsEnvironment: '5.6.0',
  mountTypeOptional: '5.6.0',
  artifactUnits: '5.7.0',
  /** `Mount=` without a source is refused instead of crashing the generator. */
  checksMountSource: '5.7.0',
  /** `File=%h/Containerfile` needs no SetWorkingDirectory=. */
  fileSpecifiers: '5.7.0',
  severalYaml: '5.7.0',
  /** `web@.network` becomes `web-network@.service` and `systemd-web-%i`. */
  templateNames: '5.7.0',
  quadletsFiles: '5.8.0',
  /** Blanks are written `\x20` in quoted words, also in RequiresMountsFor=. */
  escapesBlanks: '5.8.0',
  /** Only a pair of quotes around the whole value is cut away, not every quote at its ends. */
  matchedQuotes: '5.8.2',
  emptyEntrypoint: '5.8.2',
  /** A template is not started with its pod. */
  templatesStayOut: '6.0.0',
  podKeepsRestart: '6.0.0',
  anonymousMounts: '6.0.0',
  volumeOptionsAlone: '6.0.0',
  /** `Pod=%N.pod`. */
  podSpecifier: '6.1.0',
} as const;

export type Feature = keyof typeof SINCE;

/** Which release units are compiled for, and for which manager. */
export interface Target {
  readonly podman: Version;
  /** For the system manager; else for a user's. */
  readonly root: boolean;
  /** True where the release has the feature. */
  has(feature: Feature): boolean;
  /** Which quotes around a single value are cut away: none, every one at its ends, or one pair. */
  readonly quotes: 'none' | 'all' | 'pair';
  /** Whether a device is on the host: `AddDevice=-/dev/dri` is left out where it is not. */
  readonly hasDevice: (path: string) => boolean;
}

const FEATURES = Object.entries(SINCE).map(([feature, since]) => [feature as Feature, parseVersion(since)!] as const);

/** What every Linux host has; nothing else can be known without looking. */
const COMMON_DEVICES: ReadonlySet<string> = new Set(['null', 'zero', 'full', 'random', 'urandom', 'tty', 'ptmx', 'pts', 'shm', 'mqueue', 'fd', 'stdin', 'stdout', 'stderr'].map((name) => `/dev/${name}`));

/**
 * The target of a release and mode. Make one and keep it: what is compiled for it is kept by it. Who knows the host
 * says which devices it has.
 */
export function targetOf(podman: Version, root = false, hasDevice: Target['hasDevice'] = (path) => COMMON_DEVICES.has(path)): Target {
  const known = new Set<Feature>();
  for (const [feature, since] of FEATURES) if (atLeast(podman, since)) known.add(feature);
  const quotes = known.has('matchedQuotes') ? 'pair' : known.has('stripsQuotes') ? 'all' : 'none';
  return { podman, root, quotes, hasDevice, has: (feature) => known.has(feature) };
}

/** The release that brought a feature: `5.3`. */
export const sinceOf = (feature: Feature): string => SINCE[feature].replace(/\.0$/, '');
