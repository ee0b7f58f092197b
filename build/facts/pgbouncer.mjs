// PgBouncer: SHOW CONFIG of the admin console over a Unix socket, in the few messages of PostgreSQL's protocol that it takes.
import net from 'node:net';
import { openTable } from './tables.mjs';
import { appears, workspace } from './run.mjs';

const PORT = 6432;
/** Set by us to start it, or decided by the build and the machine. */
const OURS = new Set(['unix_socket_dir', 'listen_port', 'auth_type', 'conffile', 'logfile', 'pidfile', 'job_name', 'user']);
/** Builds for Windows alone know it; distributions carry the query of 1.24.1 back to releases before. */
const KNOWN_EXCEPTIONS = new Set(['service_name', 'auth_query']);
const SECTIONS = ['databases', 'users', 'peers'];

/** The rows of a simple query on the console, as objects. */
async function query(socket, text) {
  const connection = net.connect(socket);
  await new Promise((resolve, reject) => connection.once('connect', resolve).once('error', reject));
  const body = Buffer.from('user\0facts\0database\0pgbouncer\0\0', 'latin1');
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + body.length, 0);
  head.writeInt32BE(196608, 4);
  connection.write(Buffer.concat([head, body]));
  let buffer = Buffer.alloc(0);
  let names = [];
  const rows = [];
  let asked = false;
  return new Promise((resolve, reject) => {
    connection.on('error', reject);
    connection.on('close', () => reject(new Error('the console closed the connection')));
    connection.on('data', (data) => {
      buffer = Buffer.concat([buffer, data]);
      while (buffer.length >= 5 && buffer.length >= 1 + buffer.readInt32BE(1)) {
        const type = String.fromCharCode(buffer[0]);
        const message = buffer.subarray(5, 1 + buffer.readInt32BE(1));
        buffer = buffer.subarray(1 + buffer.readInt32BE(1));
        if (type === 'E') return reject(new Error(message.toString('latin1').replaceAll('\0', ' ')));
        if (type === 'T') names = fieldNames(message);
        if (type === 'D') rows.push(Object.fromEntries(fields(message).map((value, i) => [names[i], value])));
        if (type !== 'Z') continue;
        if (asked) {
          connection.removeAllListeners('close');
          connection.end();
          return resolve(rows);
        }
        asked = true;
        const query = Buffer.from(`Q\0\0\0\0${text}\0`, 'latin1');
        query.writeInt32BE(query.length - 1, 1);
        connection.write(query);
      }
    });
  });
}

function fieldNames(message) {
  const names = [];
  for (let at = 2; names.length < message.readInt16BE(0); at += 18) {
    const end = message.indexOf(0, at);
    names.push(message.subarray(at, end).toString());
    at = end + 1;
  }
  return names;
}

function fields(message) {
  const values = [];
  let at = 2;
  while (values.length < message.readInt16BE(0)) {
    const length = message.readInt32BE(at);
    values.push(length < 0 ? undefined : message.subarray(at + 4, at + 4 + length).toString());
    at += 4 + Math.max(0, length);
  }
  return values;
}

export async function readPgbouncer(program, known, options) {
  const space = workspace(options);
  try {
    const version = /PgBouncer (\d+\.\d+\.\d+)/.exec(space.run(program, ['--version']).said)?.[1];
    if (version === undefined) throw new Error(`${program} does not say its version`);
    const numbers = version.split('.').map(Number);
    const found = { version, title: `PgBouncer ${version}`, new: [], gone: [], changed: [], unread: [] };
    const file = space.write('pgbouncer.ini', `[databases]\n[pgbouncer]\nlisten_port = ${PORT}\nunix_socket_dir = ${space.folder}\nauth_type = any\n`);
    const server = space.start(program, [file]);
    const socket = space.path(`.s.PGSQL.${PORT}`);
    await appears(socket, server.said);
    const rows = await query(socket, 'SHOW CONFIG');
    const ours = new Map(known.settingsOf(numbers));
    for (const { key, value, default: fallback = value, changeable } of rows) {
      const fact = ours.get(key);
      const restart = changeable === 'no';
      if (fact === undefined) {
        found.new.push({ what: 'setting', name: key, default: fallback ?? '', restart });
        continue;
      }
      const expected = known.pgbouncerDefault(fact, numbers);
      if (!OURS.has(key) && !KNOWN_EXCEPTIONS.has(key) && !sameValue(fact, expected, fallback ?? '')) found.changed.push({ what: 'setting', name: key, property: 'default', ours: expected, theirs: fallback ?? '' });
      if ((fact.restart === true) !== restart) found.changed.push({ what: 'setting', name: key, property: 'restart', ours: fact.restart === true, theirs: restart });
    }
    const listed = new Set(rows.map(({ key }) => key));
    // SHOW CONFIG leaves some out that the file takes.
    const guard = '\n[pgbouncer]\n!\n';
    const takes = (text) => !/unknown|unrecogni[sz]ed/i.test(space.run(program, [space.write('probe.ini', `${text}${guard}`)]).said);
    for (const name of ours.keys()) if (!listed.has(name) && !KNOWN_EXCEPTIONS.has(name) && !takes(`[pgbouncer]\n${name} = 1\n`)) found.gone.push({ what: 'setting', name });
    for (const section of SECTIONS) {
      const { has, hasNot } = known.connectionKeysOf(section, numbers);
      const takesKey = (key) => takes(`[${section}]\n${section === 'peers' ? '1' : 'a'} = ${section === 'users' || key === 'host' ? '' : 'host=h '}${key}=1\n`);
      if (!takes(`[${section}]\n`)) {
        if (has.length > 0 && section !== 'peers') found.gone.push({ what: 'section', name: section });
        continue;
      }
      for (const key of has) if (!takesKey(key)) found.gone.push({ what: `key of [${section}]`, name: key });
      for (const key of hasNot) if (takesKey(key)) found.new.push({ what: `key of [${section}]`, name: key });
    }
    return found;
  } finally {
    space.remove();
  }
}

/** Numbers as numbers: `20` and `20.0` are one default. */
const sameValue = ({ kind }, ours, theirs) => ours === theirs || (['switch', 'integer', 'unsigned', 'seconds'].includes(kind) && Number(ours) === Number(theirs) && theirs !== '');

/** Writes what was found into the tables; texts of new entries are left empty. */
export function writePgbouncer({ version, new: added, gone, changed }) {
  const tables = new Map(['settings', ...SECTIONS].map((name) => [name, openTable(`pgbouncer/${name}.facts.json`)]));
  const tableOf = (what) => tables.get(/\[(\w+)\]/.exec(what)?.[1] ?? 'settings');
  for (const { what, name, default: value = '', restart } of added) {
    const table = tableOf(what);
    // Known of a later or earlier release: it is here too.
    if (name in table.data) table.set(name, { since: version });
    else table.add(name, { kind: /^[01]$/.test(value) ? 'switch' : /^\d+$/.test(value) ? 'integer' : 'text', default: value, since: version, ...(restart === true ? { restart } : {}), url: `https://www.pgbouncer.org/config.html#${name}`, text: '' });
  }
  for (const { what, name } of gone) if (what !== 'section') tableOf(what).set(name, { removed: version });
  for (const { what, name, property, ours, theirs } of changed) tableOf(what).set(name, property === 'default' ? { default: theirs, formerly: { before: version, default: ours } } : { restart: theirs });
  for (const table of tables.values()) table.save();
}
