import type { Span } from '../syntax/span.ts';

/**
 * `error`: the target program refuses it. `warning`: it loads, and does something its author cannot have meant, or
 * will fail later. `information`, `hint`: advice.
 */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** One change to a text: what the span covers becomes `newText`. */
export interface TextEdit extends Span {
  readonly newText: string;
}

/** Changes over files. Edits of one file never overlap. `create` fails where the file is there already. */
export interface WorkspaceChange {
  /** URI → edits; several in one file all count from the same, unchanged text. */
  readonly edits?: Readonly<Record<string, readonly TextEdit[]>>;
  /** New files: URI → text. */
  readonly create?: Readonly<Record<string, string>>;
  /** Renames, done before the edits; edits name the old URI. */
  readonly rename?: readonly { readonly from: string; readonly to: string }[];
}

/** A way to mend a problem. A `safe` one keeps what the author meant and may be applied by `lint --fix`. */
export interface Fix {
  readonly title: string;
  readonly preferred?: boolean;
  readonly safe?: boolean;
  /** Edits of the problem's own file. */
  readonly edits?: readonly TextEdit[];
  /** Changes beyond it. */
  readonly change?: WorkspaceChange;
}

/** Another place that explains a problem. */
export interface RelatedPlace extends Span {
  readonly uri: string;
  readonly message: string;
}

/** Something to tell about a piece of a file. `code` is a rule's id with a page in `docs/rules/`. */
export interface Problem extends Span {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly RelatedPlace[];
  readonly tag?: 'deprecated' | 'unnecessary';
}
