/** The letters of notify-keyspace-events. */
export const EVENT_LETTERS: Readonly<Record<string, string>> = {
  K: 'publishes on `__keyspace@N__:key`, the event as message',
  E: 'publishes on `__keyevent@N__:event`, the key as message',
  g: 'generic commands: DEL, EXPIRE, RENAME',
  $: 'strings',
  l: 'lists',
  s: 'sets',
  h: 'hashes',
  z: 'sorted sets',
  t: 'streams',
  d: 'types of modules',
  x: 'a key has expired and is removed',
  e: 'a key is evicted for `maxmemory`',
  m: 'a key was asked for and is not there; not part of `A`',
  n: 'a new key is made; not part of `A`',
  o: 'a key is written anew; not part of `A`',
  c: 'a key changes its type; not part of `A`',
  A: 'all of `g$lshztdxe`',
};

/** Directives that most files set, in the order in which completion offers them. */
export const COMMON = [
  'maxmemory', 'maxmemory-policy', 'appendonly', 'appendfsync', 'save', 'bind', 'protected-mode', 'port', 'requirepass', 'dir', 'databases', 'timeout', 'tcp-keepalive', 'loglevel',
  'notify-keyspace-events', 'maxclients', 'client-output-buffer-limit', 'auto-aof-rewrite-percentage', 'auto-aof-rewrite-min-size', 'dbfilename', 'appendfilename', 'stop-writes-on-bgsave-error',
  'rdbcompression', 'rdbchecksum', 'maxmemory-samples', 'slowlog-log-slower-than', 'slowlog-max-len', 'io-threads', 'user', 'include', 'replicaof', 'unixsocket', 'unixsocketperm', 'hz', 'lazyfree-lazy-eviction',
];

/** Values worth offering where the kind alone says little. */
export const SAMPLES: Readonly<Record<string, readonly (readonly [value: string, meaning: string])[]>> = {
  bind: [['127.0.0.1 -::1', 'this machine only; in a container nobody else'], ['* -::*', 'all addresses, IPv6 where there is'], ['0.0.0.0', 'all IPv4 addresses']],
  save: [['3600 1 300 100 60 10000', 'the built-in points'], ['900 1', 'after 15 minutes with a change'], ['""', 'no snapshots']],
  replicaof: [['no one', 'an independent server']],
  'notify-keyspace-events': [['Ex', 'expired keys'], ['AKE', 'nearly all events on both kinds of channel'], ['Kg$', 'generic commands and strings, by key'], ['""', 'none']],
  'oom-score-adj-values': [['0 200 800', 'primary, replica, saving child']],
  'latency-tracking-info-percentiles': [['50 99 99.9', 'median and the slow end'], ['""', 'none']],
  'tls-protocols': [['"TLSv1.2 TLSv1.3"', 'both current versions'], ['TLSv1.3', 'the newest only']],
  dir: [['/data', 'the volume of the official images']],
  maxmemory: [['256mb', ''], ['512mb', ''], ['1gb', ''], ['2gb', '']],
  unixsocketperm: [['770', 'owner and group'], ['777', 'everyone who reaches the folder'], ['700', 'the owner only']],
  'proc-title-template': [['"{title} {listen-addr} {server-mode}"', 'the built-in template']],
  'maxmemory-clients': [['5%', 'of `maxmemory`'], ['1gb', ''], ['0', 'no limit']],
};
