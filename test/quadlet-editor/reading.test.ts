import { describe, expect, test } from 'vitest';
import { folding } from '../../server/src/features/quadlet/folding.ts';
import { inlayHints } from '../../server/src/features/quadlet/inlay.ts';
import { links } from '../../server/src/features/quadlet/links.ts';
import { symbols } from '../../server/src/features/quadlet/symbols.ts';
import { tokens } from '../../server/src/features/quadlet/tokens.ts';
import type { DocumentSymbol } from '../../server/src/features/types.ts';
import { editor, STACK } from './support.ts';

const open = (text: string, name = 'web.container') => editor(`//- /ws/${name}\n${text}\n${STACK}`);

/** An outline, a line a symbol, indented. */
const outline = (list: readonly DocumentSymbol[], indent = ''): string[] =>
  list.flatMap(({ name, detail, children }) => [`${indent}${name}${detail === undefined ? '' : ` ${detail}`}`, ...outline(children ?? [], `${indent}  `)]);

function checkOutline(text: string, lines: readonly string[], name?: string): void {
  const { file } = open(text, name);
  const list = symbols(file);
  expect(outline(list)).toEqual(lines);
  const inside = (symbol: DocumentSymbol, outer: { start: number; end: number }): void => {
    expect(symbol.start).toBeGreaterThanOrEqual(outer.start);
    expect(symbol.end).toBeLessThanOrEqual(outer.end);
    expect(symbol.selection.start).toBeGreaterThanOrEqual(symbol.start);
    expect(symbol.selection.end).toBeLessThanOrEqual(symbol.end);
    for (const child of symbol.children ?? []) inside(child, symbol);
  };
  for (const symbol of list) inside(symbol, { start: 0, end: file.text.length });
}

describe('outline', () => {
  test('sections and keys', () => checkOutline('[Unit]\nDescription=x\n\n[Container]\nImage=y\nPublishPort=80:80', ['[Unit]', '  Description x', '[Container]', '  Image y', '  PublishPort 80:80']));
  test('no secret', () =>
    checkOutline('[Container]\nEnvironment=A=hunter2 B=hunter2\nExec=redis-server --requirepass hunter2\nPodmanArgs=--env=P=hunter2\nHealthCmd=redis-cli -a hunter2 ping\nLabel=k=hunter2\n[Service]\nEnvironment=X=hunter2\nExecStartPre=/bin/sh hunter2\nCreds=hunter2',
      ['[Container]', '  Environment A B', '  Exec redis-server', '  PodmanArgs', '  HealthCmd redis-cli', '  Label k', '[Service]', '  Environment X', '  ExecStartPre /bin/sh', '  Creds']));
  test('the units of a .quadlets file', () =>
    checkOutline('# FileName=a\n[Container]\nImage=x\n---\n# FileName=b\n[Pod]\n---\n[Volume]', ['a.container container', '  [Container]', '    Image x', 'b.pod pod', '  [Pod]', '(unit without a name) volume', '  [Volume]'], 'all.quadlets'));
  test('a broken header', () => checkOutline('[Container\nImage=x', ['[Container]', '  Image x']));
  test('nothing', () => checkOutline('', []));
});

test('folding: sections, continuations, comments', () => {
  const { file } = open('# one\n# two\n[Container]\nExec=a \\\n  b \\\n  c\n\n# a single one\nImage=x\n[Unit]');
  expect(folding(file)).toEqual([{ startLine: 2, endLine: 8 }, { startLine: 3, endLine: 5 }, { startLine: 0, endLine: 1, kind: 'comment' }]);
});

test('folding: the units of a .quadlets file', () => {
  const { file } = open('# FileName=a\n[Container]\nImage=x\n---\n# FileName=b\n[Pod]\n', 'all.quadlets');
  expect(folding(file)).toEqual([{ startLine: 0, endLine: 2, kind: 'region' }, { startLine: 4, endLine: 5, kind: 'region' }, { startLine: 1, endLine: 2 }]);
});

describe('links', () => {
  function checkLinks(text: string, expected: readonly (readonly [over: string, target: string])[], name?: string): void {
    const { file, context } = open(text, name);
    expect(links(file, context).map(({ start, end, target }) => [file.text.slice(start, end), target])).toEqual(expected);
  }
  test('documentation', () => checkLinks('[Unit]\nDocumentation=https://example.org/a man:x(1) http://b', [['https://example.org/a', 'https://example.org/a'], ['http://b', 'http://b']]));
  test('environment files', () => checkLinks('[Container]\nEnvironmentFile=./app.env\nEnvironmentFile=%h/ws/app.env\nEnvironmentFile=/etc/none.env', [['./app.env', 'file:///ws/app.env'], ['%h/ws/app.env', 'file:///ws/app.env']]));
  test('mounted files', () =>
    checkLinks('[Container]\nVolume=./configs/redis.conf:/etc/redis.conf:ro\nVolume=data.volume:/d\nVolume=./folder/:/x\nMount=type=bind,source=./configs/redis.conf,destination=/y',
      [['./configs/redis.conf', 'file:///ws/configs/redis.conf'], ['./configs/redis.conf', 'file:///ws/configs/redis.conf']]));
  test('a YAML file that the workspace does not read', () => checkLinks('[Kube]\nYaml=deploy/app.yml', [['deploy/app.yml', 'file:///ws/deploy/app.yml']], 'x.kube'));
  test('from a drop-in', () => checkLinks('[Container]\nEnvironmentFile=./app.env', [['./app.env', 'file:///ws/app.env']], 'web.container.d/10.conf'));
  test('of systemd', () => checkLinks('[Service]\nEnvironmentFile=-/ws/app.env', [['/ws/app.env', 'file:///ws/app.env']]));
});

describe('inlay hints', () => {
  function checkHints(text: string, expected: string, name?: string): void {
    const { file, context } = open(text, name);
    const hints = inlayHints(file, { start: 0, end: file.text.length }, context);
    let out = '';
    let at = 0;
    for (const { offset, label } of [...hints].sort((a, b) => a.offset - b.offset)) {
      out += `${file.text.slice(at, offset)}«${label.trim()}»`;
      at = offset;
    }
    expect((out + file.text.slice(at)).trimEnd()).toBe(expected);
  }
  test('generated names', () => checkHints('[Container]\nVolume=data.volume:/x\nNetwork=backend.network:ip=1\nPod=app.pod\nImage=tools.image', '[Container]\nVolume=data.volume«pgdata»:/x\nNetwork=backend.network«systemd-backend»:ip=1\nPod=app.pod«systemd-app»\nImage=tools.image«quay.io/example/tools:1»'));
  test('services in dependencies', () => checkHints('[Unit]\nAfter=db.container backend.network', '[Unit]\nAfter=db.container«db.service» backend.network«backend-network.service»'));
  test('specifiers that follow from the name', () => checkHints('[Container]\nExec=a %N %h %n', '[Container]\nExec=a %N«web» %h %n«web.service»'));
  test('nothing for what does not exist', () => checkHints('[Container]\nVolume=none.volume:/x', '[Container]\nVolume=none.volume:/x'));
  test('only in the range', () => {
    const { file, context } = open('[Container]\nVolume=data.volume:/x\nNetwork=backend.network');
    expect(inlayHints(file, { start: 0, end: 20 }, context).map(({ label }) => label)).toEqual([' pgdata']);
  });
});

describe('tokens', () => {
  function checkTokens(text: string, expected: readonly string[], name?: string): void {
    const { file } = open(text, name);
    const found = tokens(file);
    let at = 0;
    for (const { start, end } of found) {
      expect(start).toBeGreaterThanOrEqual(at);
      expect(file.text.slice(start, end)).toMatch(/^[^\r\n]+$/);
      at = end;
    }
    expect(found.map(({ start, end, type, deprecated }) => `${file.text.slice(start, end)}:${type}${deprecated === true ? '!' : ''}`)).toEqual(expected);
  }
  test('of a container', () =>
    checkTokens('[Container]\nVolume=data.volume:%h/x:ro\nReadOnly=true\nRemapUsers=x\nFoo=1', [
      'Container:namespace', 'Volume:property', 'data.volume:type', '%h:macro', 'ro:parameter', 'ReadOnly:property', 'true:enumMember', 'RemapUsers:property!',
    ]));
  test('of a continued value', () => checkTokens('[Container]\nDropCapability=CHOWN \\\n  # note\n  SETUID', ['Container:namespace', 'DropCapability:property', 'CHOWN:enumMember', 'SETUID:enumMember']));
  test('a piece that crosses a line', () => checkTokens('[Container]\nPod=ap\\\n  p.pod', ['Container:namespace', 'Pod:property', 'ap:type', 'p.pod:type']));
  test('of dependencies', () => checkTokens('[Unit]\nAfter=db.service x.container', ['Unit:namespace', 'After:property', 'db.service:type', 'x.container:type']));
  test('a specifier within a unit name', () => checkTokens('[Container]\nImage=x\nNetwork=a%i.network', ['Container:namespace', 'Image:property', 'x:string', 'Network:property', 'a:type', '%i:macro', '.network:type']));
});
