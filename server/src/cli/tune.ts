import { plan, planJson, planText } from '../tuning/plan.ts';
import { DEFAULT_SERVICES, FORMULAS, PROFILES, SERVICES, STORAGES, type Service } from '../tuning/types.ts';
import { readChoice, readNumber, readOptions, readRam, readTargets } from './options.ts';
import { fit } from './report/columns.ts';
import { terminal } from './terminal.ts';
import { CannotDo } from './usage.ts';

/** `tune`: settings for a RAM size. Returns 0; too little RAM is a `CannotDo` that says what would fit. */
export function tune(words: readonly string[], write: (text: string) => void): number {
  const { options, paths } = readOptions('tune', words);
  if (paths.length > 0) throw new CannotDo(`tune takes no path: ${paths[0]}`);
  if (options.ram === undefined) throw new CannotDo('tune: --ram SIZE is needed, as in --ram 8G');
  const ram = readRam(options.ram);
  const format = readChoice('--format', options.format ?? 'text', ['text', 'json'] as const);
  const targets = readTargets(options.target);
  const result = plan({
    ram,
    formula: readChoice('--formula', options.formula ?? 'safe', FORMULAS),
    services: options.services === undefined ? DEFAULT_SERVICES : servicesOf(options.services),
    ...(options.cpus === undefined ? {} : { cpus: readNumber('--cpus', options.cpus, 1, 4096) }),
    ...(options.connections === undefined ? {} : { connections: readNumber('--connections', options.connections, 1, 262143) }),
    ...(options.profile === undefined ? {} : { profile: readChoice('--profile', options.profile, PROFILES) }),
    ...(options.storage === undefined ? {} : { storage: readChoice('--storage', options.storage, STORAGES) }),
    ...(targets.postgres?.[0] === undefined ? {} : { postgresMajor: targets.postgres[0] }),
    ...(targets.podman === undefined ? {} : { podman: targets.podman }),
    ...(targets.pgbouncer === undefined ? {} : { pgbouncer: targets.pgbouncer }),
    ...(targets.redis === undefined ? {} : { redis: targets.redis }),
  });
  if (!result.ok) throw new CannotDo(result.message);
  write(format === 'json' ? `${JSON.stringify(planJson(result), null, 1)}\n` : `${fit(planText(result, targets.podman).trimEnd(), terminal().width)}\n`);
  return 0;
}

function servicesOf(list: string): Service[] {
  return [...new Set(list.split(',').map((name) => name.trim()).filter((name) => name !== ''))].map((name) => readChoice('--services', name, SERVICES));
}
