import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Analysis } from '../features/analysis.ts';
import { readText, walk } from '../host/node.ts';
import { kindOfPath } from '../model/files.ts';
import { DEFAULT_SETTINGS, type Settings } from '../model/settings.ts';
import { CannotDo } from './usage.ts';

/** What the command line works on: the files read, and which of them it was asked about. */
export interface Loaded {
  readonly analysis: Analysis;
  /** URIs to report on, in the order of their paths. */
  readonly asked: readonly string[];
  /** Files that are there and could not be read: path and reason. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

const isFile = (target: string): boolean => fs.statSync(target).isFile();

/**
 * Reads each folder as a workspace of its own kind of files; a file is read with its folder, so that its references
 * find their units, and alone reported on. Throws `CannotDo` for a path that is not there.
 */
export function loadPaths(paths: readonly string[], settings: Partial<Settings> = {}): Loaded {
  const analysis = new Analysis();
  analysis.workspace.settings = { ...DEFAULT_SETTINGS, ...settings };
  const asked = new Set<string>();
  const unreadable: { path: string; reason: string }[] = [];
  const read = (file: string, wanted: boolean): void => {
    const uri = pathToFileURL(file).href;
    try {
      if (analysis.workspace.file(uri) === undefined) analysis.set(uri, readText(file));
      if (wanted && analysis.workspace.file(uri) !== undefined) asked.add(uri);
    } catch (error) {
      if (wanted) unreadable.push({ path: file, reason: reasonOf(error) });
    }
  };
  for (const given of paths.length === 0 ? ['.'] : paths) {
    const target = path.resolve(given);
    if (!fs.existsSync(target)) throw new CannotDo(`no such file or folder: ${given}`);
    if (isFile(target)) {
      if (kindOfPath(target) === undefined) throw new CannotDo(`${given}: not a kind of file that is known here`);
      read(target, true);
      for (const name of fs.readdirSync(path.dirname(target))) {
        const sibling = path.join(path.dirname(target), name);
        if (kindOfPath(sibling) !== undefined && fs.statSync(sibling, { throwIfNoEntry: false })?.isFile() === true) read(sibling, false);
      }
    } else {
      for (const files of walk(target)) for (const file of files) if (kindOfPath(toSlashes(file)) !== undefined) read(file, true);
    }
  }
  return { analysis, asked: [...asked].sort(), unreadable };
}

const toSlashes = (file: string): string => (path.sep === '/' ? file : file.replaceAll(path.sep, '/'));

const REASONS: Readonly<Record<string, string>> = { EACCES: 'no permission to read it', EPERM: 'no permission to read it', ENOENT: 'it is gone', ELOOP: 'a loop of links' };

function reasonOf(error: unknown): string {
  const code = (error as { code?: string }).code ?? '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}
