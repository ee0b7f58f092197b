// Podman's generator: which keys of which sections it takes. Go packs its strings one behind the other, by length: beside a
// key that is known lie those of the same length, and every one of them is tried in a unit of its own.
import fs from 'node:fs';
import path from 'node:path';
import { openTable } from './tables.mjs';
import { workspace } from './run.mjs';

/** Section → the file's extension and what a unit of it cannot do without. */
const SECTIONS = {
  Container: ['container', 'Image=localhost/x:1'], Pod: ['pod', ''], Kube: ['kube', 'Yaml=/x.yml'], Network: ['network', ''], Volume: ['volume', ''],
  Image: ['image', 'Image=localhost/x:1'], Build: ['build', 'ImageTag=localhost/x:1\nSetWorkingDirectory=unit'], Artifact: ['artifact', 'Artifact=localhost/x:1'],
};
/** Units of one run. */
const BATCH = 4000;
/** How many strings in a row that cannot be keys end the search to one side. */
const MOST_OTHERS = 3;

export async function readQuadlet(program, known, { keepUser, binary } = {}) {
  const space = workspace({ keepUser });
  try {
    const version = /(\d+\.\d+\.\d+)/.exec(space.run(program, ['-version']).said)?.[1];
    if (version === undefined) throw new Error(`${program} does not say its version`);
    const numbers = version.split('.').map(Number);
    const found = { version, title: `Podman ${version}`, new: [], gone: [], changed: [], unread: [] };
    const all = new Set(Object.keys(SECTIONS).flatMap((section) => Object.keys(known.quadletKeys(section))));
    const words = candidates(binary ?? program, all);
    if (words.size === 0) found.unread.push(`keys that no table knows: no strings were found in ${path.basename(program)}`);
    for (const [section, [extension, needs]] of Object.entries(SECTIONS)) {
      const table = known.quadletKeys(section);
      if (!knowsType(space, program, extension, needs, section)) {
        found.unread.push(`[${section}]: this release does not read .${extension}`);
        continue;
      }
      const takes = probe(space, program, { section, extension, needs }, [...new Set([...Object.keys(table), ...words])]);
      for (const key of takes) {
        if (!Object.hasOwn(table, key)) found.new.push({ what: `key of [${section}]`, name: key });
        else if (!known.atLeast(numbers, known.parseVersion(table[key].since))) found.changed.push({ what: `key of [${section}]`, name: key, property: 'since', ours: table[key].since, theirs: version });
      }
      const isGone = ({ removed }) => removed !== undefined && known.atLeast(numbers, known.parseVersion(removed));
      for (const [key, fact] of Object.entries(table)) if (!takes.has(key) && known.atLeast(numbers, known.parseVersion(fact.since)) && !isGone(fact)) found.gone.push({ what: `key of [${section}]`, name: key });
    }
    return found;
  } finally {
    space.remove();
  }
}

function run(space, program, name, units) {
  for (const [file, text] of Object.entries(units)) space.write(path.join(name, file), text);
  const { said } = space.run(program, ['-dryrun', '-user'], { env: { QUADLET_UNIT_DIRS: space.path(name) }, limit: 300_000 });
  fs.rmSync(space.path(name), { recursive: true });
  return said;
}

const knowsType = (space, program, extension, needs, section) => run(space, program, 'type', { [`x.${extension}`]: `[${section}]\n${needs}\n` }).includes('---');

/** Which of the keys a section takes: all that the generator does not call unsupported. */
function probe(space, program, { section, extension, needs }, keys) {
  const takes = new Set(keys);
  for (let from = 0; from < keys.length; from += BATCH) {
    const units = Object.fromEntries(keys.slice(from, from + BATCH).map((key, i) => [`k${from + i}.${extension}`, `[${section}]\n${needs}\n${key}=x\n`]));
    for (const [, key] of run(space, program, `${section}-${from}`, units).matchAll(/unsupported key '([^']+)' in group/g)) takes.delete(key);
  }
  return takes;
}

/** Words in the program that could be keys: those that lie beside known keys of the same length. */
function candidates(program, known) {
  const text = fs.readFileSync(program, 'latin1');
  const found = new Set();
  for (const key of known) {
    for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
      for (const step of [-key.length, key.length]) {
        let others = 0;
        for (let next = at + step; next >= 0 && others < MOST_OTHERS; next += step) {
          const word = text.slice(next, next + key.length);
          others = /^[A-Za-z][A-Za-z0-9]*$/.test(word) ? 0 : others + 1;
          if (/^[A-Z][A-Za-z0-9]*$/.test(word)) found.add(word);
        }
      }
    }
  }
  return found;
}

/** Writes what was found into the tables; texts of new entries are left empty. */
export function writeQuadlet({ version, new: added, gone, changed }) {
  const tables = new Map(Object.keys(SECTIONS).map((section) => [section, openTable(`quadlet/${section.toLowerCase()}.facts.json`)]));
  const tableOf = (what) => tables.get(/\[(\w+)\]/.exec(what)[1]);
  for (const { what, name } of added) tableOf(what).add(name, { kind: 'string', repeat: 'once', since: version, use: 0, text: '' });
  for (const { what, name } of gone) tableOf(what).set(name, { removed: version });
  for (const { what, name, property, theirs } of changed) tableOf(what).set(name, { [property]: theirs });
  for (const table of tables.values()) table.save();
}
