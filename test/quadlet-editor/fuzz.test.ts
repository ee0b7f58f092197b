import { describe, expect, test } from 'vitest';
import { complete } from '../../server/src/features/quadlet/completion.ts';
import { folding } from '../../server/src/features/quadlet/folding.ts';
import { format } from '../../server/src/features/quadlet/format.ts';
import { hover } from '../../server/src/features/quadlet/hover.ts';
import { inlayHints } from '../../server/src/features/quadlet/inlay.ts';
import { links } from '../../server/src/features/quadlet/links.ts';
import { definition, references, renameAt, renameUnit } from '../../server/src/features/quadlet/references.ts';
import { symbols } from '../../server/src/features/quadlet/symbols.ts';
import { tokens } from '../../server/src/features/quadlet/tokens.ts';
import { applyEdits } from '../../server/src/model/edits.ts';
import { SourceFile } from '../../server/src/model/snapshot.ts';
import { parseUnit } from '../../server/src/syntax/unit.ts';
import { count, repeatedly } from '../support/fuzz.ts';
import { editor, STACK, type Editor } from './support.ts';

const DOCUMENTS: readonly (readonly [name: string, text: string])[] = [
  ['web.container', '# The web\n[Unit]\nAfter=db.container back%n.network\nDocumentation=https://example.org man:a(1)\n\n[Container]\nImage = docker.io/library/nginx:1.29  \nVolume=data.volume:/x:ro,Z\nMount=type=bind,src=./a,dst=/b,relabel=shared\nNetwork=backend.network:ip=10.0.0.1\nEnvironment="A=b c" D=%h\nPodmanArgs=--cpus=2 "--label=a b"\nExec=sh -c \\\n  # note\n  "echo %%i" \\\n  $$HOME\nSecret=x,type=env,target=Y\nUserNS=keep-id:uid=1\nPublishPort=[::1]:80:80\n[Install]\nWantedBy=default.target'],
  ['all.quadlets', '# FileName=one\n[Container]\nImage=one.image\n---\n# FileName=two\n[Image]\nImage=x\n---\n---\n[Nonsense\nfoo\n[Pod]\nPodName=%p'],
  ['web.container.d/10.conf', '\uFEFF[Container]\r\nMemory=4g\r\nExec=a \\\r\n  b \\\r\n\r\n\r\n[Service]\r\nRestart=al'],
  ['x@.volume', '[Volume]\nDevice=tmpfs\nType=tm\nOptions=size=1,,uid=\nLabel=\0=%\n=\n\\\n[[]]\nKey with blanks = 1\n \t\n;x\\'],
  ['y.build', 'Image=orphan\n[Build]\nImageTag=\nSecret=id=,src\nVolume=:::\nNetwork=:\nPull=%'],
];

const made = (name: string, text: string): Editor => editor(`//- /ws/${name}\n${text.replaceAll('$0', '').replaceAll('[[', '[')}\n${STACK}`);

/** What has a place stays within the text, in order where that is promised. */
function checkWhole({ file, context }: Editor): void {
  const { length } = file.text;
  const within = ({ start, end }: { start: number; end: number }): void => {
    if (!(0 <= start && start <= end && end <= length)) throw new Error(`${start}…${end} of ${length}`);
  };
  let last = 0;
  for (const token of tokens(file)) {
    within(token);
    expect(token.start).toBeGreaterThanOrEqual(last);
    expect(file.text.slice(token.start, token.end)).not.toMatch(/[\r\n]/);
    last = token.end;
  }
  symbols(file).forEach(within);
  links(file, context).forEach(within);
  for (const { offset } of inlayHints(file, { start: 0, end: length }, context)) within({ start: offset, end: offset });
  for (const { startLine, endLine } of folding(file)) expect(endLine).toBeGreaterThan(startLine);
  const formatted = applyEdits(file.text, format(file));
  const meaning = (text: string): unknown => parseUnit(text).sections.map((section) => section.entries.filter(({ lost }) => !lost).map(({ key, value }) => `${key}=${value.trimEnd()}`));
  expect([JSON.stringify(file.text), meaning(formatted)]).toEqual([JSON.stringify(file.text), meaning(file.text)]);
  expect(format(new SourceFile(file.uri, file.path, file.kind, formatted))).toEqual([]);
}

function checkAt({ file, context }: Editor, offset: number): void {
  const found = hover(file, offset, context);
  if (found !== undefined) {
    expect(found.start).toBeLessThanOrEqual(offset);
    expect(found.end).toBeGreaterThanOrEqual(offset);
    expect(found.markdown).not.toMatch(/undefined|\[object/);
  }
  const { span, items } = complete(file, offset, context);
  if (items.length > 0) {
    if (span.start > offset || span.end < offset || file.text.slice(span.start, span.end).includes('\n')) throw new Error(`edit ${span.start}…${span.end} at ${offset} of ${file.path}: ${JSON.stringify(file.text)}`);
  }
  definition(file, offset, context);
  references(file, offset, context, true);
  const place = renameAt(file, offset, context);
  if (place !== undefined) renameUnit(context.snapshot, place.unit, 'renamed');
}

describe('at every offset', () => {
  test.each(DOCUMENTS)('%s', (name, text) => {
    const whole = made(name, text);
    checkWhole(whole);
    for (let offset = 0; offset <= whole.file.text.length; offset++) checkAt(whole, offset);
  });
});

describe('cut off anywhere, the cursor at the end', () => {
  test.each(DOCUMENTS)('%s', (name, text) => {
    for (let end = 0; end < text.length; end++) {
      const cut = made(name, text.slice(0, end));
      checkWhole(cut);
      checkAt(cut, Math.min(end, cut.file.text.length));
    }
  });
});

test('with pieces taken out, doubled and mixed', () => {
  const pieces = DOCUMENTS.flatMap(([, text]) => text.split(/(?<=[\n=:,])/));
  repeatedly(150, 20240611, (next) => {
    count('texts as quadlet', 1);
    const text = Array.from({ length: 1 + Math.floor(next() * 12) }, () => pieces[Math.floor(next() * pieces.length)]!).join('');
    const [name] = DOCUMENTS[Math.floor(next() * DOCUMENTS.length)]!;
    const mixed = made(name, text);
    checkWhole(mixed);
    for (let i = 0; i < 8; i++) checkAt(mixed, Math.floor(next() * (mixed.file.text.length + 1)));
  });
});

test('offsets out of range', () => {
  const whole = made(DOCUMENTS[0]![0], DOCUMENTS[0]![1]);
  for (const offset of [-5, 100_000]) {
    complete(whole.file, offset, whole.context);
    hover(whole.file, offset, whole.context);
  }
  expect(format(whole.file, { start: -1, end: 100_000 })).toEqual(format(whole.file));
});

test('a key that begins on the line before, behind a backslash, is completed on its own line', () => {
  const text = '[Container]\nsh -c \\\nType=x\n';
  const one = made('web.container.d/10.conf', text);
  for (let offset = 0; offset <= text.length; offset++) checkAt(one, offset);
});

test('an empty line stays before a byte order mark that is none', () => {
  checkWhole(made('web.container', '\n\n\uFEFF[Container]\r\n[Service]\nA=b\n'));
});
