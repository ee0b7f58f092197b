import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../server/src/model/edits.ts';
import type { Problem } from '../../server/src/model/problem.ts';
import { LONGEST_TEXT } from '../../server/src/model/snapshot.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { RULE_FAMILIES, RULES } from '../../server/src/rules/registry.ts';
import { stack } from '../support/stack.ts';
import { readPage, SECTIONS, type Example } from './page.ts';

const FOLDER = 'docs/rules';
const read = (id: string): string => fs.readFileSync(path.join(FOLDER, `${id}.md`), 'utf8');

interface Found {
  readonly file: string;
  readonly line: number;
  readonly problem: Problem;
}

function check(id: string, { files, settings }: Example): readonly Found[] {
  // The only example that no page can hold.
  const body = (text: string): string => (id === 'file-too-large' && text.startsWith('#') ? text.repeat(LONGEST_TEXT / text.length + 1) : text);
  const { analysis, problems } = stack([...files].map(([name, text]) => `//- /w/${name}\n${body(text)}`).join(''), settings);
  return problems.map(({ path: where, problem }) => {
    const file = [...analysis.workspace.files()].find((candidate) => candidate.path === where)!;
    return { file: where.slice('/w/'.length), line: file.lines.positionAt(problem.start).line, problem };
  });
}

/** What a person would see as a complaint: advice may remain in an example. */
const complaints = (found: readonly Found[]): string[] => found.filter(({ problem }) => problem.severity === 'error' || problem.severity === 'warning').map(({ file, line, problem }) => `${file}:${line + 1} ${problem.code}: ${problem.message}`);

describe.each(Object.entries(RULES))('%s', (id, { severity, summary }) => {
  test('the page has its sections, and the head that the table says', () => {
    const { sections } = readPage(read(id));
    expect([...sections.keys()]).toEqual(['', ...SECTIONS]);
    expect(sections.get('')).toBe(`# ${id}\n\n**${severity[0]!.toUpperCase()}${severity.slice(1)}** · ${summary}`);
    for (const [name, text] of sections) expect([name, text.length > 10]).toEqual([name, true]);
    expect(sections.get('Silence')).toContain(id);
  });

  test('the wrong example raises the rule, and no other that the page does not name', () => {
    const page = readPage(read(id));
    const found = check(id, page.wrong);
    expect(found.map(({ problem }) => problem.code)).toContain(id);
    const text = read(id);
    expect(complaints(found.filter(({ problem }) => problem.code !== id && !text.includes(problem.code)))).toEqual([]);
  });

  test('the right example raises neither the rule nor any warning', () => {
    const found = check(id, readPage(read(id)).right);
    expect(found.filter(({ problem }) => problem.code === id)).toEqual([]);
    expect(complaints(found)).toEqual([]);
  });

  test('each fix that the wrong example offers is on the page', () => {
    const { sections, wrong } = readPage(read(id));
    const named = [...sections.get('Fix')!.matchAll(/\*([^*]+)\*/g)].map(([, title]) => title!);
    const offered = check(id, wrong).filter(({ problem }) => problem.code === id).flatMap(({ problem }) => problem.fixes ?? []);
    const isNamed = (title: string): boolean => named.some((name) => new RegExp(`^${name.split(/…|\bNAME\b/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}`).test(title));
    expect(offered.map(({ title }) => title).filter((title) => !isNamed(title))).toEqual([]);
    expect(offered.filter(({ safe }) => safe === true).length === 0 || sections.get('Fix')!.includes('safe')).toBe(true);
  });

  test('each fix of the wrong example keeps the line ends of a file that has CRLF', () => {
    if (id === 'file-too-large') return; // It offers none.
    const { files, settings } = readPage(read(id)).wrong;
    const { analysis, problems } = stack([...files].map(([name, text]) => `//- /w/${name}\n${text.replaceAll('\n', '\r\n')}`).join(''), settings);
    const mixed: string[] = [];
    for (const { path: where, problem } of problems) {
      for (const { title, edits = [], change } of problem.fixes ?? []) {
        for (const [uri, list] of [[uriOfPath(where), edits] as const, ...Object.entries(change?.edits ?? {})]) {
          const before = analysis.workspace.file(uri)!.text;
          const text = applyEdits(before, list);
          // A file of a single line without its end tells nothing.
          if (before.includes('\r\n') && /(?<!\r)\n|\r(?!\n)/.test(text)) mixed.push(`${problem.code}, ${title}: ${JSON.stringify(text)}`);
        }
      }
    }
    expect(mixed).toEqual([]);
  });

  test('the comment of the page silences it', () => {
    if (id === 'file-too-large') return; // No comment is read in such a file.
    const { sections, wrong } = readPage(read(id));
    const comment = /^[#;] quadlet-stack-ignore .*$/m.exec(sections.get('Silence')!)?.[0];
    expect(comment).toContain(` ${id}: `);
    const files = new Map(wrong.files);
    for (let round = 0; round < 10; round++) {
      const first = check(id, { ...wrong, files }).find(({ problem }) => problem.code === id);
      if (first === undefined) return;
      const lines = files.get(first.file)!.split('\n');
      lines.splice(first.line, 0, comment!);
      files.set(first.file, lines.join('\n'));
    }
    expect.unreachable(`still reported: ${[...files.values()].join('\n')}`);
  });
});

test('there is no page without a rule', () => {
  const pages = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.md') && name !== 'README.md');
  expect(pages.filter((name) => !(name.slice(0, -'.md'.length) in RULES))).toEqual([]);
});

test('the index lists every rule under its family, as the table has it', async () => {
  const rows = (rules: (typeof RULE_FAMILIES)[number]['rules']): string => Object.entries(rules).map(([id, { severity, summary }]) => `| [${id}](${id}.md) | ${severity} | ${summary} |`).join('\n');
  const index = RULE_FAMILIES.map(({ title, rules }) => `## ${title}\n\n| rule | severity | what it finds |\n|---|---|---|\n${rows(rules)}\n`).join('\n');
  const readme = fs.readFileSync(path.join(FOLDER, 'README.md'), 'utf8');
  // `npx vitest run test/docs -u` writes the tables anew.
  await expect(`${readme.split('\n## ')[0]!.trimEnd()}\n\n${index}`).toMatchFileSnapshot('../../docs/rules/README.md');
});
