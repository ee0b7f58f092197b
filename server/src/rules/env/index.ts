import { envEntries, shownName, type EnvEntry } from '../../model/env.ts';
import type { Problem } from '../../model/problem.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { parseEnv } from '../../syntax/env.ts';
import { reporter, type RuleTable } from '../rule.ts';

/** The rules for environment files by themselves; what they say together with a stack is the stack's. */
export const ENV_RULES = {
  'env-no-name': { severity: 'error', summary: 'A line without a name before `=`: Podman refuses the file.' },
  'env-byte-order-mark': { severity: 'warning', summary: 'A byte order mark becomes part of the first name.' },
  'env-set-twice': { severity: 'warning', summary: 'A variable stands twice; the last one counts.' },
  'env-export': { severity: 'information', summary: '`export` becomes part of the name.' },
  'env-quotes-kept': { severity: 'information', summary: 'Podman keeps the quotes around a value.' },
  'env-blank-in-name': { severity: 'warning', summary: 'A blank before `=` becomes part of the name.' },
  'env-semicolon-comment': { severity: 'information', summary: '`;` begins no comment for Podman.' },
} as const satisfies RuleTable;

const problem = reporter(ENV_RULES);

/** What is wrong with an environment file as `podman --env-file` reads it. Values are never shown. */
export function checkEnv(file: SourceFile): readonly Problem[] {
  const found: Problem[] = [];
  const seen = new Map<string, EnvEntry>();
  for (const entry of envEntries(file)) {
    const { variable, name } = entry;
    if (name === '' && variable.value !== undefined && !variable.exported) {
      found.push(problem('env-no-name', variable, 'There is no name before `=`: Podman refuses the whole file, and the container does not start.'));
      continue;
    }
    if (variable.exported && name !== '') {
      found.push(problem('env-export', { start: variable.start, end: variable.nameSpan.start }, `Podman has no \`export\`: the variable that it sets is named \`export ${shownName(name)}\`. Shells read both forms.`, {
        // A byte order mark would come to the start of the file, where it is none of the name.
        fixes: name.startsWith('\ufeff') ? [] : [{ title: 'Remove export', preferred: true, safe: true, edits: [{ start: variable.start, end: variable.nameSpan.start, newText: '' }] }],
      }));
    }
    const gap = { start: variable.nameSpan.end, end: variable.valueSpan.start - 1 };
    if (variable.value !== undefined && gap.end > gap.start && name !== '') {
      found.push(problem('env-blank-in-name', gap, 'The blank before `=` is part of the name for Podman, and no program asks for such a name.', {
        fixes: [{ title: 'Remove the blank', preferred: true, safe: true, edits: [{ ...gap, newText: '' }] }],
      }));
    }
    if (entry.quote !== undefined) {
      const open = { start: entry.valueSpan.start - 1, end: entry.valueSpan.start };
      const close = { start: entry.valueSpan.end, end: entry.valueSpan.end + 1 };
      found.push(problem('env-quotes-kept', { start: open.start, end: close.end }, 'Podman passes the quotes on as part of the value; it needs none, whatever stands in the value. systemd and dotenv readers take them away.', {
        fixes: [{ title: 'Remove the quotes', preferred: true, edits: [{ ...open, newText: '' }, { ...close, newText: '' }] }],
      }));
    }
    const before = seen.get(name);
    if (before !== undefined && name !== '') {
      found.push(problem('env-set-twice', before.variable.nameSpan, `\`${shownName(name)}\` is set again further down; the later line counts.`, { tag: 'unnecessary', related: [{ uri: file.uri, ...variable.nameSpan, message: 'this one counts' }] }));
    }
    seen.set(name, entry);
  }
  const mark = /^\ufeff+/.exec(file.text)?.[0].length ?? 0;
  if (mark > 0) {
    found.push(problem('env-byte-order-mark', { start: 0, end: mark }, 'The file begins with a byte order mark, which Podman takes for a part of the first name. Save as UTF-8 without it.', {
      fixes: [{ title: 'Remove the byte order mark', preferred: true, safe: true, edits: [{ start: 0, end: mark, newText: '' }] }],
    }));
  }
  for (const node of file.tree(parseEnv).nodes) {
    if (node.kind === 'comment' && file.text[node.start] === ';' && file.text.slice(node.start, node.end).includes('=')) {
      found.push(problem('env-semicolon-comment', node, 'Only `#` begins a comment for Podman: it sets a variable whose name begins with `;`. Harmless, and not what it looks like.', {
        fixes: [{ title: 'Begin the comment with #', preferred: true, safe: true, edits: [{ start: node.start, end: node.start + 1, newText: '#' }] }],
      }));
    }
  }
  return found;
}
