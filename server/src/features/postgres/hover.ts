import { includeKind, postgresTree, type IncludeKind } from '../../model/postgres-settings.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import type { Version } from '../../model/version.ts';
import { touches } from '../../syntax/span.ts';
import type { Context, Hover } from '../types.ts';
import { lineAt } from './cursor.ts';
import { describeName } from './describe.ts';

/** What stands under the pointer: a parameter with what its value comes to, or an include. */
export function hoverPostgres(file: SourceFile, offset: number, { snapshot }: Context): Hover | undefined {
  const line = lineAt(postgresTree(file), offset);
  if (line?.name === undefined) return undefined;
  const onName = touches(line.name, offset);
  const target = onName ? line.name : line.value !== undefined && touches(line.value, offset) ? line.value : undefined;
  if (target === undefined) return undefined;
  const include = includeKind(line.name);
  const markdown = include === undefined ? describeName(line.name.text, snapshot.targets(file).postgres, line.value?.text) : `**${include}** — ${INCLUDES[include]}\n\n${MANUAL}`;
  return markdown === undefined ? undefined : { start: target.start, end: target.end, markdown };
}

const MANUAL = '[Managing Configuration File Contents, PostgreSQL manual](https://www.postgresql.org/docs/current/config-setting.html#CONFIG-INCLUDES)';

const INCLUDES: Readonly<Record<IncludeKind, string>> = {
  include: 'reads another file in this place\n\nA relative path starts at this file\'s folder. Settings after the line override those of the file. If it is missing, the server does not start, and a reload changes nothing.',
  include_if_exists: 'reads another file in this place if it is there\n\nA missing file is only noted in the log. For settings that only some machines have.',
  include_dir: 'reads all files of a folder in this place\n\nThose whose names end in `.conf` and do not begin with a dot, by name; so begin them with numbers. A missing folder keeps the server from starting.',
};

/** The hover for one argument `name=value` of `postgres`, for a command line. */
export const hoverPostgresArgument = (name: string, value: string | undefined, version: Version): string | undefined =>
  describeName(name.replaceAll('-', '_'), version, value);
