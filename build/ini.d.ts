/** The npm package brings no types; this is the part that is used. */
declare module 'ini' {
  export function parse(text: string): Record<string, unknown>;
  export function stringify(value: unknown, options?: { whitespace?: boolean; newline?: boolean; platform?: string }): string;
}
