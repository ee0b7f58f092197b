import {
  CodeActionKind, CompletionItemKind, CompletionItemTag, DiagnosticSeverity, DiagnosticTag, FoldingRangeKind, InsertTextFormat, MarkupKind, SymbolKind,
  type CodeAction, type CompletionItem, type CompletionList, type CreateFile, type Diagnostic, type DocumentSymbol, type FoldingRange, type Hover, type InlayHint, type Location,
  type Position, type Range, type RenameFile, type TextDocumentEdit, type TextEdit, type WorkspaceEdit,
} from 'vscode-languageserver';
import type * as core from '../features/types.ts';
import type { Fix, Problem, Severity, TextEdit as CoreEdit, WorkspaceChange } from '../model/problem.ts';
import { LineIndex, type Span } from '../syntax/span.ts';

/** The lines of a file by URI, for spans outside the document at hand; undefined for an unknown file. */
export type LinesOf = (uri: string) => LineIndex | undefined;

const BEGINNING: Position = { line: 0, character: 0 };

/** Of a file as a whole. */
export const NO_RANGE: Range = { start: BEGINNING, end: BEGINNING };

export const toRange = (lines: LineIndex, span: Span): Range => ({ start: lines.positionAt(span.start), end: lines.positionAt(span.end) });

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export const SOURCE = 'quadlet-stack';

/** Where the page of a rule stands. */
export const rulePage = (code: string): string => `https://github.com/quadlet-stack/quadlet-stack/blob/main/docs/rules/${code}.md`;

export function toDiagnostic(problem: Problem, lines: LineIndex, linesOf: LinesOf): Diagnostic {
  const related = problem.related?.flatMap((place) => {
    const there = linesOf(place.uri);
    return there === undefined ? [] : [{ location: { uri: place.uri, range: toRange(there, place) }, message: place.message }];
  });
  return {
    range: toRange(lines, problem),
    severity: SEVERITY[problem.severity],
    code: problem.code,
    codeDescription: { href: rulePage(problem.code) },
    source: SOURCE,
    message: problem.message,
    ...(problem.tag === undefined ? {} : { tags: [problem.tag === 'deprecated' ? DiagnosticTag.Deprecated : DiagnosticTag.Unnecessary] }),
    ...(related === undefined || related.length === 0 ? {} : { relatedInformation: related }),
  };
}

const toEdit = (lines: LineIndex, edit: CoreEdit): TextEdit => ({ range: toRange(lines, edit), newText: edit.newText });

export const toEdits = (lines: LineIndex, edits: readonly CoreEdit[]): TextEdit[] => edits.map((edit) => toEdit(lines, edit));

/** What a client can do with a change over files. */
export interface EditAbilities {
  /** Edits that name the version they count from; others get the bare edits. */
  readonly versions: boolean;
  readonly creates: boolean;
  readonly renames: boolean;
}

/**
 * A change over files; `versionOf` gives the version of an open document, so that a stale edit is refused. Undefined
 * where it makes or renames a file and the client can not: half of it would be worse than none.
 */
export function toWorkspaceEdit({ edits = {}, create = {}, rename = [] }: WorkspaceChange, linesOf: LinesOf, versionOf: (uri: string) => number | null, can: EditAbilities): WorkspaceEdit | undefined {
  if ((rename.length > 0 && !can.renames) || (Object.keys(create).length > 0 && !can.creates)) return undefined;
  const texts = Object.entries(edits).flatMap(([uri, list]) => {
    const lines = linesOf(uri);
    return lines === undefined ? [] : [{ uri, edits: toEdits(lines, list) }];
  });
  if (!can.versions) return { changes: Object.fromEntries(texts.map((text) => [text.uri, text.edits])) };
  const changes: (TextDocumentEdit | CreateFile | RenameFile)[] = texts.map((text) => ({ textDocument: { uri: text.uri, version: versionOf(text.uri) }, edits: text.edits }));
  for (const [uri, text] of Object.entries(create)) {
    changes.push({ kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } });
    changes.push({ textDocument: { uri, version: null }, edits: [{ range: NO_RANGE, newText: text }] });
  }
  for (const { from, to } of rename) changes.push({ kind: 'rename', oldUri: from, newUri: to, options: { overwrite: false } });
  return { documentChanges: changes };
}

/** The files whose texts an edit changes; those that it makes are not among them. */
export function editedBy(edit: WorkspaceEdit | undefined): string[] {
  const changes = edit?.documentChanges ?? [];
  const made = new Set(changes.flatMap((change) => ('kind' in change && change.kind === 'create' ? [change.uri] : [])));
  return [...Object.keys(edit?.changes ?? {}), ...changes.flatMap((change) => ('textDocument' in change && !made.has(change.textDocument.uri) ? [change.textDocument.uri] : []))];
}

/** All that a fix changes, over files. */
export const changeOfFix = (fix: Fix, uri: string): WorkspaceChange =>
  fix.edits === undefined ? (fix.change ?? {}) : { ...fix.change, edits: { ...fix.change?.edits, [uri]: fix.edits } };

export function toCodeAction(fix: Fix, diagnostic: Diagnostic, edit: WorkspaceEdit): CodeAction {
  return { title: fix.title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], isPreferred: fix.preferred === true, edit };
}

export const toHover = (hover: core.Hover, lines: LineIndex): Hover => ({
  contents: { kind: MarkupKind.Markdown, value: hover.markdown },
  range: toRange(lines, hover),
});

const COMPLETION_KIND: Readonly<Record<core.CompletionKind, CompletionItemKind>> = {
  section: CompletionItemKind.Module,
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  enum: CompletionItemKind.EnumMember,
  unit: CompletionItemKind.Reference,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  option: CompletionItemKind.Field,
  specifier: CompletionItemKind.Constant,
  snippet: CompletionItemKind.Snippet,
  host: CompletionItemKind.Reference,
  variable: CompletionItemKind.Variable,
};

/** What a client understands of a list of completions. */
export interface CompletionAbilities {
  /** Placeholders; where not, they are taken out. */
  readonly snippets: boolean;
  /** A range and data that are said once for the whole list: it is half as long. */
  readonly defaults: boolean;
}

/** What an item brings back to be resolved: the number of its list. */
export interface CompletionData {
  readonly list: number;
}

/** What was made of the items that come again, for clients that take snippets and for others. */
const kept = { snippets: new WeakMap<core.CompletionItem, CompletionItem>(), plain: new WeakMap<core.CompletionItem, CompletionItem>() };

export function toCompletionList({ span, items }: core.Completions, lines: LineIndex, list: number, { snippets, defaults }: CompletionAbilities): CompletionList {
  const out: CompletionItem[] = [];
  if (items.length === 0) return { isIncomplete: false, items: out };
  const data: CompletionData = { list };
  const range = toRange(lines, span);
  if (defaults) {
    for (const item of items) out.push(shortItem(item, snippets));
    return { isIncomplete: false, itemDefaults: { editRange: range, data }, items: out };
  }
  for (const item of items) {
    const { label, kind, textEditText: newText = label, insertTextFormat, detail, sortText, filterText, tags, command } = shortItem(item, snippets);
    // What is undefined is not sent; a copy of whatever is there would take several times as long.
    out.push({ label, kind, insertTextFormat, detail, sortText, filterText, tags, command, textEdit: { range, newText }, data } as CompletionItem);
  }
  return { isIncomplete: false, items: out };
}

/** An item with what is not said for the whole list. */
function shortItem(item: core.CompletionItem, snippets: boolean): CompletionItem {
  if (item.lasting !== true) return toCompletionItem(item, snippets);
  const made = snippets ? kept.snippets : kept.plain;
  const known = made.get(item);
  if (known !== undefined) return known;
  const out = toCompletionItem(item, snippets);
  made.set(item, out);
  return out;
}

function toCompletionItem(item: core.CompletionItem, snippets: boolean): CompletionItem {
  const out: CompletionItem = { label: item.label, kind: COMPLETION_KIND[item.kind] };
  const text = item.snippet === true && !snippets ? withoutPlaceholders(item.insert ?? item.label) : item.insert;
  if (text !== undefined && text !== item.label) out.textEditText = text;
  if (item.snippet === true && snippets) out.insertTextFormat = InsertTextFormat.Snippet;
  if (item.detail !== undefined) out.detail = item.detail;
  if (item.sortText !== undefined) out.sortText = item.sortText;
  if (item.filterText !== undefined && item.filterText !== item.label) out.filterText = item.filterText;
  if (item.deprecated === true) out.tags = [CompletionItemTag.Deprecated];
  if (item.retrigger === true) out.command = { title: 'Suggest', command: 'editor.action.triggerSuggest' };
  return out;
}

/** `${1:name}` → `name`, `${1|a,b|}` → `a`, `$0` → nothing, `\$` → `$`. */
export const withoutPlaceholders = (text: string): string =>
  text.replace(/\\([$}\\])|\$\{\d+:([^}]*)\}|\$\{\d+\|([^,|}]*)[^}]*\|\}|\$\{\d+\}|\$\d+/g, (_, escaped?: string, name?: string, first?: string) => escaped ?? name ?? first ?? '');

const SYMBOL_KIND: Readonly<Record<core.SymbolKind, SymbolKind>> = {
  section: SymbolKind.Namespace,
  key: SymbolKind.Property,
  file: SymbolKind.File,
  database: SymbolKind.Struct,
  user: SymbolKind.Object,
  group: SymbolKind.Module,
};

export function toDocumentSymbol(symbol: core.DocumentSymbol, lines: LineIndex): DocumentSymbol {
  return {
    // An empty name makes VS Code reject the whole answer.
    name: symbol.name || '(empty)',
    kind: SYMBOL_KIND[symbol.kind],
    range: toRange(lines, symbol),
    selectionRange: toRange(lines, symbol.selection),
    ...(symbol.detail === undefined ? {} : { detail: symbol.detail }),
    ...(symbol.children === undefined ? {} : { children: symbol.children.map((child) => toDocumentSymbol(child, lines)) }),
  };
}

export const toFoldingRange = (range: core.FoldingRange): FoldingRange => ({
  startLine: range.startLine,
  endLine: range.endLine,
  ...(range.kind === undefined ? {} : { kind: range.kind === 'comment' ? FoldingRangeKind.Comment : FoldingRangeKind.Region }),
});

export const toInlayHint = (hint: core.InlayHint, lines: LineIndex): InlayHint => ({
  position: lines.positionAt(hint.offset),
  label: hint.label,
  paddingLeft: true,
  ...(hint.tooltip === undefined ? {} : { tooltip: { kind: MarkupKind.Markdown, value: hint.tooltip } }),
});

export function toLocation(location: core.Location, linesOf: LinesOf): Location {
  const lines = linesOf(location.uri);
  return { uri: location.uri, range: lines === undefined ? NO_RANGE : toRange(lines, location) };
}

/** Tokens in the five-number form of the protocol; a token that crosses a line end is cut there. */
export function toTokenData(tokens: readonly core.SemanticToken[], lines: LineIndex, types: readonly string[]): number[] {
  const data: number[] = [];
  let line = 0;
  let character = 0;
  for (const token of tokens) {
    const start = lines.positionAt(token.start);
    const length = Math.min(token.end, lines.lineSpan(start.line).end) - token.start;
    if (length <= 0) continue;
    const deltaLine = start.line - line;
    data.push(deltaLine, deltaLine === 0 ? start.character - character : start.character, length, types.indexOf(token.type), token.deprecated === true ? 1 : 0);
    line = start.line;
    character = start.character;
  }
  return data;
}
