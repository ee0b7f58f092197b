// npm run facts -- PROGRAM PATH [--write]: what a real program knows, against what the tables say of its release.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import esbuild from 'esbuild';
import { esbuildFacts } from '../facts-plugin.mjs';
import { readPgbouncer, writePgbouncer } from './pgbouncer.mjs';
import { readPostgres, writePostgres } from './postgres.mjs';
import { readQuadlet, writeQuadlet } from './quadlet.mjs';
import { readRedis, writeRedis } from './redis.mjs';

const PROGRAMS = {
  redis: { read: readRedis, write: writeRedis, path: 'redis-server' },
  valkey: { read: readRedis, write: writeRedis, path: 'valkey-server' },
  pgbouncer: { read: readPgbouncer, write: writePgbouncer, path: 'pgbouncer' },
  postgres: { read: readPostgres, write: writePostgres, path: 'postgres' },
  quadlet: { read: readQuadlet, write: writeQuadlet, path: '/usr/libexec/podman/quadlet' },
};

const USAGE = `usage: npm run facts -- ${Object.keys(PROGRAMS).join('|')} PATH [--write] [--keep-user] [--binary FILE]

Reads a real program and says what the tables of facts do not: new, gone, changed. --write puts it into the tables; texts of
new entries stay empty, and the tests of the facts name them. --keep-user: PATH is a wrapper that drops root's rights itself; --binary: the program behind it, to look for names in.
Exit status: 0 no difference, 1 some, 2 it could not be read.`;

/** The tables as typed functions, bundled for this run. */
export async function knownFacts() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'facts-known-'));
  try {
    const outfile = path.join(folder, 'known.mjs');
    await esbuild.build({ entryPoints: ['build/facts/known.ts'], outfile, bundle: true, platform: 'node', format: 'esm', plugins: [esbuildFacts], logLevel: 'warning' });
    return await import(pathToFileURL(outfile).href);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The differences as lines for a person. */
export function report({ title, new: added, gone, changed, unread }) {
  const row = (mark, what, name, rest = '') => `  ${mark.padEnd(8)} ${what} ${name}${rest === '' ? '' : `: ${rest}`}`;
  const rows = [
    ...added.map(({ what, name, default: value }) => row('new', what, name, value === undefined ? '' : `default ${JSON.stringify(value)}`)),
    ...gone.map(({ what, name }) => row('gone', what, name)),
    ...changed.map(({ what, name, property, ours, theirs }) => row('changed', what, name, `${property} is ${JSON.stringify(theirs)}, the table says ${JSON.stringify(ours)}`)),
    ...unread.map((each) => `  unread   ${each}`),
  ];
  const count = added.length + gone.length + changed.length;
  return `${title}: ${count === 0 ? 'no difference' : `${count} difference${count === 1 ? '' : 's'}`}\n${rows.map((each) => `${each}\n`).join('')}`;
}

async function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' }, 'keep-user': { type: 'boolean' }, binary: { type: 'string' }, help: { type: 'boolean' } } });
  const [name, given, ...more] = positionals;
  const program = Object.hasOwn(PROGRAMS, name ?? '') ? PROGRAMS[name] : undefined;
  if (values.help === true || program === undefined || more.length > 0) {
    console.log(USAGE);
    return values.help === true ? 0 : 2;
  }
  const found = await program.read(given ?? program.path, await knownFacts(), { keepUser: values['keep-user'] === true, binary: values.binary });
  process.stdout.write(report(found));
  const count = found.new.length + found.gone.length + found.changed.length;
  if (values.write === true && count > 0) program.write(found);
  return count === 0 ? 0 : 1;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(`facts: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
  }
}
