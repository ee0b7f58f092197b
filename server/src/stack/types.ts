import type { Connection } from './connections.ts';
import type { Environment } from './assignments.ts';
import type { Image } from './image.ts';

/** A value and where it stands. */
export interface Located<T = string> {
  readonly value: T;
  readonly uri: string;
  readonly start: number;
  readonly end: number;
}

/** A host port, or a range of them, that leads into a container. */
export interface PublishedPort {
  /** The address that it listens on; undefined: all. */
  readonly ip: string | undefined;
  /** First and last host port; undefined where Podman picks one. */
  readonly host: readonly [number, number] | undefined;
  readonly container: readonly [number, number];
  readonly protocol: string;
}

/** Something mounted into a container. */
export interface MountedVolume {
  readonly kind: 'bind' | 'volume' | 'anonymous' | 'tmpfs' | 'other';
  /** As written: a path, a volume's name, a unit's file name. */
  readonly source: string;
  /** The path within the container. */
  readonly target: string;
  readonly options: readonly string[];
}

export interface UsedNetwork {
  /** As written, without options: `app.network`, `host`, `container:web`, `mynet`. */
  readonly name: string;
  readonly options: readonly string[];
}

export interface UsedSecret {
  readonly name: string;
  readonly type: 'mount' | 'env';
  /** The variable or path that it becomes. */
  readonly target: string | undefined;
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  /** The secret that stands readable in it. */
  readonly clear: 'value' | 'password' | undefined;
}

/** The words of a command as the container's program gets them. */
export interface Command {
  readonly words: readonly Located[];
  /** The whole value. */
  readonly place: Located;
  /** Whether `sh -c` starts it: nothing can be added at the end of the value. */
  readonly isBehindShell: boolean;
}

/** What a program is, as far as rules know it. */
export type Program =
  | 'postgres' | 'redis' | 'pgbouncer' | 'nginx' | 'celery-worker' | 'celery-beat' | 'flower' | 'daphne' | 'gunicorn' | 'uvicorn' | 'other';

/** A `.container` unit with its drop-ins, as the rules on the stack see it. */
export interface Container {
  readonly uri: string;
  /** `postgres.container` */
  readonly unit: string;
  /** `postgres.service` */
  readonly service: string;
  /** The name in `podman ps`; undefined where it depends on a specifier. */
  readonly name: string | undefined;
  /** All the names by which others on its networks reach it; of one in a pod, the others of that alone. */
  readonly hosts: readonly Located[];
  readonly image: Located<Image> | undefined;
  readonly program: Program;
  readonly pod: Located | undefined;
  readonly networks: readonly Located<UsedNetwork>[];
  readonly ports: readonly Located<PublishedPort>[];
  readonly volumes: readonly Located<MountedVolume>[];
  readonly secrets: readonly Located<UsedSecret>[];
  /** What its `Environment=` lines assign. */
  readonly environment: Environment;
  readonly environmentFiles: readonly Located[];
  /** What `Environment=` and the URLs of the command line tell it to connect to. */
  readonly connections: readonly Connection[];
  readonly exec: Command | undefined;
  readonly entrypoint: Located | undefined;
  readonly health: Located | undefined;
  /** Bytes; undefined: no limit. */
  readonly memory: Located<number> | undefined;
  /** Memory and swap together, in bytes; -1: no limit. */
  readonly memorySwap: Located<number> | undefined;
  /** CPUs that it may use at most. */
  readonly cpus: Located<number> | undefined;
  /** Bytes of /dev/shm; Infinity: no limit. */
  readonly shmSize: Located<number> | undefined;
  /** `[Unit]` references: directive → names of units as written. */
  readonly relations: Readonly<Record<Relation, readonly Located[]>>;
  readonly podmanArgs: readonly Located[];
  /** `name:address` of `AddHost=`. */
  readonly addedHosts: readonly Located[];
  /** `nofile=1024:4096` of `Ulimit=`. */
  readonly ulimits: readonly Located[];
}

/** A `.pod` unit: what its containers share. A `.kube` is one too, as far as its unit says. */
export interface Pod {
  readonly uri: string;
  /** `web.pod` */
  readonly unit: string;
  readonly networks: readonly Located<UsedNetwork>[];
  readonly ports: readonly Located<PublishedPort>[];
  /** The names by which others on its networks reach all that is in it. */
  readonly hosts: readonly Located[];
  /** Bytes of the /dev/shm that its containers share; Infinity: no limit. */
  readonly shmSize: Located<number> | undefined;
  readonly podmanArgs: readonly Located[];
  /** `name:address` of `AddHost=`. */
  readonly addedHosts: readonly Located[];
  /** The names of units that `Conflicts=` keeps from running beside it. */
  readonly conflicts: readonly Located[];
}

export const RELATIONS = ['After', 'Before', 'Requires', 'Wants', 'BindsTo', 'PartOf', 'Upholds', 'Requisite', 'Conflicts', 'OnFailure'] as const;
export type Relation = (typeof RELATIONS)[number];
