import os from 'node:os';
import type { ExtensionContext } from 'vscode';
import { activate as activateExtension, type Api } from './extension.ts';

/** V8's young generation for the server: what is allocated in answering is garbage soon after, and 4 MB serve as well as 48. The bench starts it the same way. */
const YOUNG = ['--max-semi-space-size=2', '--v8-pool-size=1'];

/** The extension on a desktop or a server: the language server is a process of its own. */
export function activate(context: ExtensionContext): Api {
  return activateExtension(context, {
    filesThroughClient: false,
    async createClient(id, name, options) {
      // Not in the turn of the activation: other extensions wait for that.
      await new Promise((resolve) => setTimeout(resolve, 0));
      const { LanguageClient, TransportKind } = await import('./languageclient.ts');
      const module = context.asAbsolutePath('dist/server.js');
      const run = { module, transport: TransportKind.ipc, options: { cwd: os.homedir(), execArgv: [...YOUNG] } };
      return new LanguageClient(id, name, { run, debug: { ...run, options: { ...run.options, execArgv: [...YOUNG, '--nolazy', '--inspect=6009'] } } }, options);
    },
  });
}

export { deactivate } from './extension.ts';
