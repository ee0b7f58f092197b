import path from 'node:path';

/** The path as reports print it: from the working directory, `/` between folders. */
export const relative = (file: string): string => toSlashes(path.relative(process.cwd(), file) || '.');

/** With `/` between folders, as the core has paths. */
export const toSlashes = (file: string): string => (path.sep === '/' ? file : file.replaceAll(path.sep, '/'));
