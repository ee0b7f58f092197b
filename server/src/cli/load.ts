import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Analysis } from '../features/analysis.ts';
import { recognise } from '../features/recognise.ts';
import { readText, walk } from '../host/node.ts';
import { withConfig } from '../model/config.ts';
import { kindOfPath, unitTypeOfPath, type FileKind } from '../model/files.ts';
import { DEFAULT_SETTINGS, type Settings } from '../model/settings.ts';
import { pathOfUri } from '../model/uri.ts';
import { complain, reasonOf } from './complain.ts';
import { findProject, repositoryOf, type Project } from './config.ts';
import { relative, toSlashes } from './paths.ts';
import { createProgress, type Progress } from './progress.ts';
import { CannotDo } from './usage.ts';

/** What the command line works on: the files read, and which of them it was asked about. */
export interface Loaded {
  readonly analysis: Analysis;
  readonly project: Project;
  /** URIs to report on, in the order of their paths. */
  readonly asked: readonly string[];
  /** Files and folders that are there and could not be read: path and reason. */
  readonly unreadable: readonly Unreadable[];
  /** The folders that were read. */
  readonly folders: readonly string[];
}

export interface Unreadable {
  readonly path: string;
  readonly reason: string;
}

/**
 * Reads each folder as a workspace; a file is read with all that may belong to its stack (see `rootOf`), so that its
 * references find their units, and alone reported on. `settings` outweigh the project's. Throws `CannotDo` for a path
 * that is not there or a wrong configuration.
 */
export function loadPaths(paths: readonly string[], settings: Partial<Settings> = {}, progress: Progress = createProgress()): Loaded {
  const given = paths.length === 0 ? ['.'] : paths;
  for (const each of given) refuseMissing(each);
  const project = findProject(given);
  const analysis = new Analysis();
  analysis.workspace.settings = mergeSettings(project, settings);
  const wanted = new Set<string>();
  const unnamed = new Map<string, Set<string>>();
  const unreadable: Unreadable[] = [];
  const folders = new Set<string>();

  const read = (file: string, kind?: FileKind): void => {
    const uri = pathToFileURL(file).href;
    if (analysis.workspace.file(uri) !== undefined) return;
    progress(`reading ${relative(file)}`);
    try {
      analysis.set(uri, readText(file), kind);
    } catch (error) {
      if (wanted.has(uri)) unreadable.push({ path: file, reason: reasonOf(error, file) });
    }
  };
  const missFolder = (folder: string, error: unknown): void => {
    if (!project.ignoresFolder(folder)) unreadable.push({ path: folder, reason: reasonOf(error, folder) });
  };
  const meet = (file: string, isWanted: boolean): void => {
    if (project.ignores(file)) return;
    if (isWanted) wanted.add(pathToFileURL(file).href);
    const slashed = toSlashes(file);
    if (kindOfPath(slashed) !== undefined) return read(file);
    // As the URI says it: so the workspace knows it.
    const known = pathOfUri(pathToFileURL(file).href);
    const name = slashed.slice(slashed.lastIndexOf('/') + 1);
    const same = unnamed.get(name);
    if (same === undefined) unnamed.set(name, new Set([known]));
    else same.add(known);
  };

  for (const each of given) {
    const target = path.resolve(each);
    if (fs.statSync(target).isDirectory()) {
      refuseUnreadable(target, each);
      folders.add(target);
      for (const files of walk(target, { unreadable: missFolder })) for (const file of files) meet(file, true);
    } else {
      meet(target, true);
      const root = rootOf(target, project);
      if (folders.has(root)) continue;
      folders.add(root);
      for (const files of walk(root)) for (const file of files) meet(file, false);
    }
  }
  // Of several, units see each other as in one.
  if (folders.size === 1) analysis.workspace.roots = [...folders].map((folder) => pathOfUri(pathToFileURL(folder).href));
  readRecognised();
  for (const each of given) {
    const target = path.resolve(each);
    const isKnown = fs.statSync(target, { throwIfNoEntry: false })?.isFile() !== true || project.ignores(target) || kindOfPath(toSlashes(target)) !== undefined || analysis.workspace.file(pathToFileURL(target).href) !== undefined;
    if (!isKnown) throw new CannotDo(`${each}: its name says nothing, and no unit beside it mounts it`);
  }
  progress.end();
  const asked = [...wanted].filter((uri) => analysis.workspace.file(uri) !== undefined).sort();
  return { analysis, project, asked, unreadable, folders: [...folders] };

  /** Files that units mount and others include, until nothing new is found. */
  function readRecognised(): void {
    for (;;) {
      const found = [...recognise(analysis.workspace, unnamed)];
      if (found.length === 0) return;
      for (const [known, kind] of found) {
        const name = known.slice(known.lastIndexOf('/') + 1);
        unnamed.get(name)?.delete(known);
        read(path.normalize(known), kind);
      }
    }
  }
}

const mergeSettings = ({ config }: Project, given: Partial<Settings>): Settings => {
  const settings = withConfig(DEFAULT_SETTINGS, config);
  return { ...settings, ...given, targets: { ...settings.targets, ...given.targets } };
};

/** More files than this are no project that is read for the sake of one file: `$HOME` may be a repository too. */
const MOST_FILES = 20_000;

/** How many folders above its own a file's units are looked for outside a repository: `stack/configs/redis/redis.conf`. */
const MOST_FOLDERS_UP = 3;

/**
 * The folder that is read for the sake of one file: the project's, where that has a `.quadlet-stack.json`; else the
 * repository's; else the nearest above with units in it; else the file's own.
 */
function rootOf(file: string, { folder }: Project): string {
  const own = path.dirname(file);
  const repository = folder ?? repositoryOf(own);
  if (repository !== undefined && !hasMoreFilesThan(repository, MOST_FILES)) return repository;
  for (let at = own, up = 0; up <= MOST_FOLDERS_UP; at = path.dirname(at), up++) if (holdsUnits(at)) return at;
  return own;
}

function hasMoreFilesThan(folder: string, most: number): boolean {
  let count = 0;
  for (const files of walk(folder)) if ((count += files.length) > most) return true;
  return false;
}

function holdsUnits(folder: string): boolean {
  try {
    return fs.readdirSync(folder).some((name) => unitTypeOfPath(name) !== undefined);
  } catch {
    return false;
  }
}

function statOf(file: string): fs.Stats | undefined {
  try {
    return fs.statSync(file, { throwIfNoEntry: false });
  } catch {
    // A loop of links, or a folder above that lets nobody in.
    return undefined;
  }
}

function refuseMissing(given: string): void {
  if (given === '-') throw new CannotDo('-: standard input has no name to tell what it is; name a file or a folder');
  const stat = given === '' ? undefined : statOf(given);
  if (stat === undefined) throw new CannotDo(given === '' ? 'a path is empty' : `no such file or folder: ${given}`);
  if (!stat.isFile() && !stat.isDirectory()) throw new CannotDo(`${given}: neither a file nor a folder`);
}

function refuseUnreadable(folder: string, given: string): void {
  try {
    fs.opendirSync(folder).closeSync();
  } catch (error) {
    throw new CannotDo(`${given}: ${reasonOf(error, folder)}`);
  }
}

/** Says on standard error what could not be read. */
export function reportUnreadable(unreadable: readonly Unreadable[]): void {
  for (const { path: file, reason } of unreadable) complain(`${relative(file)}: ${reason}`);
}

/**
 * Of files that are asked about, the other names of one and the same: link → the file that counts, which is no link
 * where one of them is none. An instance (`web@1.container`) is such a link to its template.
 */
export function otherNames(asked: readonly string[]): ReadonlyMap<string, string> {
  const byTarget = new Map<string, string[]>();
  for (const uri of asked) {
    const target = realPath(diskPath(uri));
    const names = byTarget.get(target);
    if (names === undefined) byTarget.set(target, [uri]);
    else names.push(uri);
  }
  const others = new Map<string, string>();
  for (const names of byTarget.values()) {
    if (names.length === 1) continue;
    const counts = names.find((uri) => fs.lstatSync(diskPath(uri), { throwIfNoEntry: false })?.isSymbolicLink() === false) ?? names[0]!;
    for (const uri of names) if (uri !== counts) others.set(uri, counts);
  }
  return others;
}

function realPath(file: string): string {
  try {
    return fs.realpathSync.native(file);
  } catch {
    // It is gone: nobody else has its name.
    return file;
  }
}

/** The path on disk of a file of the workspace. */
export const diskPath = (uri: string): string => fileURLToPath(uri);
