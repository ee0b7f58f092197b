import type { SourceFile } from '../../model/snapshot.ts';
import { lineStartBefore } from '../../syntax/c-text.ts';
import { NO_COMPLETIONS, type CompletionItem, type Completions } from '../types.ts';

/** At the start of a line: the forms of an entry. Secrets are not offered; the command *Make a userlist entry* makes them. */
export function completeUserlist(file: SourceFile, offset: number): Completions {
  const lineStart = lineStartBefore(file.text, offset);
  const before = file.text.slice(lineStart, offset);
  if (!/^[ \t]*"?[\w.-]*$/.test(before)) return NO_COMPLETIONS;
  const start = lineStart + /^[ \t]*/.exec(before)![0].length;
  let end = offset;
  while (end < file.text.length && file.text[end] !== '\n' && file.text[end] !== '\r') end++;
  if (file.text.slice(offset, end).replace(/^"/, '').trim() !== '') return NO_COMPLETIONS;
  const item = (label: string, insert: string, detail: string, sortText: string): CompletionItem => ({ label, kind: 'snippet', snippet: true, insert, filterText: file.text.slice(start, end) || label, detail, sortText });
  const items = [
    item('"user" SCRAM secret', '"${1:user}" "SCRAM-SHA-256\\$4096:${2:salt}\\$${3:StoredKey}:${4:ServerKey}"', 'as pg_authid has it', '0'),
    item('"user" password', '"${1:user}" "${2}"', 'in clear', '1'),
    item('"user" md5 secret', '"${1:user}" "md5${2}"', 'for servers that store md5', '2'),
  ];
  return { span: { start, end }, items };
}
