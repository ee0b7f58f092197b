import { isDropIn, UNIT_TYPES, typeOfName } from '../../model/files.ts';
import type { TextEdit, WorkspaceChange } from '../../model/problem.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { folderOf, nameOf, withPath } from '../../model/uri.ts';
import type { Span } from '../../syntax/span.ts';
import { valueSource } from '../../syntax/unit-places.ts';
import { mentionsOfContainer } from '../../stack/host-mentions.ts';
import { containerAt } from '../../stack/queries.ts';
import { isTemplate, SECTION } from '../../quadlet/names.ts';
import { defineHost, hostReferences } from '../hosts.ts';
import type { Context, Location } from '../types.ts';
import { cursorAt, partAt, unitTree } from './document.ts';
import { findUnit, generatedNames, knownUnits, lastValue, listedUnits, servicesFor, templateName, unitOfService, type KnownUnit } from './names.ts';
import { valueParts } from './values.ts';

/** A place where a file names a unit, by its file name or by its service's name. */
interface Mention extends Span {
  readonly text: string;
  readonly role: 'unit' | 'service';
}

/** All names of units in the values of a file. */
export function mentions(file: SourceFile): Mention[] {
  const found: Mention[] = [];
  for (const section of unitTree(file).sections) {
    for (const entry of section.entries) {
      for (const { role, text, start, end } of valueParts(section.name, entry.key, entry.value)) {
        if (role === 'unit' || role === 'service') found.push({ role, text, ...valueSource(entry, start, end) });
      }
    }
  }
  return found;
}

/** The unit that a mention means: of an instance its own, else the template. */
function unitOfMention(snapshot: Snapshot, file: SourceFile, { role, text }: Mention): KnownUnit | undefined {
  if (role === 'unit') return findUnit(snapshot, file, text);
  const named = (name: string): KnownUnit | undefined => unitOfService(snapshot, file, (service) => service === name);
  const template = templateName(text);
  return named(text) ?? (template === text ? undefined : named(template));
}

/** The unit that the cursor is on: named in a value, or the file's own where it is on its section's header or a part's name. */
export function unitAt(file: SourceFile, offset: number, { snapshot }: Context): { readonly unit: KnownUnit; readonly span: Span; readonly byHost?: true } | undefined {
  const mention = mentions(file).find(({ start, end }) => start <= offset && offset <= end);
  if (mention !== undefined) {
    const unit = unitOfMention(snapshot, file, mention);
    return unit === undefined ? undefined : { unit, span: { start: mention.start, end: mention.end } };
  }
  const part = partAt(file, offset);
  if (part?.unit === undefined || part.type === undefined) return undefined;
  const unit = findUnit(snapshot, file, part.unit);
  if (unit === undefined) return undefined;
  if (part.nameSpan !== undefined && part.nameSpan.start <= offset && offset <= part.nameSpan.end) return { unit, span: part.nameSpan };
  const cursor = cursorAt(file, offset);
  // A name by which others reach the container.
  if (cursor.in === 'value' && cursor.section?.name === 'Container' && /^(?:ContainerName|NetworkAlias|HostName)$/.test(cursor.entry.key)) return { unit, span: cursor.entry.valueSpan, byHost: true };
  if (cursor.in !== 'header' || file.text.slice(cursor.span.start, cursor.span.end) !== SECTION[part.type]) return undefined;
  return { unit, span: cursor.span };
}

/** Where a unit stands: its own section's header, else the beginning of its text. */
function placeOf({ file, part, type }: KnownUnit): Location {
  const header = part.sections.find(({ name }) => name === SECTION[type])?.header.span ?? { start: part.span.start, end: part.span.start };
  return { uri: file.uri, ...header };
}

/** The unit that is named at an offset. */
export function definition(file: SourceFile, offset: number, context: Context): readonly Location[] {
  const found = unitAt(file, offset, context);
  return found === undefined ? defineHost(file, offset, context) : [placeOf(found.unit)];
}

/**
 * Every place that names a unit, by its file name or by its service's. `unit` is a name such as `db.container`, or the
 * unit itself where several stacks have one of that name.
 */
export function unitReferences(snapshot: Snapshot, unit: string | KnownUnit): readonly Location[] {
  const known = typeof unit === 'string' ? unitNamed(snapshot, unit) : unit;
  if (known === undefined) return [];
  const mentionsOf = mentionFinder(snapshot, known);
  const named = filesAround(snapshot, known.file).flatMap((file) => mentionsOf(file).map(({ start, end }): Location => ({ uri: file.uri, start, end })));
  const container = known.type === 'container' && known.file.kind === 'quadlet' ? containerAt(snapshot, known.file) : undefined;
  // Environment files, configurations and other units name it as a host.
  const asHost = container === undefined ? [] : mentionsOfContainer(snapshot, container, known.file.path).map(({ uri, start, end }): Location => ({ uri, start, end }));
  return [...named, ...asHost];
}

/** The references to the unit at an offset, with the unit itself where asked. */
export function references(file: SourceFile, offset: number, context: Context, withDeclaration = false): readonly Location[] {
  const found = unitAt(file, offset, context);
  if (found === undefined) return hostReferences(file, offset, context, withDeclaration);
  return [...(withDeclaration ? [placeOf(found.unit)] : []), ...unitReferences(context.snapshot, found.unit)];
}

function unitNamed(snapshot: Snapshot, unit: string): KnownUnit | undefined {
  for (const file of snapshot.files()) {
    if (file.kind !== 'quadlet' && file.kind !== 'quadlets') continue;
    const known = knownUnits(snapshot, file).find((candidate) => candidate.unit === unit && candidate.file === file);
    if (known !== undefined) return known;
    if (file.kind === 'quadlet' && file.name !== unit) continue;
  }
  return undefined;
}

/** The unit files of a file's stack. */
function filesAround(snapshot: Snapshot, from: SourceFile): SourceFile[] {
  const stack = snapshot.stackOf(from.path);
  return [...snapshot.files()].filter((file) => (file.kind === 'quadlet' || file.kind === 'quadlets') && (file.uri === from.uri || snapshot.stackOf(file.path) === stack));
}

/**
 * Finds the mentions of a unit in a file; of a template also those of its instances, but for those that are units of
 * their own. Most files have none: their text tells at once.
 */
function mentionFinder(snapshot: Snapshot, known: KnownUnit): (file: SourceFile) => Mention[] {
  const stem = known.unit.slice(0, -known.type.length - 1).replace(/@.*/, '');
  const { service } = generatedNames(snapshot, known);
  const bare = service.replace(/@?\.service$/, '');
  let services: ReadonlySet<string> | undefined;
  const isOfItsOwn = (name: string): boolean => (services ??= servicesAround(snapshot, known.file)).has(name);
  const isMeant = ({ role, text }: Mention): boolean => {
    if (text === (role === 'unit' ? known.unit : service)) return true;
    if (!isTemplate(known.unit)) return false;
    return role === 'unit' ? isOfUnit(snapshot, known, text) : templateName(text) === service && !isOfItsOwn(text);
  };
  return (file) => (file.text.includes(stem) || file.text.includes(bare) ? mentions(file).filter(isMeant) : []);
}

/** Whether a name is a unit's own, or that of an instance which is no unit of its own. */
const isOfUnit = (snapshot: Snapshot, { unit, file }: KnownUnit, name: string): boolean => findUnit(snapshot, file, name)?.unit === unit;

/** The services of all units of a file's stack. */
function servicesAround(snapshot: Snapshot, file: SourceFile): ReadonlySet<string> {
  const serviceOf = servicesFor(snapshot, file);
  return new Set([...listedUnits(snapshot, file)].flatMap((unit) => serviceOf(unit) ?? []));
}

/** A name that systemd takes for a unit, without its ending. */
const VALID_STEM = /^[A-Za-z0-9:_.\\-]+(?:@[A-Za-z0-9:_.\\-]*)?$/;

/**
 * The change that gives a unit another name: its file, its own drop-in folder, and every value that names it or the
 * service that is generated for it. `newName` with or without the ending. A string says why it cannot be done.
 */
export function renameUnit(snapshot: Snapshot, unit: string | KnownUnit, newName: string): WorkspaceChange | string {
  const known = typeof unit === 'string' ? unitNamed(snapshot, unit) : unit;
  if (known === undefined) return 'There is no such unit.';
  const { type, file } = known;
  const stem = newName.endsWith(`.${type}`) ? newName.slice(0, -type.length - 1) : newName;
  const otherType = UNIT_TYPES.find((other) => other !== type && newName.endsWith(`.${other}`));
  if (otherType !== undefined) return `${known.unit} cannot become a .${otherType}: a unit's ending is its type.`;
  if (!VALID_STEM.test(stem)) return `systemd takes no unit named ${stem === '' ? 'nothing' : `\`${stem}\``}: letters, digits and \`:_.-\\\` are allowed.`;
  if (stem.includes('@') !== known.unit.includes('@')) return known.unit.includes('@') ? 'A template keeps its @.' : 'With an @ it would become a template, which starts only as instances.';
  const renamed = `${stem}.${type}`;
  if (renamed === known.unit) return {};
  if (knownUnits(snapshot, file).some((other) => other.unit === renamed)) return `There is a ${renamed} already.`;
  const folders = dropInFolders(snapshot, known, stem);
  if (typeof folders === 'string') return folders;
  const edits = referenceEdits(snapshot, known, stem);
  if (file.kind === 'quadlets') {
    const name = known.part.nameSpan;
    if (name !== undefined) edits[file.uri] = [...(edits[file.uri] ?? []), { ...name, newText: stem }];
    return folders.length === 0 ? { edits } : { edits, rename: folders };
  }
  return { edits, rename: [{ from: file.uri, to: withPath(file.uri, `${file.folder}/${renamed}`) }, ...folders] };
}

function referenceEdits(snapshot: Snapshot, known: KnownUnit, stem: string): Record<string, TextEdit[]> {
  const { type } = known;
  const oldStem = known.unit.slice(0, -type.length - 1);
  const keepsService = (lastValue(snapshot, known, 'ServiceName') ?? '') !== '';
  const { service } = generatedNames(snapshot, known);
  const base = (name: string): string => name.replace(/@.*/, '');
  const mentionsOf = mentionFinder(snapshot, known);
  const edits: Record<string, TextEdit[]> = {};
  for (const file of filesAround(snapshot, known.file)) {
    const list = mentionsOf(file).flatMap((mention): TextEdit[] => {
      if (mention.role === 'service' && keepsService) return [];
      if (mention.text === known.unit) return [{ start: mention.start, end: mention.end, newText: `${stem}.${type}` }];
      if (mention.text === service && !isTemplate(known.unit)) return [{ start: mention.start, end: mention.end, newText: stem + service.slice(oldStem.length) }];
      // An instance, or a service of one: what follows the template's name stays.
      return [{ start: mention.start, end: mention.end, newText: base(stem) + mention.text.slice(base(oldStem).length) }];
    });
    if (list.length > 0) edits[file.uri] = list;
  }
  return edits;
}

/**
 * The unit's own drop-in folders move with it, and those of a template's instances; those of its type and of name
 * prefixes do not. A string says which folder is in the way: what it holds would count for the renamed unit.
 */
function dropInFolders(snapshot: Snapshot, known: KnownUnit, stem: string): { from: string; to: string }[] | string {
  const { unit, type, file } = known;
  const stack = snapshot.stackOf(file.path);
  const folders = new Set<string>();
  for (const other of snapshot.files()) if (isDropIn(other.path) && snapshot.stackOf(other.path) === stack) folders.add(other.folder);
  const moved = new Map<string, string>();
  for (const folder of folders) {
    const name = nameOf(folder);
    if (isOfUnit(snapshot, known, name.slice(0, -'.d'.length))) moved.set(folder, `${folderOf(folder)}/${stem}${name.slice(unit.length - type.length - 1)}`);
  }
  const taken = [...folders].find((folder) => nameOf(folder) === `${stem}.${type}.d`) ?? [...moved.values()].find((to) => folders.has(to));
  if (taken !== undefined) return `There is a ${nameOf(taken)} already: what it holds would count for the renamed unit.`;
  return [...moved].map(([from, to]) => ({ from: withPath(file.uri, from), to: withPath(file.uri, to) }));
}

/** Whether the name at an offset can be changed, and what stands there. */
export function renameAt(file: SourceFile, offset: number, context: Context): (Span & { readonly placeholder: string; readonly unit: KnownUnit }) | undefined {
  const found = unitAt(file, offset, context);
  // The container's name is not the unit's: both change together by the command that renames a service.
  if (found === undefined || found.byHost === true) return undefined;
  const { unit, span } = found;
  return { ...span, placeholder: typeOfName(unit.unit) === undefined ? unit.unit : unit.unit.slice(0, -unit.type.length - 1), unit };
}

/** The change that gives the unit at an offset another name, or why there is none. */
export function rename(file: SourceFile, offset: number, newName: string, context: Context): WorkspaceChange | string {
  const found = unitAt(file, offset, context);
  if (found?.byHost === true) return 'This is the container’s name: “Quadlet Stack: Rename Service” changes it wherever it is used.';
  return found === undefined ? 'Nothing here has a name that could be changed.' : renameUnit(context.snapshot, found.unit, newName);
}
