import { expect, test } from 'vitest';
import { masked } from '../../server/src/model/redact.ts';
import type { FileKind } from '../../server/src/model/files.ts';

test.each<[line: string, shown: string, kind?: FileKind]>([
  ['Environment=A=1 POSTGRES_PASSWORD=hunter2 B=2', 'Environment=A=1 POSTGRES_PASSWORD=******* B=2'],
  ['Environment="PASSWORD=hunter2 x"', 'Environment="PASSWORD=*********"'],
  ["Environment=PASSWORD='hunter2 x' B=1", "Environment=PASSWORD=*********** B=1"],
  ['Environment="PASSWORD=hunter2', 'Environment="PASSWORD=*******'],
  ["Environment=PASSWORD='hunter2 x", 'Environment=PASSWORD=**********'],
  ['Exec=serve --password hunter2 --port 80', 'Exec=serve --password ******* --port 80'],
  ['Exec=redis-cli -a hunter2 ping', 'Exec=redis-cli -a ******* ping'],
  ['Exec=serve -a plain', 'Exec=serve -a plain'],
  ['Exec=redis-server --user app on >hunter2 ~*', 'Exec=redis-server --user app on >******* ~*'],
  ['url=redis://u:hunter2@host/0', 'url=redis://u:*******@host/0'],
  ['"app" "hunter2"', '"app" "*******"', 'userlist'],
  ['app hunter2 x', 'app ******* *', 'userlist'],
  ['"ap""p" "hun""ter"', '"ap""p" "********"', 'userlist'],
  ['requirepass hunter2', 'requirepass *******', 'redis'],
  ['# masterauth hunter2', '# masterauth *******', 'redis'],
  ['user app on >hunter2 #abc ~*', 'user app on >******* #*** ~*', 'redis'],
  ['sentinel auth-pass main hunter2', 'sentinel auth-pass main *******', 'sentinel'],
  ['maxmemory 1gb', 'maxmemory 1gb', 'redis'],
  ['export DB_PASSWORD="hun ter"', 'export DB_PASSWORD=**** ****', 'env'],
  ['DEBUG=true', 'DEBUG=true', 'env'],
  ['URL=redis://u:hunter2@host', 'URL=redis://u:*******@host', 'env'],
  ['# PASSWORD=hunter2', '# PASSWORD=*******', 'env'],
  ['FORWARDED', 'FORWARDED', 'env'],
  ['a piece of a key', '* ***** ** * ***', 'env'],
])('%j', (line, shown, kind) => expect(masked(line, kind)).toBe(shown));
