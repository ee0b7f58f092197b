import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { userlistEntry } from '../../server/src/model/scram.ts';
import { parseUserlist } from '../../server/src/syntax/userlist.ts';
import { MISSING_FOR_LOGIN, psql, scratch, startPgbouncer, startPostgres } from './real.ts';

describe.skipIf(MISSING_FOR_LOGIN !== undefined)(`userlist.txt with a real pgbouncer${MISSING_FOR_LOGIN === undefined ? '' : ` (skipped: ${MISSING_FOR_LOGIN} is not installed)`}`, () => {
  const { folder, remove } = scratch();
  let postgres: { stop(): void } | undefined;
  beforeAll(() => {
    postgres = startPostgres(folder);
    psql(folder, 5599, 'postgres', 'postgres', `CREATE ROLE app LOGIN; CREATE ROLE "o""brien x" LOGIN; CREATE ROLE old LOGIN; CREATE ROLE "zoë" LOGIN`);
  });
  afterAll(() => {
    postgres?.stop();
    remove();
  });
  const ini = (port: number, userlist: string, authType: string): string =>
    `[databases]\n* = host=${folder} port=5599\n\n[pgbouncer]\nlisten_port = ${port}\nunix_socket_dir = ${folder}\nauth_type = ${authType}\nauth_file = ${userlist}\n`;

  test('entries made here log in, with the right password alone', async () => {
    const userlist = path.join(folder, 'userlist.txt');
    const users = [
      { name: 'app', password: 'correct horse', method: 'scram-sha-256' },
      { name: 'o"brien x', password: 'it"s \\ \u0131', method: 'scram-sha-256' },
      { name: 'zoë', password: 'Ⅷ\u00a0\u00adpaß', method: 'scram-sha-256', iterations: 10_000 },
      { name: 'old', password: 'md5 "pass"', method: 'md5' },
    ] as const;
    const lines = await Promise.all(users.map((user) => userlistEntry(user, globalThis.crypto)));
    fs.writeFileSync(userlist, `; made in a test\n${lines.join('\n')}\n`);
    const pgbouncer = await startPgbouncer(folder, 6577, ini(6577, userlist, 'md5'));
    try {
      for (const { name, password } of users) {
        expect([name, psql(folder, 6577, name, 'postgres', 'SELECT current_user', password)]).toEqual([name, name]);
        expect(psql(folder, 6577, name, 'postgres', 'SELECT 1', `${password}x`)).toContain('FAILED');
      }
      expect(pgbouncer.log()).not.toContain('broken auth file');
    } finally {
      await pgbouncer.stop();
    }
  });

  test('reads userlists as pgbouncer does', async () => {
    const bodies = [
      '"a" "x"\n"b" "y" "z" more\n  "c"\t"w"\n',
      '; note\n"a" ""\n;"b" "y"\n\n"c""d" "e""f"\n',
      '"a" "x"\n# no comment\n"b" "y"\n',
      '"a" "x"\nb "y"\n"c" "z"\n',
      '"a"\n"b" "y"\n"c" "z"\n',
      '"a" "x"\n"b" \'y\'\n"c" "z"\n',
      '"a" junk "x"\n"b""" "y"\n',
      '"a" "x";"b" "y"\r\n"c" "z"\r\n',
      '"" "x"\n"b" "y"\n',
      `"${'n'.repeat(127)}" "x"\n"b" "y"\n"${'n'.repeat(128)}" "x"\n"c" "z"\n`,
      `"a" "${'p'.repeat(2047)}"\n"b" "${'p'.repeat(2048)}"\n"c" "z"\n`,
    ];
    for (const [index, body] of bodies.entries()) {
      const userlist = path.join(folder, `case-${index}.txt`);
      fs.writeFileSync(userlist, `"root_user" "x"\n${body}`);
      const port = 6600 + index;
      const pgbouncer = await startPgbouncer(folder, port, `${ini(port, userlist, 'trust')}admin_users = root_user\n`);
      try {
        const shown = psql(folder, port, 'root_user', 'pgbouncer', 'SHOW USERS').split('\n').map((line) => line.slice(0, line.indexOf('|')));
        const ours: string[] = [];
        for (const node of parseUserlist(body).nodes) {
          if (node.kind === 'broken') break;
          if (node.kind !== 'user') continue;
          if (node.name.value.length > 127 || node.secret.value.length > 2047) break;
          ours.push(node.name.value);
        }
        expect([body, shown.filter((name) => name !== 'root_user' && name !== 'pgbouncer').sort()]).toEqual([body, ours.sort()]);
      } finally {
        await pgbouncer.stop();
      }
    }
  });
});
