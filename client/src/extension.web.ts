import { Uri, type ExtensionContext } from 'vscode';
import { activate as activateExtension, type Api } from './extension.ts';

/** The extension in a browser: the language server is a worker, and reads files through the editor. */
export function activate(context: ExtensionContext): Api {
  return activateExtension(context, {
    filesThroughClient: true,
    async createClient(id, name, options) {
      const { LanguageClient } = await import('vscode-languageclient/browser');
      const worker = Uri.joinPath(context.extensionUri, 'dist/server.worker.js');
      return new LanguageClient(id, name, async () => new Worker(worker.toString(true)), options);
    },
  });
}

export { deactivate } from './extension.ts';
