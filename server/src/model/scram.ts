import { md5Hex, toBase64, utf8Bytes } from './bytes.ts';
import { saslprep } from './saslprep.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** The part of WebCrypto that is used here; `globalThis.crypto` of Node 20 and browsers is one. */
export interface WebCrypto {
  getRandomValues(bytes: Bytes): Bytes;
  readonly subtle: {
    digest(algorithm: 'SHA-256', data: Bytes): Promise<ArrayBuffer>;
    importKey(format: 'raw', key: Bytes, algorithm: unknown, extractable: boolean, usages: readonly string[]): Promise<unknown>;
    deriveBits(algorithm: unknown, key: unknown, bits: number): Promise<ArrayBuffer>;
    sign(algorithm: 'HMAC', key: unknown, data: Bytes): Promise<ArrayBuffer>;
  };
}

export interface UserlistRequest {
  readonly name: string;
  readonly password: string;
  readonly method: 'scram-sha-256' | 'md5';
  /** Rounds of hashing for SCRAM, 1 to 999,999,999; 4096 as PostgreSQL has it by default. */
  readonly iterations?: number;
  /** For SCRAM; 16 random bytes where none is given. */
  readonly salt?: Bytes;
}

async function hmac(crypto: WebCrypto, key: Bytes, text: string): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8Bytes(text)));
}

/** `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey` (RFC 5803), as PostgreSQL stores it. */
export async function scramSecret(password: string, options: { iterations: number; salt: Bytes }, crypto: WebCrypto): Promise<string> {
  const { iterations, salt } = options;
  // HMAC pads a short key with zeros; WebCrypto refuses an empty one, so a zero byte stands for it.
  const prepared = utf8Bytes(saslprep(password));
  const key = await crypto.subtle.importKey('raw', prepared.length === 0 ? new Uint8Array(1) : prepared, 'PBKDF2', false, ['deriveBits']);
  const salted = new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256));
  const stored = new Uint8Array(await crypto.subtle.digest('SHA-256', await hmac(crypto, salted, 'Client Key')));
  const server = await hmac(crypto, salted, 'Server Key');
  return `SCRAM-SHA-256$${iterations}:${toBase64(salt)}$${toBase64(stored)}:${toBase64(server)}`;
}

/** PostgreSQL's old form: `md5` and the digest of password and name. */
export const md5Secret = (name: string, password: string): string => `md5${md5Hex(utf8Bytes(password + name))}`;

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/**
 * A line for userlist.txt. Throws a `RangeError` for a name that the file cannot hold (empty, over 127 bytes, with a
 * NUL or a line end), an empty password, or iterations out of range; its message holds no part of the password.
 */
export async function userlistEntry(request: UserlistRequest, crypto: WebCrypto): Promise<string> {
  const { name, password, method, iterations = 4096 } = request;
  if (name === '') throw new RangeError('The user needs a name.');
  if (/[\0\r\n]/.test(name)) throw new RangeError('The name of a user has no line ends.');
  if (utf8Bytes(name).length > 127) throw new RangeError('PgBouncer reads 127 bytes of a name.');
  if (password === '') throw new RangeError('The password is empty.');
  if (password.includes('\0')) throw new RangeError('A password has no NUL characters.');
  if (!Number.isInteger(iterations) || iterations < 1 || iterations > 999_999_999) throw new RangeError('Iterations go from 1 to 999,999,999.');
  if (method === 'md5') return `${quoted(name)} ${quoted(md5Secret(name, password))}`;
  const salt = request.salt ?? crypto.getRandomValues(new Uint8Array(16));
  return `${quoted(name)} ${quoted(await scramSecret(password, { iterations, salt }, crypto))}`;
}
