import fs from 'node:fs';
import path from 'node:path';
import { readText } from '../host/node.ts';
import { CONFIG_NAME, IGNORE_NAME, readConfig, type Config } from '../model/config.ts';
import { filterBelow } from '../model/globs.ts';
import { RULES } from '../rules/registry.ts';
import { LineIndex } from '../syntax/span.ts';
import { relative, toSlashes } from './paths.ts';
import { CannotDo } from './usage.ts';

/** A project's own settings and where they were found. */
export interface Project {
  readonly config: Config;
  /** The folder of `.quadlet-stack.json`; undefined where there is none. */
  readonly folder: string | undefined;
  /** Whether an absolute path is left out. */
  ignores(file: string): boolean;
  /** Whether all that lies in a folder, by its absolute path, is left out. */
  ignoresFolder(folder: string): boolean;
}

/**
 * The project that paths belong to: `.quadlet-stack.json` in the folder that holds them all, or above as far as the
 * repository goes. Throws `CannotDo` with file and line where something in it is wrong.
 */
export function findProject(paths: readonly string[]): Project {
  const start = commonFolder(paths.map((given) => path.resolve(given)));
  const file = upwards(start, CONFIG_NAME);
  const config = file === undefined ? readConfig('{}', []).config : read(file);
  const filters = [
    ...(file === undefined ? [] : [filterIn(path.dirname(file), config.ignore)]),
    ...[upwards(start, IGNORE_NAME)].flatMap((ignoreFile) => (ignoreFile === undefined ? [] : [filterIn(path.dirname(ignoreFile), readOrRefuse(ignoreFile).split('\n'))])),
  ];
  const ignores = (target: string): boolean => filters.some((filter) => filter(target));
  return { config, folder: file === undefined ? undefined : path.dirname(file), ignores, ignoresFolder: (target) => ignores(`${target}/.`) };
}

function read(file: string): Config {
  const text = readOrRefuse(file);
  const { config, faults } = readConfig(text, Object.keys(RULES));
  const [fault] = faults;
  if (fault === undefined) return config;
  const { line, character } = new LineIndex(text).positionAt(fault.start);
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  throw new CannotDo(`${relative(file)}:${line + 1}:${character + 1}: ${fault.message}${more}`);
}

function readOrRefuse(file: string): string {
  try {
    return readText(file);
  } catch (error) {
    throw new CannotDo(`${relative(file)}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Patterns count from the folder of the file that they stand in, and say nothing of what lies outside. */
function filterIn(folder: string, patterns: readonly string[]): (file: string) => boolean {
  const filter = filterBelow(toSlashes(folder), patterns);
  return (file) => filter(toSlashes(file));
}

/** A file of this name in the folder or above it, up to the repository's own folder. */
function upwards(folder: string, name: string): string | undefined {
  return climb(folder, (at) => {
    const file = path.join(at, name);
    return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true ? file : undefined;
  });
}

/** The repository's own folder, which has a `.git`. */
export const repositoryOf = (folder: string): string | undefined => climb(folder, (at) => (isRepository(at) ? at : undefined));

const isRepository = (folder: string): boolean => fs.existsSync(path.join(folder, '.git'));

/** What is first found in a folder or above it, up to the repository's own folder. */
function climb<T>(folder: string, find: (folder: string) => T | undefined): T | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = find(at);
    if (found !== undefined) return found;
    if (isRepository(at) || path.dirname(at) === at) return undefined;
  }
}

function commonFolder(paths: readonly string[]): string {
  const folders = paths.map((each) => (fs.statSync(each, { throwIfNoEntry: false })?.isDirectory() === true ? each : path.dirname(each)));
  let common = folders[0] ?? process.cwd();
  while (!folders.every((folder) => folder === common || folder.startsWith(common.endsWith(path.sep) ? common : common + path.sep))) common = path.dirname(common);
  return common;
}
