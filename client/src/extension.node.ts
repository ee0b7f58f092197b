import os from 'node:os';
import type { ExtensionContext } from 'vscode';
import { activate as activateExtension, type Api } from './extension.ts';

/**
 * How V8 runs the server (docs/performance.md has the figures): a young generation of 6 MB, since what an answer takes is
 * garbage soon after, and two threads for V8's own work. The bench starts it the same way. The rest the server sets itself.
 */
const ENGINE = ['--max-semi-space-size=2', '--v8-pool-size=2'];

/** The extension on a desktop or a server: the language server is a process of its own. */
export function activate(context: ExtensionContext): Api {
  return activateExtension(context, {
    filesThroughClient: false,
    async createClient(id, name, options) {
      // Not in the turn of the activation: other extensions wait for that.
      await new Promise((resolve) => setTimeout(resolve, 0));
      const { LanguageClient, TransportKind } = await import('./languageclient.ts');
      const module = context.asAbsolutePath('dist/server.js');
      const run = { module, transport: TransportKind.ipc, options: { cwd: os.homedir(), execArgv: [...ENGINE] } };
      return new LanguageClient(id, name, { run, debug: { ...run, options: { ...run.options, execArgv: [...ENGINE, '--nolazy', '--inspect=6009'] } } }, options);
    },
  });
}

export { deactivate } from './extension.ts';
