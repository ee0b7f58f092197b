/** What the page of a picture may say. `ready`: it was loaded, and shows nothing yet. */
export type PageMessage =
  | { readonly type: 'open'; readonly uri: string; readonly line: number }
  | { readonly type: 'export' }
  | { readonly type: 'ready' | 'ram'; readonly ram: string };

/** What is sent to the page: a picture as text, which it reads and checks before it shows it. */
export interface ShowMessage {
  readonly type: 'show';
  readonly svg: string;
  readonly text: string;
  /** The RAM that was chosen in the page; empty: the host's. */
  readonly ram: string;
  /** The host's RAM in words, where it is known. */
  readonly host: string;
}

/** `12G`, `1.5T`; nothing: the host's; `other`: to be asked for. */
const RAM = /^(?:\d{1,9}(?:\.\d{1,3})?[MGT]|other)?$/;

/** Reads a message of the page; undefined unless it has the right shape and leads only to where the picture does. */
export function readMessage(message: unknown, svg: string): PageMessage | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  if (message.type === 'export') return { type: 'export' };
  if (message.type === 'ready' || message.type === 'ram') {
    return 'ram' in message && typeof message.ram === 'string' && RAM.test(message.ram) ? { type: message.type, ram: message.ram } : undefined;
  }
  if (message.type !== 'open' || !('uri' in message) || typeof message.uri !== 'string') return undefined;
  if (!svg.includes(`data-uri="${escapeHtml(message.uri)}"`)) return undefined;
  const line = 'line' in message && Number.isInteger(message.line) ? Math.max(0, message.line as number) : 0;
  return { type: 'open', uri: message.uri, line };
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text made safe for HTML content and for attribute values in double quotes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char]!);
