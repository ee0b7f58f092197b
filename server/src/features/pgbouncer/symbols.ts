import { pgbouncerSettingsOf } from '../../model/pgbouncer.ts';
import { looksSecret } from '../../model/redact.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { parsePgbouncer, type IniEntry, type IniSection } from '../../syntax/pgbouncer.ts';
import type { DocumentSymbol } from '../types.ts';

/** Sections with their entries. Databases say where they lead; connection strings are not shown, for their passwords. */
export function symbolsOfPgbouncer(file: SourceFile): readonly DocumentSymbol[] {
  const tree = file.tree(parsePgbouncer);
  const databases = new Map(pgbouncerSettingsOf(file).databases.map((database) => [database.entry, database]));
  const child = (entry: IniEntry): DocumentSymbol => {
    const base = { name: entry.key === '' ? '(no name)' : entry.key, start: entry.start, end: entry.end, selection: entry.keySpan };
    if (entry.section === 'databases') {
      const database = databases.get(entry);
      const detail = database === undefined ? '' : `${database.hosts.length === 0 ? 'socket' : database.hosts.join(',')}:${database.port}/${database.dbname ?? '…'}`;
      return { ...base, kind: 'database', detail };
    }
    if (entry.section === 'users') return { ...base, kind: 'user' };
    return { ...base, kind: 'key', ...(entry.section === 'pgbouncer' && entry.key !== 'auth_ldap_options' && !looksSecret(entry.key) ? { detail: entry.value } : {}) };
  };
  const symbols: DocumentSymbol[] = [];
  let open: { section: IniSection; end: number; children: DocumentSymbol[] } | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const { section, end, children } = open;
    symbols.push({ name: `[${section.name}]`, kind: 'section', start: section.start, end, selection: section.nameSpan, children });
  };
  for (const node of tree.nodes) {
    if (node.kind === 'section') {
      close();
      open = { section: node, end: node.end, children: [] };
    } else if (node.kind === 'entry') {
      if (open === undefined) symbols.push(child(node));
      else {
        open.children.push(child(node));
        open.end = node.end;
      }
    } else if (node.kind === 'include') {
      const symbol: DocumentSymbol = { name: node.path === '' ? '%include' : node.path, kind: 'file', start: node.start, end: node.end, selection: node.path === '' ? node : node.pathSpan };
      if (open === undefined) symbols.push(symbol);
      else {
        open.children.push(symbol);
        open.end = node.end;
      }
    }
  }
  close();
  return symbols;
}
