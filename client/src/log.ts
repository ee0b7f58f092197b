import * as vscode from 'vscode';

/** Errors that the user knows of, and errors whose words are for the user. */
const told = new WeakSet<object>();
const inWords = new WeakSet<object>();

/** Runs something that nobody waits for, or a command: what goes wrong is in the log, and told once. */
export async function guarded(log: vscode.LogOutputChannel, run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    if (error instanceof Error && told.has(error)) return undefined;
    void offerLog(error instanceof Error && inWords.has(error) ? error.message : vscode.l10n.t('Quadlet Stack: this could not be done. The log says why.'), log);
    return undefined;
  }
}

/** The error, marked: the user has read of it. */
export function toldError(error: unknown): Error {
  const marked = error instanceof Error ? error : new Error(String(error));
  told.add(marked);
  return marked;
}

/** An error that says to the user what is the matter. */
export function errorInWords(message: string): Error {
  const error = new Error(message);
  inWords.add(error);
  return error;
}

/** Says what went wrong and offers the log. */
export async function offerLog(message: string, log: vscode.LogOutputChannel): Promise<void> {
  const show = vscode.l10n.t('Show Log');
  if ((await vscode.window.showErrorMessage(message, show)) === show) log.show();
}
