import type { Fix } from '../model/problem.ts';
import type { UnitProblem } from '../syntax/unit.ts';
import type { Compilation } from './compilation.ts';
import type { Merged } from './info.ts';
import { problem } from './rules.ts';
import type { Loaded } from './load.ts';
import type { Origin, UnitPart } from './unit-file.ts';

/** What the parser refuses in the unit and its drop-ins, and what it silently loses. */
export function checkSyntax(c: Compilation, merged: Merged): void {
  const own = c.unit.part;
  for (const found of problemsOf(c, own, merged.own)) {
    const place = placeOf(own, found.span);
    if (found.kind === 'lost-entry') c.warn('quadlet-lost-entry', place, lostMessage(c), { fixes: [] });
    else c.fail('quadlet-syntax', place, `${textOf(own, found)} ${c.podman} does not load the file, and drops every other unit of its folder with it.`, { fixes: fixesFor(own, found) });
  }
  if (merged.own.hangs !== undefined) hangs(c, placeOf(own, merged.own.hangs));
  // Those of a unit that does not load are never opened.
  if (merged.own.refused === undefined) c.unit.dropIns.forEach((part, i) => {
    const loaded = merged.dropIns[i]!;
    // A drop-in that is refused is left out; the unit is generated without it.
    for (const found of problemsOf(c, part, loaded)) {
      const place = placeOf(part, found.span);
      if (found.kind === 'lost-entry') c.warn('quadlet-lost-entry', place, lostMessage(c));
      else c.problems.push({ uri: part.uri, problem: problem('quadlet-syntax', place, `${textOf(part, found)} ${c.podman} leaves out the whole drop-in.`, { fixes: fixesFor(part, found) }) });
    }
    if (loaded.hangs !== undefined) hangs(c, placeOf(part, loaded.hangs));
  });
}

/** With today's parser every problem; with the old one what it stops at, for the rest would be judged by other rules. */
const problemsOf = (c: Compilation, part: UnitPart, loaded: Loaded): readonly UnitProblem[] =>
  c.target.has('plainParser') ? part.tree.problems : loaded.refused === undefined ? [] : [loaded.refused];

function placeOf(part: UnitPart, span: { start: number; end: number }): Origin {
  const offset = part.offset ?? 0;
  return { uri: part.uri, start: span.start + offset, end: span.end + offset };
}

function hangs(c: Compilation, place: Origin): void {
  c.fail('quadlet-generator-hangs', place, `The backslash at the end continues this line, and an empty line follows or, before Podman 5.0, blanks stand around it: the generator of ${c.podman} loops for ever, and no unit is generated (mended in 5.4). Remove the backslash or the blanks.`);
}

const lostMessage = (c: Compilation): string => `The file ends while this line is continued, so ${c.podman} forgets the entry without a word. Remove the backslash at its end.`;

function textOf(part: UnitPart, found: UnitProblem): string {
  const text = part.tree.text.slice(found.span.start, found.span.end);
  switch (found.kind) {
    case 'byte-order-mark': return 'The file begins with a byte-order mark, which Podman takes for a part of the first line:';
    case 'no-section': return 'Entries before the first section belong to none:';
    case 'section-name': return `\`${text}\` is no section name:`;
    case 'key-name': return 'The last line has no line end, and this release then leaves the blank before the key:';
    default: return text.startsWith('[') ? 'A section header ends with `]` and nothing behind it:' : text.startsWith(';') ? `A comment begins with \`#\` for this release (\`;\` from 5.4 on):` : 'This line is no `KEY=VALUE`, no `[Section]` and no `# comment`:';
  }
}

function fixesFor(part: UnitPart, found: UnitProblem): Fix[] {
  const place = placeOf(part, found.span);
  if (found.kind === 'byte-order-mark') return [{ title: 'Remove the byte-order mark', preferred: true, safe: true, edits: [{ ...edit(place), newText: '' }] }];
  if (found.kind !== 'not-an-entry') return [];
  const text = part.tree.text.slice(found.span.start, found.span.end);
  const header = /^\[[ \t]*([A-Za-z][\w-]*)/.exec(text);
  if (header !== null) return [{ title: `Change to [${header[1]}]`, preferred: true, edits: [{ ...edit(place), newText: `[${header[1]}]` }] }];
  return [{ title: 'Make it a comment', preferred: true, edits: [{ start: place.start, end: place.start, newText: '# ' }] }];
}

const edit = (place: Origin): { start: number; end: number } => ({ start: place.start, end: place.end });
