/**
 * A picture as a file of its own: every colour as it is outside the editor, because few programs know theme variables;
 * without what leads to the files of this machine.
 */
export function standalone(svg: string): string {
  return `${svg
    .replace(/var\(--[\w-]+, (#[0-9a-fA-F]{3,8})\)/g, '$1')
    .replace(/ (?:tabindex|data-uri|data-line|data-id|data-from|data-to|class|pointer-events)="[^"]*"/g, '')
    .replace(/ role="link"/g, ' role="img"')
    .replace(/\n?<path [^>]*stroke-opacity="0"[^>]*\/>/g, '')
    .trimEnd()}\n`;
}
