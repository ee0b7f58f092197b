// Workspaces made by a seed: the same seed gives the same bytes on every machine.
import fs from 'node:fs';
import path from 'node:path';

/** A stream of numbers from 0 to below 1 (mulberry32). */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The network that the first containers of every generated workspace share. */
export const SHARED_NETWORK = 'shared.network';

function container(index, { count, networks, volumes }, next) {
  const at = (of) => Math.floor(next() * of);
  const lines = [
    '[Unit]', `Description=Service ${index}`, `After=app${at(count)}.service`, '',
    '[Container]', `Image=registry.example.com/team/app${index % 40}:1.${index % 9}.0`, `ContainerName=app${index}`,
    `Network=${index < 50 ? 'shared' : `net${index % networks}`}.network`, `Volume=data${index % volumes}.volume:/var/lib/app`,
    `Environment=PEER=app${at(count)} LEVEL=${at(9)}`, `Memory=${64 + at(9) * 32}M`, 'HealthCmd=/bin/check --quick', `Label=team=${at(20)}`,
  ];
  if (index % 7 === 0) lines.push(`PublishPort=127.0.0.1:${10000 + index}:8080`);
  if (index % 5 === 0) lines.push('# Kept small: the queue holds the rest', `Exec=serve --workers ${1 + at(8)} \\`, '  --bind 0.0.0.0:8080');
  lines.push('', '[Service]', 'Restart=always', `TimeoutStopSec=${10 + at(50)}`, '', '[Install]', 'WantedBy=default.target', '');
  return lines.join('\n');
}

/** Writes `count` units that name each other; every tenth container has a drop-in. Returns how many files there are. */
export function writeUnits(folder, count, seed = 8) {
  const next = random(seed);
  fs.mkdirSync(folder, { recursive: true });
  let files = 0;
  const write = (name, text) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
    files++;
  };
  const volumes = Math.min(500, Math.floor(count / 10));
  const networks = Math.min(100, Math.floor(count / 10));
  write(SHARED_NETWORK, '[Network]\nSubnet=10.89.0.0/24\n');
  for (let i = 0; i < networks; i++) write(`net${i}.network`, `[Network]\nLabel=number=${i}\n`);
  for (let i = 0; i < volumes; i++) write(`data${i}.volume`, `[Volume]\nLabel=number=${i}\n`);
  const containers = count - 1 - networks - volumes;
  for (let i = 0; i < containers; i++) {
    write(`app${i}.container`, container(i, { count: containers, networks, volumes }, next));
    if (i % 10 === 3) write(`app${i}.container.d/50-limits.conf`, `[Container]\nPidsLimit=${100 + (i % 50)}\n`);
  }
  return files;
}

/** A container unit of about this many lines, as one long service would have them. */
export function longUnit(lines = 200) {
  const out = ['[Unit]', 'Description=The service that is being edited', 'After=app1.service', '', '[Container]', 'Image=docker.io/library/postgres:16', 'Network=shared.network', 'Volume=data0.volume:/var/lib/postgresql/data'];
  for (let i = 0; out.length < lines - 8; i++) out.push(i % 8 === 7 ? `# Part ${i}` : `Environment=SETTING_${i}=value${i}`);
  return [...out, 'Memory=2G', 'PidsLimit=200', '', '[Service]', 'Restart=always', '', '[Install]', 'WantedBy=default.target', ''].join('\n');
}

/** A Dockerfile and a Compose file of the same length: what the servers of other formats are given. */
export function longDockerfile(lines = 200) {
  const out = ['FROM docker.io/library/debian:12'];
  for (let i = 0; out.length < lines - 1; i++) out.push(i % 8 === 7 ? `# Part ${i}` : `ENV SETTING_${i}=value${i}`);
  return [...out, 'CMD ["serve"]', ''].join('\n');
}
export function longCompose(lines = 200) {
  const out = ['services:', '  app:', '    image: docker.io/library/postgres:16', '    environment:'];
  for (let i = 0; out.length < lines; i++) out.push(i % 8 === 7 ? `      # Part ${i}` : `      SETTING_${i}: value${i}`);
  return `${out.join('\n')}\n`;
}

const REDIS = [
  'bind 127.0.0.1 -::1', 'protected-mode yes', 'port 6379', 'tcp-backlog 511', 'timeout 0', 'tcp-keepalive 300', 'daemonize no', 'loglevel notice', 'logfile ""', 'databases 16',
  'always-show-logo no', 'stop-writes-on-bgsave-error yes', 'rdbcompression yes', 'rdbchecksum yes', 'dbfilename dump.rdb', 'dir ./', 'replica-serve-stale-data yes', 'replica-read-only yes',
  'repl-diskless-sync yes', 'repl-disable-tcp-nodelay no', 'replica-priority 100', 'acllog-max-len 128', 'lazyfree-lazy-eviction no', 'lazyfree-lazy-expire no', 'oom-score-adj no', 'appendonly no',
  'appendfilename "appendonly.aof"', 'appendfsync everysec', 'no-appendfsync-on-rewrite no', 'auto-aof-rewrite-percentage 100', 'auto-aof-rewrite-min-size 64mb', 'aof-load-truncated yes', 'slowlog-log-slower-than 10000',
  'slowlog-max-len 128', 'latency-monitor-threshold 0', 'notify-keyspace-events ""', 'hash-max-listpack-entries 512', 'list-max-listpack-size -2', 'set-max-intset-entries 512', 'zset-max-listpack-entries 128',
  'hll-sparse-max-bytes 3000', 'stream-node-max-bytes 4096', 'activerehashing yes', 'client-output-buffer-limit normal 0 0 0', 'client-output-buffer-limit replica 256mb 64mb 60', 'hz 10', 'dynamic-hz yes', 'jemalloc-bg-thread yes',
];

/** A redis.conf of the shape in which it is shipped: a few settings among many lines of explanation. */
export function longRedisConf(lines = 2000) {
  const out = [];
  for (let i = 0; out.length < lines; i++) {
    if (i % 8 === 0) out.push(`################################## PART ${i / 8} ###################################`, '');
    for (let n = 0; n < Math.floor(lines / 56) && out.length < lines - 2; n++) out.push(`# Line ${n} of what is said of this setting, about as long as such lines are wont to be.`);
    if (i < REDIS.length) out.push(REDIS[i], '');
    else out.push('# The end of this part.', '');
  }
  return `${out.slice(0, lines).join('\n')}\n`;
}
