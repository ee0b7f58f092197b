import { parseMemorySetting, type Settings } from '../../server/src/model/settings.ts';
import { asNewestPatch, parseVersion, type Product } from '../../server/src/model/version.ts';

/** A rule's page, taken apart. */
export interface Page {
  /** Heading → its text, in the order of the page; '' is what stands above the first. */
  readonly sections: ReadonlyMap<string, string>;
  readonly wrong: Example;
  readonly right: Example;
}

/** The files of an example, and what they are judged by. */
export interface Example {
  readonly files: ReadonlyMap<string, string>;
  readonly settings: Partial<Settings>;
}

/** The sections of every page, in this order. */
export const SECTIONS = ['What', 'Why', 'Wrong', 'Right', 'Fix', 'Silence', 'Source'] as const;

const PRODUCT_NAMES: Readonly<Record<string, Product>> = { Podman: 'podman', Redis: 'redis', Valkey: 'valkey', PgBouncer: 'pgbouncer', PostgreSQL: 'postgres', systemd: 'systemd' };

/** Reads a page. Throws where an example has a file without a name. */
export function readPage(text: string): Page {
  const sections = new Map<string, string>();
  const [head, ...rest] = splitOutsideFences(text);
  sections.set('', head!.trim());
  for (const part of rest) {
    const end = part.indexOf('\n');
    sections.set(part.slice(0, end).trim(), part.slice(end).trim());
  }
  return { sections, wrong: readExample(sections.get('Wrong') ?? ''), right: readExample(sections.get('Right') ?? '') };
}

function splitOutsideFences(text: string): string[] {
  const parts = [''];
  let fenced = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) fenced = !fenced;
    if (!fenced && line.startsWith('## ')) parts.push(line.slice(3) + '\n');
    else parts[parts.length - 1] += `${line}\n`;
  }
  return parts;
}

/**
 * An example is made of files, each a fenced block below a line that ends in its name: `` `redis.conf`: ``. The words
 * around may say what it is judged by: `Podman 5.4`, `6 GB of RAM`. `\ufeff` at the beginning is a byte order mark, and the last
 * file of an example may end as in a patch: `\ No newline at end of file`.
 */
function readExample(section: string): Example {
  const files = new Map<string, string>();
  let words = '';
  section.split(/^```/m).forEach((part, index) => {
    if (index % 2 === 0) return void (words += part);
    const name = /`([^`\n]+)`:\s*$/.exec(words)?.[1];
    if (name === undefined) throw new Error(`a block without the name of its file: ${part}`);
    files.set(name, part.slice(part.indexOf('\n') + 1).replace(/^\\ufeff/, '\ufeff').replace(/\n\\ No newline at end of file\n$/, ''));
  });
  const targets: Partial<Record<Product, NonNullable<ReturnType<typeof parseVersion>>>> = {};
  for (const [, name, version] of words.matchAll(/\b(Podman|Redis|Valkey|PgBouncer|PostgreSQL|systemd) (\d+(?:\.\d+)*)/g)) targets[PRODUCT_NAMES[name!]!] = asNewestPatch(parseVersion(version!)!);
  const ram = /\b(\d+) GB of RAM\b/.exec(words)?.[1];
  const memory = ram === undefined ? undefined : parseMemorySetting(`${ram}G`);
  return { files, settings: { targets, ...(memory === undefined ? {} : { hostMemory: memory }) } };
}
