/**
 * What client and server say to each other beyond the Language Server Protocol. Plain types, no imports: both sides
 * compile this file. Positions are those of the protocol (zero-based lines, UTF-16 characters), sizes as `Memory=`
 * writes them (`4G`, `1536M`) unless said otherwise.
 */

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** A server that cannot do what was asked says why in one sentence; the client shows it as it is. */
export interface Refusal {
  readonly error: string;
}

export const isRefusal = (answer: object): answer is Refusal => 'error' in answer && typeof answer.error === 'string';

export interface PreviewParams {
  /** The unit, a drop-in of one, or any file of a `.quadlets` bundle. */
  readonly uri: string;
  /** Default: the target of the workspace. */
  readonly podman?: string;
  /** Default: the setting `quadletStack.root`. */
  readonly root?: boolean;
}

/** A line of the generated text and the piece of source that it comes from. */
export interface PreviewOrigin {
  /** Zero-based line of `text`. */
  readonly line: number;
  readonly uri: string;
  readonly range: Range;
}

export interface PreviewResult {
  /** What the generator's dry run prints for this unit; where the unit is rejected, comment lines that say why. */
  readonly text: string;
  readonly origins: readonly PreviewOrigin[];
  /** What it was generated for, for titles: `Podman 5.8.2, user`. */
  readonly target: string;
}

export interface UriParams {
  readonly uri: string;
}

export interface PodmanRunResult {
  /** One command line for a shell. */
  readonly text: string;
}

export interface TuneParams {
  /** A file or folder of the stack that is meant; without it the whole workspace. */
  readonly uri?: string;
  /** `8G`, `12 GB`; undefined: the host's, from settings or machine. */
  readonly ram?: string;
  readonly cpus?: number;
  readonly connections?: number;
  readonly profile?: 'web' | 'oltp' | 'dw' | 'desktop' | 'mixed';
  readonly storage?: 'ssd' | 'hdd' | 'san' | 'nvme';
  /** Names as `tune --services` takes them; without it those that the workspace has. */
  readonly services?: readonly string[];
  readonly formula?: 'safe' | 'pgtune' | 'guide';
}

/** Changes of one file that belong together, with their reason: one entry of the preview. */
export interface TuneChange {
  readonly uri: string;
  /** The document's version that the edits count from; null where the file is not open. */
  readonly version: number | null;
  /** `shared_buffers 1GB: a quarter of the container's 4 GB`. */
  readonly description: string;
  readonly edits: readonly TextEdit[];
}

export interface TuneResult {
  /** The plan as `tune --format json` prints it. */
  readonly plan: object;
  /** The plan as Markdown, for a person to read. */
  readonly markdown: string;
  readonly changes: readonly TuneChange[];
  readonly warnings: readonly string[];
}

export interface BudgetParams {
  /** Another RAM than the host's. */
  readonly ram?: string;
}

/**
 * A picture. It has no scripts, no `style` attributes or elements and no links: colours by classes that
 * `media/view.css` defines or by theme variables with their fallback, and on what leads somewhere `data-uri`, `data-line`, `tabindex="0"`, `role="link"` and a `<title>`.
 */
export interface PictureResult {
  readonly svg: string;
  /** The same in words, for those who do not see it: plain text lines. */
  readonly text: string;
  /** The figures behind it, as the command line's JSON gives them. */
  readonly data: object;
}

/** A service that `New Stack…` offers. */
export interface StackChoice {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly picked: boolean;
}

export interface NewStackParams {
  /** The folder to write to. */
  readonly folder: string;
  /** Names the network and the volumes: lower-case letters, digits, `-`. */
  readonly name: string;
  readonly services: readonly string[];
  readonly ram?: string;
}

export interface NewStackResult {
  /** URI → text of the files to create. */
  readonly files: Readonly<Record<string, string>>;
  /** The file to open first. */
  readonly open?: string;
  /** What is left for the author to do, one line each. */
  readonly notes: readonly string[];
}

export interface RenameServiceParams {
  readonly uri: string;
  readonly newName: string;
}

/** Changes over files; all edits count from unchanged texts and name the old URIs, renames are done last. */
export interface ChangeResult {
  readonly changes: readonly TuneChange[];
  readonly rename?: readonly { readonly from: string; readonly to: string }[];
  readonly warnings: readonly string[];
}

export interface LanguageResult {
  /** What the file is by the unit that mounts it; undefined where nothing tells. */
  readonly languageId?: string;
}

/** The machine that the server judges by; undefined where it is not the server that the stack runs on. */
export interface HostResult {
  /** Bytes. */
  readonly memory?: number;
  readonly cpus?: number;
}

/** What the installed programs say of the stack, beside what Quadlet Stack says: lines for a person to read. */
export interface ProgramsResult {
  readonly text: string;
  /** Lines of the text that speak of a line of a file; all zero-based. */
  readonly places: readonly { readonly line: number; readonly uri: string; readonly at: number }[];
  readonly differences: number;
}

/** Requests from the client to the server: method → its parameters and its answer. */
export interface Requests {
  'quadletStack/preview': { params: PreviewParams; result: PreviewResult | Refusal };
  'quadletStack/podmanRun': { params: UriParams; result: PodmanRunResult | Refusal };
  'quadletStack/tunePlan': { params: TuneParams; result: TuneResult | Refusal };
  'quadletStack/budget': { params: BudgetParams; result: PictureResult | Refusal };
  'quadletStack/stack': { params: Record<string, never>; result: PictureResult | Refusal };
  'quadletStack/stackChoices': { params: Record<string, never>; result: readonly StackChoice[] };
  'quadletStack/newStack': { params: NewStackParams; result: NewStackResult | Refusal };
  'quadletStack/renameService': { params: RenameServiceParams; result: ChangeResult | Refusal };
  'quadletStack/languageOf': { params: UriParams; result: LanguageResult };
  'quadletStack/checkWithPrograms': { params: Record<string, never>; result: ProgramsResult | Refusal };
  'quadletStack/host': { params: Record<string, never>; result: HostResult };
}
export type Method = keyof Requests;

/** Notification from the server: what the status bar says. An empty text hides the entry. */
export const STATUS = 'quadletStack/status';
export interface StatusParams {
  /** `6.5 of 8 GB`. */
  readonly text: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly level: 'ok' | 'warning' | 'error';
}

/** Notification from the client, as `UriParams`: the document that the user looks at. Budget and status speak of its stack. */
export const ACTIVE = 'quadletStack/active';

/** Notification from the server: previews, budget and graph may have changed. Sent at most once a turn. */
export const CHANGED = 'quadletStack/changed';

/** Notification from the server while it checks with installed programs: which one it asks now. */
export const PROGRAM = 'quadletStack/program';
export interface ProgramParams {
  readonly name: string;
}

/** Requests from the server to the client where the server has no file system of its own (browser, virtual workspace). */
export const LIST_FILES = 'quadletStack/listFiles';
export interface ListFilesParams {
  readonly folder: string;
  /** False: the files directly in the folder only. */
  readonly deep: boolean;
}
/** URIs of regular files. */
export type ListFilesResult = readonly string[];

export const READ_FILE = 'quadletStack/readFile';
export interface ReadFileResult {
  /** The text with its byte order mark; undefined where it cannot be read. */
  readonly text?: string;
}

/** What the client hands over in `initializationOptions`. */
export interface InitializationOptions {
  /** True: read files by `quadletStack/listFiles` and `quadletStack/readFile`. */
  readonly filesThroughClient: boolean;
  /** False in an untrusted workspace: read nothing outside it. Programs are started only where it is true. */
  readonly trusted: boolean;
}

/** Commands of the client that a code lens, hint or code action of the server may name, with their arguments. */
export const CLIENT_COMMANDS = {
  /** (uri: string) */
  showGeneratedService: 'quadletStack.showGeneratedService',
  /** (uri: string, position: Position, locations: {uri, range}[]) */
  showReferences: 'quadletStack.showReferences',
  /** (params?: TuneParams) */
  tuneForRam: 'quadletStack.tuneForRam',
  showBudget: 'quadletStack.showBudget',
  showStack: 'quadletStack.showStack',
} as const;
