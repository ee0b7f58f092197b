import fs from 'node:fs';

export interface Snippet {
  readonly prefix: readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}

/** The snippets of a language by name. */
export const all = (language: string): Record<string, Snippet> => JSON.parse(fs.readFileSync(`snippets/${language}.json`, 'utf8')) as Record<string, Snippet>;

/** The text with every placeholder at its default: the first of several choices. A number met again repeats the first. */
export function expand(body: readonly string[]): string {
  const values = new Map<string, string>();
  return body.join('\n').replace(/\\([$}\\])|\$\{(\d+):((?:[^}\\]|\\.)*)\}|\$\{(\d+)\|((?:[^|\\]|\\.)*)\|\}|\$(\d+)/g, (_, escaped?: string, n1?: string, text?: string, n2?: string, choices?: string, n3?: string) => {
    if (escaped !== undefined) return escaped;
    const number = (n1 ?? n2 ?? n3)!;
    const value = n1 !== undefined ? text! : n2 !== undefined ? choices!.split(/(?<!\\),/)[0]! : '';
    if (!values.has(number)) values.set(number, value);
    return values.get(number)!;
  });
}
