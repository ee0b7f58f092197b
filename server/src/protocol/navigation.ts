import { ResponseError, LSPErrorCodes, SymbolKind, type CodeLens, type Command, type RenameParams, type SelectionRange, type WorkspaceSymbol } from 'vscode-languageserver';
import { languageOf, type Registered } from '../features/languages.ts';
import { codeLenses, type CodeLens as CoreLens } from '../features/lens.ts';
import { selectionSpans } from '../features/selection.ts';
import { unitTypeOfPath, isDropIn } from '../model/files.ts';
import type { SourceFile } from '../model/snapshot.ts';
import { editedBy, NO_RANGE, toLocation, toRange, toWorkspaceEdit } from './convert.ts';
import { CHANGES_ON_DISK } from './exact.ts';
import type { FeatureOptions } from './features.ts';
import { guarded, guardedLater } from './handlers.ts';
import { CLIENT_COMMANDS } from './requests.ts';

/** The most symbols that one search of the workspace answers with. */
const MOST_SYMBOLS = 500;

/** What is said where an editor cannot do its part. */
const RENAMES_FILE = 'A unit has the name of its file, and this editor renames no files for a language server, so nothing was changed. Rename the file and what names it by hand.';

/** References, rename, code lenses, selection, symbols of the workspace. */
export function registerNavigation(options: FeatureOptions): void {
  const { connection, analysis, linesOf } = options;
  const context = { snapshot: analysis.workspace };
  const versionOf = (uri: string): number | null => options.versionOf(uri) ?? null;
  const at = (uri: string): { file: SourceFile; language: Registered } | undefined => {
    const file = analysis.workspace.file(uri);
    const language = file === undefined || file.isTooLong ? undefined : languageOf(file.kind);
    return file === undefined || language === undefined ? undefined : { file, language };
  };

  connection.onReferences(guarded(connection, 'references', [], ({ textDocument, position, context: asked }) => {
    const found = at(textDocument.uri);
    if (found === undefined) return [];
    const places = found.language.references?.(found.file, found.file.lines.offsetAt(position), context, asked?.includeDeclaration === true) ?? [];
    return places.map((place) => toLocation(place, linesOf));
  }));
  connection.onDocumentHighlight(guarded(connection, 'highlight', [], ({ textDocument, position }) => {
    const found = at(textDocument.uri);
    if (found === undefined) return [];
    const places = found.language.references?.(found.file, found.file.lines.offsetAt(position), context, false) ?? [];
    return places.filter(({ uri }) => uri === found.file.uri).map((place) => ({ range: toRange(found.file.lines, place) }));
  }));
  connection.onPrepareRename(guarded(connection, 'prepare rename', null, ({ textDocument, position }) => {
    const found = at(textDocument.uri);
    const name = found?.language.renameAt?.(found.file, found.file.lines.offsetAt(position), context);
    return found === undefined || name === undefined ? null : { range: toRange(found.file.lines, name), placeholder: name.placeholder };
  }));
  const rename = guardedLater(connection, 'rename', 'The rename failed; the log says why.', async ({ textDocument, position, newName }: RenameParams) => {
    const change = await options.exact(() => {
      const found = at(textDocument.uri);
      const renamed = found?.language.rename?.(found.file, found.file.lines.offsetAt(position), newName, context) ?? 'There is nothing to rename here.';
      return typeof renamed === 'string' ? renamed : (toWorkspaceEdit(renamed, linesOf, versionOf, options.edits()) ?? RENAMES_FILE);
    }, (renamed) => (typeof renamed === 'string' ? [] : editedBy(renamed)));
    return change ?? CHANGES_ON_DISK;
  });
  connection.onRenameRequest(async (params, token) => {
    const answer = await rename(params, token);
    return typeof answer === 'string' ? new ResponseError<void>(LSPErrorCodes.RequestFailed, answer) : answer;
  });
  connection.onSelectionRanges(guarded(connection, 'selection ranges', [], ({ textDocument, positions }) => {
    const found = at(textDocument.uri);
    return positions.map((position): SelectionRange => {
      const empty = { range: { start: position, end: position } };
      if (found === undefined) return empty;
      const spans = selectionSpans(found.file, found.file.lines.offsetAt(position), context);
      return spans.reduceRight<SelectionRange | undefined>((parent, span) => ({ range: toRange(found.file.lines, span), ...(parent === undefined ? {} : { parent }) }), undefined) ?? empty;
    });
  }));
  connection.onCodeLens(guarded(connection, 'code lenses', [], ({ textDocument }) => {
    const found = at(textDocument.uri);
    if (found === undefined) return [];
    return codeLenses(found.file, context).map((lens): CodeLens => ({ range: toRange(found.file.lines, lens), command: commandOf(lens, found.file) }));
  }));
  const commandOf = ({ title, action }: CoreLens, file: SourceFile): Command => {
    switch (action.kind) {
      case 'service': return { title, command: CLIENT_COMMANDS.showGeneratedService, arguments: [file.uri] };
      case 'budget': return { title, command: CLIENT_COMMANDS.showBudget };
      default: return { title, command: CLIENT_COMMANDS.showReferences, arguments: [file.uri, NO_RANGE.start, action.locations.map((location) => toLocation(location, linesOf))] };
    }
  };
  connection.onWorkspaceSymbol(guarded(connection, 'workspace symbols', [], ({ query }) => {
    const wanted = query.toLowerCase();
    const found: WorkspaceSymbol[] = [];
    for (const file of analysis.workspace.files()) {
      if (found.length >= MOST_SYMBOLS) break;
      const isUnit = unitTypeOfPath(file.path) !== undefined && !isDropIn(file.path);
      if (isUnit && isSubsequence(wanted, file.name.toLowerCase())) found.push({ name: file.name, kind: SymbolKind.Module, location: { uri: file.uri, range: NO_RANGE }, containerName: file.folder });
    }
    return found;
  }));
}

/** Whether the letters come in this order: how editors match what one types. */
function isSubsequence(letters: string, text: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
