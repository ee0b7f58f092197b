import * as vscode from 'vscode';
import type { Session } from '../extension.ts';
import { registerCheckWithPrograms } from './checkWithPrograms.ts';
import { guarded } from '../log.ts';
import { copyPodmanRun } from './podmanRun.ts';
import { makeUserlistEntry } from './userlistEntry.ts';
import { newStack } from './newStack.ts';
import { registerPictures } from './pictures.ts';
import { registerPreview } from './preview.ts';
import { renameService } from './renameService.ts';
import { showReferences } from './references.ts';
import { tuneForRam } from './tune.ts';

/** Registers all commands. Each may be called with arguments by a lens or a code action, or without by a person; a menu adds arguments of its own. */
export function registerCommands(session: Session): void {
  const commands: Record<string, (...args: never[]) => unknown> = {
    tuneForRam: (params) => tuneForRam(session, params),
    copyPodmanRun: (uri) => copyPodmanRun(session, uri),
    newStack: (folder, choices) => newStack(session, folder, choices),
    renameService: (uri, name) => renameService(session, uri, name),
    makeUserlistEntry: () => makeUserlistEntry(),
    showReferences: (uri, position, locations) => showReferences(uri, position, locations),
    restartServer: () => session.restart(),
    showLog: () => session.log.show(),
    ...registerPreview(session),
    ...registerPictures(session),
    ...registerCheckWithPrograms(session),
  };
  for (const [name, run] of Object.entries(commands)) {
    session.context.subscriptions.push(vscode.commands.registerCommand(`quadletStack.${name}`, (...args: never[]) => guarded(session.log, () => run(...args))));
  }
}
