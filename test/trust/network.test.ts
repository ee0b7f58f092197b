import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildBundles } from '../support/bundle.ts';

/** Modules of Node that reach a network. `net` is there for the pipes of the protocol, in its own packages alone. */
const NETWORK = ['http', 'https', 'http2', 'tls', 'dgram', 'dns', 'dns/promises', 'inspector', 'undici'];
const GLOBALS = /(?<![\w.$])(?:fetch|XMLHttpRequest|WebSocket|EventSource|WebTransport|RTCPeerConnection|importScripts)\s*\(|new\s+(?:XMLHttpRequest|WebSocket|EventSource|WebTransport|RTCPeerConnection)\b|sendBeacon/;

const sources = ['client/src', 'server/src', 'media'].flatMap((folder) => fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file))).filter((file) => /\.(?:ts|js)$/.test(file));

test('no source of ours speaks to a network', () => {
  const found = sources.filter((file) => {
    const text = fs.readFileSync(file, 'utf8');
    const modules = [...text.matchAll(/(?:from|import|require)\s*\(?\s*'(?:node:)?([\w/]+)'/g)].map((match) => match[1]!);
    // A method of that name is declared, not called.
    const calls = text.replace(/\b(?:const|function|async)\s+fetch\b|\bfetch\(programs\)|\bfetch\([^()]*\)(?=:)/g, '');
    return modules.some((name) => name === 'net' || NETWORK.includes(name)) || GLOBALS.test(calls);
  });
  expect(found).toEqual([]);
});

describe('the bundles', () => {
  let folder: string;
  beforeAll(() => {
    folder = buildBundles();
  });
  const text = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8');

  test.each(['extension.js', 'languageclient.js', 'server.js', 'cli.js'])('%s requires no module that reaches a network but the pipes of the protocol', (name) => {
    const required = new Set([...text(name).matchAll(/require\("(?:node:)?([\w/]+)"\)/g)].map((match) => match[1]!));
    expect(NETWORK.filter((module) => required.has(module))).toEqual([]);
  });

  test.each(['server.js', 'cli.js', 'server.worker.js'])('%s calls nothing of the browser that reaches a network', (name) => {
    expect(GLOBALS.exec(text(name).replace(/\basync fetch\(/g, ''))?.[0]).toBeUndefined();
  });
});

test('the pages of the extension load nothing from elsewhere', () => {
  const page = fs.readFileSync('client/src/webview/page.ts', 'utf8');
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)![1];
  expect(policy).toBe("default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'");
  for (const file of ['media/view.js', 'media/view.css']) expect(fs.readFileSync(file, 'utf8')).not.toMatch(/https?:|url\(|@import|innerHTML|insertAdjacentHTML|eval\(|new Function/);
});
