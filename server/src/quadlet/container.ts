import { argOf, isTrue, lowered, type Compilation } from './compilation.ts';
import {
  addAllStrings, addAssignments, addBooleans, addLogging, addPodmanArgs, addPrefixed, addStrings, addWords, podman, wordArg, type Flags, type PodmanCommand,
} from './command.ts';
import { addMounts } from './mounts.ts';
import { containerNameOf, isTemplate, podFileOf, resolvedContainerName } from './names.ts';
import { addNetworks } from './networks.ts';
import { absolutePath } from './paths.ts';
import { addPublishedPorts, checkExposedPort } from './ports.ts';
import { imageOf, notFound } from './references.ts';
import { checkKillMode, checkServiceType, setNotify, setSyslogIdentifier } from './service-rules.ts';
import { keyOrigin, originOf, type Arg } from './unit-file.ts';
import { addUser, addUserMappings } from './userns.ts';
import { addVolumes } from './volumes.ts';
import { insertImage } from './fixes.ts';

const STRINGS: Flags = [
  ['Timezone', '--tz'], ['PidsLimit', '--pids-limit'], ['ShmSize', '--shm-size'], ['Entrypoint', '--entrypoint'], ['WorkingDir', '--workdir'],
  ['IP', '--ip'], ['IP6', '--ip6'], ['HostName', '--hostname'], ['StopSignal', '--stop-signal'], ['StopTimeout', '--stop-timeout'], ['Pull', '--pull'],
  ['Memory', '--memory'], ['Retry', '--retry'], ['RetryDelay', '--retry-delay'], ['ImageVolume', '--image-volume'],
];
const LATER_STRINGS = STRINGS.filter(([key]) => key !== 'Entrypoint');
const ALL_STRINGS: Flags = [
  ['NetworkAlias', '--network-alias'], ['Ulimit', '--ulimit'], ['DNS', '--dns'], ['DNSOption', '--dns-option'], ['DNSSearch', '--dns-search'],
  ['GroupAdd', '--group-add'], ['AddHost', '--add-host'], ['Tmpfs', '--tmpfs'],
];
const BOOLEANS: Flags = [['RunInit', '--init'], ['EnvironmentHost', '--env-host'], ['HttpProxy', '--http-proxy'], ['ReadOnlyTmpfs', '--read-only-tmpfs']];
const ASSIGNMENTS: Flags = [['Environment', '--env'], ['Label', '--label'], ['Annotation', '--annotation']];
const HEALTH: Flags = [
  ['HealthCmd', 'cmd'], ['HealthInterval', 'interval'], ['HealthOnFailure', 'on-failure'], ['HealthLogDestination', 'log-destination'],
  ['HealthMaxLogCount', 'max-log-count'], ['HealthMaxLogSize', 'max-log-size'], ['HealthRetries', 'retries'], ['HealthStartPeriod', 'start-period'],
  ['HealthTimeout', 'timeout'], ['HealthStartupCmd', 'startup-cmd'], ['HealthStartupInterval', 'startup-interval'],
  ['HealthStartupRetries', 'startup-retries'], ['HealthStartupSuccess', 'startup-success'], ['HealthStartupTimeout', 'startup-timeout'],
].map(([key, flag]) => [key!, `--health-${flag}`] as const);

/** What becomes of a container, step by step. */
interface Draft {
  readonly c: Compilation;
  readonly run: PodmanCommand;
  image: Arg;
}

interface Step {
  /** The keys of [Container] that it goes by; those of which nothing can be refused need not be named. */
  readonly keys: readonly string[];
  /** `always`: it says something where none of them is there, too. `asks`: it looks at other units. */
  readonly also?: 'always' | 'asks';
  run(draft: Draft): void;
}

/** In the order in which the generator takes them, which is that of its output. */
const STEPS: readonly Step[] = [
  { keys: ['Image', 'Rootfs'], also: 'always', run: takeImage },
  { keys: ['ContainerName', 'ReloadCmd', 'ReloadSignal'], also: 'always', run: beginService },
  { keys: ['LogDriver', 'LogOpt'], run: ({ c, run }) => addLogging(c, run) },
  { keys: [], run: addPlainOptions },
  { keys: ['Tmpfs'], run: ({ c }) => checkTmpfs(c) },
  { keys: [], run: addPlainLists },
  { keys: ['Network'], also: 'asks', run: ({ c, run }) => addNetworks(c, run) },
  { keys: ['Notify'], also: 'always', run: setType },
  { keys: ['AddDevice', 'DropCapability', 'AddCapability', 'Sysctl'], run: ({ c, run }) => addSecurity(c, run) },
  { keys: [], run: ({ c, run }) => addFilesystem(c, run) },
  { keys: ['User', 'Group'], run: ({ c, run }) => addUser(c, run) },
  { keys: ['UserNS', 'UIDMap', 'GIDMap', 'SubUIDMap', 'SubGIDMap', 'RemapUid', 'RemapGid', 'RemapUsers', 'RemapUidSize'], run: ({ c, run }) => addUserMappings(c, run, true) },
  { keys: ['Volume'], also: 'asks', run: ({ c, run }) => addVolumes(c, run) },
  { keys: [], run: addAutoUpdate },
  { keys: ['ExposeHostPort', 'PublishPort'], run: addPorts },
  { keys: ['Environment', 'Label', 'Annotation'], run: ({ c, run }) => addAssignments(c, run, ASSIGNMENTS) },
  { keys: ['Mask', 'Unmask', 'EnvironmentFile', 'Secret'], run: addWordLists },
  { keys: ['Mount'], also: 'asks', run: ({ c, run }) => addMounts(c, run) },
  { keys: [], run: ({ c, run }) => addHealth(c, run) },
  { keys: ['Pod', 'StartWithPod'], also: 'asks', run: ({ c, run }) => addPod(c, run) },
  { keys: ['PodmanArgs'], run: ({ c, run }) => addPodmanArgs(c, run) },
  { keys: ['Exec'], run: endCommand },
];

const ALL = (1 << STEPS.length) - 1;
const stepsThat = (also: Step['also']): number => STEPS.reduce((bits, step, i) => (step.also === also ? bits | (1 << i) : bits), 0);
const ALWAYS = stepsThat('always');
const ASKING = stepsThat('asks');
/** Which steps go by a key, a bit for each. */
const GOING_BY: ReadonlyMap<string, number> = new Map(STEPS.flatMap(({ keys }, i) => keys.map((key) => [key, 1 << i] as const)));

/**
 * A `.container`: `podman run`, kept by systemd. Where only problems are wanted, the steps are passed over that find no
 * key of theirs, or whose keys have not changed since nothing was said.
 */
export function compileContainer(c: Compilation): void {
  const draft: Draft = { c, run: podman(c), image: { text: '' } };
  const bits = c.writes ? ALL : stepsFor(c);
  for (let i = 0; i < STEPS.length; i++) if ((bits & (1 << i)) !== 0) STEPS[i]!.run(draft);
  c.command = draft.run.args;
}

function stepsFor(c: Compilation): number {
  const there = c.file.bitsOf('Container', GOING_BY);
  return ALWAYS | (c.changed === undefined ? there : there & (ASKING | (GOING_BY.get(c.changed) ?? 0)));
}

function beginService({ c, run }: Draft): void {
  const { service, target } = c;
  if (!target.has('mountsForFirst')) service.add('Unit', 'RequiresMountsFor', '%t/containers');
  const name = containerNameOf(c.unit.name, c.file, target);
  c.resourceName = resolvedContainerName(c.unit.name, c.file, target);
  service.add('Service', 'Environment', 'PODMAN_SYSTEMD_UNIT=%n');
  checkKillMode(c);
  const byName = target.has('stopsByName');
  const nameArg: Arg = { text: name, origin: originOfName(c) };
  if (c.writes) addStop(c, byName ? nameArg : { text: '--cidfile=%t/%N.cid' });
  addReload(c, byName ? nameArg : undefined);
  run.add('run', '--name', nameArg, byName ? undefined : '--cidfile=%t/%N.cid', '--replace', '--rm');
}

/** Options of one word, which podman itself judges. */
function addPlainOptions({ c, run }: Draft): void {
  c.service.add('Service', 'Delegate', 'yes');
  const cgroups = c.filled('CgroupsMode');
  if (cgroups === undefined) run.add('--cgroups=split');
  else run.option('--cgroups', cgroups.text, cgroups);
  addEntrypointAndStrings(c, run);
}

function addPlainLists({ c, run }: Draft): void {
  addAllStrings(c, run, ALL_STRINGS);
  addBooleans(c, run, BOOLEANS);
}

function setType({ c, run }: Draft): void {
  if (!checkServiceType(c)) {
    const notify = c.value('Notify');
    const who = notify === undefined ? 'conmon' : notify.text.toLowerCase() === 'healthy' ? 'healthy' : isTrue(notify.text) ? 'container' : 'conmon';
    run.add({ text: `--sdnotify=${who}`, origin: notify && originOf(notify) });
    setNotify(c);
    run.add('-d');
  }
  setSyslogIdentifier(c);
}

function addAutoUpdate({ c, run }: Draft): void {
  const update = c.filled('AutoUpdate');
  if (update !== undefined) run.option('--label', `io.containers.autoupdate=${update.text}`, update);
}

function addPorts({ c, run }: Draft): void {
  for (const port of c.all('ExposeHostPort')) checkExposedPort(c, run, port);
  addPublishedPorts(c, run);
}

function addWordLists({ c, run }: Draft): void {
  addWords(run, '--security-opt', c.args('Mask'), (text) => `mask=${text}`);
  addWords(run, '--security-opt', c.args('Unmask'), (text) => `unmask=${text}`);
  addWords(run, '--env-file', c.args('EnvironmentFile'), (text) => absolutePath(c.unit, text));
  addWords(run, '--secret', c.args('Secret'));
}

function endCommand({ c, run, image }: Draft): void {
  if (image.text === '') {
    const rootfs = c.value('Rootfs');
    run.option('--rootfs', rootfs?.text ?? '', rootfs);
  } else run.add(image);
  run.addAll((c.lastArgs('Exec') ?? []).map(wordArg));
  c.addCommand('ExecStart', run.args);
}

const originOfName = (c: Compilation): Arg['origin'] => {
  const given = c.filled('ContainerName');
  return given && originOf(given);
};

function takeImage(draft: Draft): void {
  const { c } = draft;
  const image = c.filled('Image');
  const rootfs = c.filled('Rootfs');
  if (image === undefined && rootfs === undefined) {
    c.fail('quadlet-missing-image', undefined, `A .container unit needs Image= (or Rootfs=): ${c.podman} rejects the whole unit.`, { fixes: insertImage(c) });
  }
  if (image !== undefined && rootfs !== undefined) {
    c.fail('quadlet-conflicting-keys', keyOrigin(rootfs.line), `Image= and Rootfs= exclude each other: ${c.podman} rejects the whole unit. Remove one.`);
  }
  if (image !== undefined) draft.image = imageOf(c, image.text, originOf(image));
}

function addEntrypointAndStrings(c: Compilation, run: PodmanCommand): void {
  if (!c.target.has('emptyEntrypoint')) return addStrings(c, run, STRINGS);
  const entrypoint = c.value('Entrypoint');
  if (entrypoint !== undefined) run.add({ text: `--entrypoint=${entrypoint.text}`, origin: originOf(entrypoint) });
  addStrings(c, run, LATER_STRINGS);
}

/** Before 5.3 the generator counts the colons of `Tmpfs=`. */
function checkTmpfs(c: Compilation): void {
  if (c.target.has('uncheckedPorts')) return;
  for (const found of c.all('Tmpfs')) {
    if (found.text.split(':').length > 2) c.fail('quadlet-bad-value', originOf(found), `Tmpfs= is \`/path\` or \`/path:options\`, with one colon at the most: ${c.podman} rejects the whole unit.`);
  }
}

function addStop(c: Compilation, name: Arg): void {
  const stop = podman(c).add('rm', '-v', '-f', '-i', name).args;
  c.addCommand('ExecStop', stop);
  c.addCommand('ExecStopPost', [{ text: `-${stop[0]!.text}` }, ...stop.slice(1)]);
}

function addReload(c: Compilation, name: Arg | undefined): void {
  const signal = c.filled('ReloadSignal');
  const words = c.lastArgs('ReloadCmd') ?? [];
  if (signal !== undefined && words.length > 0) {
    return c.fail('quadlet-conflicting-keys', keyOrigin(signal.line), `ReloadCmd= and ReloadSignal= exclude each other: ${c.podman} rejects the whole unit. Remove one.`);
  }
  const container = name ?? { text: '--cidfile=%t/%N.cid' };
  const reload = podman(c);
  if (words.length > 0) reload.add('exec', container).addAll(words.map(wordArg));
  else if (signal !== undefined) reload.add('kill', ...(name === undefined ? [container] : []), { text: '--signal', origin: originOf(signal) }, argOf(signal), ...(name === undefined ? [] : [name]));
  else return;
  c.addCommand('ExecReload', reload.args);
}

function addHealth(c: Compilation, run: PodmanCommand): void {
  for (const [key, flag] of HEALTH) {
    const found = c.filled(key);
    if (found !== undefined) run.option(flag, found.text, found);
  }
}

function addSecurity(c: Compilation, run: PodmanCommand): void {
  const noNew = c.value('NoNewPrivileges');
  if (noNew !== undefined && isTrue(noNew.text)) run.add({ text: '--security-opt=no-new-privileges', origin: originOf(noNew) });
  for (const [key, label] of [['SecurityLabelDisable', 'disable'], ['SecurityLabelNested', 'nested']] as const) {
    const found = c.value(key);
    if (found !== undefined && isTrue(found.text)) run.option('--security-opt', `label=${label}`, found);
  }
  addPrefixed(run, '--security-opt', 'label=type:', c.filled('SecurityLabelType'));
  addPrefixed(run, '--security-opt', 'label=filetype:', c.filled('SecurityLabelFileType'));
  addPrefixed(run, '--security-opt', 'label=level:', c.filled('SecurityLabelLevel'));
  addPrefixed(run, '--security-opt', 'apparmor=', c.filled('AppArmor'));
  // `-/dev/x` means: only where it exists.
  const isThere = (text: string): boolean => !text.startsWith('-') || c.target.hasDevice(text.slice(1).split(':', 1)[0]!);
  addWords(run, '--device', c.words('AddDevice').filter(({ text }) => isThere(text)), (text) => text.replace(/^-/, ''));
  addPrefixed(run, '--security-opt', 'seccomp=', c.value('SeccompProfile'));
  addWords(run, '--cap-drop', c.words('DropCapability'), lowered);
  addWords(run, '--cap-add', c.words('AddCapability'), lowered);
  addWords(run, '--sysctl', c.words('Sysctl'));
}

function addFilesystem(c: Compilation, run: PodmanCommand): void {
  const readOnly = c.value('ReadOnly');
  if (readOnly !== undefined) run.boolean('--read-only', isTrue(readOnly.text), readOnly);
  const volatile = c.value('VolatileTmp');
  if (volatile === undefined || !isTrue(volatile.text) || (readOnly !== undefined && isTrue(readOnly.text))) return;
  run.option('--tmpfs', '/tmp:rw,size=512M,mode=1777', volatile);
}

/** True where the container is started together with its pod. */
const startsWithPod = (c: Compilation): boolean => !(c.target.has('templatesStayOut') && isTemplate(c.unit.name)) && (c.flag('StartWithPod') ?? true);

function addPod(c: Compilation, run: PodmanCommand): void {
  const pod = c.filled('Pod');
  if (pod === undefined || !c.target.has('podUnits')) return;
  const name = podFileOf(c.unit.name, c.file, c.target)!;
  const place = originOf(pod);
  if (!name.endsWith('.pod')) return c.fail('quadlet-bad-value', place, `Pod= names a .pod unit, not a pod: ${c.podman} rejects the whole unit. Write the unit's file name, such as \`${name}.pod\`.`);
  const unit = c.find(name);
  if (unit === undefined) return notFound(c, name, place);
  if (c.target.has('stopsByName')) run.option('--pod', unit.resourceName, place);
  else run.option('--pod-id-file', `%t/${unit.serviceName.replace(/\.service$/, '')}.pod-id`, place);
  c.startsWithPod = startsWithPod(c);
  c.service.add('Unit', 'BindsTo', unit.serviceName);
  c.service.add('Unit', 'After', unit.serviceName);
}
