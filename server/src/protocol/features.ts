import {
  CodeActionKind, CompletionTriggerKind, type CodeAction, type CodeActionParams, type CompletionItem, type Connection, type Diagnostic, type MarkupContent, MarkupKind,
} from 'vscode-languageserver';
import type { Analysis } from '../features/analysis.ts';
import { languageOf, type Registered } from '../features/languages.ts';
import type { PodmanObjects } from '../features/programs/objects.ts';
import { tuneActions, tunedReason, tuneFixes } from '../features/tuned.ts';
import { NO_COMPLETIONS, TOKEN_TYPES, type Completions, type Context } from '../features/types.ts';
import type { Fix } from '../model/problem.ts';
import type { SourceFile } from '../model/snapshot.ts';
import { podmanSize } from '../model/values/units.ts';
import type { LineIndex } from '../syntax/span.ts';
import {
  changeOfFix, toCodeAction, toCompletionList, toDiagnostic, toDocumentSymbol, toEdits, toFoldingRange, toHover, toInlayHint, toLocation, toRange,
  editedBy, toTokenData, toWorkspaceEdit, type CompletionAbilities, type CompletionData, type EditAbilities, type LinesOf,
} from './convert.ts';
import type { Exact } from './exact.ts';
import { guarded, guardedLater } from './handlers.ts';
import { CLIENT_COMMANDS } from './requests.ts';

export interface FeatureOptions {
  readonly connection: Connection;
  readonly analysis: Analysis;
  readonly linesOf: LinesOf;
  /** For what edits files that need not be open. */
  readonly exact: Exact;
  versionOf(uri: string): number | undefined;
  /** Brings the problems of a document up to date with its text. */
  upToDate(uri: string): void;
  /** What podman knows by name, as far as it was heard; never waits. */
  podman(): PodmanObjects | undefined;
  /** What the client understands of completions. */
  completion(): CompletionAbilities;
  /** What it can do with a change over files. */
  edits(): EditAbilities;
  /** Whether the client has the commands of `CLIENT_COMMANDS`. */
  commands(): boolean;
}

type WithDocument = { readonly textDocument: { readonly uri: string } };

/** Whether a fix takes away only what the editor does not show: a byte order mark, which it would write again. */
const isUnseen = ({ edits }: Fix, lines: LineIndex): boolean =>
  edits !== undefined && edits.every(({ start, end, newText }) => newText === '' && lines.offsetAt(lines.positionAt(start)) === lines.offsetAt(lines.positionAt(end)));

/** Registers one handler for each feature: find the file, ask its language, convert. */
export function registerFeatures(options: FeatureOptions): void {
  const { connection, analysis, linesOf } = options;
  const context: Context = {
    snapshot: analysis.workspace,
    get podman() {
      return options.podman();
    },
  };
  const versionOf = (uri: string): number | null => options.versionOf(uri) ?? null;

  /** A handler for a document of a known language; another document has nothing to answer. */
  const on = <P extends WithDocument, R>(name: string, fallback: R, answer: (file: SourceFile, language: Registered, params: P) => R) =>
    guarded(connection, name, fallback, (params: P): R => {
      const file = analysis.workspace.file(params.textDocument.uri);
      const language = file === undefined || file.isTooLong ? undefined : languageOf(file.kind);
      return file === undefined || language === undefined ? fallback : answer(file, language, params);
    });

  connection.onHover(on('hover', null, (file, language, { position }) => {
    const hover = language.hover?.(file, file.lines.offsetAt(position), context);
    const reason = tunedReason(analysis.workspace, file, file.lines.offsetAt(position));
    const shown = hover === undefined || reason === undefined ? (hover ?? reason) : { ...hover, markdown: `${hover.markdown}\n\n${reason.markdown}` };
    return shown === undefined ? null : toHover(shown, file.lines);
  }));

  /** The last list: of the item that a person looks at the documentation is worked out. */
  let shown: Completions = NO_COMPLETIONS;
  let list = 0;
  connection.onCompletion(on('completion', null, (file, language, params) => {
    // A blank typed by a person who is not completing opens nothing.
    if (params.context?.triggerKind === CompletionTriggerKind.TriggerCharacter && language.complete === undefined) return null;
    shown = language.complete?.(file, file.lines.offsetAt(params.position), context) ?? NO_COMPLETIONS;
    return toCompletionList(shown, file.lines, ++list, options.completion());
  }));
  connection.onCompletionResolve(guarded(connection, 'completion resolve', { label: '' }, (item: CompletionItem) => {
    const data = item.data as Partial<CompletionData> | undefined;
    const found = data?.list !== list ? undefined : shown.items.find(({ label, sortText = '' }) => label === item.label && sortText === (item.sortText ?? ''));
    const text = typeof found?.documentation === 'function' ? found.documentation() : found?.documentation;
    return text === undefined ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value: text } satisfies MarkupContent };
  }));

  connection.onDocumentSymbol(on('symbols', [], (file, language) => (language.symbols?.(file, context) ?? []).map((symbol) => toDocumentSymbol(symbol, file.lines))));
  connection.onFoldingRanges(on('folding', [], (file, language) => (language.folding?.(file) ?? []).map(toFoldingRange)));
  connection.onDocumentFormatting(on('formatting', [], (file, language) => toEdits(file.lines, language.format?.(file) ?? [])));
  connection.onDocumentRangeFormatting(on('range formatting', [], (file, language, { range }) => {
    const span = { start: file.lines.offsetAt(range.start), end: file.lines.offsetAt(range.end) };
    return toEdits(file.lines, language.format?.(file, span) ?? []);
  }));
  connection.onDocumentLinks(on('links', [], (file, language) =>
    (language.links?.(file, context) ?? []).map((link) => ({ range: toRange(file.lines, link), target: link.target, tooltip: link.tooltip }))));
  connection.onDefinition(on('definition', [], (file, language, { position }) =>
    (language.definition?.(file, file.lines.offsetAt(position), context) ?? []).map((location) => toLocation(location, linesOf))));

  connection.languages.inlayHint.on(on('inlay hints', [], (file, language, { range }) => {
    const span = { start: file.lines.offsetAt(range.start), end: file.lines.offsetAt(range.end) };
    const shown = analysis.workspace.settings.inlayHints;
    const hints = (language.inlayHints?.(file, span, context) ?? []).filter((hint) => shown[hint.group] !== false);
    return hints.map((hint) => toInlayHint(hint, file.lines));
  }));
  connection.languages.semanticTokens.on(on('semantic tokens', { data: [] }, (file, language) => ({
    data: toTokenData(language.semanticTokens?.(file, context) ?? [], file.lines, TOKEN_TYPES),
  })));

  connection.onCodeAction(guardedLater(connection, 'code actions', [], async (params) => {
    const actions = await options.exact(() => actionsFor(params), (found) => found.flatMap(({ edit }) => editedBy(edit)));
    return actions ?? actionsFor(params).filter(({ edit }) => editedBy(edit).every((uri) => options.versionOf(uri) !== undefined));
  }));
  const actionsFor = ({ textDocument, range, context: asked }: CodeActionParams): CodeAction[] => {
    const file = analysis.workspace.file(textDocument.uri);
    if (file === undefined || file.isTooLong || languageOf(file.kind) === undefined) return [];
    const wants = (kind: string): boolean => asked?.only === undefined || asked.only.some((wish) => wish === '' || kind === wish || kind.startsWith(`${wish}.`) || wish.startsWith(`${kind}.`));
    const from = file.lines.offsetAt(range.start);
    const to = file.lines.offsetAt(range.end);
    const actions: CodeAction[] = [];
    // The text may have changed since it was last checked: a fix must count from the one that is there now.
    options.upToDate(file.uri);
    for (const problem of wants(CodeActionKind.QuickFix) ? analysis.problems(file.uri) : []) {
      if (problem.end < from || problem.start > to) continue;
      const diagnostic: Diagnostic = toDiagnostic(problem, file.lines, linesOf);
      for (const fix of [...(problem.fixes ?? []), ...tuneFixes(analysis.workspace, file, problem)]) {
        if (isUnseen(fix, file.lines)) continue;
        const edit = toWorkspaceEdit(changeOfFix(fix, file.uri), linesOf, versionOf, options.edits());
        if (edit !== undefined) actions.push(toCodeAction(fix, diagnostic, edit));
      }
    }
    for (const { title, edits } of wants(CodeActionKind.RefactorRewrite) ? tuneActions(analysis.workspace, file, from) : []) {
      const edit = edits && toWorkspaceEdit({ edits: { [file.uri]: edits } }, linesOf, versionOf, options.edits());
      if (edit !== undefined) actions.push({ title, kind: CodeActionKind.RefactorRewrite, edit });
      else if (options.commands()) actions.push({ title, kind: CodeActionKind.RefactorRewrite, command: { title, command: CLIENT_COMMANDS.tuneForRam, arguments: [{ uri: file.uri, ...(analysis.workspace.settings.hostMemory === undefined ? {} : { ram: podmanSize(analysis.workspace.settings.hostMemory) }) }] } });
    }
    return actions;
  };
}
