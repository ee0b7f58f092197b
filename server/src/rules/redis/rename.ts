import { nearestName } from '../../model/nearest.ts';
import type { RedisArgument } from '../../syntax/redis.ts';
import { commandNames, hasCommand, serverName } from './commands.ts';
import { code, onArgument, replaceFix, willNotStart, type Finding, type LineContext } from './line.ts';

interface Renames { readonly removed: Set<string>; readonly added: Set<string>; readonly sentinel: boolean }

/** Checks `rename-command OLD NEW` against the commands and the renames before it; `note` keeps this one. */
export function checkRename({ setting, target }: LineContext, { removed, added, sentinel }: Renames, note: boolean): readonly Finding[] {
  const [from, to] = setting.args as readonly [RedisArgument, RedisArgument];
  const [old, fresh] = [from.value.toLowerCase(), to.value.toLowerCase()];
  const exists = (name: string) => added.has(name) || (hasCommand(name, target, sentinel) && !removed.has(name));
  if (!exists(old)) {
    const gone = removed.has(old);
    const near = gone ? undefined : nearestName(old, commandNames(target, sentinel));
    const fixes = near === undefined ? [] : [replaceFix(`Write ${near.toUpperCase()}`, from, near.toUpperCase(), { preferred: true })];
    const why = gone ? `${code(from.value)} is renamed by an earlier line already` : `${serverName(target, sentinel)} has no command ${code(from.value)}`;
    return [onArgument('redis-unknown-command', from, `${why}: the server will not start.`, fixes)];
  }
  if (fresh !== '' && fresh !== old && exists(fresh)) {
    return [onArgument('redis-bad-value', to, `A command ${code(to.value)} exists already: ${willNotStart(target)}`)];
  }
  if (!note) return [];
  if (!added.delete(old)) removed.add(old);
  if (fresh !== '') { removed.delete(fresh); added.add(fresh); }
  return [];
}
