import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { LIST_FILES, READ_FILE, type ListFilesParams, type ListFilesResult, type ReadFileResult, type UriParams } from '../../server/src/protocol/requests.ts';

const SKIPPED = new Set(['.git', '.hg', '.svn', 'node_modules', '.venv', '__pycache__', '.vscode-test']);
/** A virtual workspace may be a whole code forge: no stack has more files. */
const MOST_FILES = 20_000;
/** Folders that are read at the same time: each may be a question to a server far away. */
const AT_ONCE = 16;

/** Answers a server without a file system: lists and reads files of the workspace, and nothing else. */
export function serveFiles(client: BaseLanguageClient): void {
  client.onRequest(LIST_FILES, ({ folder, deep }: ListFilesParams) => list(vscode.Uri.parse(folder), deep));
  client.onRequest(READ_FILE, ({ uri }: UriParams) => read(vscode.Uri.parse(uri)));
}

const inWorkspace = (uri: vscode.Uri): boolean => vscode.workspace.getWorkspaceFolder(uri) !== undefined;

/** Whether a link below the workspace's folder leads to a file or folder: it may lie anywhere. */
async function isLinked(uri: vscode.Uri): Promise<boolean> {
  const root = vscode.workspace.getWorkspaceFolder(uri)!.uri;
  for (let at = uri; at.path.length > root.path.length; at = vscode.Uri.joinPath(at, '..')) {
    if ((await vscode.workspace.fs.stat(at)).type & vscode.FileType.SymbolicLink) return true;
  }
  return false;
}

async function list(folder: vscode.Uri, deep: boolean): Promise<ListFilesResult> {
  if (!inWorkspace(folder) || (await isLinked(folder).catch(() => true))) return [];
  const files: string[] = [];
  const pending = [folder];
  while (pending.length > 0 && files.length < MOST_FILES) {
    const found = await Promise.all(pending.splice(0, AT_ONCE).map(async (parent) => ({ parent, entries: await entriesOf(parent) })));
    for (const { parent, entries } of found) {
      for (const [name, type] of entries) {
        const uri = vscode.Uri.joinPath(parent, name);
        if (type & vscode.FileType.Directory) {
          if (deep && !SKIPPED.has(name) && !(type & vscode.FileType.SymbolicLink)) pending.push(uri);
        } else files.push(uri.toString());
      }
    }
  }
  return files;
}

const entriesOf = async (folder: vscode.Uri): Promise<[string, vscode.FileType][]> => {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
};

async function read(uri: vscode.Uri): Promise<ReadFileResult> {
  if (!inWorkspace(uri)) return {};
  try {
    // Only on a disk of this machine do links lead out of what was opened.
    if (!vscode.workspace.isTrusted && uri.scheme === 'file' && (await isLinked(uri))) return {};
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uri)) };
  } catch {
    return {};
  }
}
