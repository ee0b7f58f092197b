import { includedFile } from '../../model/pgbouncer.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { userlistOf } from '../../rules/pgbouncer/advice.ts';
import { parsePgbouncer } from '../../syntax/pgbouncer.ts';
import { touches } from '../../syntax/span.ts';
import { parseUserlist } from '../../syntax/userlist.ts';
import type { Context, DocumentLink, Location } from '../types.ts';
import { defineHost } from '../hosts.ts';
import { cursorAt } from './cursor.ts';

/** Links to included files and to the userlist, where the workspace holds them. */
export function linksOfPgbouncer(file: SourceFile, { snapshot }: Context): readonly DocumentLink[] {
  const links: DocumentLink[] = [];
  for (const node of file.tree(parsePgbouncer).nodes) {
    if (node.kind === 'include' && node.path !== '') {
      const target = includedFile(file, node.path, snapshot);
      if (target !== undefined && target !== file) links.push({ ...node.pathSpan, target: target.uri, tooltip: 'the included file' });
    }
    if (node.kind === 'entry' && node.section === 'pgbouncer' && node.key === 'auth_file') {
      const target = userlistOf(file, node.value, snapshot);
      if (target !== undefined) links.push({ ...node.valueSpan, target: target.uri, tooltip: 'the users and their secrets' });
    }
  }
  return links;
}

/** Where a path, a user or a database that is named here is written down. */
export function definePgbouncer(file: SourceFile, offset: number, context: Context): readonly Location[] {
  const { snapshot } = context;
  const tree = file.tree(parsePgbouncer);
  const { node, pair } = cursorAt(tree, offset);
  const whole = (target: SourceFile | undefined): readonly Location[] => (target === undefined ? [] : [{ uri: target.uri, start: 0, end: 0 }]);
  if (node?.kind === 'include') return whole(includedFile(file, node.path, snapshot));
  if (node?.kind !== 'entry') return [];
  const user = (name: string): readonly Location[] => {
    const path = tree.nodes.find((one) => one.kind === 'entry' && one.section === 'pgbouncer' && one.key === 'auth_file');
    const userlist = path?.kind === 'entry' ? userlistOf(file, path.value, snapshot) : undefined;
    return userlist === undefined ? [] : userlist.tree(parseUserlist).nodes.flatMap((one) => (one.kind === 'user' && one.name.value === name ? [{ uri: userlist.uri, ...one.name.inner }] : []));
  };
  const database = (name: string): readonly Location[] =>
    tree.nodes.flatMap((one) => (one.kind === 'entry' && one.section === 'databases' && one.key === name ? [{ uri: file.uri, ...one.keySpan }] : []));
  if (pair !== undefined && touches(pair.valueSpan, offset)) {
    if (pair.key === 'user' || pair.key === 'auth_user') return user(pair.value);
    return pair.key === 'auth_dbname' ? database(pair.value) : pair.key === 'host' ? defineHost(file, offset, context) : [];
  }
  if (node.section === 'users' && touches(node.keySpan, offset)) return user(node.key);
  if (node.section !== 'pgbouncer' || !touches(node.valueSpan, offset)) return [];
  if (node.key === 'auth_file') return whole(userlistOf(file, node.value, snapshot));
  if (node.key === 'auth_dbname') return database(node.value);
  if (node.key === 'auth_user') return user(node.value);
  if (node.key !== 'admin_users' && node.key !== 'stats_users') return [];
  let at = node.valueSpan.start;
  for (const name of node.value.split(',')) {
    if (offset <= at + name.length) return user(name.trim());
    at += name.length + 1;
  }
  return [];
}
