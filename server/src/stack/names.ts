/**
 * The service that a unit is generated as, by its file's name (podman-systemd.unit(5)): `web.container` → `web.service`,
 * `data.volume` → `data-volume.service`. Other names stay as they are. `ServiceName=` may say otherwise.
 */
export const unitService = (name: string): string =>
  name.replace(/\.(?:container|kube)$/, '.service').replace(/\.(pod|volume|network|image|build|artifact)$/, '-$1.service');
