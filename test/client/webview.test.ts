import { describe, expect, test } from 'vitest';
import { escapeHtml, readMessage } from '../../client/src/webview/messages.ts';
import { standalone } from '../../client/src/webview/standalone.ts';

describe('messages of a picture', () => {
  const svg = '<svg><g data-uri="file:///ws/a&amp;b.container" data-line="3"/></svg>';

  test.each([
    ['what the picture leads to', { type: 'open', uri: 'file:///ws/a&b.container', line: 3 }, { type: 'open', uri: 'file:///ws/a&b.container', line: 3 }],
    ['a line that is none', { type: 'open', uri: 'file:///ws/a&b.container', line: -7 }, { type: 'open', uri: 'file:///ws/a&b.container', line: 0 }],
    ['an export', { type: 'export', path: '/etc' }, { type: 'export' }],
    ['another file', { type: 'open', uri: 'file:///etc/passwd', line: 0 }, undefined],
    ['a command', { type: 'open', uri: 'command:x', line: 0 }, undefined],
    ['a RAM', { type: 'ram', ram: '16G' }, { type: 'ram', ram: '16G' }],
    ['the host’s RAM', { type: 'ready', ram: '' }, { type: 'ready', ram: '' }],
    ['a RAM to be asked for', { type: 'ram', ram: 'other' }, { type: 'ram', ram: 'other' }],
    ['a RAM that is none', { type: 'ram', ram: '16G --all' }, undefined],
    ['a RAM that is no text', { type: 'ready', ram: 16 }, undefined],
    ['a type that is none', { type: 'run' }, undefined],
    ['a text', 'open', undefined],
    ['null', null, undefined],
  ])('%s', (_, message, expected) => {
    expect(readMessage(message, svg)).toEqual(expected);
  });

  test('text is escaped for content and attributes', () => {
    expect(escapeHtml(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;');
  });
});

test('an exported picture has its colours in it, and no path of this machine', () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" class="stack">
<g tabindex="0" role="link" data-uri="file:///home/petunia/a.container" data-line="3" data-id="a.container" aria-label="a"><title>a</title>
<path d="M0 0" stroke="var(--vscode-charts-blue, #0969da)"/>
<path d="M0 0" stroke="var(--vscode-charts-blue, #0969da)" stroke-opacity="0" stroke-width="11" pointer-events="stroke"/>
</g>
</svg>`;
  expect(standalone(svg)).toBe(`<svg xmlns="http://www.w3.org/2000/svg">
<g role="img" aria-label="a"><title>a</title>
<path d="M0 0" stroke="#0969da"/>
</g>
</svg>
`);
});
