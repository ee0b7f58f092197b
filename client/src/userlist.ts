import { md5Hex } from './md5.ts';

/** Iterations that PostgreSQL uses by default. */
const ITERATIONS = 4096;
/** Bytes, as PostgreSQL makes its salts. */
const SALT_LENGTH = 16;

/** A name or secret as userlist.txt writes it: in double quotes, a quote inside doubled. */
export const quoteUserlist = (text: string): string => `"${text.replace(/"/g, '""')}"`;

/** What PostgreSQL and PgBouncer store for `md5`: `md5` and the digest of password and user name. */
export const md5Secret = (user: string, password: string): string => `md5${md5Hex(new TextEncoder().encode(password + user))}`;

/**
 * A SCRAM-SHA-256 verifier (RFC 5802, in PostgreSQL's form): `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey`.
 * The salt is random unless given.
 */
export async function scramSecret(password: string, salt: Uint8Array = crypto.getRandomValues(new Uint8Array(SALT_LENGTH))): Promise<string> {
  const { subtle } = crypto;
  const key = await subtle.importKey('raw', new TextEncoder().encode(saslPrep(password)), 'PBKDF2', false, ['deriveBits']);
  const salted = await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: salt as BufferSource, iterations: ITERATIONS }, key, 256);
  const hmacKey = await subtle.importKey('raw', salted, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const sign = (text: string): Promise<ArrayBuffer> => subtle.sign('HMAC', hmacKey, new TextEncoder().encode(text));
  const storedKey = await subtle.digest('SHA-256', await sign('Client Key'));
  const serverKey = await sign('Server Key');
  return `SCRAM-SHA-256$${ITERATIONS}:${base64(salt)}$${base64(new Uint8Array(storedKey))}:${base64(new Uint8Array(serverKey))}`;
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/** The mapping steps of SASLprep (RFC 4013): other blanks become a space, invisible characters go, then NFKC. */
const saslPrep = (text: string): string =>
  text
    .replace(/[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g, ' ')
    .replace(/[\u00ad\u034f\u1806\u180b-\u180d\u200c\u200d\u2060\ufe00-\ufe0f\ufeff]/g, '')
    .normalize('NFKC');
