import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMemorySetting } from '../../server/src/model/settings.ts';
import { parseRam, plan, planJson, planMarkdown, planText } from '../../server/src/tuning/plan.ts';
import { PROFILES, SERVICES, STORAGES, type Plan, type PlanOptions, type Service } from '../../server/src/tuning/types.ts';
import { GB, MB } from '../../server/src/model/values/units.ts';

const must = (options: PlanOptions): Plan => {
  const made = plan(options);
  if (!made.ok) throw new Error(made.message);
  return made;
};
const bytes = (text: string | undefined): number => parseMemorySetting(text) ?? NaN;
const valuesOf = (made: Plan, name: keyof Plan['services']): Record<string, string> =>
  Object.fromEntries(Object.entries(made.services[name]!.settings).map(([key, { value }]) => [key, value]));

describe('parseRam', () => {
  it.each([['12G', 12 * GB], ['12 GB', 12 * GB], ['512M', 512 * MB], ['1.5g', 1.5 * GB], ['0.5T', 512 * GB], ['2GiB', 2 * GB], ['0', undefined], ['8 apples', undefined], ['', undefined], ['-2G', undefined]])('%s', (text, expected) => {
    expect(parseRam(text)).toBe(expected);
  });
});

describe('pgtune', () => {
  it.each([
    'web 2 2 200 512MB 1536MB 128MB 4MB', 'web 4 2 200 1GB 3GB 256MB 5041kB', 'web 8 4 200 2GB 6GB 512MB 10280kB',
    'web 16 8 200 4GB 12GB 1GB 20164kB', 'web 16 8 500 4GB 12GB 1GB 8256kB', 'oltp 16 8 300 4GB 12GB 1GB 13617kB',
    'dw 16 8 40 4GB 12GB 2GB 43690kB', 'desktop 16 8 20 1GB 4GB 1GB 31207kB', 'mixed 16 8 100 4GB 12GB 1GB 19418kB',
  ])('%s', (line) => {
    const [profile, ram, cpus, connections, ...expected] = line.split(' ') as [PlanOptions['profile'] & string, string, string, string, ...string[]];
    const made = must({ ram: Number(ram) * GB, cpus: Number(cpus), connections: Number(connections), profile, storage: 'ssd', formula: 'pgtune', services: ['postgres'], postgresMajor: 18 });
    const got = valuesOf(made, 'postgres');
    expect([got['shared_buffers'], got['effective_cache_size'], got['maintenance_work_mem'], got['work_mem']]).toEqual(expected);
  });

  it('sets all that PGTune sets for a large server', () => {
    const made = must({ ram: 64 * GB, cpus: 32, profile: 'web', storage: 'nvme', formula: 'pgtune', services: ['postgres'], postgresMajor: 18 });
    expect(valuesOf(made, 'postgres')).toEqual({
      max_connections: '200', shared_buffers: '16GB', effective_cache_size: '48GB', maintenance_work_mem: '4GB', work_mem: '72315kB', wal_buffers: '16MB',
      min_wal_size: '1GB', max_wal_size: '4GB', checkpoint_completion_target: '0.9', default_statistics_target: '100', random_page_cost: '1.1',
      effective_io_concurrency: '1000', huge_pages: 'try', max_worker_processes: '32', max_parallel_workers: '32', max_parallel_workers_per_gather: '4',
      max_parallel_maintenance_workers: '4', jit: 'off', wal_compression: 'lz4', autovacuum_max_workers: '5', autovacuum_work_mem: '2GB', io_method: 'io_uring', io_workers: '8',
    });
  });

  it('leaves out what an older release does not know', () => {
    const made = must({ ram: 16 * GB, cpus: 8, formula: 'pgtune', services: ['postgres'], postgresMajor: 13 });
    expect(valuesOf(made, 'postgres')).toMatchObject({ wal_compression: 'on' });
    expect(valuesOf(made, 'postgres')).not.toHaveProperty('io_method');
  });

  it('says what its figures come to at the worst', () => {
    const made = must({ ram: 8 * GB, cpus: 4, formula: 'pgtune', services: ['postgres'], postgresMajor: 16 });
    expect(made.warnings).toEqual([expect.stringMatching(/^At the worst this is \d+(\.\d)? GB of 8 GB: shared_buffers 2 GB \+ 200 connections × work_mem 10 MB/)]);
  });

  it('plans PostgreSQL only', () => {
    const made = must({ ram: 8 * GB, formula: 'pgtune', services: ['postgres', 'redis'], postgresMajor: 16 });
    expect(Object.keys(made.services)).toEqual(['postgres']);
    expect(made.warnings[0]).toBe("PGTune knows PostgreSQL only; redis got nothing, and the RAM named is PostgreSQL's own.");
    expect(plan({ ram: 8 * GB, formula: 'pgtune', services: ['redis'] })).toEqual({ ok: false, message: 'PGTune knows PostgreSQL only, and postgres is not among the services.' });
  });
});

describe('guide', () => {
  it.each([[4, '1GB', '3GB', '32MB', '256MB'], [8, '2GB', '6GB', '64MB', '512MB'], [16, '4GB', '12GB', '128MB', '1GB']])('PostgreSQL alone on %i GB', (ram, ...expected) => {
    const got = valuesOf(must({ ram: ram * GB, formula: 'guide', services: ['postgres'] }), 'postgres');
    expect([got['shared_buffers'], got['effective_cache_size'], got['work_mem'], got['maintenance_work_mem']]).toEqual(expected);
  });

  it('has the 8 GB stack as adjusted', () => {
    const made = must({ ram: 8 * GB, formula: 'guide' });
    const json = planJson(made);
    expect(Object.fromEntries(Object.entries(json.services).map(([name, { memory }]) => [name, memory]))).toEqual({
      postgres: '2G', redis: '512M', pgbouncer: '64M', django: '1G', 'celery-worker': '1536M', 'celery-beat': '512M', flower: '512M',
    });
    expect(json.reserve).toBe('1G');
    expect(made.warnings.some((warning) => warning.startsWith('PostgreSQL can use '))).toBe(true);
  });
});

const anyOptions = fc.record({
  ram: fc.oneof(fc.integer({ min: 1, max: 256 }).map((n) => n * GB), fc.integer({ min: 256, max: 262_144 }).map((n) => n * MB)),
  cpus: fc.integer({ min: 1, max: 64 }),
  connections: fc.option(fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 20_000 })), { nil: undefined }),
  profile: fc.constantFrom(...PROFILES),
  storage: fc.constantFrom(...STORAGES),
  services: fc.subarray([...SERVICES], { minLength: 1 }),
  postgresMajor: fc.integer({ min: 12, max: 18 }),
});

/** The bounds, counted here anew from the written settings alone, not by the code that made them. */
function holds(options: PlanOptions, made: Plan): void {
  const json = planJson(made);
  const limits = Object.values(json.services).reduce((sum, { memory }) => sum + bytes(memory), 0);
  expect(limits + bytes(json.reserve)).toBeLessThanOrEqual(options.ram);
  expect(limits + made.reserve + made.spare).toBe(Math.floor(options.ram / 1024) * 1024);
  for (const { memory, memorySwap, cpus, shmSize } of Object.values(made.services)) {
    expect(memorySwap).toBeGreaterThanOrEqual(memory);
    expect(cpus).toBeGreaterThan(0);
    expect(cpus).toBeLessThanOrEqual(options.cpus!);
    if (shmSize !== undefined) expect(shmSize).toBeLessThanOrEqual(memory);
  }
  const { postgres, redis, pgbouncer } = json.services;
  if (postgres !== undefined) {
    const g = postgres.settings;
    const processes = Number(g['max_connections']) + Number(g['max_parallel_workers']);
    const worst = bytes(g['shared_buffers']) * 1.0225 + bytes(g['wal_buffers'])
      + processes * (bytes(g['work_mem']) * Number(g['hash_mem_multiplier'] ?? 1) + 3 * MB)
      + Number(g['autovacuum_max_workers']) * bytes(g['autovacuum_work_mem']) + bytes(g['maintenance_work_mem']);
    expect(worst).toBeLessThanOrEqual(bytes(postgres.memory));
    expect(bytes(g['work_mem'])).toBeGreaterThanOrEqual(MB);
    expect(bytes(g['shared_buffers'])).toBeGreaterThanOrEqual(bytes(postgres.memory) * Math.min(0.05, 20 / Number(g['max_connections'])));
    expect(Number(g['max_worker_processes'])).toBeGreaterThan(Number(g['max_parallel_workers']));
    expect(Number(g['max_connections'])).toBeGreaterThan(3);
    // The limit is used, not only kept: at least nine tenths of it where work_mem is free to grow.
    if (bytes(g['work_mem']) < GB && Number(g['max_connections']) > 10) expect(made.services.postgres!.worst!.total).toBeGreaterThan(bytes(postgres.memory) * 0.85);
  }
  if (redis !== undefined) {
    expect(bytes(redis.settings['maxmemory']) * 2 + 16 * MB).toBeLessThanOrEqual(bytes(redis.memory));
    expect(bytes(redis.settings['maxmemory'])).toBeGreaterThanOrEqual(16 * MB);
  }
  if (pgbouncer !== undefined && postgres !== undefined) {
    expect(Number(pgbouncer.settings['default_pool_size']) + Number(pgbouncer.settings['reserve_pool_size'])).toBeLessThanOrEqual(Number(postgres.settings['max_connections']) - 3);
    if (options.connections !== undefined) expect(Number(pgbouncer.settings['max_client_conn'])).toBeGreaterThanOrEqual(options.connections);
  } else if (postgres !== undefined && options.connections !== undefined) expect(Number(postgres.settings['max_connections'])).toBeGreaterThanOrEqual(options.connections);
  const worker = json.services['celery-worker'];
  if (worker !== undefined) {
    const perChild = Number(worker.settings['--max-memory-per-child']) * 1024;
    expect(Number(worker.settings['--concurrency']) * perChild).toBeLessThan(bytes(worker.memory));
    expect(perChild).toBeGreaterThanOrEqual(140 * MB);
  }
}

describe('safe', () => {
  it('never allots more than there is', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const made = plan(options);
        if (!made.ok) {
          expect(made.needed).toBeGreaterThan(options.ram);
          expect(plan({ ...options, ram: made.needed! }).ok).toBe(true);
          if (made.fits !== undefined && made.fits.length > 0) expect(plan({ ...options, services: made.fits }).ok).toBe(true);
          return;
        }
        holds(options, made);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('has a plan for the whole stack from 2 GB on, whatever the CPUs and the profile', () => {
    for (const ram of [2, 3, 4, 6, 8, 16, 32, 64, 128, 256]) {
      for (const cpus of [1, 2, 8, 64]) for (const profile of PROFILES) holds({ ram: ram * GB, cpus, profile }, must({ ram: ram * GB, cpus, profile }));
    }
  });

  it('gives PostgreSQL more the more there is', () => {
    const memories = [2, 4, 8, 16, 32, 64].map((ram) => must({ ram: ram * GB, cpus: 8 }).services.postgres!.memory);
    expect(memories).toEqual([...memories].sort((a, b) => a - b));
  });

  it('says what would fit where there is too little', () => {
    expect(plan({ ram: GB, cpus: 2 })).toEqual({
      ok: false, needed: expect.any(Number), fits: ['postgres', 'redis', 'pgbouncer', 'django'],
      message: '1 GB is too little for postgres, redis, pgbouncer, django, celery-worker, celery-beat and flower: they need 1.4 GB, 320 MB of it for the system. In 1 GB fit postgres, redis, pgbouncer and django.',
    });
    expect(plan({ ram: 2 * GB, cpus: 2, services: ['postgres'], connections: 1000 })).toMatchObject({ ok: false, message: expect.stringMatching(/^2 GB is too little for postgres with 1000 connections: it needs .* With \d+ connections it would fit\.$/) });
    expect(plan({ ram: 100 * MB, services: ['postgres'] })).toMatchObject({ ok: false, fits: [] });
    const rest = (services: readonly Service[]): string[] => {
      const made = plan({ ram: 512 * MB, services });
      return made.ok ? [] : [...made.fits!, /for the system\. (.*)$/.exec(made.message)![1]!];
    };
    expect(rest(['postgres', 'redis'])).toEqual(['redis', 'In 512 MB fits redis.']);
    expect(rest(['postgres', 'redis', 'django'])).toEqual(['redis', 'In 512 MB fits redis, or django by itself.']);
    expect(rest(['postgres', 'redis', 'flower'])).toEqual(['redis', 'flower', 'In 512 MB fit redis and flower.']);
    expect(rest(['postgres', 'celery-worker'])).toEqual(['None of them fits into 512 MB alone.']);
  });

  it('leaves alone what others claim', () => {
    const others = [{ name: 'grafana', memory: 512 * MB }];
    const made = must({ ram: 4 * GB, cpus: 2, others });
    const used = Object.values(made.services).reduce((sum, { memory }) => sum + memory, 0);
    expect(used + made.reserve + made.spare).toBe(4 * GB - 512 * MB);
    expect(plan({ ram: 2 * GB, others: [{ name: 'grafana', memory: GB }] })).toMatchObject({ ok: false, message: expect.stringContaining('1 GB for grafana') });
  });

  it('keeps tasks that a full Redis would evict', () => {
    expect(valuesOf(must({ ram: 8 * GB }), 'redis')['maxmemory-policy']).toBe('noeviction');
    expect(valuesOf(must({ ram: 8 * GB, services: ['redis', 'django'] }), 'redis')['maxmemory-policy']).toBe('allkeys-lru');
    const apart = must({ ram: 8 * GB, services: ['redis', 'redis-cache', 'celery-worker'] });
    expect(valuesOf(apart, 'redis-cache')).toMatchObject({ 'maxmemory-policy': 'allkeys-lru', save: '""', appendonly: 'no' });
    expect(apart.warnings).toEqual([]);
  });

  it('gives every value a reason', () => {
    for (const { settings, memoryReason } of Object.values(must({ ram: 16 * GB, cpus: 8, services: SERVICES }).services)) {
      expect(memoryReason).not.toBe('');
      for (const { reason } of Object.values(settings)) expect(reason).toMatch(/^[^\s].{8,}\.$/);
    }
  });

  it.each([[{ ram: NaN }, /RAM/], [{ ram: GB, cpus: 0 }, /CPUs/], [{ ram: GB, connections: 0 }, /connections/], [{ ram: GB, services: [] }, /No service/]] as const)('refuses %o', (options, expected) => {
    expect(plan(options as PlanOptions)).toMatchObject({ ok: false, message: expect.stringMatching(expected) });
  });
});

describe('output', () => {
  it('has the shape that tools rely on', () => {
    const json = planJson(must({ ram: 8 * GB, cpus: 4 }));
    expect(Object.keys(json)).toEqual(['ram', 'services', 'reserve', 'warnings']);
    for (const service of Object.values(json.services)) {
      expect(Object.keys(service)).toEqual(['memory', 'settings']);
      expect(service.memory).toMatch(/^\d+[GM]$/);
    }
    expect(json.ram).toBe('8G');
  });

  it('reads as Markdown', () => {
    const text = planMarkdown(must({ ram: 8 * GB, cpus: 4, services: ['postgres', 'redis'] }));
    expect(text).toMatch(/^# 8 GB\n\n\| container \| memory \| why \|\n\|---\|---\|---\|\n\| postgres \| 5\.\d GB \|/);
    expect(text).toContain('| `maxmemory-policy` | `allkeys-lru` |');
  });

  it('writes the limits in the form of the target', () => {
    const made = must({ ram: 8 * GB, cpus: 4 });
    expect(planText(made, [5, 4, 2])).toContain('[Container] PodmanArgs=--memory=2944M');
    expect(planText(made, [5, 8, 2])).toContain('[Container] Memory=2944M');
  });
});
