import type { Connection } from 'vscode-languageserver';
import { pathBelow } from '../model/uri.ts';
import { LIST_FILES, READ_FILE, type ListFilesParams, type ListFilesResult, type ReadFileResult } from '../protocol/requests.ts';
import { isSkipped, type Host } from './host.ts';

/** Files by way of the client, for a server in a browser or a workspace that is on no disk. */
export function clientHost(connection: Connection): Host {
  const list = async (folder: string, deep: boolean): Promise<readonly string[]> => {
    try {
      const found = await connection.sendRequest<ListFilesResult>(LIST_FILES, { folder, deep } satisfies ListFilesParams);
      return found.filter((uri) => !isSkipped(pathBelow(uri, folder) ?? uri));
    } catch {
      return [];
    }
  };
  return {
    async *list(folder) {
      yield await list(folder, true);
    },
    // The client's listing of what is none is empty, and it leaves links alone.
    isFolder: async () => true,
    siblings: (folder) => list(folder, false),
    async read(uri) {
      try {
        return (await connection.sendRequest<ReadFileResult>(READ_FILE, { uri })).text;
      } catch {
        return undefined;
      }
    },
    machine: () => ({}),
    yield: () => new Promise((resolve) => setTimeout(resolve, 0)),
  };
}
