import { Workspace } from '../../server/src/model/workspace.ts';
import { SourceFile } from '../../server/src/model/snapshot.ts';
import { NEWEST_TARGETS, type Targets } from '../../server/src/model/version.ts';
import type { Context } from '../../server/src/features/types.ts';
import { contributionsOf } from '../../server/src/stack/contributions.ts';
import { fixture } from '../support/fixture.ts';

export interface Editor {
  readonly file: SourceFile;
  readonly offset: number;
  readonly context: Context;
  readonly files: readonly SourceFile[];
}

/** A fixture in a workspace whose files know of each other's drop-ins, with fixed targets. */
export function editor(text: string, options: { path?: string; targets?: Partial<Targets> } = {}): Editor {
  const made = fixture(text, options);
  const targets = { ...NEWEST_TARGETS, ...options.targets };
  const workspace = new Workspace({ contribute: contributionsOf, targets: () => targets });
  for (const file of made.files) workspace.set(file.uri, file.text, file.kind);
  const files = made.files.map((file) => workspace.file(file.uri)!);
  return {
    file: workspace.file(made.file.uri)!,
    get offset() {
      return made.offset;
    },
    context: { snapshot: workspace },
    files,
  };
}

/** Other units that the cases refer to. */
export const STACK = `
//- /ws/db.container
[Unit]
Description=The database
[Container]
Image=docker.io/library/postgres:17
ContainerName=db
Network=backend.network
Secret=db_password,type=env,target=POSTGRES_PASSWORD
//- /ws/data.volume
[Volume]
VolumeName=pgdata
//- /ws/backend.network
[Network]
//- /ws/app.pod
[Pod]
//- /ws/tools.image
[Image]
Image=quay.io/example/tools:1
//- /ws/app.build
[Build]
ImageTag=localhost/app:latest
SetWorkingDirectory=unit
//- /ws/model.artifact
[Artifact]
Artifact=quay.io/example/model:1
//- /ws/app.env
DEBUG=false
//- /ws/configs/redis.conf
maxmemory 100mb
`.trimStart();
