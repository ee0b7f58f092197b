import { directiveFor, type RedisTarget } from '../../model/redis-target.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { isOfDockerHub } from '../../stack/image.ts';
import { mountingsOf } from '../../stack/mounts.ts';
import type { Container } from '../../stack/types.ts';

/** What the containers that mount a configuration tell its server besides. */
export interface CommandLines {
  /** The directives that a command line sets, by their present names. */
  readonly names: ReadonlySet<string>;
  /** Whether the command lines are all there is: behind a script, or in another image, anything may be set. */
  readonly areKnown: boolean;
  readonly mayLoadModules: boolean;
}

/** The images whose entry point adds nothing to the command line. */
const OFFICIAL = /^(?:(?:library\/)?(?:redis|valkey)|valkey\/valkey)$/;

function isPlain({ program, entrypoint, image }: Container): boolean {
  return program === 'redis' && entrypoint === undefined && image !== undefined && OFFICIAL.test(image.value.path) && isOfDockerHub(image.value);
}

/** What command lines set for a file's server: each `--name` is read as a line after those of the file. */
export function commandLines(file: SourceFile, target: RedisTarget, snapshot: Snapshot): CommandLines {
  const names = new Set<string>();
  let areKnown = true;
  for (const { container } of mountingsOf(snapshot, file)) {
    if (!isPlain(container)) areKnown = false;
    for (const { value } of container.exec?.words ?? []) {
      const name = /^--(\S+)/.exec(value)?.[1];
      if (name !== undefined) names.add(directiveFor(name, target)?.name ?? name.toLowerCase());
    }
  }
  return { names, areKnown, mayLoadModules: !areKnown || names.has('loadmodule') };
}
