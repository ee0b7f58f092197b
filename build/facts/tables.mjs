// Reads and changes the tables of facts. A change touches its own entry's text alone, so that our words and the form of the
// rest stay as they are.
import fs from 'node:fs';
import path from 'node:path';

/** The tables; `QUADLET_STACK_FACTS` names a copy. */
const folder = () => path.resolve(process.env.QUADLET_STACK_FACTS ?? 'server/src/facts');

/** `{"redis": "6.2"}`: JSON on one line, as the tables have it. */
const compact = (value) =>
  Array.isArray(value) ? `[${value.map(compact).join(', ')}]`
  : typeof value === 'object' && value !== null ? `{${Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${compact(each)}`).join(', ')}}`
  : JSON.stringify(value);

/** The end of the JSON value that begins at an offset. */
function endOf(text, start) {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const c = text[at];
    if (c === '"') {
      for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++;
      if (depth === 0) return at + 1;
    } else if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && c === ',') return at;
  }
  return text.length;
}

/** Name → the span of its value, of the members of the object that begins at an offset. */
function members(text, start) {
  const found = new Map();
  let at = start + 1;
  for (;;) {
    while (/[\s,]/.test(text[at])) at++;
    if (text[at] === '}') return found;
    const nameEnd = endOf(text, at);
    const name = JSON.parse(text.slice(at, nameEnd));
    let value = text.indexOf(':', nameEnd) + 1;
    while (/\s/.test(text[value])) value++;
    const end = text[value] === '{' || text[value] === '[' || text[value] === '"' ? endOf(text, value) : value + /^[^,}\s]*/.exec(text.slice(value))[0].length;
    found.set(name, { start: value, end, nameStart: at });
    at = end;
  }
}

/** A table with its text; `set` and `add` change it, `save` writes it. */
export function openTable(file) {
  const full = path.join(folder(), file);
  let text = fs.readFileSync(full, 'utf8');
  const entries = () => members(text, text.indexOf('{'));
  return {
    file,
    get data() {
      return JSON.parse(text);
    },
    /** Sets properties of an entry; a new one goes before its text. */
    set(name, properties) {
      for (const [key, value] of Object.entries(properties)) {
        const entry = entries().get(name);
        const own = members(text, entry.start);
        const at = own.get(key);
        if (at !== undefined) text = text.slice(0, at.start) + compact(value) + text.slice(at.end);
        else {
          const before = (own.get('text') ?? [...own.values()].at(-1)).nameStart;
          text = `${text.slice(0, before)}${JSON.stringify(key)}: ${compact(value)}, ${text.slice(before)}`;
        }
      }
    },
    /** Adds an entry, in its place where the table is in order, else at the end. */
    add(name, properties) {
      const known = [...entries()];
      const names = known.map(([each]) => each);
      const isSorted = names.every((each, i) => i === 0 || names[i - 1].toLowerCase() <= each.toLowerCase());
      const line = `${JSON.stringify(name)}: ${compact(properties)}`;
      const next = isSorted ? known.find(([each]) => each.toLowerCase() > name.toLowerCase()) : undefined;
      const at = next === undefined ? (known.at(-1)?.[1].end ?? text.indexOf('{') + 1) : next[1].nameStart;
      text = next === undefined ? `${text.slice(0, at)}${known.length === 0 ? '' : ','}\n  ${line}${text.slice(at)}` : `${text.slice(0, at)}${line},\n  ${text.slice(at)}`;
    },
    save() {
      JSON.parse(text);
      fs.writeFileSync(full, text);
    },
  };
}
