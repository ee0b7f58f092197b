import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { budgetJson, budgetOf, budgetShort, budgetText, budgetVerdict, type Budget, type BudgetService } from '../../server/src/tuning/budget.ts';
import { budgetSvg } from '../../server/src/tuning/budget-svg.ts';
import { budgetServices } from '../../server/src/tuning/stack.ts';
import { celeryExpected, pgbouncerExpected, postgresExpected, redisExpected } from '../../server/src/tuning/expected.ts';
import { postgresDefaults, sharedMemory } from '../../server/src/model/worst.ts';
import { GB, MB, say } from '../../server/src/model/values/units.ts';
import { analysisOf, FOLDER } from './load.ts';

const service = (name: string, more: Partial<BudgetService> = {}): BudgetService => ({
  name, program: 'other', source: { uri: `file:///${name}.container`, start: 0, end: 0 }, limit: undefined, memorySwap: undefined, cpus: undefined, expected: undefined, worst: undefined, places: {}, ...more,
});
const sum = (...terms: [string, number][]) => ({ total: terms.reduce((all, [, bytes]) => all + bytes, 0), terms: terms.map(([label, bytes]) => ({ label, bytes, keys: [] })) });

const db = service('db', { program: 'postgres', limit: 2 * GB, memorySwap: 2 * GB, cpus: 2, expected: 1.5 * GB, worst: sum(['shared_buffers 512 MB', 512 * MB], ['100 connections × work_mem 20 MB', 2000 * MB]) });
const cache = service('cache', { program: 'redis', limit: 512 * MB, memorySwap: 768 * MB, cpus: 1, expected: 324 * MB, worst: sum(['maxmemory 300 MB', 300 * MB], ['the program and its buffers 24 MB', 24 * MB]) });
const web = service('web', { program: 'nginx', memorySwap: -1, expected: 24 * MB });
const app = service('app', { limit: GB, cpus: 0.5 });
const worker = service('worker', { program: 'celery-worker', worst: sum(['the parent', 96 * MB], ['2 children', 400 * MB]) });

describe('the budget', () => {
  it.each<[string, Budget, string]>([
    ['nothing', budgetOf([], { ram: GB }), 'There is no container to count.'],
    ['of all that fits', budgetOf([cache], { ram: 8 * GB }), 'It fits: 512 MB for the containers, 1 GB for the system, 6.5 GB free of 8 GB.'],
    ['with a risk', budgetOf([db, cache], { ram: 8 * GB }), 'It fits, with a risk: 2.5 GB for the containers, 1 GB for the system, 4.5 GB free of 8 GB. db can reach its own limit, where the kernel kills a process.'],
    ['with two risks', budgetOf([db, { ...db, name: 'db2' }], { ram: 8 * GB }), 'It fits, with a risk: 4 GB for the containers, 1 GB for the system, 3 GB free of 8 GB. db and db2 can reach their own limit, where the kernel kills a process.'],
    ['without a limit', budgetOf([cache, web], { ram: 8 * GB }), 'It fits, with a risk: 512 MB for the containers, 1 GB for the system, 6.5 GB free of 8 GB. web has no limit: nothing keeps it from taking the rest. web is not counted: 24 MB is expected of it.'],
    ['without a limit or anything known', budgetOf([service('x'), service('y')], { ram: 8 * GB }), 'It fits, with a risk: 0 bytes for the containers, 1 GB for the system, 7 GB free of 8 GB. x and y have no limit: nothing keeps them from taking the rest. x and y are not counted: nothing is known of them.'],
    ['at the system’s expense', budgetOf([db, app], { ram: 3 * GB + 100 * MB }), 'The containers may take 3 GB of 3.1 GB: 100 MB is left for the system, which wants 384 MB.'],
    ['beyond the RAM', budgetOf([db, app, web, worker], { ram: 2 * GB }), 'It does not fit: the containers may take 3.5 GB of 2 GB, 1.5 GB more than there is. web and worker have no limit: nothing keeps them from taking the rest. web is not counted: 24 MB is expected of it.'],
    ['of an unknown host', budgetOf([db, web], {}), 'The containers may take 2 GB; how much RAM the host has is not known. web has no limit: nothing keeps it from taking the rest. web is not counted: 24 MB is expected of it.'],
    ['just at the RAM', budgetOf([app], { ram: GB }), 'The containers may take 1 GB of 1 GB: 0 bytes is left for the system, which wants 320 MB.'],
    ['just beside the system', budgetOf([app], { ram: GB + 320 * MB }), 'It fits: 1 GB for the containers, 320 MB for the system, 0 bytes free of 1.3 GB.'],
  ])('%s', (_, budget, expected) => expect(budgetVerdict(budget)).toBe(expected));

  it.each<[string, Budget, Budget['verdict'], string]>([
    ['fits', budgetOf([cache], { ram: 8 * GB }), 'fits', '512 MB of 8 GB'],
    ['is tight where a container may be killed', budgetOf([db], { ram: 8 * GB }), 'tight', '2 of 8 GB'],
    ['is tight where one has no limit', budgetOf([web], { ram: 8 * GB }), 'tight', '0 bytes of 8 GB'],
    ['is tight where the system has too little', budgetOf([app], { ram: GB }), 'tight', '1 of 1 GB'],
    ['is over', budgetOf([app, worker], { ram: GB }), 'over', '1.5 of 1 GB'],
    ['is unknown without the RAM', budgetOf([app], {}), 'unknown', '1 GB'],
    ['fits where the worst is the limit', budgetOf([{ ...cache, limit: 324 * MB }], { ram: 8 * GB }), 'fits', '324 MB of 8 GB'],
  ])('%s', (_, budget, verdict, short) => expect([budget.verdict, budgetShort(budget)]).toEqual([verdict, short]));

  it('is a table with the sums of who can pass its limit', () => {
    expect(budgetText(budgetOf([app, cache, db], { ram: 8 * GB, cpus: 3 }))).toBe(`\
           limit  expected     worst     swap  CPUs
app         1 GB         ?      1 GB     1 GB   0.5
cache     512 MB    324 MB    324 MB   256 MB     1
db          2 GB    1.5 GB  2.5 GB !  0 bytes     2
together  3.5 GB    2.8 GB    3.8 GB   1.3 GB   3.5

It fits, with a risk: 3.5 GB for the containers, 1 GB for the system, 3.5 GB free of 8 GB. db can reach its own limit, where the kernel kills a process.
The CPU limits come to 3.5 of 3 CPUs; they are caps, so that is no error.
db can use 2.5 GB: shared_buffers 512 MB + 100 connections × work_mem 20 MB; its limit is 2 GB
`);
    expect(budgetText(budgetOf([web, worker, service('x')], { cpus: 3 }))).toBe(`\
            limit  expected   worst      swap  CPUs
web          none     24 MB       ?  no limit   all
worker       none         ?  496 MB  no limit   all
x            none         ?       ?  no limit   all
together  0 bytes     24 MB  496 MB  no limit   all

The containers may take 496 MB; how much RAM the host has is not known. web, worker and x have no limit: nothing keeps them from taking the rest. web and x are not counted: 24 MB is expected of them.
`);
    expect(budgetText(budgetOf([app, cache], { ram: 4 * GB, cpus: 1.5 }))).toBe(`\
           limit  expected   worst    swap  CPUs
app         1 GB         ?    1 GB    1 GB   0.5
cache     512 MB    324 MB  324 MB  256 MB     1
together  1.5 GB    1.3 GB  1.3 GB  1.3 GB   1.5

It fits: 1.5 GB for the containers, 512 MB for the system, 2 GB free of 4 GB.
`);
  });

  it('has no sum of CPUs where one container may use all', () => {
    expect(budgetText(budgetOf([app, { ...web, memorySwap: undefined }], { ram: 8 * GB, cpus: 1 })).split('\n').slice(0, 4)).toEqual([
      '          limit  expected  worst      swap  CPUs',
      'app        1 GB         ?   1 GB      1 GB   0.5',
      'web        none     24 MB      ?  no limit   all',
      'together   1 GB      1 GB   1 GB  no limit   all',
    ]);
  });

  it('is JSON with null for what is not known', () => {
    expect(budgetJson(budgetOf([db, web, app], { ram: 4 * GB, cpus: 4 }))).toEqual({
      ram: '4G', reserve: '512M', verdict: 'tight',
      summary: 'It fits, with a risk: 3 GB for the containers, 512 MB for the system, 512 MB free of 4 GB. db can reach its own limit, where the kernel kills a process. web has no limit: nothing keeps it from taking the rest. web is not counted: 24 MB is expected of it.',
      limits: '3G', expected: '2584M', worst: '3536M', claims: '3G', free: '512M', swap: '1G', cpus: { host: 4, limits: 2.5 }, unlimited: ['web'],
      services: [
        {
          name: 'db', program: 'postgres', limit: '2G', expected: '1536M', worst: '2512M', swap: '0', cpus: 2, exceeds: true,
          sum: [{ term: 'shared_buffers 512 MB', size: '512M' }, { term: '100 connections × work_mem 20 MB', size: '2000M' }],
        },
        { name: 'web', program: 'nginx', limit: null, expected: '24M', worst: null, sum: null, swap: null, cpus: null, exceeds: false },
        { name: 'app', program: 'other', limit: '1G', expected: null, worst: null, sum: null, swap: '1G', cpus: 0.5, exceeds: false },
      ],
    });
    expect(budgetJson(budgetOf([], {}))).toEqual({
      ram: null, reserve: '0', verdict: 'unknown', summary: 'There is no container to count.', limits: '0', expected: '0', worst: '0', claims: '0', free: null, swap: '0', cpus: { host: null, limits: 0 }, unlimited: [], services: [],
    });
  });

  it('says of each what it can take from the host, and why', () => {
    expect(budgetOf([app, web, worker, service('x'), db], {}).services.map(({ claim, exceeds, swap, explanation }) => [claim, exceeds, swap, explanation])).toEqual([
      [GB, false, GB, '1 GB: its limit; nothing is known of what runs inside'],
      [undefined, false, undefined, 'nothing bounds it: nginx without a limit'],
      [496 * MB, false, undefined, '496 MB: the parent + 2 children'],
      [undefined, false, undefined, 'nothing bounds it: an unknown program without a limit'],
      [2 * GB, true, 0, '2.5 GB: shared_buffers 512 MB + 100 connections × work_mem 20 MB'],
    ]);
  });
});

// Look at the pictures in test/tuning/budget when you change one.
it.each<[string, number | undefined, number]>([['risk', 8 * GB, 6], ['over', 2 * GB, 6], ['unknown', undefined, 1], ['empty', GB, 0]])('its picture: %s', (name, ram, count) => {
  const services = [
    service('a<b>', { limit: GB }),
    service('db', { program: 'postgres', limit: 2 * GB, expected: 1.5 * GB, worst: sum(['shared_buffers 512 MB', 512 * MB], ['100 connections', 6000 * MB]) }),
    service('web', { program: 'nginx', expected: 24 * MB }),
    service('cache', { program: 'redis', limit: 512 * MB, expected: 324 * MB, worst: sum(['maxmemory', 324 * MB]) }),
    service('tiny', { limit: 4 * MB }),
    service('worker', { worst: sum(['children', 256 * MB]) }),
  ];
  const drawn = budgetSvg(budgetOf(services.slice(0, count), { ram }), { lineOf: ({ uri }) => (ram === 8 * GB ? uri.length : 3) });
  expect(drawn.split('\n')).toEqual(fs.readFileSync(new URL(`./budget/${name}.svg`, import.meta.url), 'utf8').split('\n'));
});

it('expects of PostgreSQL its shared memory, a quarter of its connections and half a vacuum', () => {
  const memory = { ...postgresDefaults(16), sharedBuffers: 512 * MB, maxConnections: 10, workMem: 8 * MB, maintenanceWorkMem: 200 * MB, walBuffers: 0 };
  const expected = (autovacuumWorkMem: number): number => Math.round(postgresExpected({ ...memory, autovacuumWorkMem }) / MB);
  const busy = 3 * (5 + 4);
  const shared = Math.round(sharedMemory(memory) / MB);
  expect([expected(-1), expected(60 * MB), expected(0)]).toEqual([shared + busy + 100, shared + busy + 30, shared + busy]);
  expect([redisExpected(100 * MB), celeryExpected({ concurrency: 2, perChild: 100 * MB }), celeryExpected({ concurrency: 2, perChild: GB }), celeryExpected({ concurrency: 3, perChild: undefined })].map(say)).toEqual(['124 MB', '296 MB', '396 MB', '546 MB']);
  expect(say(pgbouncerExpected({ maxClientConn: 100, serverConnections: 21 }))).toBe('19.3 MB');
});

it('counts the containers of a folder by what their settings allow', () => {
  const files = {
    'b.container': '[Container]\nImage=docker.io/library/postgres:16\nExec=postgres -c hash_mem_multiplier=3 -c max_connections=10 -c shared_buffers=64MB\n',
    'a.container': '[Container]\nImage=docker.io/library/redis:7\nExec=redis-server --maxmemory 100mb\nMemory=64M\n',
    'a.container.d/x.conf': '[Container]\nMemory=90M\nPodmanArgs=--memory-swap=-1\n',
    'r.container': '[Container]\nImage=docker.io/library/redis:7\n',
    'p.container': '[Container]\nImage=docker.io/edoburu/pgbouncer:1.24\nVolume=./pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini\n',
    'pgbouncer.ini': '[databases]\nx=host=db\n[pgbouncer]\ndefault_pool_size=10\n',
    'q.container': '[Container]\nImage=docker.io/edoburu/pgbouncer:1.24\n',
    'w.container': '[Container]\nImage=localhost/app\nExec=celery -A app worker\nPodmanArgs=--cpus=3\n',
    'w2.container': '[Container]\nImage=localhost/app\nExec=celery -A app worker -c 2 --max-memory-per-child=100000\n',
    'w3.container': '[Container]\nImage=localhost/app\nExec=celery -A app worker\n',
    'w4.container': '[Container]\nImage=localhost/app\nExec=celery -A app worker -P gevent -c 200 --max-memory-per-child=200000\n',
    'v.volume': '[Volume]\n',
    'n@.container': '[Container]\nImage=docker.io/library/nginx\nMemory=16M\n',
  };
  const size = (bytes: number | undefined): string => (bytes === undefined || bytes < 0 ? String(bytes) : say(bytes));
  expect(budgetServices(analysisOf(files).workspace, FOLDER, 4).map((s) =>
    `${s.name} ${s.program}: limit ${size(s.limit)}, swap ${size(s.memorySwap)}, cpus ${s.cpus}, expected ${size(s.expected)}, worst ${size(s.worst?.total)}, in ${s.source.uri.split('/').at(-1)}, of ${Object.keys(s.places).join(' ') || 'nothing'}`)).toEqual([
    'a redis: limit 90 MB, swap -1, cpus undefined, expected 90 MB, worst 224 MB, in x.conf, of maxmemory',
    'b postgres: limit undefined, swap undefined, cpus undefined, expected 130.6 MB, worst 680.1 MB, in b.container, of hash_mem_multiplier max_connections shared_buffers',
    'n@ nginx: limit 16 MB, swap undefined, cpus undefined, expected 16 MB, worst undefined, in n%40.container, of nothing',
    'p pgbouncer: limit undefined, swap undefined, cpus undefined, expected 18.8 MB, worst 21.2 MB, in p.container, of nothing',
    'q pgbouncer: limit undefined, swap undefined, cpus undefined, expected undefined, worst undefined, in q.container, of nothing',
    'r redis: limit undefined, swap undefined, cpus undefined, expected undefined, worst undefined, in r.container, of nothing',
    'w celery-worker: limit undefined, swap undefined, cpus 3, expected 546 MB, worst 846 MB, in w.container, of nothing',
    'w2 celery-worker: limit undefined, swap undefined, cpus undefined, expected 291.3 MB, worst 315.7 MB, in w2.container, of --concurrency',
    'w3 celery-worker: limit undefined, swap undefined, cpus undefined, expected 696 MB, worst 1.1 GB, in w3.container, of nothing',
    'w4 celery-worker: limit undefined, swap undefined, cpus undefined, expected 250 MB, worst undefined, in w4.container, of nothing',
  ]);
});

it('counts only what lies below the folder', () => {
  const files = { 'a.container': '[Container]\nImage=x\n', 'sub/b.container': '[Container]\nImage=x\n', 'subway/c.container': '[Container]\nImage=x\n' };
  const names = (folder: string): string[] => budgetServices(analysisOf(files).workspace, folder).map(({ name }) => name);
  expect([names(''), names(FOLDER), names(`${FOLDER}/sub`), names(`${FOLDER}/sub/`)]).toEqual([['a', 'b', 'c'], ['a', 'b', 'c'], ['b'], ['b']]);
});
