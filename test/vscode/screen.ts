/** The window as a person sees and uses it: only where the stand-in executable shows it (`build/editor/stand-in.mjs`). */
const url = process.env['QUADLET_STACK_SCREEN'];

/** Why tests that use keys and pictures are skipped elsewhere; undefined where they can run. */
export const NO_SCREEN = url === undefined ? 'the desktop build does not let tests press keys' : undefined;

async function ask(action: string, options: object): Promise<string> {
  if (url === undefined) return '';
  const response = await fetch(`${url}/${action}`, { method: 'POST', body: JSON.stringify(options) });
  const answer = (await response.json()) as string;
  if (!response.ok) throw new Error(`${action} ${JSON.stringify(options)}: ${answer}`);
  return answer;
}

export interface Shown {
  /** A CSS selector, in the workbench or in a webview. */
  readonly selector: string;
  /** What it must contain. */
  readonly text?: string;
  /** Milliseconds to wait; 20 s by default. */
  readonly patience?: number;
}

export const screen = {
  /** Saves what is shown as `screenshots/NAME.png`; does nothing where there is no window to see. */
  shot: (name: string): Promise<string> => ask('shot', { name }),
  press: (key: string): Promise<string> => ask('press', { key }),
  type: (text: string): Promise<string> => ask('type', { text }),
  /** The text of the first element that is shown; rejects where none appears. */
  waitFor: (shown: Shown): Promise<string> => ask('waitFor', shown),
  waitUntilGone: (shown: Shown): Promise<string> => ask('waitFor', { ...shown, gone: true }),
  click: (shown: Shown): Promise<string> => ask('click', shown),
  hover: (shown: Shown): Promise<string> => ask('hover', shown),
  focus: (shown: Shown): Promise<string> => ask('focus', shown),
  /** Chooses a value of a `<select>`. */
  choose: (shown: Shown & { readonly value: string }): Promise<string> => ask('choose', shown),
  /** Hands over the counts of a run that can write no file. */
  results: (counts: object): Promise<string> => ask('results', counts),
};
