import { flatOf, NONE } from '../model/lists.ts';
import type { Fix, RelatedPlace } from '../model/problem.ts';
import { folderOf } from '../model/uri.ts';
import { formatVersion } from '../model/version.ts';
import { firstLine } from '../syntax/lines.ts';
import { ARGS, quoteWord, splitWords, STRV, wordRange, type Split } from '../syntax/words.ts';
import { argsOf } from '../syntax/unit.ts';
import { SECTION } from './names.ts';
import { problem, type QuadletRule } from './rules.ts';
import { originOf, UnitFile, type Arg, type Found, type Origin } from './unit-file.ts';
import type { Target } from './features.ts';
import { infoFrom } from './info.ts';
import type { FileProblem, Unit, UnitInfo, UnitWorld } from './world.ts';

/** A word of a value, with its place. */
export interface FoundWord {
  readonly text: string;
  /** Where a range of the word stands. */
  at(start?: number, end?: number): Origin | undefined;
}

interface Extra {
  readonly fixes?: readonly Fix[];
  readonly related?: readonly RelatedPlace[];
}

/**
 * One unit on its way to a service. The generator stops at the first error; here the compilation goes on, so that an
 * author sees all of them at once, and `rejected` remembers that there is no service.
 */
export class Compilation {
  readonly problems: FileProblem[] = [];
  private reported: Set<string> | undefined;
  readonly asked = new Set<string>();
  readonly section: string;
  readonly target: Target;
  /** What the unit becomes. Where only problems are wanted it stays as it was read. */
  readonly service: UnitFile;
  rejected = false;
  crashes = false;
  startsWithPod = false;
  resourceName = '';
  serviceName = '';
  command: readonly Arg[] = [];

  constructor(
    readonly unit: Unit,
    /** The unit with its drop-ins merged, as it was read. */
    readonly file: UnitFile,
    readonly world: UnitWorld,
    /** Whether the service is wanted, beside the problems. */
    readonly writes = true,
    /** The key of the unit's section that alone has another value than when nothing was to be said of the unit. */
    readonly changed?: string,
  ) {
    this.target = world.target;
    this.section = SECTION[unit.type];
    this.service = writes ? file.copy() : file.unwritten();
  }

  /** `Podman 5.8`: how messages name the target. */
  get podman(): string {
    return `Podman ${formatVersion(this.target.podman.slice(0, 2))}`;
  }

  // ── Problems ──

  /** The generator refuses the unit. Without a place of its own the problem stands on the section's header. */
  fail(code: QuadletRule, place: Origin | undefined, message: string, extra: Extra = {}): void {
    this.rejected = true;
    this.report(code, place, message, extra);
    if (place !== undefined && place.uri !== this.unit.part.uri) {
      const name = place.uri.slice(place.uri.lastIndexOf('/') + 1);
      this.report(code, undefined, `${message} The entry stands in the drop-in ${name}.`, { related: [{ ...place, message: 'Here' }] });
    }
  }

  /** The generator goes on: only a warning. */
  warn(code: QuadletRule, place: Origin | undefined, message: string, extra: Extra = {}): void {
    this.report(code, place, message, extra);
  }

  /** A warning on the whole unit, of a rule that otherwise is an error. */
  note(code: QuadletRule, message: string): void {
    const at = this.header();
    this.problems.push({ uri: at.uri, problem: problem(code, at, message, { override: 'warning' }) });
  }

  private report(code: QuadletRule, place: Origin | undefined, message: string, extra: Extra): void {
    const at = place ?? this.header();
    // A value that is looked at twice has its problem once.
    const print = `${at.start} ${at.end} ${at.uri} ${message}`;
    if (this.reported?.has(print) === true) return;
    (this.reported ??= new Set()).add(print);
    this.problems.push({ uri: at.uri, problem: problem(code, at, message, extra) });
  }

  /** The header of the unit's own section; where it has none the first line. */
  header(): Origin {
    const { part } = this.unit;
    const offset = part.offset ?? 0;
    const section = part.tree.sections.find((candidate) => candidate.name === this.section) ?? part.tree.sections[0];
    if (section !== undefined) return { uri: part.uri, start: section.header.span.start + offset, end: section.header.span.end + offset };
    return { uri: part.uri, start: offset, end: offset + firstLine(part.tree.text).end };
  }

  // ── What the unit says ──

  /** The last value of a key of the unit's section, quotes around it cut away. */
  value(key: string, section = this.section): Found | undefined {
    return this.file.lookup(section, key, this.target.quotes);
  }

  /** The same, undefined where it is empty. */
  filled(key: string, section = this.section): Found | undefined {
    const found = this.value(key, section);
    return found === undefined || found.text === '' ? undefined : found;
  }

  all(key: string): readonly Found[] {
    return this.file.all(this.section, key);
  }

  flag(key: string, section = this.section): boolean | undefined {
    const found = this.value(key, section);
    return found === undefined ? undefined : isTrue(found.text);
  }

  /** Words of every line of a key, split like a list of systemd; an unreadable line is passed over without a word. */
  words(key: string, section = this.section, file = this.file): readonly FoundWord[] {
    const all = file.all(section, key);
    if (all.length === 0) return NONE;
    return flatOf(all, (found) => {
      const split = splitWords(found.text, STRV);
      if (split.error !== undefined && file === this.file) this.unreadable(found, split);
      return wordsOf(found, split);
    });
  }

  /** Words of every line of a key, split like a command. */
  args(key: string): readonly FoundWord[] {
    const all = this.all(key);
    return all.length === 0 ? NONE : flatOf(all, (found) => this.split(found));
  }

  /** The words of the last line of a key; undefined where it is not set or unreadable. */
  lastArgs(key: string): FoundWord[] | undefined {
    const found = this.file.last(this.section, key);
    if (found === undefined) return undefined;
    const split = this.wordsIn(found);
    return split.error === undefined ? wordsOf(found, split) : undefined;
  }

  /** Reads every line of a key for what is wrong with it: of hundreds of `Environment=` most were read before. */
  readAll(key: string): void {
    this.file.forAll(this.section, key, (found) => {
      const { entry } = found.line;
      if (entry?.args === undefined || entry.args.error !== undefined || entry.value !== found.text) this.wordsIn(found);
    });
  }

  split(found: Found): FoundWord[] {
    return wordsOf(found, this.wordsIn(found));
  }

  /** The same without the ways back to the words' places. */
  wordsIn(found: Found): Split {
    const { entry } = found.line;
    const split = entry?.value === found.text ? argsOf(entry) : splitWords(found.text, ARGS);
    if (split.error !== undefined) this.unreadable(found, split);
    return split;
  }

  private unreadable(found: Found, split: Split): void {
    const error = split.error!;
    const { key } = found.line;
    const place = originOf(found, error.start, error.end);
    if (error.kind === 'quote') {
      this.warn('quadlet-unreadable-value', place, `This quote is never closed, so ${this.podman} drops the whole ${key}= line. Close it.`);
      return;
    }
    const escape = found.text.slice(error.start, error.end);
    const fixes: Fix[] = place?.uri === this.unit.part.uri ? [{ title: 'Double the backslash', preferred: true, safe: true, edits: [{ start: place.start, end: place.start, newText: '\\' }] }] : [];
    this.warn('quadlet-unreadable-value', place, `\`${escape}\` is no escape that ${this.podman} knows, so it drops the whole ${key}= line. Write the backslash twice.`, { fixes });
  }

  // ── Other units ──

  /** A unit by its file name, noted as asked for. One that Podman cannot load counts as missing. */
  find(name: string): UnitInfo | undefined {
    this.asked.add(name);
    const folder = folderOf(this.unit.part.path);
    if (this.world.info !== undefined) return this.world.info(name, folder);
    const unit = this.world.unit(name);
    return unit && infoFrom(folder, unit, this.world);
  }

  /** The services of the containers that are started with this pod. */
  membersToStart(): string[] {
    this.asked.add(`members:${this.unit.name}`);
    const services: string[] = [];
    for (const member of this.world.members(this.unit.name)) {
      const compiled = this.world.compiled(member);
      if (!compiled.rejected && compiled.startsWithPod) services.push(compiled.serviceName);
    }
    return services;
  }

  /** Has systemd start another unit's service first. */
  require(serviceName: string): void {
    this.service.add('Unit', 'Requires', serviceName);
    this.service.add('Unit', 'After', serviceName);
  }

  // ── The service ──

  /** A line with a command; its text is made when the service is written. */
  addCommand(key: string, args: readonly Arg[]): void {
    if (this.writes) this.service.add('Service', key, '', { args });
  }

  /** Waits for the file system of a host path. */
  requireMount(path: string): void {
    this.service.add('Unit', 'RequiresMountsFor', this.target.has('escapesBlanks') ? quoteWord(path, { escapesBlanks: true }) : path);
  }
}

/** Podman's booleans: everything else is false. Letters are compared as Unicode folds them, so that `yeſ` is true. */
export const isTrue = (text: string): boolean => /^(?:1|yes|true|on)$/iu.test(text);

/** In small letters as Go's `strings.ToLower` has them: letter by letter, one for each. */
export const lowered = (text: string): string => Array.from(text, (letter) => (letter === 'İ' ? 'i' : letter.toLowerCase())).join('');

/** An argument that is a found value. */
export const argOf = (found: Found): Arg => ({ text: found.text, origin: originOf(found) });

function wordsOf(found: Found, split: Split): FoundWord[] {
  return split.words.map((word) => ({
    text: word.text,
    at: (start = 0, end = word.text.length) => {
      const range = wordRange(word, start, end);
      return originOf(found, range.start, range.end);
    },
  }));
}
