import { reporter, type RuleTable } from '../rule.ts';

/** What systemd reports and passes over when it loads the service that Podman has generated. */
export const SYSTEMD_RULES = {
  'systemd-unknown-directive': { severity: 'warning', summary: 'systemd does not know the directive, or not in this release, and ignores the line.' },
  'systemd-wrong-section': { severity: 'warning', summary: 'The directive is known, but in another section: here systemd ignores it.' },
  'systemd-bad-value': { severity: 'warning', summary: 'systemd cannot read the value: it ignores the line, or refuses to load the service.' },
  'systemd-refuses-service': { severity: 'warning', summary: 'Podman generates the service, but systemd refuses to load it.' },
} as const satisfies RuleTable;

export const problem = reporter(SYSTEMD_RULES);
