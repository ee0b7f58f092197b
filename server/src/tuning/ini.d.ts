/** What this project uses of the package `ini` (5): it ships no types. */
declare module 'ini' {
  export function parse(text: string): Record<string, unknown>;
  export function stringify(object: Readonly<Record<string, unknown>>, options?: { whitespace?: boolean; newline?: boolean; platform?: string }): string;
}
