import type { Host } from '../host/host.ts';
import { CONFIG_NAME, IGNORE_NAME, readConfig, type Config } from '../model/config.ts';
import { filterBelow, type PathFilter } from '../model/globs.ts';
import { nameOf, pathOfUri } from '../model/uri.ts';
import { RULES } from '../rules/registry.ts';
import { LineIndex } from '../syntax/span.ts';

/** What the project's own files say, over the user's settings. */
export interface Project {
  readonly config: Config;
  /** What is wrong in the configuration, a sentence each; the rest of it holds. */
  readonly complaints: readonly string[];
  /** Whether a file is left out. */
  ignores(uri: string): boolean;
}

const NOTHING: Config = { targets: {}, rules: {}, ignore: [] };

export const NO_PROJECT: Project = { config: NOTHING, complaints: [], ignores: () => false };

/** Whether a file is one of those that `readProject` reads. */
export const isProjectFile = (uri: string): boolean => [CONFIG_NAME, IGNORE_NAME].includes(nameOf(pathOfUri(uri)));

/**
 * Reads `.quadlet-stack.json` and `.quadlet-stack-ignore` in the workspace's folders. Settings hold for the whole
 * workspace: of several folders those of the first that has any; what is left out counts for each folder by itself.
 */
export async function readProject(host: Host, folders: readonly string[]): Promise<Project> {
  const filters: PathFilter[] = [];
  const complaints: string[] = [];
  let config: Config | undefined;
  for (const folder of folders) {
    const read = (name: string): Promise<string | undefined> => host.read(`${folder.replace(/\/$/, '')}/${name}`);
    const text = await read(CONFIG_NAME);
    const own = text === undefined ? undefined : readConfig(text, Object.keys(RULES));
    for (const { start, message } of own?.faults ?? []) {
      const { line, character } = new LineIndex(text!).positionAt(start);
      complaints.push(`${CONFIG_NAME}:${line + 1}:${character + 1}: ${message}`);
    }
    config ??= own?.config;
    for (const patterns of [own?.config.ignore, (await read(IGNORE_NAME))?.split('\n')]) if (patterns !== undefined) filters.push(filterBelow(pathOfUri(folder), patterns));
  }
  return { config: config ?? NOTHING, complaints, ignores: (uri) => filters.some((filter) => filter(pathOfUri(uri))) };
}
