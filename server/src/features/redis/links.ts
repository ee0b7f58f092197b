import { settingOf, type RedisSetting } from '../../model/redis.ts';
import { redisTarget } from '../../model/redis-target.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { joinPath, withPath } from '../../model/uri.ts';
import { includedFiles, isGlob } from '../../model/redis-includes.ts';
import { parseRedis } from '../../syntax/redis.ts';
import { touches } from '../../syntax/span.ts';
import type { Context, DocumentLink, Location } from '../types.ts';

/** Included files, and files that directives name where the workspace holds them. */
export function linksOfRedis(file: SourceFile, { snapshot }: Context): readonly DocumentLink[] {
  return pathsOf(file, { snapshot }).flatMap(({ name, args }): DocumentLink[] => {
    const arg = args[0]!;
    if (isGlob(arg.value)) return [];
    const path = joinPath(file.folder, arg.value);
    const known = snapshot.fileAt(path);
    // A relative include counts from where the server is started: most likely, but not surely, this folder.
    if (known === undefined && (name !== 'include' || arg.value.startsWith('/'))) return [];
    return [{ start: arg.start, end: arg.end, target: known?.uri ?? withPath(file.uri, path) }];
  });
}

/** From an include to the files that it reads, from a path to its file. */
export function defineRedis(file: SourceFile, offset: number, { snapshot }: Context): readonly Location[] {
  const setting = pathsOf(file, { snapshot }).find(({ args }) => touches(args[0]!, offset));
  if (setting === undefined) return [];
  return includedFiles(setting.args[0]!.value, file, snapshot).map(({ uri }) => ({ uri, start: 0, end: 0 }));
}

function pathsOf(file: SourceFile, { snapshot }: Context): readonly RedisSetting[] {
  const target = redisTarget(snapshot.targets(file));
  return file.tree(parseRedis).lines
    .filter((line) => line.kind === 'directive' && line.unbalanced === undefined && line.args.length > 1)
    .map((line) => settingOf(line, target))
    .filter(({ directive, args }) => (directive?.kind === 'include' || directive?.kind === 'path' || directive?.kind === 'loadmodule') && args[0]!.value !== '');
}
