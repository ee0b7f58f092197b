import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readText, walk } from '../host/node.ts';
import { isDropIn, kindOfPath } from '../model/files.ts';
import { asNewestPatch, NEWEST } from '../model/version.ts';
import { compileUnit, previewFolder, targetOf, unitSet, type UnitSource } from '../quadlet/index.ts';
import { LineIndex } from '../syntax/span.ts';
import { complain, reasonOf } from './complain.ts';
import { findProject, type Project } from './config.ts';
import { readOptions, readTargets } from './options.ts';
import { relative, toSlashes } from './paths.ts';
import { CannotDo } from './usage.ts';

/**
 * `preview`: what the generator's dry run prints for a folder. Units that it refuses are named on standard error;
 * then the exit status is 1.
 */
export function preview(words: readonly string[], write: (text: string) => void): number {
  const { options, paths } = readOptions('preview', words);
  const [given, ...more] = paths;
  if (given === undefined || more.length > 0) throw new CannotDo('preview: name one folder, as in quadlet-stack preview .');
  if (!fs.existsSync(given)) throw new CannotDo(`no such folder: ${given}`);
  if (!fs.statSync(given).isDirectory()) throw new CannotDo(`not a folder: ${given}`);
  const folder = fs.realpathSync(given);
  const project = findProject([folder]);
  const podman = readTargets(options.target).podman ?? project.config.targets.podman ?? NEWEST.podman;
  const target = targetOf(asNewestPatch(podman), options.root ?? project.config.root ?? false, mayExist);
  const sources = sourcesIn(folder, project);
  const set = unitSet(sources, target, folder);
  write(previewFolder(set));
  let refused = false;
  for (const unit of set.units) {
    const error = compileUnit(unit, set).problems.find(({ problem }) => problem.severity === 'error');
    if (error === undefined) continue;
    refused = true;
    const source = sources.find(({ uri }) => uri === error.uri);
    const { line, character } = new LineIndex(source?.text ?? '').positionAt(error.problem.start);
    complain(`${relative(source?.path ?? unit.part.path)}:${line + 1}:${character + 1}: ${error.problem.message}`);
  }
  return refused ? 1 : 0;
}

/** As the generator asks: only what is surely not there is missing. */
function mayExist(device: string): boolean {
  try {
    return fs.statSync(device) !== undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** The path that the generator knows a file by: links to folders of units are followed, those to units and drop-ins are not. */
function placeOf(file: string): string {
  const folder = path.dirname(file);
  const own = isDropIn(toSlashes(file)) ? path.dirname(folder) : folder;
  return path.join(fs.realpathSync(own), path.relative(own, file));
}

function sourcesIn(folder: string, project: Project): UnitSource[] {
  const sources: UnitSource[] = [];
  const missFolder = (path: string, error: unknown): void => {
    if (!project.ignoresFolder(path)) complain(`${relative(path)}: ${reasonOf(error, path)}`);
  };
  for (const files of walk(folder, { unreadable: missFolder })) {
    for (const file of files) {
      const kind = kindOfPath(toSlashes(file));
      if ((kind !== 'quadlet' && kind !== 'quadlets') || project.ignores(file)) continue;
      try {
        sources.push({ uri: pathToFileURL(file).href, path: placeOf(file), text: readText(file) });
      } catch (error) {
        complain(`${relative(file)}: ${reasonOf(error, file)}`);
      }
    }
  }
  return sources;
}
