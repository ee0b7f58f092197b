import { describe, expect, test } from 'vitest';
import { escapeHtml, readMessage } from '../../client/src/webview/messages.ts';

describe('messages of a picture', () => {
  const svg = '<svg><g data-uri="file:///ws/a&amp;b.container" data-line="3"/></svg>';

  test.each([
    ['what the picture leads to', { type: 'open', uri: 'file:///ws/a&b.container', line: 3 }, { type: 'open', uri: 'file:///ws/a&b.container', line: 3 }],
    ['a line that is none', { type: 'open', uri: 'file:///ws/a&b.container', line: -7 }, { type: 'open', uri: 'file:///ws/a&b.container', line: 0 }],
    ['an export', { type: 'export', path: '/etc' }, { type: 'export' }],
    ['another file', { type: 'open', uri: 'file:///etc/passwd', line: 0 }, undefined],
    ['a command', { type: 'open', uri: 'command:x', line: 0 }, undefined],
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
