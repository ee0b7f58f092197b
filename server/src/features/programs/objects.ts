import type { Programs } from '../../model/programs.ts';

/** What podman knows by name, for completion. */
export interface PodmanObjects {
  readonly images: readonly string[];
  readonly secrets: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

/** Milliseconds that each list may take; a podman that pulls its storage up can be slow. */
const LIMIT = 5_000;
/** Names of each kind that are kept. */
const MOST = 500;
/** A list of templates that every release from 4.4 on understands, where `--format json` is not known to all of them. */
const LISTS: Readonly<Record<keyof PodmanObjects, readonly string[]>> = {
  images: ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'],
  secrets: ['secret', 'ls', '--format', '{{.Name}}'],
  networks: ['network', 'ls', '--format', '{{.Name}}'],
  volumes: ['volume', 'ls', '--format', '{{.Name}}'],
};

/** Asks podman for its names; undefined where it is not installed. A list that fails is empty. */
export async function listPodmanObjects(programs: Programs): Promise<PodmanObjects | undefined> {
  const program = programs.find(['podman']);
  if (program === undefined) return undefined;
  const names = async (args: readonly string[]): Promise<readonly string[]> => {
    const { status, stdout } = await programs.run({ program, args, limit: LIMIT });
    if (status !== 0) return [];
    return [...new Set(stdout.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.includes('<none>')))].sort().slice(0, MOST);
  };
  const [images, secrets, networks, volumes] = await Promise.all([names(LISTS.images), names(LISTS.secrets), names(LISTS.networks), names(LISTS.volumes)]);
  return { images, secrets, networks, volumes };
}
