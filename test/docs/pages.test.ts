import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { NEWEST } from '../../server/src/model/version.ts';

const pages = (folder: string): string[] => fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? pages(path.join(folder, entry.name)) : entry.name.endsWith('.md') ? [path.join(folder, entry.name)] : []));
const ALL = [...pages('docs'), 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];

/** GitHub's name for a heading, as the part of a link behind `#`. */
const anchor = (heading: string): string => heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');

/** A page without its blocks of code. */
const prose = (text: string): string => text.replace(/^```[^]*?^```/gm, '').replace(/^ {4}.*$/gm, '');

describe.each(ALL)('%s', (page) => {
  const text = prose(fs.readFileSync(page, 'utf8'));

  test('links within the project lead somewhere', () => {
    const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!).filter((target) => !/^[a-z]+:/.test(target)).filter((target) => {
      const [file, part] = target.split('#') as [string, string?];
      const where = file === '' ? page : path.join(path.dirname(page), file);
      if (!fs.existsSync(where)) return true;
      return part !== undefined && ![...prose(fs.readFileSync(where, 'utf8')).matchAll(/^#+ (.*)$/gm)].some((match) => anchor(match[1]!) === part);
    });
    expect(broken).toEqual([]);
  });

  test('it speaks in its own voice: no exclamation, no “please”', () => {
    expect(text.match(/\bplease\b|[a-z]!(?:\s|$)/gi)).toBeNull();
  });
});

test('the index names every page', () => {
  const index = fs.readFileSync('docs/README.md', 'utf8');
  expect(fs.readdirSync('docs').filter((name) => name.endsWith('.md') && name !== 'README.md' && !index.includes(`(${name})`))).toEqual([]);
});

test('the page of versions names the newest releases that the facts know', () => {
  const text = fs.readFileSync('docs/versions.md', 'utf8');
  const rows = { podman: 'Podman', systemd: 'systemd', redis: 'Redis', valkey: 'Valkey', pgbouncer: 'PgBouncer', postgres: 'PostgreSQL' } as const;
  for (const [product, name] of Object.entries(rows)) {
    const newest = NEWEST[product as keyof typeof NEWEST].slice(0, product === 'postgres' || product === 'systemd' ? 1 : 2).join('.');
    expect(text).toMatch(new RegExp(`^\\| ${name} \\| [\\d.]+ to ${newest.replace('.', '\\.')} \\|`, 'm'));
  }
});

test('the page on privacy names every program that is run', () => {
  const text = fs.readFileSync('docs/privacy.md', 'utf8');
  for (const program of ['podman image ls', 'secret ls', 'network ls', 'volume ls', 'systemd-analyze verify', 'redis-server', 'valkey-server', 'pgbouncer', 'postgres -C', 'nginx -t']) expect(text).toContain(program);
});
