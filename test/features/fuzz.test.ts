import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Analysis } from '../../server/src/features/analysis.ts';
import { languageOf } from '../../server/src/features/languages.ts';
import { codeLenses } from '../../server/src/features/lens.ts';
import { preview } from '../../server/src/features/preview.ts';
import { stackJson, stackText } from '../../server/src/features/stack-picture/words.ts';
import type { Completions } from '../../server/src/features/types.ts';
import { tuneActions, tunedReason, tuneFixes } from '../../server/src/features/tuned.ts';
import { readSettings } from '../../server/src/model/settings.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { stackGraphs } from '../../server/src/stack/graph.ts';
import { bounded, count } from '../support/fuzz.ts';
import { anyFile, anyStep, stepped, type Step } from '../support/generate.ts';
import { readAnew } from '../support/stack.ts';

/** Where completions go and what they insert. */
const completed = (list: Completions | undefined): unknown => [list?.span, list?.items.map(({ label, insert }) => [label, insert])];

/** What every feature says of a file, at some offsets. */
function answers(analysis: Analysis, uri: string): unknown {
  const { workspace } = analysis;
  const file = workspace.file(uri)!;
  const language = languageOf(file.kind);
  const context = { snapshot: workspace };
  const problems = analysis.problems(uri);
  const offsets = [0, 1, 2, 3, 4, 5].map((share) => Math.floor((share * file.text.length) / 5));
  return [
    problems, language?.symbols?.(file, context), language?.links?.(file, context), language?.semanticTokens?.(file, context), language?.inlayHints?.(file, { start: 0, end: file.text.length }, context), codeLenses(file, context), preview(workspace, file, {}),
    problems.map((problem) => tuneFixes(workspace, file, problem)),
    offsets.map((offset) => [
      language?.hover?.(file, offset, context), tunedReason(workspace, file, offset), tuneActions(workspace, file, offset), language?.definition?.(file, offset, context), language?.references?.(file, offset, context, true),
      completed(language?.complete?.(file, offset, context)), language?.rename?.(file, offset, 'other.container', context),
    ]),
  ];
}

/** What is said of the workspace as a whole. */
const whole = ({ workspace }: Analysis): unknown => [stackJson(stackGraphs(workspace)), stackText(stackGraphs(workspace))];

function run(files: readonly { path: string; text: string }[], steps: readonly Step[]): void {
  const analysis = new Analysis();
  const texts = new Map<string, string>();
  let settings: unknown = {};
  const sayAll = (): unknown => [whole(analysis), [...texts.keys()].map((path) => answers(analysis, uriOfPath(path)))];
  for (const { path, text } of files) {
    texts.set(path, text);
    analysis.set(uriOfPath(path), text);
  }
  analysis.refreshAll();
  sayAll();
  for (const step of steps) {
    if (step.kind === 'settings') analysis.workspace.settings = readSettings((settings = step.settings)).settings;
    else if (step.kind === 'remove') {
      texts.delete(step.path);
      analysis.remove(uriOfPath(step.path));
    } else {
      texts.set(step.path, stepped(texts.get(step.path) ?? '', step));
      analysis.set(uriOfPath(step.path), texts.get(step.path)!);
    }
    // Now and then several changes come before the next check.
    if (step.kind !== 'cut') analysis.refreshAll();
  }
  analysis.refreshAll();
  const anew = readAnew(texts, readSettings(settings).settings);
  for (const path of texts.keys()) expect([path, answers(analysis, uriOfPath(path))]).toEqual([path, answers(anew, uriOfPath(path))]);
  expect(whole(analysis)).toEqual(whole(anew));
}

test('after any changes, every answer is that of a workspace read anew', () => {
  fc.assert(fc.property(fc.array(anyFile, { maxLength: 24 }), fc.array(anyStep, { maxLength: 12 }), (files, steps) => {
    run(files, steps);
    count('steps of a workspace', steps.length);
  }), bounded(60));
}, 600_000);
