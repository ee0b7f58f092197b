import { harmless } from './report/columns.ts';

/** Says on standard error, in one line, what could not be done. */
export const complain = (text: string): void => void process.stderr.write(`quadlet-stack: ${harmless(text.replace(/\s*\n\s*/g, ' '))}\n`);

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission', EPERM: 'no permission', ENOENT: 'it is gone', ELOOP: 'a loop of links', ENOSPC: 'no space is left', EROFS: 'the file system takes no changes', ENOTDIR: 'no folder is there',
};

/** Why a file could not be read or written. */
export function reasonOf(error: unknown, file: string): string {
  const code = (error as { code?: string }).code ?? '';
  // What cannot be decoded in a name was replaced, so that the system looks for another one.
  if (code === 'ENOENT' && file.includes('\ufffd')) return 'its name is not UTF-8';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}
