import { parseVersion, type Product, type Version } from '../model/version.ts';
import { own } from '../syntax/own.ts';

/** The parts of an image reference. */
export interface Image {
  /** As written. */
  readonly reference: string;
  /** `docker.io`, `registry.example.com:5000`; undefined for a short name. */
  readonly registry: string | undefined;
  /** `library/postgres` */
  readonly path: string;
  /** The last part of the path: `postgres`. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** A transport such as `docker-archive:`; undefined for a registry's image. */
  readonly transport: string | undefined;
}

/**
 * Splits `[registry/]path[:tag][@digest]`. The first part is a registry where it has a dot or a colon or is
 * `localhost`, as github.com/distribution/reference reads it.
 */
export function parseImage(reference: string): Image {
  const transport = /^(docker-archive|docker-daemon|dir|oci|oci-archive|containers-storage|sif|docker):/.exec(reference)?.[1];
  let rest = transport === undefined ? reference : reference.slice(transport.length + 1).replace(/^\/\//, '');
  const at = rest.indexOf('@');
  const digest = at < 0 ? undefined : rest.slice(at + 1);
  if (at >= 0) rest = rest.slice(0, at);
  const colon = rest.lastIndexOf(':');
  const tag = colon > rest.lastIndexOf('/') ? rest.slice(colon + 1) : undefined;
  if (tag !== undefined) rest = rest.slice(0, colon);
  const slash = rest.indexOf('/');
  const first = slash < 0 ? '' : rest.slice(0, slash);
  const registry = first === 'localhost' || /[.:]/.test(first) ? first : undefined;
  const path = registry === undefined ? rest : rest.slice(slash + 1);
  return { reference, registry, path, name: path.slice(path.lastIndexOf('/') + 1), tag, digest, transport };
}

/** The image names of the programs whose configuration we read; a tag of theirs is the program's version. */
const PRODUCT_OF_IMAGE: Readonly<Record<string, Product>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  redis: 'redis',
  valkey: 'valkey',
  pgbouncer: 'pgbouncer',
};

/** Images built on PostgreSQL whose tags lead with its major version, or carry it after `pg`. */
const POSTGRES_LIKE = new Set(['postgis', 'pgvector', 'timescaledb', 'timescaledb-ha', 'pgvecto-rs', 'vectorchord', 'postgres-backup-local']);

/** Whether an image is Docker Hub's, which is also where most look for a short name. */
export const isOfDockerHub = ({ registry }: Image): boolean => registry === undefined || registry === 'docker.io';

export interface ImageProduct {
  readonly product: Product;
  /** From the tag; undefined for `latest` and the like. */
  readonly version: Version | undefined;
}

/** Which of the known programs an image runs. */
export function productOfImage(image: Image): ImageProduct | undefined {
  const product = own(PRODUCT_OF_IMAGE, image.name);
  if (product !== undefined) return { product, version: image.tag === undefined ? undefined : parseVersion(image.tag) };
  if (!POSTGRES_LIKE.has(image.name) || image.name === 'postgres-backup-local') return undefined;
  const major = /(?:^|[-.])pg(\d{2})(?:$|[-.])/.exec(image.tag ?? '')?.[1] ?? (image.name === 'postgis' ? /^(\d{2})-/.exec(image.tag ?? '')?.[1] : undefined);
  return { product: 'postgres', version: major === undefined ? undefined : [Number(major)] };
}
