import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { hostAt, hostPlaces, mentionsOfContainer } from '../stack/host-mentions.ts';
import { imageVersion } from '../stack/programs.ts';
import { listeningOf } from '../stack/ports.ts';
import { networksOf } from '../stack/networks.ts';
import type { Container, Program } from '../stack/types.ts';
import type { Context, Hover, Location } from './types.ts';

/** The unit that a host name means. */
export function defineHost(file: SourceFile, offset: number, { snapshot }: Context): readonly Location[] {
  const found = hostAt(snapshot, file, offset);
  return found === undefined ? [] : hostPlaces(snapshot, file, found).map(({ uri, start, end }) => ({ uri, start, end }));
}

/** Every place that names the container that a host name means. */
export function hostReferences(file: SourceFile, offset: number, { snapshot }: Context, withDeclaration = false): readonly Location[] {
  const found = hostAt(snapshot, file, offset);
  if (found === undefined) return [];
  const declared = withDeclaration ? hostPlaces(snapshot, file, found) : [];
  return [...declared, ...found.containers.flatMap((container) => mentionsOfContainer(snapshot, container, file.path))].map(({ uri, start, end }) => ({ uri, start, end }));
}

/** What answers to the host name at an offset. */
export function hoverHost(file: SourceFile, offset: number, { snapshot }: Context): Hover | undefined {
  const found = hostAt(snapshot, file, offset);
  if (found === undefined) return undefined;
  const { start, end } = found.mention;
  return { start, end, markdown: found.containers.map((container) => describeTarget(snapshot, container, file.path)).join('\n\n') };
}

const NAMES: Readonly<Partial<Record<Program, string>>> = { postgres: 'PostgreSQL', redis: 'Redis', pgbouncer: 'PgBouncer', nginx: 'nginx', 'celery-worker': 'Celery worker', 'celery-beat': 'Celery beat', flower: 'Flower', daphne: 'Daphne', gunicorn: 'gunicorn', uvicorn: 'uvicorn' };

/** A container in one line: **`db.container`** — PostgreSQL 17 · service `db.service` · listens on 5432 · on `app.network`. */
export function describeTarget(snapshot: Snapshot, container: Container, path: string): string {
  const version = imageVersion(container)?.join('.');
  const program = NAMES[container.program] ?? (container.image === undefined ? undefined : `image \`${container.image.value.reference}\``);
  const listening = listeningOf(snapshot, container, path);
  const networks = networksOf(snapshot, container, path).filter((name) => name !== '');
  return [
    `**${container.unit}**${program === undefined ? '' : ` — ${program}${version === undefined || NAMES[container.program] === undefined ? '' : ` ${version}`}`}`,
    `service \`${container.service}\``,
    ...(listening === undefined ? [] : [`listens on ${listening.port}`]),
    networks.length === 0 ? 'on the default network' : `on ${networks.map((name) => `\`${name}\``).join(', ')}`,
  ].join(' · ');
}
