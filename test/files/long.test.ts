import { expect, test } from 'vitest';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { LONG } from '../support/fuzz.ts';
import { stack } from '../support/stack.ts';

/** A check that looks at each line for each other would not come to its end. In a long run the files are half as long as any that is read. */
const BYTES = LONG ? 5_000_000 : 400_000;

const UNIT = '[Container]\nImage=docker.io/library/nginx:1.29\n';
const FILES: readonly (readonly [what: string, path: string, head: string, line: (i: number) => string])[] = [
  ['variables', '/ws/a.container', UNIT, (i) => `Environment=A${i}=b DB_HOST${i}=x\n`],
  ['ports', '/ws/a.container', UNIT, (i) => `PublishPort=${1 + (i % 60_000)}:80\n`],
  ['ports of a pod', '/ws/a.pod', '[Pod]\n', (i) => `PublishPort=${1 + (i % 60_000)}:80\n`],
  ['words', '/ws/a.container', `${UNIT}Exec=serve \\\n`, (i) => `  word${i} \\\n`],
  ['keys that are none', '/ws/a.container', UNIT, (i) => `Wrong${i}=1\n`],
  ['sections', '/ws/a.container', UNIT, () => '[Service]\nRestart=always\n[Container]\n'],
  ['networks', '/ws/a.container', UNIT, (i) => `Network=a${i % 3}.network\n`],
  ['mounts', '/ws/a.container', UNIT, (i) => `Volume=./redis${i}.conf:/a${i}:Z\n`],
  ['services', '/ws/a.container', `${UNIT}[Unit]\n`, (i) => `After=x${i}.service\n`],
  ['units', '/ws/a.quadlets', '', (i) => `# FileName=a${i}\n${UNIT}---\n`],
  ['directives', '/ws/redis.conf', '', (i) => `# line ${i}\nmaxmemory 100mb\n`],
  ['users', '/ws/redis.conf', '', (i) => `user u${i} on >p${i} ~* +@all\n`],
  ['masters', '/ws/sentinel.conf', '', (i) => `sentinel monitor m${i} 127.0.0.1 6379 2\n`],
  ['databases', '/ws/pgbouncer.ini', '[pgbouncer]\nlisten_port=6432\n[databases]\n', (i) => `d${i} = host=h${i} port=5432 password=x\n`],
  ['settings', '/ws/postgresql.conf', '', () => 'work_mem = 4MB\n'],
  ['logins', '/ws/userlist.txt', '', (i) => `"u${i}" "p"\n`],
  ['URLs', '/ws/.env', '', (i) => `DATABASE_URL${i}=postgres://u:p@h${i}:5432/d\n`],
  ['upstreams', '/ws/nginx.conf', 'http {\n', (i) => `upstream u${i} { server a${i}:80; } server { location / { proxy_pass http://u${i}; } }\n`],
];

test.each(FILES)(`${BYTES / 1e6} MB of %s are read and checked`, (_, path, head, line) => {
  let text = head;
  for (let i = 0; text.length < BYTES; i++) text += line(i);
  const { analysis } = stack(`//- ${path}\n${text}`);
  const file = analysis.workspace.file(uriOfPath(path))!;
  expect([file.text.length, file.isTooLong]).toEqual([text.length, false]);
  expect(analysis.problems(file.uri).filter(({ code }) => code === 'file-too-large')).toEqual([]);
  // As one types at its end, and writes over what was typed.
  for (const more of ['# more', '# less']) {
    analysis.set(file.uri, `${text}\n${more}\n`);
    analysis.refreshAll();
    expect(analysis.problems(file.uri).filter(({ start, end }) => start > end || end > text.length + 8)).toEqual([]);
  }
}, LONG ? 600_000 : 120_000);
