// `npm run bench`: how long a person waits, against a server that does nothing, and against the peers. Exits 1 where a bound is missed.
//   --only NAME[,NAME]  start, activation, latency, redis, large, memory, cli
//   --rounds N          samples of each kind (default 200)
//   --json FILE         the figures (default reports/bench.json)
//   --server FILE       another build than dist/server.js
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureActivation } from './activation.mjs';
import { measureCommandLine } from './command-line.mjs';
import { report } from './figures.mjs';
import { measureLarge } from './large.mjs';
import { measureLatency } from './latency.mjs';
import { measureMemory } from './memory.mjs';
import { measureRedis } from './redis.mjs';
import { measureStart } from './start.mjs';

const { values } = parseArgs({ options: { only: { type: 'string' }, rounds: { type: 'string' }, json: { type: 'string' }, server: { type: 'string' } } });
const parts = { start: measureStart, activation: measureActivation, latency: measureLatency, redis: measureRedis, large: measureLarge, memory: measureMemory, cli: measureCommandLine };
const only = values.only?.split(',') ?? Object.keys(parts);
const server = path.resolve(values.server ?? 'dist/server.js');
if (!fs.existsSync(server)) {
  console.error(`bench: ${server} is not built: run npm run build first`);
  process.exit(2);
}
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-bench-'));
const out = report();
try {
  for (const name of only) {
    console.log(`${name}…`);
    await parts[name]({ out, folder, server, rounds: Number(values.rounds ?? 200), say: (line) => console.log(line) });
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
out.print((line) => console.log(line));
const file = values.json ?? 'reports/bench.json';
fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
const machine = { cpus: os.availableParallelism(), model: os.cpus()[0]?.model, node: process.version, load: os.loadavg()[0] };
fs.writeFileSync(file, `${JSON.stringify({ machine, rows: out.rows, bounds: out.bounds }, null, 2)}\n`);
process.exit(out.bounds.every(({ holds }) => holds) ? 0 : 1);
