import { reporter, type RuleTable } from '../rule.ts';

/** What a unit does by itself that its author cannot have meant. */
export const UNIT_RULES = {
  'environment-splits-at-blank': { severity: 'warning', summary: 'An assignment with a blank and no quotes becomes two variables.' },
  'exec-variable-unset': { severity: 'warning', summary: 'systemd replaces a variable that it does not know by nothing before the container starts.' },
  'exec-stop-races': { severity: 'warning', summary: 'An ExecStop= that stops the container runs before the generated one and races with it.' },
  'command-unknown-option': { severity: 'warning', summary: 'A program does not know an option of its command line.' },
  'empty-word-ends-list': { severity: 'warning', summary: 'Podman drops an empty word and all that stands behind it.' },
  'entrypoint-one-word': { severity: 'warning', summary: 'An entry point of several words that is no list: Podman takes it for one.' },
  'requires-without-after': { severity: 'warning', summary: 'A required unit is started at the same time, not before.' },
  'conflicts-with-template': { severity: 'warning', summary: 'A template is no unit: the dependency on it has no effect.' },
  'wanted-by-no-user-target': { severity: 'warning', summary: 'The user manager has no multi-user.target: the unit is never started at boot.' },
  'privileged-port': { severity: 'warning', summary: 'A rootless container cannot listen on a host port below 1024.' },
  'database-port-open': { severity: 'warning', summary: 'A database port is published on all of the host’s addresses.' },
  'flower-port-open': { severity: 'warning', summary: 'Flower is published on all of the host’s addresses.' },
  'stop-timeout-too-short': { severity: 'warning', summary: 'systemd kills the container before the program’s own grace period is over.' },
  'start-timeout-too-short': { severity: 'warning', summary: 'systemd ends the start before the health check may succeed.' },
  'start-timeout-default': { severity: 'hint', summary: 'The first start pulls the image in the time that it has, or stays down.' },
  'health-on-failure-restart': { severity: 'warning', summary: 'Podman restarts an unhealthy container behind systemd’s back.' },
  'health-kill-stays-down': { severity: 'warning', summary: 'Podman ends an unhealthy container, and nothing starts it again.' },
  'auto-update-without-effect': { severity: 'warning', summary: 'An image that can have no update from a registry.' },
  'resource-name-refused': { severity: 'warning', summary: 'A name that Podman refuses when the service starts.' },
  'refused-at-start': { severity: 'warning', summary: 'What the generator hands on and podman refuses: the service does not start.' },
  'secret-in-clear': { severity: 'warning', summary: 'A password stands readable in a unit.' },
} as const satisfies RuleTable;

export const problem = reporter(UNIT_RULES);
