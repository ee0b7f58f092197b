import { templateOf } from './names.ts';
import type { Target } from './features.ts';

/**
 * The folders that hold drop-ins of a unit, the most specific first: `app-web@1.container` → `app-web@1.container.d`,
 * `app-web@.container.d`, `app-@.container.d`, `app-.container.d`, `container.d`.
 */
export function dropInFolders(name: string, target: Target): readonly string[] {
  // One unit is asked for several times in a row.
  if (last.name !== name || last.target !== target) last = { name, target, folders: foldersFor(name, target) };
  return last.folders;
}

let last: { readonly name: string; readonly target: Target | undefined; readonly folders: readonly string[] } = { name: '', target: undefined, folders: [] };

function foldersFor(name: string, target: Target): string[] {
  const dot = name.lastIndexOf('.');
  const suffix = name.slice(dot);
  const template = templateOf(name);
  const stem = template?.base ?? name.slice(0, dot);
  const folders = [`${name}.d`];
  if (template !== undefined && template.instance !== '') folders.push(`${stem}@${suffix}.d`);
  if (!target.has('wideDropIns')) return folders;
  for (let dash = stem.lastIndexOf('-'); dash >= 0; dash = dash === 0 ? -1 : stem.lastIndexOf('-', dash - 1)) {
    const prefix = stem.slice(0, dash + 1);
    if (template !== undefined) folders.push(`${prefix}@${suffix}.d`);
    folders.push(`${prefix}${suffix}.d`);
  }
  folders.push(`${suffix.slice(1)}.d`);
  return folders;
}
