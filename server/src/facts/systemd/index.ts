import type { Fact } from '../schema.ts';
import loadInstall from './install.facts.json';
import loadService from './service.facts.json';
import loadServiceExec from './service-exec.facts.json';
import loadServiceKill from './service-kill.facts.json';
import loadServiceResource from './service-resource.facts.json';
import loadServiceSandbox from './service-sandbox.facts.json';
import loadUnit from './unit.facts.json';
import loadUnits from './units.facts.json';

/** What systemd makes of a value. Completion and the checks go by it. */
export type SystemdKind =
  | 'boolean'
  | 'switch' // a boolean, or one or more of `values`
  | 'enum' // exactly one of `values`
  | 'flags' // any of `values`, separated by blanks; `~` in front inverts the list
  | 'duration' // a time span; without unit seconds, or what the text says
  | 'memory' // a size with base 1024, a percentage, or `infinity`
  | 'percent' // a percentage; some also take a plain number or `infinity`
  | 'limit' // a resource limit, `soft:hard` or one for both, or `infinity`
  | 'weight' // 1 to 10000, or `idle`
  | 'count' // an integer from `min` (0) to `max`
  | 'integer' // an integer from `min` to `max`
  | 'mode' // octal access bits
  | 'signal' // a signal by name or number
  | 'statuses' // exit codes and signals
  | 'unit' // one unit
  | 'units'
  | 'path' // an absolute path, a few with `-` or `~`
  | 'paths'
  | 'binds' // SOURCE:DESTINATION:OPTIONS
  | 'directories' // relative to a base folder of systemd's
  | 'command'
  | 'env' // NAME=value assignments
  | 'env-file'
  | 'names' // names of environment variables
  | 'user' // a user or group, by name or number
  | 'cpus' // a list of numbers and ranges
  | 'capabilities'
  | 'capability'
  | 'addresses'
  | 'device' // a device node or path, then a value
  | 'credential' // NAME:SOURCE
  | 'condition' // `|` and `!` in front, then what `argument` says
  | 'urls'
  | 'words'
  | 'text' // anything, blanks included
  | 'string';

/**
 * What a second line of the same name does: `last` replaces the first; `add` adds to it, and an empty value clears the
 * list; `add-only` adds, and cannot be cleared from the file.
 */
export type SystemdRepeat = 'last' | 'add' | 'add-only';

export interface SystemdDirective extends Fact {
  readonly kind: SystemdKind;
  readonly repeat: SystemdRepeat;
  /** Of a condition: what is tested. */
  readonly argument?: SystemdKind;
  readonly min?: number;
  readonly max?: number;
  /** The first release that knows a value, for values that not all releases have. */
  readonly valuesSince?: Readonly<Record<string, string>>;
}

/** A unit that systemd or Podman ships, and the service managers that know it. */
export interface WellKnownUnit {
  readonly text: string;
  readonly managers: readonly ('system' | 'user')[];
}

/** The sections whose directives are systemd's own. */
export const SYSTEMD_SECTIONS = ['Unit', 'Service', 'Install'] as const;
export type SystemdSection = (typeof SYSTEMD_SECTIONS)[number];

/** An entry as it stands in a table: the address follows from the file, and enumerations may be shared. */
interface Row extends Omit<SystemdDirective, 'url'> {
  readonly url?: string;
  readonly valuesOf?: string;
}

const MANUAL = 'https://www.freedesktop.org/software/systemd/man/latest/';

/** The tables of each section, with the manual page that describes their directives. */
const TABLES: Readonly<Record<SystemdSection, readonly (readonly [page: string, load: () => unknown])[]>> = {
  Unit: [['systemd.unit', loadUnit]],
  Service: [
    ['systemd.service', loadService],
    ['systemd.exec', loadServiceExec],
    ['systemd.exec', loadServiceSandbox],
    ['systemd.kill', loadServiceKill],
    ['systemd.resource-control', loadServiceResource],
  ],
  Install: [['systemd.unit', loadInstall]],
};

const cache = new Map<SystemdSection, Readonly<Record<string, SystemdDirective>>>();

const isSection = (section: string): section is SystemdSection => (SYSTEMD_SECTIONS as readonly string[]).includes(section);

/** All directives of `[Unit]`, `[Service]` or `[Install]` by name; an empty record for any other section. */
export function systemdDirectives(section: string): Readonly<Record<string, SystemdDirective>> {
  if (!isSection(section)) return {};
  const known = cache.get(section);
  if (known !== undefined) return known;
  const all: Record<string, SystemdDirective> = Object.create(null) as Record<string, SystemdDirective>;
  for (const [page, load] of TABLES[section]) {
    const rows = load() as Readonly<Record<string, Row>>;
    for (const [name, { valuesOf, ...row }] of Object.entries(rows)) {
      const shared = valuesOf === undefined ? undefined : rows[valuesOf];
      all[name] = { url: `${MANUAL}${page}.html#${name}=`, ...(shared && { values: shared.values, valuesSince: shared.valuesSince }), ...row };
    }
  }
  cache.set(section, all);
  return all;
}

/** One directive, or undefined where systemd knows none of this name (exact case) in this section. */
export const systemdDirective = (section: string, name: string): SystemdDirective | undefined => systemdDirectives(section)[name];

/** The units that one may name in `After=` or `WantedBy=`, by name. */
export const wellKnownUnits = (): Readonly<Record<string, WellKnownUnit>> => loadUnits() as Readonly<Record<string, WellKnownUnit>>;

/**
 * Directives that systemd dropped long ago and still reads over with a note in the journal (`config_parse_warn_compat`
 * in its load-fragment tables): ignored, but not reported as unknown.
 */
export const DROPPED_DIRECTIVES: Readonly<Record<SystemdSection, readonly string[]>> = {
  Unit: ['IgnoreOnSnapshot'],
  Service: ['Capabilities', 'NetClass', 'BusPolicy', 'SysVStartPriority'],
  Install: [],
};
