import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseVersion } from '../../server/src/model/version.ts';
import { parseRam, plan, planText } from '../../server/src/tuning/plan.ts';
import type { PlanOptions } from '../../server/src/tuning/types.ts';

const PLANS = new URL('./plans/', import.meta.url);

/** The options that a plan's first line names: `ram=8G cpus=4 …`. */
function optionsIn(line: string): PlanOptions {
  const said = Object.fromEntries(line.split(' ').map((word) => word.split('=') as [string, string]));
  const number = (key: string): number | undefined => (said[key] === undefined ? undefined : Number(said[key]));
  const version = (key: string): readonly number[] | undefined => (said[key] === undefined ? undefined : parseVersion(said[key]));
  return {
    ram: parseRam(said['ram']!)!, cpus: number('cpus'), connections: number('connections'), postgresMajor: number('postgres'),
    services: said['services']?.split(','), podman: version('podman'), redis: version('redis'), pgbouncer: version('pgbouncer'),
    profile: said['profile'], storage: said['storage'], formula: said['formula'],
  } as PlanOptions;
}

// What `tune` prints, each value with its reason: whoever changes a formula sees here what it changes for whom.
describe('a whole plan', () => {
  it.each(fs.readdirSync(PLANS))('%s', (name) => {
    const [line, ...expected] = fs.readFileSync(new URL(name, PLANS), 'utf8').split('\n');
    const options = optionsIn(line!);
    const made = plan(options);
    expect((made.ok ? planText(made, options.podman) : `${made.message}\n`).split('\n')).toEqual(expected);
  });
});
