// Redis and Valkey: what CONFIG GET lists, its defaults, whether CONFIG SET may change it, bounds, enumerations, commands.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { openTable } from './tables.mjs';
import { appears, workspace } from './run.mjs';

/** One connection to a server; `ask` sends a command and answers with what comes back, an error as `{error}`. */
async function connect(socket) {
  const connection = net.connect(socket);
  let buffer = Buffer.alloc(0);
  let wake = () => undefined;
  connection.on('data', (data) => {
    buffer = Buffer.concat([buffer, data]);
    wake();
  });
  await new Promise((resolve, reject) => connection.once('connect', resolve).once('error', reject));
  const more = () => new Promise((resolve) => (wake = resolve));
  async function line() {
    for (;;) {
      const end = buffer.indexOf('\r\n');
      if (end >= 0) {
        const text = buffer.subarray(0, end).toString();
        buffer = buffer.subarray(end + 2);
        return text;
      }
      await more();
    }
  }
  async function value() {
    const head = await line();
    const rest = head.slice(1);
    if (head[0] === '+' || head[0] === ':') return rest;
    if (head[0] === '-') return { error: rest };
    if (head[0] === '$') {
      const length = Number(rest);
      if (length < 0) return undefined;
      while (buffer.length < length + 2) await more();
      const text = buffer.subarray(0, length).toString();
      buffer = buffer.subarray(length + 2);
      return text;
    }
    const items = [];
    for (let i = 0; i < Number(rest); i++) items.push(await value());
    return items;
  }
  return {
    ask(...words) {
      connection.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
      return value();
    },
    end: () => connection.destroy(),
  };
}

/** Set by us to start the server at all, or told by the machine. */
const OURS = new Set(['port', 'unixsocket', 'dir', 'save', 'daemonize', 'logfile', 'pidfile', 'bind', 'enable-debug-command', 'maxclients']);
const OUT_OF_RANGE = { size: '-1', other: '9223372036854775807' };

export async function readRedis(program, known, options) {
  const space = workspace(options);
  try {
    const version = /v=(\d+\.\d+\.\d+)/.exec(space.run(program, ['--version']).said)?.[1];
    const product = /valkey/i.test(space.run(program, ['--version']).said) ? 'valkey' : 'redis';
    if (version === undefined) throw new Error(`${program} does not say its version`);
    const target = { product, version: version.split('.').map(Number) };
    const server = space.start(program, ['--port', '0', '--unixsocket', space.path('s'), '--dir', space.folder, '--save', '', '--daemonize', 'no']);
    await appears(space.path('s'), server.said);
    const client = await connect(space.path('s'));
    const get = async (pattern) => {
      const flat = await client.ask('CONFIG', 'GET', pattern);
      return Object.fromEntries(Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]));
    };
    const listed = await get('*');
    const found = { product, version, title: `${product === 'redis' ? 'Redis' : 'Valkey'} ${version}`, new: [], gone: [], changed: [], unread: [] };

    const aliases = new Set(Object.values(known.redisDirectives()).flatMap(({ aliases: list = [] }) => list));
    for (const name of Object.keys(listed)) {
      if (known.directiveFor(name, target) === undefined) found.new.push({ what: 'directive', name, default: listed[name], ...(await describe(client, name, listed[name])) });
    }
    for (const name of wordsOf(server.child.pid, program)) {
      if (name in listed || known.directiveFor(name, target) !== undefined) continue;
      const answer = await get(name);
      if (name in answer) found.new.push({ what: 'hidden directive', name, default: answer[name], ...(await describe(client, name, answer[name])) });
    }
    for (const name of Object.keys(known.redisDirectives())) {
      const fact = known.directiveFor(name, target);
      if (fact === undefined || fact.name !== name) continue;
      // Statements of the file only, and what a build without TLS or another system lacks.
      if (['include', 'loadmodule', 'rename-command', 'user'].includes(name)) continue;
      const answer = name in listed ? listed : await get(name);
      if (!(name in answer)) {
        if (/^tls-/.test(name) && !('tls-port' in listed)) found.unread.push(`${name}: this server is built without TLS`);
        else found.gone.push({ what: 'directive', name });
        continue;
      }
      if (!OURS.has(name) && fact.default !== undefined && sameDefault(fact, answer[name]) === false) found.changed.push({ what: 'directive', name, property: 'default', ours: fact.default, theirs: answer[name] });
      const real = await describe(client, name, answer[name]);
      if (!OURS.has(name) && real.runtime !== undefined && real.runtime !== fact.runtime) found.changed.push({ what: 'directive', name, property: 'runtime', ours: fact.runtime, theirs: real.runtime });
      const read = fromFile(space, program, name, fact);
      if (read.values !== undefined && fact.values !== undefined && read.values.slice().sort().join() !== Object.keys(fact.values).sort().join()) found.changed.push({ what: 'directive', name, property: 'values', ours: Object.keys(fact.values).sort().join(' '), theirs: read.values.sort().join(' ') });
      if (read.min !== undefined && fact.kind === 'number' && (read.min !== fact.min || read.max !== fact.max)) found.changed.push({ what: 'directive', name, property: 'bounds', ours: `${fact.min} to ${fact.max}`, theirs: `${read.min} to ${read.max}` });
    }
    for (const alias of aliases) if (known.directiveFor(alias, target) !== undefined && !(alias in (await get(alias)))) found.gone.push({ what: 'old name', name: alias });

    const commands = await client.ask('COMMAND', 'LIST');
    const plain = Array.isArray(commands) ? new Set(commands.map((name) => name.toLowerCase())) : undefined;
    if (plain === undefined) found.unread.push('commands: COMMAND LIST came with Redis 7');
    else {
      const ours = new Set(Object.entries(known.redisCommands()).filter(([, { in: releases }]) => known.isIn(releases, target)).map(([name]) => name.toLowerCase()));
      for (const name of plain) {
        if (ours.has(name) || name.includes('.') || name.includes('|')) continue;
        const flags = (await client.ask('COMMAND', 'INFO', name))[0]?.[2] ?? [];
        if (!flags.includes('module')) found.new.push({ what: 'command', name });
      }
      for (const name of ours) if (!plain.has(name) && !name.includes('.')) found.gone.push({ what: 'command', name });
    }
    client.end();
    return found;
  } finally {
    space.remove();
  }
}

/** Whether CONFIG SET may change it: told by setting it to what it is. */
async function describe(client, name, value) {
  const answer = await client.ask('CONFIG', 'SET', name, value);
  const error = typeof answer === 'object' ? answer?.error : undefined;
  if (error === undefined) return { runtime: 'yes' };
  if (/immutable config/.test(error)) return { runtime: 'no' };
  if (/protected config/.test(error)) return { runtime: 'protected' };
  return {};
}

/** What a refused value makes the server say: the words of an enumeration, the bounds of a number. */
function fromFile(space, program, name, fact) {
  const say = (value) => space.run(program, ['-'], { input: `${name} ${value}\ndatabases zzz\n` }).said;
  if (fact.kind === 'enum' && fact.multi !== true) {
    const words = /must be one of the following: ([^\n]*)/.exec(say('zzz'))?.[1];
    return words === undefined ? {} : { values: words.split(',').map((word) => word.trim()) };
  }
  if (fact.kind !== 'number' || fact.format === 'octal' || fact.format === 'size-or-percent') return {};
  const bounds = (value) => /must be between (-?\d+) and (-?\d+) inclusive/.exec(say(value));
  const match = bounds(fact.format === undefined ? OUT_OF_RANGE.other : '18446744073709551615') ?? bounds('-9223372036854775807');
  return match === null ? {} : { min: match[1], max: match[2] };
}

const UNITS = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };
/** CONFIG GET writes sizes out, and `slave` for `replica`. */
const plain = (value) => value.replace(/\b(\d+)(kb|mb|gb)\b/g, (_, number, unit) => String(number * UNITS[unit])).replaceAll('replica', 'slave');
const sameDefault = (fact, theirs) => fact.default === theirs || plain(fact.default) === plain(theirs);

/** Words in the program that could be names of directives which CONFIG GET does not list. */
function wordsOf(pid, program) {
  const mapped = fs.readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n').flatMap((line) => /r-xp .* (\/.*)$/.exec(line)?.[1] ?? []);
  const files = new Set(mapped.filter((file) => /redis|valkey|server/.test(path.basename(file))));
  if (files.size === 0 && fs.existsSync(program)) files.add(program);
  const words = new Set();
  for (const file of files) for (const [, word] of fs.readFileSync(file, 'latin1').matchAll(/\0([a-z][a-z0-9]*(?:-[a-z0-9]+)+)(?=\0)/g)) words.add(word);
  return [...words].sort();
}

/** Writes what was found into the tables; texts of new entries are left empty. */
export function writeRedis({ product, version, new: added, gone, changed }) {
  const release = version.split('.').slice(0, 2).join('.');
  const directives = openTable('redis/directives.facts.json');
  const commands = openTable('redis/commands.facts.json');
  // `6.2`, `7.0 until 8.0`, or several such, one behind the other; the last one may be open.
  const end = (releases) => ({ ...releases, [product]: `${releases[product]} until ${release}` });
  const begin = (releases) => ({ ...releases, [product]: releases[product] === undefined ? release : `${releases[product]}, ${release}` });
  for (const { what, name, default: value, runtime = 'yes' } of added) {
    const table = what === 'command' ? commands : directives;
    const entry = table.data[name];
    if (entry !== undefined) table.set(name, { in: begin(entry.in) });
    else if (what === 'command') commands.add(name, { in: { [product]: release } });
    else directives.add(name, { group: '', kind: value === 'yes' || value === 'no' ? 'bool' : /^-?\d+$/.test(value) ? 'number' : 'string', in: { [product]: release }, runtime, default: value, ...(what === 'hidden directive' ? { hidden: true } : {}), text: '', url: '' });
  }
  for (const { what, name } of gone) {
    const table = what === 'command' ? commands : directives;
    if (table.data[name] !== undefined) table.set(name, { in: end(table.data[name].in) });
  }
  for (const { name, property, theirs } of changed) {
    const [min, max] = theirs.split(' to ');
    const change = property === 'bounds' ? { min, max } : property === 'values' ? undefined : { [property]: theirs };
    if (change !== undefined) directives.set(name, { changes: [...(directives.data[name].changes ?? []), { in: { [product]: release }, ...change }] });
  }
  directives.save();
  commands.save();
}
