import type { Settings } from './settings.ts';
import type { Snapshot, SourceFile } from './snapshot.ts';
import { asNewestPatch, NEWEST, type Product, type Targets } from './version.ts';

/** The versions that a file is judged by: `--target`, else the image of the unit that mounts it, else the setting, else the newest. */
export function targetsOf(file: SourceFile, _snapshot: Snapshot, settings: Settings): Targets {
  const version = (product: Product) => asNewestPatch(settings.targets[product] ?? NEWEST[product]);
  const named = settings.targets.valkey !== undefined ? 'valkey' : settings.targets.redis !== undefined ? 'redis' : undefined;
  return {
    podman: version('podman'),
    redis: version('redis'),
    valkey: version('valkey'),
    pgbouncer: version('pgbouncer'),
    postgres: version('postgres'),
    systemd: version('systemd'),
    store: named ?? (file.name.startsWith('valkey') ? 'valkey' : 'redis'),
  };
}
