import type { Span } from '../syntax/span.ts';
import type { Program } from '../stack/types.ts';
import { list, podmanSize, say } from '../model/values/units.ts';
import { spell, type Sum } from '../model/worst.ts';
import { reserveFor } from './safe.ts';

/** Where a figure of the budget comes from. */
export interface Source extends Span {
  readonly uri: string;
}

/** A container as the budget sees it; sizes in bytes. */
export interface BudgetService {
  readonly name: string;
  readonly program: Program;
  /** The unit, and within it the line to go to. */
  readonly source: Source;
  /** Undefined: none is set, and the container may take all of the host. */
  readonly limit: number | undefined;
  /** Memory and swap together; -1: no limit; undefined: Podman's default, twice the memory. */
  readonly memorySwap: number | undefined;
  readonly cpus: number | undefined;
  /** Undefined where nothing is known of the program. */
  readonly expected: number | undefined;
  /** What its settings allow it; undefined where nothing is known. */
  readonly worst: Sum | undefined;
  /** The line of a setting → where it stands. */
  readonly places: Readonly<Record<string, Source>>;
}

export interface ServiceBudget extends BudgetService {
  /** The most that it can take from the host: its limit, else its worst case; undefined where neither is known. */
  readonly claim: number | undefined;
  /** True where what runs inside can come to more than the limit. */
  readonly exceeds: boolean;
  /** Swap alone that it may use beyond its memory, in bytes; undefined where unlimited. */
  readonly swap: number | undefined;
  /** One line: the sum, or why there is none. */
  readonly explanation: string;
}

export interface Budget {
  readonly ram: number | undefined;
  readonly hostCpus: number | undefined;
  /** Kept for the system; 0 where the RAM is not known. */
  readonly reserve: number;
  readonly services: readonly ServiceBudget[];
  /** The sum of the limits. */
  readonly limits: number;
  readonly expected: number;
  /** Limits, and worst cases where there is no limit. */
  readonly claims: number;
  /** The sum of what the settings allow, limits or not. */
  readonly worst: number;
  readonly swap: number;
  readonly cpus: number;
  /** Containers without a limit. */
  readonly unlimited: readonly string[];
  /** RAM less reserve and claims; negative where they do not fit; undefined where the RAM is not known. */
  readonly free: number | undefined;
  /** `over`: more is promised than there is. `tight`: it fits, but not with the system's reserve, or a container may be killed at its limit, or has none. */
  readonly verdict: 'fits' | 'tight' | 'over' | 'unknown';
}

const total = (numbers: readonly (number | undefined)[]): number => numbers.reduce<number>((sum, n) => sum + (n ?? 0), 0);

function budgetOfService(service: BudgetService): ServiceBudget {
  const { limit, worst, memorySwap, program } = service;
  const exceeds = limit !== undefined && worst !== undefined && worst.total > limit;
  const explanation = worst !== undefined
    ? `${say(worst.total)}: ${spell(worst)}`
    : limit === undefined ? `nothing bounds it: ${program === 'other' ? 'an unknown program' : program} without a limit` : `${say(limit)}: its limit; nothing is known of what runs inside`;
  const swap = memorySwap === -1 ? undefined : memorySwap !== undefined ? Math.max(0, memorySwap - (limit ?? memorySwap)) : limit;
  return { ...service, claim: limit ?? worst?.total, exceeds, swap, explanation };
}

/** Who has what of the host. `ram` and `cpus` are the host's, where they are known. */
export function budgetOf(services: readonly BudgetService[], host: { readonly ram?: number; readonly cpus?: number }): Budget {
  const all = services.map(budgetOfService);
  const reserve = host.ram === undefined ? 0 : reserveFor(host.ram);
  const claims = total(all.map(({ claim }) => claim));
  const unlimited = all.filter(({ limit }) => limit === undefined).map(({ name }) => name);
  const free = host.ram === undefined ? undefined : host.ram - reserve - claims;
  const verdict = host.ram === undefined ? 'unknown' : claims > host.ram ? 'over' : free! < 0 || unlimited.length > 0 || all.some(({ exceeds }) => exceeds) ? 'tight' : 'fits';
  return {
    ram: host.ram, hostCpus: host.cpus, reserve, services: all, limits: total(all.map(({ limit }) => limit)), expected: total(all.map(({ expected, limit }) => expected ?? limit)),
    claims, worst: total(all.map(({ worst, limit }) => worst?.total ?? limit)), swap: total(all.map(({ swap }) => swap)), cpus: total(all.map(({ cpus }) => cpus)), unlimited, free, verdict,
  };
}

/** `6.5 of 8 GB`, for the status bar; `6.5 GB` where the RAM is not known. */
export function budgetShort({ claims, ram }: Budget): string {
  if (ram === undefined) return say(claims);
  const [value, unit] = say(claims).split(' ');
  const [ramValue, ramUnit] = say(ram).split(' ');
  return unit === ramUnit ? `${value} of ${ramValue} ${ramUnit}` : `${value} ${unit} of ${ramValue} ${ramUnit}`;
}

/** Those whose claim is not known, with what is expected of them: the sum of the claims is without them. */
function notCounted(services: readonly ServiceBudget[]): string {
  const open = services.filter(({ claim }) => claim === undefined);
  if (open.length === 0) return '';
  const expected = total(open.map((service) => service.expected));
  const alone = open.length === 1;
  return ` ${list(open.map(({ name }) => name))} ${alone ? 'is' : 'are'} not counted: ${expected === 0 ? 'nothing is known' : `${say(expected)} is expected`} of ${alone ? 'it' : 'them'}.`;
}

/** The answer to "does it fit?", as one sentence or two. */
export function budgetVerdict(budget: Budget): string {
  const { ram, claims, reserve, free, unlimited, services } = budget;
  if (services.length === 0) return 'There is no container to count.';
  const none = unlimited.length === 0 ? '' : ` ${list(unlimited)} ${unlimited.length === 1 ? 'has' : 'have'} no limit: nothing keeps ${unlimited.length === 1 ? 'it' : 'them'} from taking the rest.${notCounted(services)}`;
  if (ram === undefined) return `The containers may take ${say(claims)}; how much RAM the host has is not known.${none}`;
  if (claims > ram) return `It does not fit: the containers may take ${say(claims)} of ${say(ram)}, ${say(claims - ram)} more than there is.${none}`;
  if (free! < 0) return `The containers may take ${say(claims)} of ${say(ram)}: ${say(ram - claims)} is left for the system, which wants ${say(reserve)}.${none}`;
  const exceeding = services.filter(({ exceeds }) => exceeds).map(({ name }) => name);
  const killed = exceeding.length === 0 ? '' : ` ${list(exceeding)} can reach ${exceeding.length === 1 ? 'its' : 'their'} own limit, where the kernel kills a process.`;
  return `${budget.verdict === 'tight' ? 'It fits, with a risk' : 'It fits'}: ${say(claims)} for the containers, ${say(reserve)} for the system, ${say(free!)} free of ${say(ram)}.${killed}${none}`;
}

/** The budget as the command line's JSON gives it: sizes as `Memory=` writes them. */
export function budgetJson(budget: Budget): object {
  const size = (bytes: number | undefined): string | null => (bytes === undefined ? null : podmanSize(Math.round(bytes)));
  return {
    ram: size(budget.ram), reserve: size(budget.reserve), verdict: budget.verdict, summary: budgetVerdict(budget),
    limits: size(budget.limits), expected: size(budget.expected), worst: size(budget.worst), claims: size(budget.claims), free: size(budget.free), swap: size(budget.swap),
    cpus: { host: budget.hostCpus ?? null, limits: budget.cpus }, unlimited: budget.unlimited,
    services: budget.services.map((service) => ({
      name: service.name, program: service.program, limit: size(service.limit), expected: size(service.expected), worst: size(service.worst?.total),
      sum: service.worst?.terms.map(({ label, bytes }) => ({ term: label, size: size(bytes) })) ?? null, swap: size(service.swap), cpus: service.cpus ?? null, exceeds: service.exceeds,
    })),
  };
}

/** The budget for people: a table, the verdict, and the sums of those that can pass their limit. */
export function budgetText(budget: Budget): string {
  const cell = (bytes: number | undefined, none: string): string => (bytes === undefined ? none : say(bytes));
  const rows = [
    ['', 'limit', 'expected', 'worst', 'swap', 'CPUs'],
    ...budget.services.map((s) => [s.name, cell(s.limit, 'none'), cell(s.expected, '?'), cell(s.worst?.total ?? s.limit, '?') + (s.exceeds ? ' !' : ''), cell(s.swap, 'no limit'), s.cpus === undefined ? 'all' : String(s.cpus)]),
    ['together', say(budget.limits), say(budget.expected), say(budget.worst), budget.services.some(({ swap }) => swap === undefined) ? 'no limit' : say(budget.swap), budget.services.some(({ cpus }) => cpus === undefined) ? 'all' : String(budget.cpus)],
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows.map((row) => row.map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!))).join('  ').trimEnd());
  const cpus = budget.hostCpus === undefined || budget.cpus <= budget.hostCpus ? [] : [`The CPU limits come to ${budget.cpus} of ${budget.hostCpus} CPUs; they are caps, so that is no error.`];
  const sums = budget.services.filter(({ exceeds }) => exceeds).map((s) => `${s.name} can use ${s.explanation}; its limit is ${say(s.limit!)}`);
  return `${[...table, '', budgetVerdict(budget), ...cpus, ...sums].join('\n')}\n`;
}
