/** The tables of RFC 3454 that RFC 4013 names, as character classes. */
const NON_ASCII_SPACE = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu;
const MAPPED_TO_NOTHING = /[\u00ad\u034f\u1806\u180b-\u180d\u200c\u200d\u2060\ufe00-\ufe0f\ufeff]/gu;
const PROHIBITED =
  /[\u0000-\u001f\u007f-\u009f\u06dd\u070f\u180e\u2028\u2029\u2061-\u2063\u206a-\u206f\ufff9-\ufffd\u{1d173}-\u{1d17a}\p{Co}\p{Cs}\u2ff0-\u2ffb\u0340\u0341\u200e\u200f\u202a-\u202e\u{e0001}\u{e0020}-\u{e007f}]/u;
const RIGHT_TO_LEFT =
  /[\u05be\u05c0\u05c3\u05d0-\u05ea\u05f0-\u05f4\u061b\u061f\u0621-\u063a\u0640-\u064a\u066d-\u066f\u0671-\u06d5\u06dd\u06e5\u06e6\u06fa-\u06fe\u0700-\u070d\u0710\u0712-\u072c\u0780-\u07a5\u07b1\u200f\ufb1d\ufb1f-\ufb28\ufb2a-\ufb36\ufb38-\ufb3c\ufb3e\ufb40\ufb41\ufb43\ufb44\ufb46-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf0-\ufdfc\ufe70-\ufe74\ufe76-\ufefc]/u;
const LETTER = /\p{L}/u;
const UNASSIGNED = /\p{Cn}/u;

/**
 * A password as SCRAM hashes it: SASLprep (RFC 4013), and like PostgreSQL and PgBouncer the text as it stands where
 * that fails or the text is ASCII. Differs from them in one respect: code points assigned after Unicode 3.2 count as
 * assigned here, which matters only for passwords that mix them with characters that normalisation changes.
 */
export function saslprep(password: string): string {
  if (/^[\u0000-\u007f]*$/.test(password)) return password;
  const prepared = password.replace(NON_ASCII_SPACE, ' ').replace(MAPPED_TO_NOTHING, '').normalize('NFKC');
  if (prepared === '' || PROHIBITED.test(prepared) || UNASSIGNED.test(prepared)) return password;
  const characters = [...prepared];
  if (characters.some((character) => RIGHT_TO_LEFT.test(character))) {
    const ends = [characters[0]!, characters.at(-1)!];
    const mixed = characters.some((character) => LETTER.test(character) && !RIGHT_TO_LEFT.test(character));
    if (mixed || !ends.every((character) => RIGHT_TO_LEFT.test(character))) return password;
  }
  return prepared;
}
