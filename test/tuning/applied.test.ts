import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/model/edits.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { parseVersion } from '../../server/src/model/version.ts';
import { applyPlan, asOneChange } from '../../server/src/tuning/apply.ts';
import { planOptionsFor } from '../../server/src/tuning/assign.ts';
import { parseRam, plan } from '../../server/src/tuning/plan.ts';
import type { Service } from '../../server/src/tuning/types.ts';
import { GB, say } from '../../server/src/model/values/units.ts';
import { analysisOf, FOLDER, textsOf } from './load.ts';

/** `//- name` before each text; `␍` is a carriage return, `⌁` at an end leaves out the last line end. */
function filesIn(text: string): Record<string, string> {
  const parts = text.split(/^\/\/- (.+)\n/m).slice(1);
  return Object.fromEntries(parts.flatMap((name, i) => (i % 2 === 0 ? [[name, parts[i + 1]!.replaceAll('␍', '\r').replace(/⌁\n/, '')]] : [])));
}

/** The texts that tuning changes, then its reasons and notes. */
function tunedText(head: string, text: string): string {
  const [ram, cpus, podman] = head.split(' ') as [string, string, string | undefined];
  const before = filesIn(text);
  const analysis = analysisOf(before, { targets: podman === undefined ? {} : { podman: parseVersion(podman)! } });
  const made = plan(planOptionsFor(analysis.workspace, FOLDER, { ram: parseRam(ram)!, cpus: Number(cpus) }));
  if (!made.ok) return made.message;
  const applied = applyPlan(analysis.workspace, made, { folder: FOLDER });
  const edits = asOneChange(applied).edits ?? {};
  const changed = Object.entries(textsOf(analysis)).flatMap(([name, old]) => {
    const its = edits[uriOfPath(`${FOLDER}/${name}`)];
    if (its === undefined) return [];
    const now = applyEdits(old, its).replaceAll('\r', '␍');
    return [`//- ${name}\n${now}${now.endsWith('\n') ? '' : '⌁\n'}`];
  });
  return [...changed, ...applied.changes.map(({ description }) => `* ${description}\n`), ...applied.notes.map((note) => `! ${note}\n`)].join('').trimEnd();
}

// One block a stack: `## RAM CPUS [PODMAN]`, its files, `==`, the files that change, `*` each change with its reason, `!`
// what found no place.
describe('tuning writes', () => {
  const blocks = fs.readFileSync(new URL('./applied.txt', import.meta.url), 'utf8').split(/^## /m).slice(1);
  it.each(blocks.map((block) => /^(.*)\n([^]*?)^==\n([^]*)$/m.exec(block)!.slice(1, 4) as [string, string, string]))('%s\n%s', (head, text, expected) => {
    expect(tunedText(head, text)).toBe(expected.trimEnd());
  });
});

describe('tuning a part of a stack', () => {
  const files = { 'db.container': '[Container]\nImage=docker.io/library/postgres:16\nMemory=1G\n', 'cache.container': '[Container]\nImage=docker.io/library/redis:7\n', 'x.container': '[Container]\nImage=x\nMemory=100M\n', 'y.container': '[Container]\nImage=x\n' };
  it('leaves what the others claim', () => {
    const { workspace } = analysisOf(files);
    const others = (services?: readonly Service[]): string[] => planOptionsFor(workspace, FOLDER, { ram: 8 * GB, services }).others!.map(({ name, memory }) => `${name} ${say(memory)}`);
    expect([others(), others(['redis'])]).toEqual([['x.container 100 MB', 'y.container 256 MB'], ['x.container 100 MB', 'y.container 256 MB', 'db.container 1 GB']]);
  });

  it('tunes the whole workspace where no folder is named', () => {
    const { workspace } = analysisOf(files);
    const made = plan({ ram: 8 * GB, cpus: 2, services: ['redis'] });
    if (!made.ok) throw new Error(made.message);
    expect(applyPlan(workspace, made)).toEqual(applyPlan(workspace, made, { folder: FOLDER }));
    expect(applyPlan(workspace, made, { folder: `${FOLDER}/sub` })).toEqual({ changes: [], places: [], notes: [] });
  });

  it('writes nothing for a service that the stack has not', () => {
    const { workspace } = analysisOf(files);
    const made = plan({ ram: 8 * GB, cpus: 2, services: ['redis', 'django', 'pgbouncer'] });
    if (!made.ok) throw new Error(made.message);
    const { changes, notes } = applyPlan(workspace, made, { folder: FOLDER });
    expect([[...new Set(changes.map(({ uri }) => uri))], notes]).toEqual([
      [uriOfPath(`${FOLDER}/cache.container`)],
      ['maxmemory 1492mb', 'maxmemory-policy allkeys-lru', 'maxclients 4736', 'maxmemory-clients 10%'].map((setting) => `cache.container: ${setting} found no place: mount a redis.conf.`),
    ]);
  });

  it('limits no CPUs where nobody said how many there are, and moves what was limited', () => {
    const { workspace } = analysisOf({ 'cache.container': '[Container]\nImage=docker.io/library/redis:7\nCPUQuota=50%\n' });
    const quotas = (cpus?: number): string[] => {
      const made = plan({ ram: 8 * GB, services: ['redis'], ...(cpus === undefined ? {} : { cpus }) });
      if (!made.ok) throw new Error(made.message);
      return applyPlan(workspace, made, { folder: FOLDER }).changes.flatMap(({ edits }) => edits.flatMap(({ newText }) => /CPUQuota=.*/.exec(newText)?.[0] ?? []));
    };
    expect([quotas(), quotas(4)]).toEqual([['CPUQuota=50%'], ['CPUQuota=100%']]);
  });

  it('changes what the script of a shell says, and adds nothing to it', () => {
    const { workspace } = analysisOf({ 'cache.container': "[Container]\nImage=docker.io/library/redis:7\nExec=sh -c 'exec redis-server --requirepass \"$$PW\" --maxmemory 900mb'\n" });
    const made = plan({ ram: 8 * GB, cpus: 2, services: ['redis'] });
    if (!made.ok) throw new Error(made.message);
    const { changes, notes } = applyPlan(workspace, made, { folder: FOLDER });
    expect(changes.flatMap(({ description, edits }) => (description.startsWith('maxmemory ') ? edits.map(({ newText }) => newText) : []))).toEqual([made.services.redis!.settings['maxmemory']!.value]);
    expect(notes).toEqual(['maxmemory-policy allkeys-lru', 'maxclients 10000', 'maxmemory-clients 10%'].map((setting) => `cache.container: ${setting} found no place: its command stands behind a shell.`));
  });
});
