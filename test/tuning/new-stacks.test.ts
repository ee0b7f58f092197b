import fs from 'node:fs';
import { expect, it } from 'vitest';
import { GB } from '../../server/src/model/values/units.ts';
import { parseVersion } from '../../server/src/model/version.ts';
import { newStack } from '../../server/src/tuning/scaffold/index.ts';
import type { Service } from '../../server/src/tuning/types.ts';

const STACKS = new URL('./new-stacks/', import.meta.url);

// What a new stack of a few services consists of, file by file; examples/trader is one of all. The first line says what
// was asked for: GB of RAM, CPUs, the release of Podman, the services, and PostgreSQL’s major version.
it.each(fs.readdirSync(STACKS))('%s', (name) => {
  const text = fs.readFileSync(new URL(name, STACKS), 'utf8');
  const head = text.slice(0, text.indexOf('\n'));
  const [ram, cpus, podman, services, major] = head.split(' ') as [string, string, string, string, string | undefined];
  const stack = newStack({ name: 'my-shop', ram: Number(ram) * GB, cpus: Number(cpus), services: services.split(',') as Service[], podman: parseVersion(podman)!, postgresMajor: major === undefined ? undefined : Number(major) });
  const files = stack.ok ? Object.entries(stack.files).map(([path, content]) => `//- ${path}\n${content}`) : [stack.message];
  expect([`${head}\n`, ...files].join('')).toBe(text);
});
