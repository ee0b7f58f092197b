import { parseGoDuration } from '../../model/values/duration.ts';
import { quoted } from '../../stack/container.ts';
import { lastEntry, type UnitPart } from '../../stack/entries.ts';
import { isOfDockerHub } from '../../stack/image.ts';
import type { Container, Located } from '../../stack/types.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** What Podman's generator hands on, and `podman run` refuses: the service fails at each start. */
export function refusedAtStart(parts: readonly UnitPart[], container: Container): FileProblem[] {
  const last = (key: string): Located | undefined => {
    const placed = lastEntry(parts, 'Container', key);
    return placed && quoted(placed);
  };
  return [...refusedChecks(last), ...checkMissing(last, container), ...shortNameUpdated(last, container), ...hostsInPod(container)];
}

type Last = (key: string) => Located | undefined;

const refused = (place: Located<unknown>, message: string): FileProblem => ({ uri: place.uri, problem: problem('refused-at-start', place, `${message} Podman refuses the container, and the service does not start.`) });

/** Specifiers and variables are not known here. */
const isPlain = ({ value }: Located): boolean => !/[%$]/.test(value);

/** The settings of the two checks; each is read only where its command is set (`makeHealthCheckFromCli` in Podman's pkg/specgenutil). */
const CHECKS = [
  { command: 'HealthCmd', interval: 'HealthInterval', times: ['HealthTimeout', 'HealthStartPeriod'], retries: 'HealthRetries' },
  { command: 'HealthStartupCmd', interval: 'HealthStartupInterval', times: ['HealthStartupTimeout'], retries: undefined },
] as const;
const COUNTS = ['HealthRetries', 'HealthStartupRetries', 'HealthStartupSuccess'] as const;

function refusedChecks(last: Last): FileProblem[] {
  const found: FileProblem[] = [];
  for (const { command, interval, times, retries } of CHECKS) {
    if (last(command) === undefined) continue;
    for (const key of [interval, ...times]) {
      const place = last(key);
      if (place === undefined || !isPlain(place) || (key === interval && place.value === 'disable')) continue;
      const time = parseGoDuration(place.value);
      if (time === undefined) found.push(refused(place, `\`${place.value}\` is no duration as \`${key}=\` takes it: numbers with \`ms\`, \`s\`, \`m\` or \`h\` and no blanks, such as \`30s\` or \`1m30s\`.`));
      else if (key.endsWith('Timeout') ? time <= 0 : time < 0 && key !== interval) found.push(refused(place, `\`${key}=\` is ${key.endsWith('Timeout') ? 'at least `1s`' : '`0s` or more'}.`));
    }
    const count = retries === undefined ? undefined : last(retries);
    if (count !== undefined && /^0+$/.test(count.value)) found.push(refused(count, '`HealthRetries=` is at least 1: so many failures in a row make the container unhealthy.'));
  }
  for (const key of COUNTS) {
    const place = last(key);
    if (place !== undefined && isPlain(place) && !/^\d\w*$/.test(place.value)) found.push(refused(place, `\`${key}=\` is a whole number, not \`${place.value}\`.`));
  }
  return found;
}

/** Official images without a `HEALTHCHECK`: https://github.com/docker-library/faq#healthcheck. Others may bring their own. */
const UNCHECKED = /^(?:library\/(?:postgres|redis|nginx|mariadb|mysql|mongo|memcached|rabbitmq|httpd|caddy|traefik)|valkey\/valkey)$/;

/** What waits for a check, or acts on one, of an image that has none. */
function checkMissing(last: Last, { image, podmanArgs }: Container): FileProblem[] {
  if (image === undefined || !UNCHECKED.test(image.value.path) || !isOfDockerHub(image.value) || image.value.transport !== undefined) return [];
  if (last('HealthCmd') !== undefined || podmanArgs.some(({ value }) => value.startsWith('--health-cmd'))) return [];
  const notify = last('Notify');
  const action = last('HealthOnFailure');
  const startup = last('HealthStartupCmd');
  const needing = [
    ...(notify?.value.toLowerCase() === 'healthy' ? [{ place: notify, what: '`Notify=healthy` waits for a health check' }] : []),
    ...(action !== undefined && /^(?:kill|restart|stop)$/.test(action.value) ? [{ place: action, what: '`HealthOnFailure=` acts on a health check' }] : []),
    ...(startup !== undefined ? [{ place: startup, what: '`HealthStartupCmd=` comes before a health check' }] : []),
  ];
  return needing.map(({ place, what }) => refused(place, `${what}, and this image brings none: set \`HealthCmd=\`.`));
}

/** The registry to ask must stand in the name (`validateAutoUpdateImageReference` in Podman's libpod). */
function shortNameUpdated(last: Last, { image }: Container): FileProblem[] {
  const update = last('AutoUpdate');
  if (update?.value !== 'registry' || image === undefined || !isPlain({ ...image, value: image.value.reference })) return [];
  const { registry, transport, digest, reference } = image.value;
  if (registry !== undefined || transport !== undefined || digest !== undefined || /\.(?:image|build)$/.test(reference)) return [];
  return [refused(update, `\`AutoUpdate=registry\` needs an image with its registry in the name, such as \`docker.io/${reference.includes('/') ? '' : 'library/'}${reference}\`.`)];
}

/** `/etc/hosts` is the pod's, as the network is; whether a container with a network of its own joins that differs by release (`Validate` in Podman's pkg/specgen). */
function hostsInPod({ pod, networks, addedHosts }: Container): FileProblem[] {
  if (pod === undefined || networks.length > 0) return [];
  return addedHosts.map((place) => refused(place, `The hosts of a pod’s containers are the pod’s: write \`AddHost=\` in \`${pod.value}\`.`));
}
