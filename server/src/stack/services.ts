import { isDropIn, unitTypeOfPath } from '../model/files.ts';
import { Print } from '../model/print.ts';
import type { Contribution, Snapshot, SourceFile } from '../model/snapshot.ts';
import { SECTION } from '../quadlet/names.ts';
import { allEntries, lastEntry, Said, wordsListed, type UnitPart } from './entries.ts';
import { unitService } from './names.ts';

/** A unit's file and the service that it becomes, with what starts what: one for each unit, under one key. */
export class MadeService {
  constructor(
    private readonly file: SourceFile,
    readonly service: string,
    /** Whether something of the host starts it: it has an `[Install]` section. */
    readonly installed: boolean,
    /** The units and services that it pulls in, as written, a line for each: of thousands of units one string each. */
    private readonly pulled: string,
  ) {}

  get path(): string {
    return this.file.path;
  }

  get uri(): string {
    return this.file.uri;
  }

  get unit(): string {
    return this.file.name;
  }

  get pulls(): readonly string[] {
    return this.pulled === '' ? [] : this.pulled.split('\n');
  }

  /** Changes where any of this does but for the file. */
  get print(): number {
    return new Print().add(this.service).add(String(this.installed)).add(this.pulled).value;
  }
}

/** The key of all units that become services. */
export const SERVICES = 'services';

const PULLS = ['Requires', 'Wants', 'BindsTo', 'Upholds', 'Requisite'] as const;
/** Those of a unit's own section for which the generator adds what the service needs. */
const ADDED = ['Network', 'Volume', 'Image', 'Pod'] as const;

const madeKey = (service: string): string => `made:${service}`;
const stemKey = (stem: string): string => `stem:${stem}`;

/** `postgres.container` → `postgres` */
export const stemOf = (unit: string): string => unit.slice(0, unit.lastIndexOf('.'));

/** What a unit file tells of its service; nothing for what makes none. */
export function madeServices(file: SourceFile, parts: readonly UnitPart[]): Contribution<MadeService>[] {
  const type = isDropIn(file.path) ? undefined : unitTypeOfPath(file.path);
  if (type === undefined) return [];
  const own = SECTION[type];
  const named = lastEntry(parts, own, 'ServiceName')?.entry.value;
  const installed = parts.some(({ tree }) => tree.sections.some(({ name, entries }) => name === 'Install' && entries.length > 0));
  const made = new MadeService(file, named === undefined ? unitService(file.name) : `${named}.service`, installed, pulledBy(parts, own));
  const tell = (key: string, print: string | number): Contribution<MadeService> => ({ key, print, value: made });
  return [tell(madeKey(made.service), file.path), tell(stemKey(stemOf(file.name)), made.service), tell(SERVICES, made.print)];
}

/** The units and services that a unit pulls in, a line for each. */
function pulledBy(parts: readonly UnitPart[], own: string): string {
  let pulled = '';
  const unit = new Said(parts, 'Unit');
  for (const key of PULLS) {
    for (const placed of unit.all(key)) for (const { value } of wordsListed(placed)) pulled += `\n${value}`;
  }
  for (const key of ADDED) {
    for (const { entry } of allEntries(parts, own, key)) {
      const colon = entry.value.indexOf(':');
      pulled += `\n${colon === -1 ? entry.value : entry.value.slice(0, colon)}`;
    }
  }
  return pulled.slice(1);
}

const within = (snapshot: Snapshot, key: string, path: string): MadeService[] => {
  const found = snapshot.lookup<MadeService>(key);
  if (found.length === 0) return [];
  const stack = snapshot.stackOf(path);
  return found.filter((made) => snapshot.stackOf(made.path) === stack).sort((a, b) => (a.unit < b.unit ? -1 : 1));
};

/** The units of a stack that become a service of this name. */
export const makersOf = (snapshot: Snapshot, path: string, service: string): MadeService[] => within(snapshot, madeKey(service), path);

/** The units of a stack whose files have this name before the ending. */
export const unitsOfStem = (snapshot: Snapshot, path: string, stem: string): MadeService[] => within(snapshot, stemKey(stem), path);
