import { quadletSections } from '../../facts/quadlet/index.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { asNewestPatch, atLeast, parseVersion, type Targets } from '../../model/version.ts';
import type { Span } from '../../syntax/span.ts';
import type { CompletionItem, Context } from '../types.ts';
import { partAt, type Cursor } from './document.ts';
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

/** The sections that the unit may have and has not; the replaced span may include the brackets. */
export function sectionItems(file: SourceFile, offset: number, span: Span, whole: boolean): CompletionItem[] {
  const part = partAt(file, offset);
  const present = new Set(part?.sections.filter((section) => section.nameSpan.start > offset || section.nameSpan.end < offset).map(({ name }) => name));
  return sectionsOf(part?.type).filter((name) => !present.has(name)).map((name, index) => {
    const start = whole ? STARTS[name] : undefined;
    return {
      label: `[${name}]`,
      kind: 'section',
      edit: { ...span, newText: start ?? `[${name}]` },
      ...(start === undefined ? {} : { snippet: true }),
      documentation: () => quadletSections()[name]!.text,
      sortText: `${whole ? 9 : 0}${index}`,
      filterText: `[${name}]`,
    };
  });
}

/** The first release of a key's program that has it is newer than the target. */
export const isNewer = (since: string | undefined, target: readonly number[]): boolean => since !== undefined && !atLeast(asNewestPatch(target), parseVersion(since) ?? []);

/** A release has dropped it by the target. */
export const isGone = (removed: string | undefined, target: readonly number[]): boolean => removed !== undefined && atLeast(asNewestPatch(target), parseVersion(removed) ?? []);

const targetOf = (info: KeyInfo, targets: Targets): readonly number[] => (info.product === 'Podman' ? targets.podman : targets.systemd);

/** After these the next completion has something to say at once. */
const RETRIGGER = /^(?:boolean|one of|image|unit|units|volume|network|mount|secret|port|signal|capability|user namespace|log driver|podman options|size|duration|file|architecture|time zone|enum|switch)$/;

/** A key's item but for its place, as one release has it. */
type KeyItem = Omit<CompletionItem, 'edit'>;

function keyItem(info: KeyInfo, hasEquals: boolean, target: readonly number[]): KeyItem {
  const newer = isNewer(info.since, target);
  const since = newer ? [`needs ${info.product} ${shortVersion(info.since!)}`] : [];
  return {
    label: `${info.name}=`,
    kind: 'key',
    detail: [info.kind, ...since, ...(info.once ? [] : ['repeatable'])].join(' · '),
    documentation: () => keyHover(info),
    sortText: `${newer ? 2 : 0}${info.deprecated === undefined ? 0 : 1}${info.use}${info.name}`,
    filterText: info.name,
    ...(info.deprecated === undefined ? {} : { deprecated: true }),
    ...(!hasEquals && RETRIGGER.test(info.kind) ? { retrigger: true } : {}),
  };
}

/** The items of the sections that were completed last: a list is asked for again and again. */
const made = new Map<string, ReadonlyMap<KeyInfo, KeyItem>>();
const MOST_MADE = 32;

function itemsOf(section: string, hasEquals: boolean, targets: Targets): ReadonlyMap<KeyInfo, KeyItem> {
  const name = `${section} ${hasEquals} ${targets.podman.join('.')} ${targets.systemd.join('.')}`;
  const known = made.get(name);
  if (known !== undefined) return known;
  const items = new Map(keysOf(section).map((info) => [info, keyItem(info, hasEquals, targetOf(info, targets))]));
  if (made.size >= MOST_MADE) made.clear();
  made.set(name, items);
  return items;
}

/** Keys of the section at the cursor, and on an empty line new sections. */
export function keyItems(file: SourceFile, offset: number, cursor: Extract<Cursor, { in: 'key' }>, { snapshot }: Context): CompletionItem[] {
  const { section, span, hasEquals, entry } = cursor;
  const sections = hasEquals ? [] : sectionItems(file, offset, span, true);
  const extra = file.kind === 'quadlets' && !hasEquals ? quadletsItems(span) : [];
  if (section === undefined) return [...extra, ...sections];
  const targets = snapshot.targets(file);
  const part = partAt(file, offset);
  const siblings = part?.sections.filter(({ name }) => name === section.name) ?? [section];
  const present = new Set<string>();
  for (const { entries } of siblings) for (const other of entries) if (other !== entry) present.add(other.key);
  const items: CompletionItem[] = [];
  for (const [info, item] of itemsOf(section.name, hasEquals, targets)) {
    if (!info.once || !present.has(info.name)) items.push({ ...item, edit: { ...span, newText: hasEquals ? info.name : item.label } });
  }
  return [...items, ...extra, ...sections];
}

/** What separates and names the units of a `.quadlets` file. */
const quadletsItems = (span: Span): CompletionItem[] => [
  { label: '# FileName=', kind: 'snippet', snippet: true, edit: { ...span, newText: '# FileName=${1:name}' }, detail: 'name of the next unit', sortText: '80', filterText: '#FileName' },
  { label: '---', kind: 'snippet', edit: { ...span, newText: '---\n' }, detail: 'next unit', sortText: '81' },
];
