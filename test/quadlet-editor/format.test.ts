import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { format } from '../../server/src/features/quadlet/format.ts';
import { applyEdits } from '../../server/src/model/edits.ts';
import { SourceFile } from '../../server/src/model/snapshot.ts';
import { readOldUnit } from '../../server/src/quadlet/load-old.ts';
import { parseUnit } from '../../server/src/syntax/unit.ts';
import { NO_VERDICTS, VERDICTS } from '../support/verdicts.ts';
import { fixture } from '../support/fixture.ts';

const fileOf = (text: string, name = 'x.container'): SourceFile => new SourceFile(`file:///${name}`, `/${name}`, name.endsWith('.quadlets') ? 'quadlets' : 'quadlet', text);

/** What Podman reads: keys and values by section, comments, and what is wrong. */
function meaning(text: string): unknown {
  const tree = parseUnit(text);
  return {
    sections: tree.sections.map(({ name, entries }) => [name, entries.filter(({ lost }) => !lost).map(({ key, value }) => [key, value.trimEnd()])]),
    orphans: tree.orphans.map(({ key, value }) => [key, value]),
    comments: tree.comments.map(({ start, end }) => text.slice(start, end)),
    problems: tree.problems.map(({ kind }) => kind),
  };
}

function checkFormat(before: string, after: string, name?: string): void {
  const file = fileOf(before, name);
  const formatted = applyEdits(before, format(file));
  expect(formatted).toBe(after);
  expect(meaning(formatted)).toEqual(meaning(before));
  expect(format(fileOf(formatted, name))).toEqual([]);
}

describe('the whole file', () => {
  test('blanks around `=`', () => checkFormat('[Container]\nImage = x\nExec=\ta  b\n', '[Container]\nImage=x\nExec=a  b\n'));
  test('indents and blanks at the end', () => checkFormat('  [Container]  \n\tImage=x  \n  # note  \n', '[Container]\nImage=x\n# note\n'));
  test('an empty line before a section', () => checkFormat('[Unit]\nA=b\n[Container]\nImage=x\n', '[Unit]\nA=b\n\n[Container]\nImage=x\n'));
  test('before its comments', () => checkFormat('[Unit]\nA=b\n# about\n# it\n[Container]\nImage=x\n', '[Unit]\nA=b\n\n# about\n# it\n[Container]\nImage=x\n'));
  test('not after a comment that stands apart', () => checkFormat('[Unit]\nA=b\n\n# about\n[Container]\n', '[Unit]\nA=b\n\n# about\n[Container]\n'));
  test('one empty line, not three', () => checkFormat('[Unit]\nA=b\n\n\n\n[Container]\n\n\nImage=x\n', '[Unit]\nA=b\n\n[Container]\n\nImage=x\n'));
  test('none at the beginning and the end', () => checkFormat('\n\n[Unit]\nA=b\n\n\n', '[Unit]\nA=b\n'));
  test('a line feed at the end', () => checkFormat('[Unit]\nA=b', '[Unit]\nA=b\n'));
  test('an empty line with blanks', () => checkFormat('[Unit]\n  \nA=b\n', '[Unit]\n\nA=b\n'));
  test('an empty value', () => checkFormat('[Unit]\nAfter = \nAfter=x\n', '[Unit]\nAfter=\nAfter=x\n'));
  test('order, duplicates and comments stay', () => {
    const text = '# top\n[Container]\nVolume=b:/b\n; two\nVolume=a:/a\n\nImage=x\nImage=y\n';
    checkFormat(text, text);
  });
  test('continuation lines stay as they are', () => {
    const text = '[Container]\nExec=a \\\n    --b  \\\n\n  # note\n  c\nImage=x\n';
    checkFormat(text, text);
  });
  test('the first line of a continued value', () => checkFormat('[Container]\nExec = a \\\n    b\n', '[Container]\nExec=a \\\n    b\n'));
  test('blanks before a backslash are part of the value', () => checkFormat('[Container]\nExec =  \\\n b\n', '[Container]\nExec=  \\\n b\n'));
  test('a lone backslash', () => checkFormat('[Container]\n\\\nImage=x\n', '[Container]\n\\\nImage=x\n'));
  test('a continuation without an end is left alone', () => {
    checkFormat('[Container]\nExec=a \\\n\n\n', '[Container]\nExec=a \\\n\n\n');
    checkFormat('[Container]\nExec=a \\', '[Container]\nExec=a \\');
    checkFormat('[Container]\nExec=a \\\n# note\n\n', '[Container]\nExec=a \\\n# note\n\n');
  });
  test('CRLF', () => checkFormat('[Unit]\r\nA = b  \r\n[Container]\r\nImage=x\r\n\r\n\r\n', '[Unit]\r\nA=b\r\n\r\n[Container]\r\nImage=x\r\n'));
  test('a byte-order mark', () => checkFormat('\uFEFF[Unit]\nA = b\n', '\uFEFF[Unit]\nA=b\n'));
  test('lines that are nothing', () => checkFormat('[Unit]\n  nonsense here \nA = b\n', '[Unit]\nnonsense here\nA=b\n'));
  test('empty', () => checkFormat('', ''));
  test('only blanks', () => checkFormat('  \n \n', ''));
  test('a .quadlets file', () => checkFormat('# FileName=a\n[Container]\nImage = x\n---\n# FileName=b\n[Pod]\n', '# FileName=a\n[Container]\nImage=x\n---\n# FileName=b\n[Pod]\n', 'all.quadlets'));
});

test('a range formats the lines that it touches', () => {
  const { file, spans } = fixture('[Unit]\nA = b\n[[C = d\nE]] = f\nG = h\n');
  expect(applyEdits(file.text, format(file, spans[0]))).toBe('[Unit]\nA = b\nC=d\nE=f\nG = h\n');
});

describe.skipIf(VERDICTS === undefined)(`units of others (${NO_VERDICTS})`, () => {
  const root = path.join(VERDICTS ?? '', 'quadlet/units');
  const files = VERDICTS === undefined ? [] : fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));

  test('mean the same after formatting, and stay as they are when formatted again', () => {
    expect(files.length).toBeGreaterThan(300);
    for (const name of files) {
      const text = fs.readFileSync(name, 'utf8');
      const formatted = applyEdits(text, format(fileOf(text)));
      expect(meaning(formatted), name).toEqual(meaning(text));
      expect(format(fileOf(formatted)), name).toEqual([]);
    }
  });

  test('mean the same to releases before 5.4, whose parser was another', () => {
    const old = (text: string, wholeComments: boolean): unknown => {
      const { items, hangs } = readOldUnit(text, wholeComments);
      const said = items.flatMap((item): string[] => (item.kind === 'entry' ? [`${item.entry.key}=${item.entry.value.trimEnd()}`] : item.kind === 'section' ? [item.name] : []));
      return [hangs === undefined, said];
    };
    for (const name of files) {
      const text = fs.readFileSync(name, 'utf8');
      const formatted = applyEdits(text, format(fileOf(text)));
      for (const wholeComments of [true, false]) expect(old(formatted, wholeComments), name).toEqual(old(text, wholeComments));
    }
  });

  test('formatting a range is a part of formatting all', () => {
    for (const name of files.slice(0, 60)) {
      const file = fileOf(fs.readFileSync(name, 'utf8'));
      const all = format(file).map((edit) => JSON.stringify(edit));
      const middle = Math.floor(file.text.length / 2);
      for (const edit of format(file, { start: middle, end: middle })) expect(all, name).toContain(JSON.stringify(edit));
    }
  });
});
