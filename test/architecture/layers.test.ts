import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve('server/src');

/** Folder of `server/src` → the folders that it may import from, beside itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  syntax: [],
  facts: [],
  model: ['syntax', 'facts'],
  quadlet: ['syntax', 'facts', 'model', 'rules/rule.ts'],
  stack: ['syntax', 'facts', 'model', 'quadlet'],
  rules: ['syntax', 'facts', 'model', 'quadlet', 'stack'],
  tuning: ['syntax', 'facts', 'model', 'quadlet', 'stack', 'rules'],
  features: ['syntax', 'facts', 'model', 'quadlet', 'stack', 'rules', 'tuning'],
  host: ['protocol/requests.ts', 'model/files.ts', 'model/uri.ts', 'model/programs.ts'],
  protocol: ['syntax', 'facts', 'model', 'quadlet', 'stack', 'rules', 'tuning', 'features', 'host'],
  cli: ['syntax', 'facts', 'model', 'quadlet', 'stack', 'rules', 'tuning', 'features', 'host', 'main.node.ts'],
  'main.node.ts': ['host', 'protocol'],
  'main.worker.ts': ['host', 'protocol'],
};

/** Folder or file → the packages that it may import. */
const PACKAGES: Readonly<Record<string, readonly RegExp[]>> = {
  'host/node.ts': [/^node:/],
  'host/programs.ts': [/^node:/],
  'host/client.ts': [/^vscode-languageserver$/],
  protocol: [/^vscode-languageserver(-textdocument)?$/],
  cli: [/^node:/, /^quadlet-stack:(rule-pages|version)$/],
  'main.node.ts': [/^vscode-languageserver\/node$/],
  'main.worker.ts': [/^vscode-languageserver\/browser$/],
  'tuning/pgbouncer-ini.ts': [/^ini$/],
};

function sources(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    return entry.isDirectory() ? sources(full) : full.endsWith('.ts') ? [full] : [];
  });
}

function imports(file: string): string[] {
  const text = fs.readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
}

const within = (relative: string, entry: string): boolean => relative === entry || relative.startsWith(`${entry}/`);

/** What a file of the server imports that its layer may not. */
function violations(file: string): string[] {
  const relative = path.relative(ROOT, file);
  const layer = relative.split('/')[0]!;
  const packages = Object.entries(PACKAGES).flatMap(([entry, allowed]) => (within(relative, entry) ? allowed : []));
  return imports(file).flatMap((target) => {
    if (!target.startsWith('.')) return packages.some((allowed) => allowed.test(target)) ? [] : [`${relative} imports ${target}`];
    const to = path.relative(ROOT, path.resolve(path.dirname(file), target));
    const allowed = [layer, ...(MAY_IMPORT[layer] ?? [])];
    return allowed.some((entry) => within(to, entry)) ? [] : [`${relative} imports ${to}`];
  });
}

test('every file of the server imports only what its layer may', () => {
  const files = sources(ROOT);
  expect(files.length).toBeGreaterThan(10);
  expect(files.flatMap(violations)).toEqual([]);
});

test('every folder of the server has its place in the layers', () => {
  expect(fs.readdirSync(ROOT).filter((entry) => !(entry in MAY_IMPORT))).toEqual([]);
});

test('only the client imports vscode', () => {
  const outside = sources(ROOT).filter((file) => imports(file).some((target) => target === 'vscode' || target.startsWith('vscode-languageclient')));
  expect(outside).toEqual([]);
});

test('every package that runs with us is in ARCHITECTURE.md with its reason, and no other', () => {
  const named = [...new Set([...sources(ROOT), ...sources(path.resolve('client/src'))].flatMap(imports).filter((target) => !/^(?:\.|node:|quadlet-stack:|vscode$)/.test(target)).map((target) => target.split('/')[0]!))];
  const table = /## Run-time dependencies\n\| package \| why \|\n\|---\|---\|\n((?:\|.*\|\n)+)/.exec(fs.readFileSync('ARCHITECTURE.md', 'utf8'))![1]!;
  const rows = table.trim().split('\n').map((row) => row.split('|').map((cell) => cell.trim()));
  expect(rows.flatMap(([, packages]) => packages!.split(', ')).sort()).toEqual(named.sort());
  expect(rows.filter(([, , why]) => (why ?? '').length < 20)).toEqual([]);
  // Everything is bundled: what is installed with the package is nothing.
  expect(Object.keys(JSON.parse(fs.readFileSync('package.json', 'utf8')) as object).filter((key) => /^(?:optional|peer|bundled?)?dependencies$/i.test(key))).toEqual([]);
});
