import { isForced, type Settings } from '../model/settings.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { asNewestPatch, NEWEST, type Product, type Targets, type Version } from '../model/version.ts';
import { productOfImage, type ImageProduct } from './image.ts';
import { mountingsOf } from './mounts.ts';
import { productAt } from './queries.ts';

/**
 * The versions that a file is judged by. On the command line `--target` goes first; else the image tag of the unit, or
 * of the unit that mounts the file; else the setting; else the newest release known.
 */
export function targetsOf(file: SourceFile, snapshot: Snapshot, settings: Settings): Targets {
  const products = productsFor(file, snapshot);
  let known = chosen.get(settings);
  if (known === undefined) chosen.set(settings, (known = new Map()));
  let name = file.name.startsWith('valkey') ? 'valkey' : '';
  for (const product of products) if (product !== undefined) name += ` ${product.product} ${product.version === undefined ? '' : product.version.join('.')}`;
  let targets = known.get(name);
  if (targets !== undefined) return targets;
  if (known.size > MOST_CHOICES) known.clear();
  known.set(name, (targets = chosenTargets(file, taggedVersions(products), settings)));
  return targets;
}

type Tagged = ReadonlyMap<Product, { readonly version: Version | undefined }>;

/** A tag that is typed letter by letter makes a choice of each. */
const MOST_CHOICES = 1000;

/** What was chosen under some settings, by what the images say: for thousands of files a few sets of versions. */
const chosen = new WeakMap<Settings, Map<string, Targets>>();

function chosenTargets(file: SourceFile, tagged: Tagged, settings: Settings): Targets {
  const version = (product: Product): Version => {
    const set = settings.targets[product];
    const found = isForced(settings, product) ? (set ?? tagged.get(product)?.version) : (tagged.get(product)?.version ?? set);
    return asNewestPatch(found ?? NEWEST[product]);
  };
  return {
    podman: version('podman'),
    redis: version('redis'),
    valkey: version('valkey'),
    pgbouncer: version('pgbouncer'),
    postgres: version('postgres'),
    systemd: version('systemd'),
    store: storeOf(file, tagged, settings),
  };
}

/** Redis or Valkey: as asked for, as the image says, as the file is named, as set. */
function storeOf(file: SourceFile, tagged: Tagged, settings: Settings): 'redis' | 'valkey' {
  const { targets } = settings;
  const set = targets.valkey !== undefined && targets.redis === undefined ? 'valkey' : targets.redis !== undefined && targets.valkey === undefined ? 'redis' : undefined;
  const forced = (['redis', 'valkey'] as const).filter((product) => targets[product] !== undefined && isForced(settings, product));
  if (forced.length === 1) return forced[0]!;
  if (tagged.has('valkey')) return 'valkey';
  if (tagged.has('redis')) return 'redis';
  if (file.name.startsWith('valkey')) return 'valkey';
  return set ?? 'redis';
}

/** The programs whose images say something of the file, with the version where the tag names one: the first counts. */
function taggedVersions(products: readonly (ImageProduct | undefined)[]): Tagged {
  const found = new Map<Product, { version: Version | undefined }>();
  for (const product of products) {
    if (product !== undefined && !found.has(product.product)) found.set(product.product, { version: product.version });
  }
  return found;
}

function productsFor(file: SourceFile, snapshot: Snapshot): readonly (ImageProduct | undefined)[] {
  if (file.kind === 'quadlet') return [productAt(snapshot, file)];
  return mountingsOf(snapshot, file).map(({ container: { image } }) => (image === undefined ? undefined : productOfImage(image.value)));
}
