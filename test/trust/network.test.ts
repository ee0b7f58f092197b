import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { startProcess } from '../protocol/process.ts';
import { initialize, until } from '../protocol/support.ts';
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

let bundles: string;
beforeAll(() => {
  bundles = buildBundles();
});

describe('the bundles', () => {
  const text = (name: string): string => fs.readFileSync(path.join(bundles, name), 'utf8');

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

/** Ends the process, and says so, as soon as anything in it reaches for a network. */
const GUARD = `
const refuse = (what) => () => { process.stderr.write('NETWORK ' + what + '\\n'); process.exit(99); };
const net = require('node:net');
net.Socket.prototype.connect = refuse('connect');
net.Server.prototype.listen = refuse('listen');
for (const [module, names] of Object.entries({ dns: ['lookup', 'resolve'], dgram: ['createSocket'], http: ['request', 'get'], https: ['request', 'get'], http2: ['connect'], tls: ['connect'] })) for (const name of names) require('node:' + module)[name] = refuse(module + '.' + name);
globalThis.fetch = refuse('fetch');
`;

test('nothing that runs reaches for a network', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-network-'));
  try {
    const guard = path.join(folder, 'guard.cjs');
    fs.writeFileSync(guard, GUARD);
    fs.cpSync('examples/trader-broken', path.join(folder, 'stack'), { recursive: true });
    const env = { ...process.env, NODE_OPTIONS: `--require=${guard}` };
    const run = (...words: string[]): number | null => spawnSync(process.execPath, words, { cwd: path.join(folder, 'stack'), env, encoding: 'utf8' }).status;
    // The guard itself is at work.
    expect([run('-e', "fetch('http://localhost')"), run('-e', "require('net').connect(1)")]).toEqual([99, 99]);
    const cli = path.join(bundles, 'cli.js');
    expect([['lint', '.'], ['budget', '.', '--ram', '4G'], ['preview', '.'], ['tune', '--ram', '8G'], ['format', '--check', '.'], ['explain'], ['verify', '.']].map((words) => run(cli, ...words)).filter((status) => status === null || status > 1)).toEqual([]);
    const session = startProcess(path.join(bundles, 'server.js'), { env });
    await initialize(session.client, { folders: [uriOfPath(path.join(folder, 'stack'))], initializationOptions: { trusted: true, filesThroughClient: false } });
    await until('the files to be checked', () => session.diagnostics.size > 3);
    for (const method of ['budget', 'stack', 'checkWithPrograms']) await session.client.sendRequest(`quadletStack/${method}`, {});
    expect(await session.quit()).toBe(0);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
