import { podmanFlags, quadletKey, QUADLET_SECTIONS, SUBCOMMANDS, type QuadletKey, type QuadletSection } from '../facts/quadlet/index.ts';
import { systemdDirective, SYSTEMD_SECTIONS } from '../facts/systemd/index.ts';
import { nearestName } from '../model/nearest.ts';
import type { Fix } from '../model/problem.ts';
import { isTrue, type Compilation } from './compilation.ts';
import { knownKeys } from './known-keys.ts';
import { moveTo, renameKey, replaceEntry } from './fixes.ts';
import { keyOrigin, type Line } from './unit-file.ts';

/** Where a key most often belongs that systemd knows in several sections. */
const HOMES = ['Service', ...SYSTEMD_SECTIONS.filter((section) => section !== 'Service')] as const;

/** Says for every key of the unit's own section, and of [Quadlet], whether the target knows it. */
export function checkKeys(c: Compilation): void {
  checkSection(c, c.section as QuadletSection);
  if (c.target.has('unitsByName')) checkSection(c, 'Quadlet');
}

function checkSection(c: Compilation, section: QuadletSection): void {
  const known = knownKeys(section, c.target);
  if (c.file.hasOnly(section, known)) return;
  for (const line of c.file.lines(section)) {
    if (line.comment) continue;
    if (known.has(line.key)) continue;
    const fact = quadletKey(section, line.key);
    if (fact === undefined) unknownKey(c, section, line, known);
    else newerKey(c, section, line, fact);
  }
}

function newerKey(c: Compilation, section: QuadletSection, line: Line, fact: QuadletKey): void {
  const since = fact.since.replace(/\.0$/, '');
  // What names other units is more than an option.
  const flag = fact.units === undefined ? fact.flag : undefined;
  const instead = podmanArgs(c, line, flag, fact.kind === 'boolean');
  const fixes = instead === undefined || line.entry === undefined || line.part === undefined ? [] : [replaceEntry(line.part, line.entry, instead, { preferred: true, safe: true })];
  const says = instead === undefined ? '' : ` \`${instead}\` says the same.`;
  c.fail('quadlet-key-too-new', keyOrigin(line), `\`${line.key}=\` in [${section}] needs Podman ${since}: ${c.podman} rejects the whole unit.${says}`, { fixes });
}

function unknownKey(c: Compilation, section: QuadletSection, line: Line, names: ReadonlySet<string>): void {
  const { key } = line;
  const article = /^[AI]/.test(section) ? 'an' : 'a';
  const { advice, fixes } = adviceFor(c, section, line, [...names]);
  c.fail('quadlet-unknown-key', keyOrigin(line), `\`${key}=\` is not ${article} [${section}] key: ${c.podman} rejects the whole unit. ${advice}.`, { fixes });
}

/** What to do with a key that is not one of its section: move it, hand it to podman, or mend its name. */
function adviceFor(c: Compilation, section: QuadletSection, line: Line, known: readonly string[]): { advice: string; fixes: readonly Fix[] } {
  const { key, entry, part } = line;
  if (entry === undefined || part === undefined) return { advice: 'Remove it', fixes: [] };
  const sameButCase = known.find((name) => name.toLowerCase() === key.toLowerCase());
  if (sameButCase !== undefined) return { advice: `Names of keys are written as they are: \`${sameButCase}=\``, fixes: [renameKey(part, entry, sameButCase)] };
  const fixes: Fix[] = [];
  const advice: string[] = [];
  const home = HOMES.find((candidate) => systemdDirective(candidate, key) !== undefined);
  if (home !== undefined) {
    fixes.push(moveTo(part, entry, home));
    advice.push(key === 'CPUQuota' ? "systemd limits the service's CPU in [Service]" : `systemd knows it in [${home}]`);
  }
  const flag = flagLike(section, key);
  const instead = key === 'CPUQuota' ? cpus(line.text) : podmanArgs(c, line, flag, flag !== undefined && podmanFlags()[`${flag}=`] === undefined);
  if (instead !== undefined) {
    fixes.push(replaceEntry(part, entry, instead, home === undefined ? { preferred: true, safe: true } : {}));
    advice.push(key === 'CPUQuota' ? `\`${instead}\` limits the container's` : `\`${instead}\` hands it to podman`);
  }
  if (advice.length > 0) return { advice: advice.join('; '), fixes };
  const near = nearestName(key, known);
  if (near !== undefined) return { advice: `\`${near}=\` is one`, fixes: [renameKey(part, entry, near)] };
  const other = QUADLET_SECTIONS.find((candidate) => candidate !== section && quadletKey(candidate, key) !== undefined);
  return { advice: other === undefined ? 'Remove it' : `It is a key of [${other}]`, fixes };
}

/** The podman option whose name is the key's: `MemorySwap` → `--memory-swap`. */
function flagLike(section: QuadletSection, key: string): string | undefined {
  const command = SUBCOMMANDS[section];
  if (command === undefined) return undefined;
  const name = `--${key.replace(/([a-z\d])([A-Z])/g, '$1-$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2').toLowerCase()}`;
  const fact = podmanFlags()[`${name}=`] ?? podmanFlags()[name];
  return fact?.in.split(' ').includes(command) === true ? name : undefined;
}

/** `PodmanArgs=` with an option for the value of a line; undefined where the option is no simple one. */
function podmanArgs(c: Compilation, line: Line, flag: string | undefined, isFlagAlone: boolean): string | undefined {
  if (flag === undefined || !flag.startsWith('--') || quadletKey(c.section, 'PodmanArgs') === undefined) return undefined;
  const value = line.text.trim();
  const base = flag.replace(' ', '=');
  const joined = isFlagAlone ? (isTrue(value) ? base : `${base}=false`) : base.endsWith('=') ? base + value : `${base}=${value}`;
  if (/[\n\0]/.test(joined)) return undefined;
  return /[\s"'\\]/.test(joined) ? `PodmanArgs="${joined.replace(/["\\]/g, '\\$&')}"` : `PodmanArgs=${joined}`;
}

/** `200%` → `PodmanArgs=--cpus=2`. */
function cpus(value: string): string | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(value.trim());
  return match === null ? undefined : `PodmanArgs=--cpus=${Number(match[1]) / 100}`;
}
