import type { Connection } from 'vscode-languageserver';
import type { Workspace } from '../model/workspace.ts';
import { budgetShort, budgetText, budgetVerdict } from '../tuning/budget.ts';
import { unitNames } from '../stack/world.ts';
import { afterCalm } from './calm.ts';
import { budgetOfActive } from './extensions.ts';
import { CHANGED, STATUS, type StatusParams } from './requests.ts';

/** Of more containers than one host runs the sum is made when somebody asks for it, not whenever typing rests. */
const MOST_CONTAINERS = 250;

/** How long nothing must happen before status and pictures are brought up to date, in milliseconds. */
const CALM = 200;

const LEVEL = { fits: 'ok', unknown: 'ok', tight: 'warning', over: 'error' } as const;

/** Tells the client, once it is calm, what the status bar says and that previews and pictures may have changed. */
export function createStatus(connection: Connection, workspace: Workspace, activeUri: () => string | undefined): () => void {
  let last = '';
  const tell = (): void => {
    try {
      const status = statusOf(workspace, activeUri());
      const print = JSON.stringify(status);
      if (print !== last) void connection.sendNotification(STATUS, status);
      last = print;
      void connection.sendNotification(CHANGED);
    } catch (error) {
      connection.console.error(`The budget failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };
  const soon = afterCalm(CALM, tell);
  let isFirst = true;
  return () => {
    // All is read and checked for the first time: nobody need wait for calm to look at it.
    if (isFirst) void connection.sendNotification(CHANGED);
    isFirst = false;
    soon();
  };
}

function statusOf(workspace: Workspace, uri: string | undefined): StatusParams {
  const stack = uri === undefined ? '' : workspace.stackOf(workspace.file(uri)?.path ?? '');
  if (unitNames(workspace, stack, 'container').length > MOST_CONTAINERS) return { text: '', tooltip: '', level: 'ok' };
  const budget = budgetOfActive(workspace, uri, workspace.settings.hostMemory);
  if (budget.services.length === 0) return { text: '', tooltip: '', level: 'ok' };
  return { text: budgetShort(budget), tooltip: `${budgetVerdict(budget)}\n\n\`\`\`text\n${budgetText(budget)}\`\`\``, level: LEVEL[budget.verdict] };
}
