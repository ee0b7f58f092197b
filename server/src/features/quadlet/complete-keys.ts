import { quadletSections } from '../../facts/quadlet/index.ts';
import type { UnitType } from '../../model/files.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { asNewestPatch, atLeast, parseVersion, type Targets } from '../../model/version.ts';
import type { UnitEntry, UnitSection } from '../../syntax/unit.ts';
import type { CompletionItem, Completions, Context } from '../types.ts';
import { partAt, type Cursor, type UnitPart } from './document.ts';
import { keyHover, shortVersion } from './hover.ts';
import { keysOf, sectionsOf, type KeyInfo } from './keys.ts';

/** What a new section begins with, as a snippet: its required keys. */
const STARTS: Readonly<Record<string, string>> = {
  Container: '[Container]\nImage=$0',
  Kube: '[Kube]\nYaml=$0',
  Image: '[Image]\nImage=$0',
  Build: '[Build]\nImageTag=localhost/${1:name}\nSetWorkingDirectory=${2:unit}',
  Artifact: '[Artifact]\nArtifact=$0',
  Unit: '[Unit]\nDescription=$0',
  Install: '[Install]\nWantedBy=${1:default.target}',
  Service: '[Service]\nRestart=${1:on-failure}',
};

/** Those of a unit's type, made once: `whole` ones bring their required keys. */
const madeSections = new Map<string, readonly CompletionItem[]>();

function allSections(type: UnitType | undefined, whole: boolean): readonly CompletionItem[] {
  const name = `${type} ${whole}`;
  const known = madeSections.get(name);
  if (known !== undefined) return known;
  const items = sectionsOf(type).map((section, index): CompletionItem => {
    const start = whole ? STARTS[section] : undefined;
    return {
      label: `[${section}]`,
      kind: 'section',
      ...(start === undefined ? {} : { insert: start, snippet: true }),
      documentation: () => quadletSections()[section]!.text,
      // Behind the keys.
      sortText: `${whole ? 'zz' : ''}${index}`,
      lasting: true,
    };
  });
  madeSections.set(name, items);
  return items;
}

/** The sections that the unit may have and has not. */
export function sectionItems(part: UnitPart | undefined, offset: number, whole: boolean): CompletionItem[] {
  const present = new Set(part?.sections.filter((section) => section.nameSpan.start > offset || section.nameSpan.end < offset).map(({ name }) => `[${name}]`));
  return allSections(part?.type, whole).filter(({ label }) => !present.has(label));
}

/** The first release of a key's program that has it is newer than the target. */
export const isNewer = (since: string | undefined, target: readonly number[]): boolean => since !== undefined && !atLeast(asNewestPatch(target), parseVersion(since) ?? []);

/** A release has dropped it by the target. */
export const isGone = (removed: string | undefined, target: readonly number[]): boolean => removed !== undefined && atLeast(asNewestPatch(target), parseVersion(removed) ?? []);

const targetOf = (info: KeyInfo, targets: Targets): readonly number[] => (info.product === 'Podman' ? targets.podman : targets.systemd);

/** After these the next completion has something to say at once. */
const RETRIGGER = /^(?:boolean|one of|image|unit|units|volume|network|mount|secret|port|signal|capability|user namespace|log driver|podman options|size|duration|file|architecture|time zone|enum|switch)$/;

/** Where a key comes: what the target has not yet behind the rest, what is deprecated behind its like, then by use and by name. */
const rankOf = (info: KeyInfo, target: readonly number[]): string =>
  `${isNewer(info.since, target) ? 2 : 0}${info.deprecated === undefined ? 0 : 1}${info.use}${info.name.toLowerCase()}`;

function keyItem(info: KeyInfo, hasEquals: boolean, target: readonly number[], index: number): CompletionItem {
  const since = isNewer(info.since, target) ? [`needs ${info.product} ${shortVersion(info.since!)}`] : [];
  return {
    // What stands there already is not offered.
    label: hasEquals ? info.name : `${info.name}=`,
    kind: 'key',
    detail: [info.kind, ...since, ...(info.once ? [] : ['repeatable'])].join(' · '),
    documentation: () => keyHover(info),
    sortText: index.toString(36).padStart(2, '0'),
    // A name that is typed in full is the best match.
    ...(hasEquals ? {} : { filterText: info.name }),
    ...(info.deprecated === undefined ? {} : { deprecated: true }),
    ...(!hasEquals && RETRIGGER.test(info.kind) ? { retrigger: true } : {}),
    lasting: true,
  };
}

/** The keys of a section as one release has them. */
interface SectionKeys {
  /** In the order in which they are shown. */
  readonly items: readonly CompletionItem[];
  /** Where in `items` the keys are that a section has once. */
  readonly once: ReadonlyMap<string, number>;
}

/** The keys that were completed last: a list is asked for again and again. */
const madeKeys = new Map<string, SectionKeys>();
const MOST_MADE = 32;

function sectionKeys(section: string, hasEquals: boolean, targets: Targets): SectionKeys {
  const name = `${section} ${hasEquals} ${targets.podman.join('.')} ${targets.systemd.join('.')}`;
  const known = madeKeys.get(name);
  if (known !== undefined) return known;
  const ranked = keysOf(section)
    .map((info) => ({ info, rank: rankOf(info, targetOf(info, targets)) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const made = {
    items: ranked.map(({ info }, index) => keyItem(info, hasEquals, targetOf(info, targets), index)),
    once: new Map(ranked.flatMap(({ info }, index) => (info.once ? [[info.name, index]] : []))),
  };
  if (madeKeys.size >= MOST_MADE) madeKeys.clear();
  madeKeys.set(name, made);
  return made;
}

/** Keys of the section at the cursor, and on an empty line new sections. */
export function keyItems(file: SourceFile, offset: number, { section, span, hasEquals, entry }: Extract<Cursor, { in: 'key' }>, { snapshot }: Context): Completions {
  const part = partAt(file, offset);
  const items = section === undefined ? [] : missingKeys(part?.sections ?? [section], section.name, entry, sectionKeys(section.name, hasEquals, snapshot.targets(file)));
  if (file.kind === 'quadlets' && !hasEquals) items.push(...QUADLETS_ITEMS);
  if (!hasEquals) items.push(...sectionItems(part, offset, true));
  return { span, items };
}

/** The keys that a section may still be given; the entry at the cursor does not count. */
function missingKeys(sections: readonly UnitSection[], section: string, entry: UnitEntry | undefined, { items, once }: SectionKeys): CompletionItem[] {
  const isThere = new Uint8Array(items.length);
  for (const { name, entries } of sections) {
    if (name !== section) continue;
    for (const other of entries) {
      const index = once.get(other.key);
      if (index !== undefined && other !== entry) isThere[index] = 1;
    }
  }
  const missing: CompletionItem[] = [];
  for (let index = 0; index < items.length; index++) if (isThere[index] === 0) missing.push(items[index]!);
  return missing;
}

/** What separates and names the units of a `.quadlets` file. */
const QUADLETS_ITEMS: readonly CompletionItem[] = [
  { label: '# FileName=', kind: 'snippet', snippet: true, insert: '# FileName=${1:name}', detail: 'name of the next unit', sortText: 'zy0', filterText: '#FileName' },
  { label: '---', kind: 'snippet', insert: '---\n', detail: 'next unit', sortText: 'zy1' },
];
