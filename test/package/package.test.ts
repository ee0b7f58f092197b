import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageExtension, page } from '../../build/package.mjs';
import { filesOf } from '../../build/vsix.mjs';
import { TABLES } from '../support/bundle.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-package-test-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Bytes. */
const MOST = 1.5 * 1024 * 1024;

describe('the package', () => {
  let size: number;
  let files: Map<string, Buffer>;
  const text = (name: string): string => files.get(name)!.toString('utf8');
  beforeAll(async () => {
    const packed = await packageExtension({ out: path.join(folder, 'a.vsix') });
    size = packed.size;
    files = filesOf(packed.file);
  }, 120_000);

  test('has what the editor needs, and nothing else', () => {
    expect([...files.keys()].sort()).toEqual([
      '[Content_Types].xml',
      'extension.vsixmanifest',
      'extension/LICENSE.txt',
      'extension/changelog.md',
      'extension/dist/extension.js',
      'extension/dist/extension.web.js',
      ...[...TABLES.keys()].map((name) => `extension/dist/${name}`),
      'extension/dist/languageclient.js',
      'extension/dist/quadlet-stack.schema.json',
      'extension/dist/server.js',
      'extension/dist/server.worker.js',
      'extension/l10n/bundle.l10n.json',
      'extension/language-configuration/dotenv.json',
      'extension/language-configuration/pgbouncer-ini.json',
      'extension/language-configuration/pgbouncer-userlist.json',
      'extension/language-configuration/postgresql-conf.json',
      'extension/language-configuration/quadlet.json',
      'extension/language-configuration/redis-conf.json',
      'extension/media/icon.png',
      'extension/media/view.css',
      'extension/media/view.js',
      'extension/media/walkthrough/new.md',
      'extension/media/walkthrough/preview.md',
      'extension/media/walkthrough/problems.md',
      'extension/media/walkthrough/stack.md',
      'extension/media/walkthrough/tune.md',
      'extension/package.json',
      'extension/package.nls.json',
      'extension/readme.md',
      'extension/snippets/dotenv.json',
      'extension/snippets/nginx.json',
      'extension/snippets/pgbouncer-ini.json',
      'extension/snippets/pgbouncer-userlist.json',
      'extension/snippets/postgresql-conf.json',
      'extension/snippets/quadlet.json',
      'extension/snippets/redis-conf.json',
      'extension/syntaxes/dotenv.tmLanguage.json',
      'extension/syntaxes/pgbouncer-ini.tmLanguage.json',
      'extension/syntaxes/pgbouncer-userlist.tmLanguage.json',
      'extension/syntaxes/postgresql-conf.tmLanguage.json',
      'extension/syntaxes/quadlet-service.tmLanguage.json',
      'extension/syntaxes/quadlet.tmLanguage.json',
      'extension/syntaxes/redis-conf.tmLanguage.json',
    ]);
  });

  test('is smaller than 1.5 MB', () => {
    expect(size).toBeLessThan(MOST);
  });

  test('has every file that its manifest names', () => {
    const named = [...text('extension/package.json').matchAll(/"\.?\/?((?:dist|l10n|language-configuration|media|snippets|syntaxes)(?:\/[\w.-]+)+)"/g)].map((match) => `extension/${match[1]}`);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !files.has(name) && !files.has(`${name}.js`))).toEqual([]);
  });

  test('has bundles without source maps, and a manifest without what is for the source', () => {
    expect([...files].filter(([name, content]) => name.endsWith('.js') && content.includes('sourceMappingURL')).map(([name]) => name)).toEqual([]);
    expect(Object.keys(JSON.parse(text('extension/package.json')) as object).filter((key) => /^(private|bin|scripts|\w*[dD]ependencies)$/.test(key))).toEqual([]);
  });

  test('has a page whose links all have an address', () => {
    const targets = [...text('extension/readme.md').matchAll(/\]\(([^)]*)\)/g)].map((match) => match[1]!);
    expect(targets.filter((target) => !/^https:|^#/.test(target))).toEqual([]);
  });
});

describe('the page of the extension', () => {
  const readme = '# Name\n\n<!-- source -->\n    npm start\n<!-- /source -->\n\n![A stack](docs/a.png)\n\nSee [the rules](docs/rules) and [Podman](https://podman.io).\n';

  test('without an address for the project’s pages, it has neither pictures nor links of its own', () => {
    expect(page(readme, { hasAddress: false })).toBe('# Name\n\nSee the rules and [Podman](https://podman.io).\n');
  });

  test('with one, it lacks only what is for the source', () => {
    expect(page(readme, { hasAddress: true })).toBe('# Name\n\n![A stack](docs/a.png)\n\nSee [the rules](docs/rules) and [Podman](https://podman.io).\n');
  });
});
