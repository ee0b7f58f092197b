/** How PgBouncer takes the second field of a userlist. */
export type SecretKind = 'scram' | 'md5' | 'plain' | 'empty';

/** The parts of a SCRAM secret, in Base64 as written. */
export interface ScramSecret {
  readonly iterations: number;
  readonly salt: string;
  readonly storedKey: string;
  readonly serverKey: string;
}

const BASE64 = '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?';
const SCRAM = new RegExp(`^SCRAM-SHA-256\\$(\\d{1,9}):(${BASE64})\\$([A-Za-z0-9+/]{43}=):([A-Za-z0-9+/]{43}=)$`);

/** Reads `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey`; undefined where it is not of that form. */
export function parseScramSecret(secret: string): ScramSecret | undefined {
  const match = SCRAM.exec(secret);
  return match === null ? undefined : { iterations: Number(match[1]), salt: match[2]!, storedKey: match[3]!, serverKey: match[4]! };
}

/** What PgBouncer holds a secret for: `get_password_type`. Whatever is no well-formed hash is a plain password. */
export function kindOfSecret(secret: string): SecretKind {
  if (secret === '') return 'empty';
  if (/^md5[0-9a-f]{32}$/.test(secret)) return 'md5';
  return parseScramSecret(secret) === undefined ? 'plain' : 'scram';
}

/** A plain password that looks like a hash with a slip in it. */
export const looksLikeHash = (secret: string): boolean =>
  kindOfSecret(secret) === 'plain' && (/^SCRAM-SHA-(?:1|256|512)\$/i.test(secret) || /^md5[0-9a-f]{24,40}$/i.test(secret));
