import { Uri, type ExtensionContext } from 'vscode';
import { activate as activateExtension, type Api } from './extension.ts';

/** The extension in a browser: the language server is a worker, and reads files through the editor. */
export function activate(context: ExtensionContext): Api {
  return activateExtension(context, {
    filesThroughClient: true,
    async createClient(id, name, options) {
      const { BrowserMessageReader, BrowserMessageWriter, LanguageClient } = await import('vscode-languageclient/browser');
      const script = Uri.joinPath(context.extensionUri, 'dist/server.worker.js').toString(true);
      let worker: Worker | undefined;
      context.subscriptions.push({ dispose: () => worker?.terminate() });
      // The transports and not the worker: the extension host's own `Worker` is none that the client would recognise.
      const client = new LanguageClient(id, name, async () => {
        worker?.terminate();
        worker = new Worker(script);
        return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
      }, options);
      client.onDidChangeState(({ newState }) => newState === 1 /* State.Stopped */ && worker?.terminate());
      return client;
    },
  });
}

export { deactivate } from './extension.ts';
