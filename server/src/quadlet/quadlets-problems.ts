import { lineEndOf } from '../model/line-ends.ts';
import type { Fix, Problem } from '../model/problem.ts';
import { formatVersion } from '../model/version.ts';
import { firstLine } from '../syntax/lines.ts';
import { parseQuadlets, type QuadletsPart } from '../syntax/quadlets.ts';
import { sinceOf, type Target } from './features.ts';
import { problem } from './rules.ts';

/** What keeps `podman quadlet install` from taking the units out of a `.quadlets` file. */
export function checkQuadlets(text: string, target: Target): Problem[] {
  const { parts } = parseQuadlets(text);
  const podman = `Podman ${formatVersion(target.podman.slice(0, 2))}`;
  const problems: Problem[] = [];
  const first = firstLine(text);
  const report = (span: { start: number; end: number }, message: string, fixes: readonly Fix[] = []): void => void problems.push(problem('quadlet-quadlets-part', span, message, { fixes }));
  if (!target.has('quadletsFiles')) report(first, `\`podman quadlet install\` takes .quadlets files from Podman ${sinceOf('quadletsFiles')} on: ${podman} refuses this one. Give each unit a file of its own.`);
  if (parts.length === 0) report(first, 'The file holds no unit: `podman quadlet install` refuses it. Units are separated by lines of `---`.');
  const names = new Set<string>();
  for (const part of parts) {
    if (part.type === undefined) report(part.nameSpan, 'This part has no section such as [Container] that tells its type: `podman quadlet install` refuses the whole file.');
    if (part.name === undefined) report(part.nameSpan, 'This part has no `# FileName=NAME` line: `podman quadlet install` refuses the whole file.', [nameIt(text, part, parts)]);
    else if (part.name === '') report(part.nameSpan, 'This `# FileName=` names nothing: `podman quadlet install` refuses the whole file. Write the name of the unit without its extension.');
    else if (/[/\\]/.test(part.name)) report(part.nameSpan, 'A `FileName=` has no folders: `podman quadlet install` refuses the whole file. It lays all units into one.');
    else if (part.type !== undefined) {
      const file = `${part.name}.${part.type}`;
      if (names.has(file)) report(part.nameSpan, `There is a \`${file}\` in this file already: \`podman quadlet install\` refuses to write over it.`);
      names.add(file);
      if (part.name.endsWith(`.${part.type}`)) {
        const fix: Fix = { title: 'Remove the extension', preferred: true, safe: true, edits: [{ start: part.nameSpan.end - part.type.length - 1, end: part.nameSpan.end, newText: '' }] };
        problems.push(problem('quadlet-quadlets-part', part.nameSpan, `Podman adds the extension itself: the file will be called \`${file}\`. Write the name without it.`, { fixes: [fix], override: 'warning' }));
      }
    }
  }
  return problems;
}

/** Of a unit's file that lies where the generator does not look for any. */
export const passedOver = (text: string): Problem =>
  problem('quadlet-not-generated', firstLine(text), `Podman looks for no units in a folder whose name ends in \`.d\`, nor below one (from ${sinceOf('skipsDropInFolders')} on): this one is not generated. Move it out of there.`, { override: 'warning' });

function nameIt(text: string, part: QuadletsPart, parts: readonly QuadletsPart[]): Fix {
  const taken = new Set(parts.map(({ name }) => name));
  const base = part.type ?? 'unit';
  let name = base;
  for (let i = 2; taken.has(name); i++) name = `${base}${i}`;
  return { title: `Insert # FileName=${name}`, preferred: true, edits: [{ start: part.span.start, end: part.span.start, newText: `# FileName=${name}${lineEndOf(text)}` }] };
}
