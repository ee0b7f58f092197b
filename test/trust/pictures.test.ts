import { describe, expect, test, vi } from 'vitest';
import { standalone } from '../../client/src/webview/standalone.ts';
import { readMessage } from '../../client/src/webview/messages.ts';
import { picturePage } from '../../client/src/webview/page.ts';
import { stackSvg } from '../../server/src/features/stack-svg.ts';
import { stackGraphs } from '../../server/src/stack/graph.ts';
import { budgetOfActive } from '../../server/src/protocol/extensions.ts';
import { budgetSvg } from '../../server/src/tuning/budget-svg.ts';
import { stack } from '../support/stack.ts';

vi.mock('vscode', () => ({ Uri: { joinPath: (_: unknown, ...parts: string[]) => parts.join('/') }, l10n: { t: (text: string) => text } }));

/** Names that would be markup, or would end an attribute, if they were not escaped. */
const HOSTILE = `//- /ws/<img src=x onerror=alert(1)>".container
[Container]
Image=docker.io/library/postgres:18
ContainerName="><script>alert(1)</script>
Network=a.network
Memory=4g
//- /ws/'&amp;<b>.container
[Container]
Image="><svg onload=alert(1)>
ContainerName=x]]><!--
Memory=3g
Network=a.network
Environment=REDIS_URL=redis://<i>:6379/0
PublishPort=8080:80
//- /ws/a.network
[Network]
NetworkName="'><style>*{display:none}</style>
`;

const analysis = stack(HOSTILE).analysis;
const lineOf = (): number => 0;
const pictures = { budget: budgetSvg(budgetOfActive(analysis.workspace, undefined, 2 ** 32), { lineOf }), stack: stackSvg(stackGraphs(analysis.workspace), { lineOf }) };

/** Every tag of a text: its name and the names of its attributes. Throws where `<` begins none. */
function tagsOf(markup: string): { name: string; attributes: string[] }[] {
  const tags: { name: string; attributes: string[] }[] = [];
  let rest = markup;
  for (let at = rest.indexOf('<'); at >= 0; at = rest.indexOf('<')) {
    rest = rest.slice(at);
    const match = /^<\/?([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*\/?>/.exec(rest);
    if (match === null) throw new Error(`no tag: ${rest.slice(0, 60)}`);
    tags.push({ name: match[1]!, attributes: [...match[2]!.matchAll(/([\w:-]+)="[^"]*"/g)].map((attribute) => attribute[1]!) });
    rest = rest.slice(match[0].length);
  }
  return tags;
}

describe.each(Object.entries(pictures))('the picture of the %s', (_, svg) => {
  test('has no script, no style and no handler, whatever the names are', () => {
    const tags = tagsOf(svg);
    expect(tags.length).toBeGreaterThan(5);
    expect([...new Set(tags.map(({ name }) => name))].filter((name) => !/^(?:svg|g|rect|text|tspan|title|desc|path|line|circle|polygon|defs|marker|ellipse|polyline|pattern)$/.test(name))).toEqual([]);
    expect([...new Set(tags.flatMap(({ attributes }) => attributes))].filter((name) => /^(?:on|style$|href$|xlink:href$)/i.test(name))).toEqual([]);
  });

  test('leads to its own files and nowhere else', () => {
    for (const uri of ['command:workbench.action.terminal.new', 'https://example.org', 'file:///etc/passwd', 'vscode://x', '', 'file:///ws']) expect(readMessage({ type: 'open', uri, line: 0 }, svg)).toBeUndefined();
    for (const message of [[], { type: ['open'] }, { type: 'open', uri: {} }, { type: 'open' }, { type: 'constructor' }, 7, Symbol.iterator]) expect(readMessage(message, svg)).toBeUndefined();
  });

  test('leads nowhere as a file of its own', () => {
    const attributes = new Set(tagsOf(standalone(svg)).flatMap((tag) => tag.attributes));
    expect(['data-uri', 'data-line', 'tabindex', 'class', 'style', 'href'].filter((name) => attributes.has(name))).toEqual([]);
  });
});

test('the page escapes what it shows, and its policy lets nothing else in', () => {
  const webview = { asWebviewUri: (uri: string) => `https://resource/${uri}`, cspSource: 'https://resource' };
  const page = (): string => picturePage(webview as never, 'ext' as never, { title: '</title><script>x</script>', rams: ['"><script>y</script>G', '8G'] });
  const first = page();
  const nonce = /'nonce-([0-9a-f]{32})'/.exec(first)![1]!;
  expect(first.match(/<script\b[^>]*>/g)).toEqual([`<script nonce="${nonce}" src="https://resource/media/view.js">`]);
  expect(first).toContain(`content="default-src 'none'; style-src https://resource; script-src 'nonce-${nonce}'"`);
  expect(first).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/);
  expect(/'nonce-([0-9a-f]{32})'/.exec(page())![1]).not.toBe(nonce);
});
