import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Analysis } from '../../server/src/features/analysis.ts';
import { preview } from '../../server/src/features/preview.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { count, repeatedly } from '../support/fuzz.ts';
import { linesFor } from '../support/generate.ts';
import { readAnew } from '../support/stack.ts';

const EXAMPLE = path.join(import.meta.dirname, '../../examples/trader');
const FILES: ReadonlyMap<string, string> = new Map(fs.readdirSync(EXAMPLE).filter((name) => name !== 'README.md').map((name) => [`/ws/${name}`, fs.readFileSync(path.join(EXAMPLE, name), 'utf8')]));
const PATHS = [...FILES.keys()];

const LETTERS = ['x', '1', '0', ' ', '"', "'", '\\', '%', ':', '/', '=', ',', '-', '.', '#', '$'];

/** One step of somebody who types: a letter in a value, a line or two others, a line more or less. */
function typed(text: string, kinds: readonly string[], next: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const lines = text.split('\n');
  const at = Math.floor(next() * lines.length);
  const line = lines[at]!;
  switch (Math.floor(next() * 8)) {
    case 0: lines[at] = pick(kinds); break;
    case 1: lines.splice(at, 2, pick(kinds), pick(kinds)); break;
    case 2: lines.splice(at, 0, pick(kinds)); break;
    case 3: lines.splice(at, 1); break;
    case 4: lines.splice(at, 2, ...lines.slice(at, at + 2).map((one) => `${one}${pick(LETTERS)}`)); break;
    default: {
      const place = line.indexOf('=') + 1 + Math.floor(next() * (line.length - line.indexOf('=')));
      lines[at] = line.slice(0, place) + (next() < 0.6 ? pick(LETTERS) : '') + line.slice(place + (next() < 0.5 ? 1 : 0));
    }
  }
  return lines.join('\n');
}

/** All problems, and what becomes of the file that is typed in. */
const told = (analysis: Analysis, typedIn: string): unknown =>
  [preview(analysis.workspace, analysis.workspace.file(uriOfPath(typedIn))!, {}), PATHS.map((file) => [file, analysis.problems(uriOfPath(file))])];

test('after each step of somebody who types in a stack that works, all is as in one read anew', () => {
  let steps = 0;
  repeatedly(40, 5, (next) => {
    const texts = new Map(FILES);
    const analysis = readAnew(texts);
    const file = PATHS[Math.floor(next() * PATHS.length)]!;
    const said: (readonly [texts: ReadonlyMap<string, string>, what: unknown])[] = [];
    for (let step = 0; step < 12; step++) {
      const before = texts.get(file)!;
      texts.set(file, typed(before, linesFor(file), next));
      analysis.set(uriOfPath(file), texts.get(file)!);
      analysis.refreshAll();
      steps++;
      if (next() < 0.6) said.push([new Map(texts), told(analysis, file)]);
      // Mostly it is taken back, so that the file goes on being one of which nothing is to be said.
      if (next() < 0.3) continue;
      texts.set(file, before);
      analysis.set(uriOfPath(file), before);
      if (next() < 0.8) analysis.refreshAll();
    }
    // They are read anew at the end only: what is kept of a file is kept by its path.
    for (const [then, what] of said) expect([then.get(file), what]).toEqual([then.get(file), told(readAnew(then), file)]);
  });
  count('steps of typing', steps);
}, 600_000);
