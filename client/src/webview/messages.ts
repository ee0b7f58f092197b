/** What the page of a picture may ask for. */
export type PageMessage = { readonly type: 'open'; readonly uri: string; readonly line: number } | { readonly type: 'export' };

/** Reads a message of the page; undefined unless it has the right shape and leads only to where the picture does. */
export function readMessage(message: unknown, svg: string): PageMessage | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  if (message.type === 'export') return { type: 'export' };
  if (message.type !== 'open' || !('uri' in message) || typeof message.uri !== 'string') return undefined;
  if (!svg.includes(`data-uri="${escapeHtml(message.uri)}"`)) return undefined;
  const line = 'line' in message && Number.isInteger(message.line) ? Math.max(0, message.line as number) : 0;
  return { type: 'open', uri: message.uri, line };
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text made safe for HTML content and for attribute values in double quotes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char]!);
