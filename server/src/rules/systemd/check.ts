import { quadletKey } from '../../facts/quadlet/index.ts';
import { DROPPED_DIRECTIVES, systemdDirective, systemdDirectives, SYSTEMD_SECTIONS, type SystemdDirective, type SystemdSection } from '../../facts/systemd/index.ts';
import type { UnitType } from '../../model/files.ts';
import { nearestName } from '../../model/nearest.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { atLeast, formatVersion, parseVersion, type Targets, type Version } from '../../model/version.ts';
import type { UnitEntry, UnitTree } from '../../syntax/unit.ts';
import { valueSource } from '../../syntax/unit-places.ts';
import { moveEntry, moveComment } from './edits.ts';
import { mended } from './mend.ts';
import { problem } from './table.ts';
import { badValue, type BadValue } from './value.ts';

const isSystemdSection = (name: string): name is SystemdSection => (SYSTEMD_SECTIONS as readonly string[]).includes(name);

/** What one check looks at. */
interface Place {
  readonly tree: UnitTree;
  readonly section: SystemdSection;
  readonly entry: UnitEntry;
  readonly systemd: Version;
  readonly unitType: UnitType | undefined;
}

/**
 * Judges `[Unit]`, `[Service]` and `[Install]` as systemd will when it loads what Podman generates: the generator copies
 * these lines unread. systemd reports most mistakes in the journal and goes on without the line, hence warnings.
 */
export function checkSystemd(tree: UnitTree, targets: Targets, unitType?: UnitType): Problem[] {
  const problems: Problem[] = [];
  const { stamps } = judgeFor(targets.systemd, unitType);
  for (const section of tree.sections) {
    const { name } = section;
    if (!isSystemdSection(name)) continue;
    for (const entry of section.entries) {
      // While other lines are typed in, one with which nothing is wrong in this section stays so.
      if (entry.cleared === stamps[name] || entry.key === '' || entry.key.startsWith('X-') || entry.lost) continue;
      const found = checkEntry({ tree, section: name, entry, systemd: targets.systemd, unitType });
      if (found === undefined) entry.cleared = stamps[name];
      else problems.push(found);
    }
  }
  return problems;
}

/** A release of systemd and a type of unit, with a stamp for what is right under them in each section. */
class Judge {
  readonly stamps: Readonly<Record<SystemdSection, object>> = { Unit: {}, Service: {}, Install: {} };

  constructor(
    readonly systemd: Version,
    readonly unitType: UnitType | undefined,
  ) {}
}

let lastJudge = new Judge([], undefined);

/** The same object for the same release and type, mostly: the versions of a file are one object while they stay the same. */
function judgeFor(systemd: Version, unitType: UnitType | undefined): Judge {
  if (lastJudge.systemd !== systemd || lastJudge.unitType !== unitType) lastJudge = new Judge(systemd, unitType);
  return lastJudge;
}

const later = (version: string | undefined, than: Version): boolean => version !== undefined && !atLeast(than, parseVersion(version) ?? []);
const release = (version: Version): string => `systemd ${formatVersion(version)}`;

function checkEntry(place: Place): Problem | undefined {
  const { section, entry, systemd, unitType } = place;
  const directive = systemdDirective(section, entry.key);
  if (directive === undefined) return unknown(place);
  if (later(directive.since, systemd)) {
    return problem('systemd-unknown-directive', entry.keySpan, `\`${entry.key}=\` came with systemd ${directive.since}: ${release(systemd)} does not know it and ignores the line.`);
  }
  if (directive.removed !== undefined && !later(directive.removed, systemd)) return removed(place, directive);
  // Podman's generator judges these two itself, and rejects the unit.
  if ((unitType === 'container' || unitType === 'kube') && section === 'Service' && (entry.key === 'Type' || entry.key === 'KillMode')) return undefined;
  return value(place, directive);
}

/** Neither a slip nor harmful: the line was right once, and other releases still heed it. */
function removed({ entry }: Place, directive: SystemdDirective): Problem {
  const use = directive.deprecated?.use;
  const rename = use?.match(/^(\w+)=$/)?.[1];
  return problem('systemd-unknown-directive', entry.keySpan, `systemd ${directive.removed} and later ignore \`${entry.key}=\`.${use === undefined ? '' : ` Write \`${use}\`.`}`, {
    ...(use === undefined && { override: 'information' }),
    tag: 'deprecated',
    // The values of the old scales differ, so that a new name alone keeps the meaning of memory limits and switches only.
    ...(rename !== undefined && { fixes: [{ title: `Rename to ${rename}=`, edits: [{ ...entry.keySpan, newText: rename }], preferred: directive.kind === 'memory' || directive.kind === 'boolean' }] }),
  });
}

function unknown(place: Place): Problem {
  const { tree, section, entry, systemd, unitType } = place;
  const { key } = entry;
  if (DROPPED_DIRECTIVES[section].includes(key)) {
    return problem('systemd-unknown-directive', entry.keySpan, `systemd dropped \`${key}=\` long ago: it reads the line and ignores it.`, { override: 'information', tag: 'deprecated' });
  }
  const home = homeOf(key, section, unitType);
  if (home !== undefined) {
    const fix: Fix = { title: `Move to [${home}]`, edits: moveEntry(tree, entry, home), preferred: true, safe: isSystemdSection(home) };
    return problem('systemd-wrong-section', entry.keySpan, `\`${key}=\` belongs in [${home}]: in [${section}] systemd ignores it.`, { fixes: [fix] });
  }
  const known = Object.entries(systemdDirectives(section)).filter(([, { since, removed: gone }]) => !later(since, systemd) && (gone === undefined || later(gone, systemd)));
  const near = nearestName(key, known.map(([name]) => name));
  const nearHome = near === undefined ? SYSTEMD_SECTIONS.filter((other) => other !== section).map((other) => [other, nearestName(key, Object.keys(systemdDirectives(other)))] as const).find(([, name]) => name !== undefined) : undefined;
  const hint = near !== undefined ? ` Did you mean \`${near}=\`?` : nearHome !== undefined ? ` Did you mean \`${nearHome[1]}=\` of [${nearHome[0]}]?` : ' Names of your own begin with `X-`.';
  const fixes: Fix[] = near === undefined ? [] : [{ title: `Change to ${near}=`, edits: [{ ...entry.keySpan, newText: near }], preferred: true }];
  return problem('systemd-unknown-directive', entry.keySpan, `\`${key}=\` is not a [${section}] directive: systemd ignores the line.${hint}`, fixes.length === 0 ? {} : { fixes });
}

/** The section that knows the key, in this spelling: one of systemd's, else the one that the unit is named for. */
function homeOf(key: string, section: SystemdSection, unitType: UnitType | undefined): string | undefined {
  const systemds = SYSTEMD_SECTIONS.find((other) => other !== section && systemdDirective(other, key) !== undefined);
  if (systemds !== undefined || unitType === undefined) return systemds;
  const own = unitType[0]!.toUpperCase() + unitType.slice(1);
  return quadletKey(own, key) === undefined ? undefined : own;
}

function value({ tree, entry, systemd }: Place, known: SystemdDirective): Problem | undefined {
  const { key } = entry;
  const word = tooNew(known, entry.value, systemd);
  if (word !== undefined) {
    return problem('systemd-bad-value', entry.valueSpan, `\`${key}=${word}\` came with systemd ${known.valuesSince![word]}: ${release(systemd)} ignores the line.`);
  }
  const directive = ofRelease(known, systemd);
  const bad = badValue(key, directive, entry.value);
  if (bad === undefined) return undefined;
  const span = bad.part === undefined ? entry.valueSpan : valueSource(entry, bad.part.start, bad.part.end);
  // Between commands a `;` means something.
  const sign = entry.value.search(directive.kind === 'command' ? /(?<=\s)#/ : /(?<=\s)[#;]/);
  const before = entry.value.slice(0, sign).trimEnd();
  if (sign > 0 && badValue(key, directive, before) === undefined) {
    const comment = valueSource(entry, sign, entry.value.length);
    const cut = { start: valueSource(entry, 0, before.length).end, end: comment.end };
    const fixes: Fix[] = [{ title: 'Move the comment to its own line', edits: moveComment(tree, entry, comment, cut), preferred: true, safe: true }];
    return problem('systemd-bad-value', comment, `systemd has no comments after a value: it takes this as a part of \`${key}=\` and ${bad.fatal === true ? 'refuses to load the service' : 'ignores the line'}.`, { fixes });
  }
  return problem('systemd-bad-value', span, message(key, entry, bad), { fixes: mended(entry, directive, bad) });
}

const SHOWN = 60;

function message(key: string, { value: text }: UnitEntry, { expected, part, fatal }: BadValue): string {
  const wrong = part === undefined ? text : text.slice(part.start, part.end);
  // What stands in a list of assignments may be the second half of a password.
  const shown = text === '' ? ', and an empty value does not reset it' : /^(?:Environment|LogExtraFields)$/.test(key) ? '' : `, not \`${wrong.length > SHOWN ? `${wrong.slice(0, SHOWN)}…` : wrong}\``;
  const outcome = fatal === true ? 'systemd refuses to load the service' : part === undefined ? 'systemd ignores the line' : 'systemd ignores this part';
  return `${outcome}: \`${key}=\` takes ${expected}${shown}.`;
}

/** A word of an enumeration that this release does not have yet. */
function tooNew({ valuesSince = {} }: SystemdDirective, text: string, systemd: Version): string | undefined {
  const words = text.startsWith('private:') ? ['private'] : text.split(/\s+/);
  return words.find((word) => Object.hasOwn(valuesSince, word) && later(valuesSince[word], systemd));
}

/** The directive with the words that this release has. */
function ofRelease(directive: SystemdDirective, systemd: Version): SystemdDirective {
  const { values, valuesSince } = directive;
  if (values === undefined || valuesSince === undefined) return directive;
  return { ...directive, values: Object.fromEntries(Object.entries(values).filter(([word]) => !later(valuesSince[word], systemd))) };
}
