import { reporter, type RuleTable } from '../rules/rule.ts';

/** What Podman's Quadlet generator refuses (errors), and what it only logs or passes over (warnings). */
export const QUADLET_RULES = {
  'quadlet-syntax': { severity: 'error', summary: 'A line is no section, no entry and no comment, so Podman does not load the file.' },
  'quadlet-lost-entry': { severity: 'warning', summary: 'The file ends within a continued value, and Podman forgets the entry.' },
  'quadlet-unknown-key': { severity: 'error', summary: 'No Podman release knows the key in this section.' },
  'quadlet-key-too-new': { severity: 'error', summary: 'The key came with a later Podman release.' },
  'quadlet-missing-image': { severity: 'error', summary: 'The unit says neither Image= nor Rootfs=.' },
  'quadlet-missing-key': { severity: 'error', summary: 'A key that the unit cannot do without is missing.' },
  'quadlet-conflicting-keys': { severity: 'error', summary: 'Two keys exclude each other.' },
  'quadlet-key-needs-key': { severity: 'error', summary: 'A key has a meaning only beside another one.' },
  'quadlet-bad-value': { severity: 'error', summary: 'The generator does not take the value.' },
  'quadlet-bad-mount': { severity: 'error', summary: 'The generator cannot read Mount=.' },
  'quadlet-unit-not-found': { severity: 'error', summary: 'The unit names another one that is not there.' },
  'quadlet-no-resource-name': { severity: 'error', summary: 'The name of what the other unit makes is not known when this one is generated.' },
  'quadlet-generator-hangs': { severity: 'error', summary: 'This release of the generator never comes to an end.' },
  'quadlet-generator-crashes': { severity: 'error', summary: 'This release of the generator crashes.' },
  'quadlet-not-generated': { severity: 'error', summary: 'Another unit stops the generator, so nothing of the folder is generated.' },
  'quadlet-quadlets-part': { severity: 'error', summary: 'podman quadlet install cannot take the part out of the .quadlets file.' },
  'quadlet-type-too-new': { severity: 'warning', summary: 'This release does not read files of this type.' },
  'quadlet-dependency-ignored': { severity: 'warning', summary: 'This release hands the name of a unit file on to systemd, which ignores the dependency.' },
  'quadlet-short-image-name': { severity: 'warning', summary: 'The image name lacks its registry.' },
  'quadlet-unsupported-service-key': { severity: 'warning', summary: 'Podman does not support this [Service] key.' },
  'quadlet-unreadable-value': { severity: 'warning', summary: 'Podman cannot read the value and drops it.' },
} as const satisfies RuleTable;

export type QuadletRule = keyof typeof QUADLET_RULES;

export const problem = reporter(QUADLET_RULES);
