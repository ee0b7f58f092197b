const TRUE = new Set(['1', 'yes', 'y', 'true', 't', 'on']);
const FALSE = new Set(['0', 'no', 'n', 'false', 'f', 'off']);

/**
 * A boolean as systemd reads it (`parse_boolean()` in its src/basic/parse-util.c), in any case; undefined for every
 * other word, whereupon systemd says so in the journal and ignores the line.
 */
export function parseSystemdBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (TRUE.has(word)) return true;
  return FALSE.has(word) ? false : undefined;
}

/** The two spellings that completion offers; systemd's own files use them. */
export const BOOLEAN_WORDS = ['yes', 'no'] as const;
