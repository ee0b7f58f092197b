/**
 * A text without the passwords in it: `password=…` of connection strings and `scheme://user:…@host` of URLs. For
 * messages that repeat a piece of a file which may hold anything.
 */
export const redacted = (text: string): string =>
  text.replace(/(pass(?:word|wd)?\s*=\s*)(?:'(?:[^']|'')*'?|[^\s`']+)/gi, '$1…').replace(/([a-z][a-z0-9+.-]{0,31}:\/\/[^\s/:@]*:)[^\s/@]*@/gi, '$1…@');
