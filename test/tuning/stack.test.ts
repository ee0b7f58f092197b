import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/model/edits.ts';
import type { Fix } from '../../server/src/model/problem.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { applyPlan, asOneChange } from '../../server/src/tuning/apply.ts';
import { planOptionsFor } from '../../server/src/tuning/assign.ts';
import { budgetJson, budgetOf, budgetShort, budgetText } from '../../server/src/tuning/budget.ts';
import { budgetSvg } from '../../server/src/tuning/budget-svg.ts';
import { plan, planJson } from '../../server/src/tuning/plan.ts';
import { newStack } from '../../server/src/tuning/scaffold/index.ts';
import { budgetServices } from '../../server/src/tuning/stack.ts';
import { DEFAULT_SERVICES, SERVICES, type Plan, type PlanOptions } from '../../server/src/tuning/types.ts';
import { GB } from '../../server/src/model/values/units.ts';
import { readPicture } from '../stack/read-picture.ts';
import { analysisOf, filesBelow, findings, FOLDER, shown, textsOf } from './load.ts';

const must = (options: PlanOptions): Plan => {
  const made = plan(options);
  if (!made.ok) throw new Error(made.message);
  return made;
};

/** Plans the workspace for its RAM and applies the plan; the new texts. */
function tuned(files: Readonly<Record<string, string>>, given: Partial<PlanOptions> & { ram: number }): { texts: Record<string, string>; changes: number; notes: readonly string[]; made: Plan; descriptions: string[] } {
  const analysis = analysisOf(files);
  const made = must(planOptionsFor(analysis.workspace, FOLDER, given));
  const applied = applyPlan(analysis.workspace, made, { folder: FOLDER, podman: given.podman });
  const texts = { ...textsOf(analysis) };
  for (const [uri, edits] of Object.entries(asOneChange(applied).edits ?? {})) {
    const name = Object.keys(texts).find((candidate) => uriOfPath(`${FOLDER}/${candidate}`) === uri)!;
    texts[name] = applyEdits(texts[name]!, edits);
  }
  return { texts, changes: applied.changes.length, notes: applied.notes, made, descriptions: applied.changes.map(({ description }) => description) };
}

const broken = filesBelow('examples/trader-broken');
const right = filesBelow('examples/trader');

describe('examples', () => {
  it('trader has nothing to report on a server of 8 GB', () => {
    expect(findings(analysisOf(right, { hostMemory: 8 * GB })).map(shown)).toEqual([]);
  });

  it('the preferred fixes leave trader-broken without an error', () => {
    const files = { ...broken };
    const seen = new Set<string>();
    for (let round = 0; round < 200; round++) {
      const analysis = analysisOf(files);
      const errors = findings(analysis).filter(({ problem }) => problem.severity === 'error');
      const next = errors.map((finding) => ({ ...finding, fix: finding.problem.fixes?.find(({ preferred }) => preferred) })).find(({ fix }) => fix !== undefined);
      if (next === undefined) {
        expect(errors.map(shown)).toEqual([]);
        expect(seen.size).toBeGreaterThan(4);
        return;
      }
      seen.add(next.problem.code);
      apply(files, next.file, next.fix!);
    }
    expect.unreachable('fixes go in a circle');
  });
});

function apply(files: Record<string, string>, file: string, fix: Fix): void {
  if (fix.edits !== undefined) files[file] = applyEdits(files[file]!, fix.edits);
  const nameOf = (uri: string): string => decodeURIComponent(uri.slice(uriOfPath(`${FOLDER}/`).length));
  for (const [uri, edits] of Object.entries(fix.change?.edits ?? {})) files[nameOf(uri)] = applyEdits(files[nameOf(uri)]!, edits);
  for (const [uri, text] of Object.entries(fix.change?.create ?? {})) files[nameOf(uri)] = text;
}

describe('tuning a workspace', () => {
  it('changes what depends on the RAM and nothing else, each with its reason', () => {
    const before = right['postgresql.conf']!;
    const { texts, descriptions } = tuned(right, { ram: 16 * GB, cpus: 4 });
    const changed = (text: string): string[] => text.split('\n').filter((line) => !before.split('\n').includes(line));
    expect(changed(texts['postgresql.conf']!).map((line) => line.replace(/ = .*/, ''))).toEqual([
      'shared_buffers', 'effective_cache_size', 'work_mem', 'maintenance_work_mem', 'autovacuum_work_mem',
    ]);
    expect(texts['postgresql.conf']!.split('\n')).toHaveLength(before.split('\n').length);
    expect(texts['README.md']).toBeUndefined();
    for (const description of descriptions) expect(description).toMatch(/^\S+ ?\S*: .+\.$/);
  });

  it.each([2, 4, 8, 16, 64])('brings the broken stack to what the plan says: %i GB', (ram) => {
    const { texts, made } = tuned(broken, { ram: ram * GB, cpus: 4 });
    const again = tuned(texts, { ram: ram * GB, cpus: 4 });
    expect(again.descriptions).toEqual([]);
    // Whatever was refused before, the plan brings no error of its own.
    const errors = (files: Readonly<Record<string, string>>): string[] => findings(analysisOf(files)).filter(({ problem }) => problem.severity === 'error').map(shown);
    expect(errors(texts).filter((line) => !errors(broken).includes(line))).toEqual([]);
    const budget = budgetOf(budgetServices(analysisOf(texts).workspace, FOLDER), { ram: ram * GB, cpus: 4 });
    expect(budget.claims).toBeLessThanOrEqual(ram * GB - budget.reserve);
    expect(budget.services.filter(({ exceeds }) => exceeds).map(({ name }) => name)).toEqual([]);
    expect(budget.limits).toBe(Object.values(made.services).reduce((sum, { memory }) => sum + memory, 0));
    for (const [name, text] of Object.entries(texts)) if (name.endsWith('.container')) expect(text).not.toMatch(/MemorySwap=|^\[Container\](?:(?!^\[)[^])*^CPUQuota=/m);
  });

  it('takes the form of an older Podman', () => {
    const { texts } = tuned({ 'a.container': '[Container]\nImage=docker.io/library/postgres:16\n' }, { ram: 4 * GB, cpus: 2, podman: [5, 4, 2] });
    expect(texts['a.container']).toMatch(/^PodmanArgs=--memory=\d+M$/m);
    expect(texts['a.container']).not.toMatch(/^Memory=/m);
    expect(texts['a.container']).toMatch(/^Exec=postgres \\\n {2}-c max_connections=\d+ \\\n/m);
    expect(texts['a.container']).toMatch(/\n\[Service\]\nCPUQuota=200%\n$/);
  });

  it('keeps CRLF and comments', () => {
    const text = '[Container]\r\nImage=postgres:16\r\n# why\r\nMemory=1G\r\nExec=postgres -c work_mem=64MB\r\n[Service]\r\nRestart=always\r\n';
    const { texts } = tuned({ 'a.container': text }, { ram: 4 * GB, cpus: 2 });
    expect(texts['a.container']!.replaceAll('\r\n', '')).not.toContain('\n');
    expect(texts['a.container']).toContain('# why\r\nMemory=3584M\r\n');
  });

  it('writes to the drop-in that decides', () => {
    const files = { 'db.container': '[Container]\nImage=postgres:16\nMemory=1G\n', 'db.container.d/limits.conf': '[Container]\nMemory=2G\n' };
    const { texts } = tuned(files, { ram: 4 * GB, cpus: 2 });
    expect(texts['db.container.d/limits.conf']).toBe('[Container]\nMemory=3584M\n');
    expect(texts['db.container']).toContain('Memory=1G\n');
  });

  it('leaves the /dev/shm of a pod to the pod', () => {
    const files = (pod: string): Record<string, string> => ({ 'p.pod': '[Pod]\n', 'db.container': `[Container]\nImage=docker.io/library/postgres:17\nContainerName=db\n${pod}` });
    const lines = (pod: string): string[] => tuned(files(pod), { ram: 8 * GB, cpus: 4 }).texts['db.container']!.split('\n').filter((line) => /^ShmSize=|shm-size/.test(line));
    expect(lines('')).toHaveLength(1);
    expect(lines('Pod=p.pod\n')).toEqual([]);
  });

  it('tells each planned value at its place, changed or not', () => {
    const analysis = analysisOf(right);
    const { places } = applyPlan(analysis.workspace, must(planOptionsFor(analysis.workspace, FOLDER, { ram: 8 * GB, cpus: 4 })), { folder: FOLDER });
    const text = (uri: string, start: number, end: number): string => analysis.workspace.file(uri)!.text.slice(start, end);
    const seen = places.map(({ uri, start, end, key }) => `${key}: ${text(uri, start, end)}`);
    expect(seen).toContain('work_mem: work_mem = 19MB');
    expect(seen).toContain('maxmemory: maxmemory 308mb');
    expect(seen).toContain('default_pool_size: default_pool_size = 16');
    expect(seen).toContain('--concurrency: --concurrency=5');
    expect(seen).toContain('Memory: 2688M');
  });

  it('never throws, and its edits never overlap, whatever is cut away', () => {
    const names = Object.keys(broken);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(2000), fc.nat(2000), fc.boolean(), (name, from, length, crlf) => {
        const text = broken[name]!;
        const cut = text.slice(0, from % text.length) + text.slice((from % text.length) + length % 400);
        const files = { ...broken, [name]: crlf ? cut.replaceAll('\n', '\r\n') : cut };
        const { texts } = tuned(files, { ram: 8 * GB, cpus: 4 });
        expect(Object.keys(texts).length).toBeGreaterThan(0);
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('counts what it does not tune', () => {
    const files = { 'db.container': '[Container]\nImage=postgres:16\n', 'grafana.container': '[Container]\nImage=grafana/grafana:11\nMemory=1G\n' };
    const { made, texts } = tuned(files, { ram: 4 * GB, cpus: 2 });
    expect(made.services.postgres!.memory).toBe(2.5 * GB);
    expect(texts['grafana.container']).toBe(files['grafana.container']);
  });
});

describe('budget', () => {
  const budgetFor = (files: Readonly<Record<string, string>>, ram?: number) => budgetOf(budgetServices(analysisOf(files).workspace, FOLDER, 4), { ram, cpus: 4 });

  it('says that the broken stack does not fit, and why', () => {
    const budget = budgetFor(broken, 8 * GB);
    expect(budget.verdict).toBe('over');
    expect(budgetShort(budget)).toBe('9.5 of 8 GB');
    const text = budgetText(budget);
    expect(text).toContain('It does not fit: the containers may take 9.5 GB of 8 GB, 1.5 GB more than there is. nginx and pgbouncer have no limit: nothing keeps them from taking the rest.');
    expect(text).toMatch(/^postgres can use \d+(\.\d)? GB: shared_buffers 2 GB \+ 200 connections × work_mem 64 MB \(12\.5 GB\) \+ .*; its limit is 4 GB$/m);
    expect(text).toMatch(/^nginx +none +24 MB/m);
  });

  it('says that trader fits', () => {
    const budget = budgetFor(right, 8 * GB);
    expect(budget.verdict).toBe('fits');
    expect(budget.unlimited).toEqual([]);
    for (const { worst, limit, expected } of budget.services) {
      expect(expected!).toBeLessThanOrEqual(limit!);
      if (worst !== undefined) expect(worst.total).toBeLessThanOrEqual(limit!);
    }
  });

  it('has figures for programs', () => {
    expect(budgetJson(budgetFor({ 'a.container': '[Container]\nImage=x\nMemory=512M\nPodmanArgs=--memory-swap=768M\n' }, GB))).toMatchObject({
      ram: '1G', limits: '512M', verdict: 'fits', cpus: { host: 4, limits: 0 }, unlimited: [],
      services: [{ name: 'a', program: 'other', limit: '512M', expected: null, worst: null, sum: null, swap: '256M', cpus: null, exceeds: false }],
    });
  });

  it('says so where nothing is known', () => {
    expect(budgetText(budgetFor({}))).toContain('There is no container to count.');
    expect(budgetText(budgetFor({ 'a.container': '[Container]\nImage=x\n' }))).toContain('a has no limit: nothing keeps it from taking the rest.');
  });

  it.each([['over', broken], ['fits', right], ['empty', {}]] as const)('is drawn without scripts, styles and links: %s', (_, files) => {
    const svg = budgetSvg(budgetFor(files, 8 * GB), { lineOf: () => 0 });
    expect(svg).not.toMatch(/<script|<style| style=|<a |href=|NaN|undefined|Infinity/);
    expect(svg).toMatch(/^<svg [^>]*role="group" aria-labelledby="budget-title budget-desc">\n<title/);
    expect(svg.match(/<g /g)?.length ?? 0).toBe(svg.match(/<\/g>/g)?.length ?? 0);
    const rows = (svg.match(/<g [^>]*>/g) ?? []).filter((group) => !group.includes('aria-hidden'));
    expect(rows).toHaveLength(budgetFor(files).services.length);
    for (const row of rows) expect(row).toMatch(/tabindex="0" role="link" data-uri="file:[^"]+" data-line="0" aria-label="[^"]+"/);
  });
});

describe('the picture of the budget', () => {
  const draw = (files: Readonly<Record<string, string>>, ram: number): string => budgetSvg(budgetOf(budgetServices(analysisOf(files).workspace, FOLDER, 4), { ram, cpus: 4 }), { lineOf: () => 0 });
  const RED = /--vscode-(?:errorForeground|charts-red)/;

  it('is red only where something cannot go well', () => {
    expect(draw(right, 8 * GB)).not.toMatch(RED);
    expect(draw(broken, 64 * GB)).toMatch(RED);
    expect(draw({ 'a.container': '[Container]\nImage=x\nMemory=2G\n' }, GB)).toMatch(RED);
    const red = draw(broken, 64 * GB).split('\n').filter((line) => RED.test(line));
    expect(red.filter((line) => line.startsWith('<text')).every((line) => line.includes('too much'))).toBe(true);
  });

  it('holds everything, and no text lies on another', () => {
    const long = { 'a-container-with-a-name-that-is-longer-than-any-column.container': '[Container]\nImage=x\nMemory=2G\n', 'b.container': '[Container]\nImage=x\n' };
    for (const files of [right, broken, long, {}]) {
      for (const ram of [1, 8, 256]) {
        const { width, height, texts } = readPicture(draw(files, ram * GB));
        texts.forEach((text, i) => {
          expect([text.content, text.left >= 0, text.right <= width, text.top >= 0, text.bottom <= height]).toEqual([text.content, true, true, true, true]);
          for (const other of texts.slice(0, i)) expect([text.content, other.content, text.left < other.right && other.left < text.right && text.top < other.bottom && other.top < text.bottom]).toEqual([text.content, other.content, false]);
        });
      }
    }
  });
});

describe('a new stack', () => {
  const choices = [DEFAULT_SERVICES, SERVICES, ['postgres'], ['redis'], ['redis', 'celery-worker'], ['django', 'postgres', 'nginx'], ['pgbouncer', 'postgres'], ['flower'], ['nginx']] as const;
  for (const services of choices) {
    it.each([[5, 0, 0], [5, 4, 2], [5, 8, 2], [6, 1, 1]])(`has nothing to report: ${services.join(' ')}, Podman %i.%i.%i`, (...podman) => {
      const stack = newStack({ name: 'my-shop', ram: 4 * GB, cpus: 2, services, podman });
      if (!stack.ok) throw new Error(stack.message);
      const analysis = analysisOf(stack.files, { hostMemory: 4 * GB, targets: { podman }, forced: true });
      expect(findings(analysis).map(shown)).toEqual([]);
    });
  }

  it.each([1, 2, 4, 8, 16, 64, 256])('has nothing to report on %i GB, compiles, and allots no more than there is', (ram) => {
    const services = ram < 2 ? (['postgres', 'redis', 'pgbouncer'] as const) : ram < 4 ? DEFAULT_SERVICES : SERVICES;
    const stack = newStack({ name: 'shop', ram: ram * GB, cpus: 4, services });
    if (!stack.ok) throw new Error(stack.message);
    const analysis = analysisOf(stack.files, { hostMemory: ram * GB, hostCpus: 4, forced: true });
    expect(findings(analysis).map(shown)).toEqual([]);
    expect(budgetOf(budgetServices(analysis.workspace, FOLDER, 4), { ram: ram * GB, cpus: 4 })).toMatchObject({ verdict: 'fits', unlimited: [] });
  });

  it('is tuned already', () => {
    const stack = newStack({ name: 'shop', ram: 8 * GB, cpus: 4, services: SERVICES });
    if (!stack.ok) throw new Error(stack.message);
    const { descriptions, made } = tuned(stack.files, { ram: 8 * GB, cpus: 4 });
    expect(descriptions).toEqual([]);
    expect(planJson(made)).toEqual(planJson(stack.plan));
  });

  it('never shows a password', () => {
    const stack = newStack({ name: 'shop', ram: 8 * GB, services: SERVICES });
    if (!stack.ok) throw new Error(stack.message);
    for (const text of Object.values(stack.files)) expect(text).not.toMatch(/:[^@\s"'$}{]{6,}@|PASSWORD=(?!\/)\S/);
  });

  it('is what the example shows', () => {
    const stack = newStack({ name: 'trader', ram: 8 * GB, cpus: 4, services: SERVICES, podman: [5, 8, 2] });
    if (!stack.ok) throw new Error(stack.message);
    expect(stack.files).toEqual(right);
  });

  it.each([['Shop', 8, /is no name/], ['shop', 0.25, /too little/]] as const)('refuses %s on %f GB', (name, ram, message) => {
    expect(newStack({ name, ram: ram * GB })).toMatchObject({ ok: false, message: expect.stringMatching(message) });
  });
});
