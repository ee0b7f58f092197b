import type { Problem, TextEdit, WorkspaceChange } from '../model/problem.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import type { Span } from '../syntax/span.ts';
import type { PodmanObjects } from './programs/objects.ts';

/** Plain answers of the features: offsets and Markdown, no protocol. */

export interface Hover extends Span {
  readonly markdown: string;
}

export type CompletionKind =
  | 'section' | 'key' | 'value' | 'enum' | 'unit' | 'file' | 'folder' | 'option' | 'specifier' | 'snippet' | 'host' | 'variable';

export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  /** What is written in place of the list's span. Default: the label. */
  readonly insert?: string;
  /** True where `insert` has placeholders in the snippet syntax of the Language Server Protocol. */
  readonly snippet?: boolean;
  /** One short line beside the label: `size · Podman 5.5`. */
  readonly detail?: string;
  /** Markdown. A function is called only for the item that a person looks at. */
  readonly documentation?: string | (() => string);
  /** Ascending; by use, not by alphabet. Default: the label. */
  readonly sortText?: string;
  /** What is compared with what is typed. Default: the label. */
  readonly filterText?: string;
  readonly deprecated?: boolean;
  /** Offer the next completion at once, as after `Network=`. */
  readonly retrigger?: boolean;
  /** True where the same object comes again in later lists, so that what is made of it is worth keeping. */
  readonly lasting?: boolean;
}

/** What may stand in place of a span: the word at the cursor, which it contains. */
export interface Completions {
  readonly span: Span;
  readonly items: readonly CompletionItem[];
}

export const NO_COMPLETIONS: Completions = { span: { start: 0, end: 0 }, items: [] };

export type SymbolKind = 'section' | 'key' | 'file' | 'database' | 'user' | 'group';

export interface DocumentSymbol extends Span {
  readonly name: string;
  readonly detail?: string;
  readonly kind: SymbolKind;
  /** What to select when it is chosen; inside the span. */
  readonly selection: Span;
  readonly children?: readonly DocumentSymbol[];
}

export interface FoldingRange {
  /** Zero-based lines, both included. */
  readonly startLine: number;
  readonly endLine: number;
  readonly kind?: 'comment' | 'region';
}

export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  /** Markdown. */
  readonly tooltip?: string;
  /** Which setting switches it: `quadletStack.inlayHints.<group>`. */
  readonly group: 'sizes' | 'durations' | 'names' | 'specifiers' | 'memory';
}

export interface DocumentLink extends Span {
  readonly target: string;
  readonly tooltip?: string;
}

export interface Location extends Span {
  readonly uri: string;
}

export const TOKEN_TYPES = [
  'namespace', 'property', 'string', 'number', 'keyword', 'enumMember', 'variable', 'comment', 'operator', 'parameter', 'type', 'macro',
] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

/** Tokens never overlap, never cross a line end, and come in order. */
export interface SemanticToken extends Span {
  readonly type: TokenType;
  readonly deprecated?: boolean;
}

/** What a feature may look at beside the file itself. */
export interface Context {
  readonly snapshot: Snapshot;
  /** What podman knows by name, where it may be asked. */
  readonly podman?: PodmanObjects | undefined;
}

/** What one language gives to the features. Every member is a pure function; a missing one means: nothing to offer. */
export interface Language {
  check(file: SourceFile, context: Context): readonly Problem[];
  hover?(file: SourceFile, offset: number, context: Context): Hover | undefined;
  complete?(file: SourceFile, offset: number, context: Context): Completions;
  symbols?(file: SourceFile, context: Context): readonly DocumentSymbol[];
  folding?(file: SourceFile): readonly FoldingRange[];
  /** Edits that format the whole file, or the lines that the span touches. None of them changes the meaning. */
  format?(file: SourceFile, span?: Span): readonly TextEdit[];
  links?(file: SourceFile, context: Context): readonly DocumentLink[];
  definition?(file: SourceFile, offset: number, context: Context): readonly Location[];
  references?(file: SourceFile, offset: number, context: Context, withDeclaration: boolean): readonly Location[];
  /** What would be renamed at the cursor: its place and its present name. */
  renameAt?(file: SourceFile, offset: number, context: Context): (Span & { readonly placeholder: string }) | undefined;
  /** All changes of a rename; a string says why it cannot be done. */
  rename?(file: SourceFile, offset: number, newName: string, context: Context): WorkspaceChange | string;
  inlayHints?(file: SourceFile, span: Span, context: Context): readonly InlayHint[];
  semanticTokens?(file: SourceFile, context: Context): readonly SemanticToken[];
}
