import type { Compilation } from './compilation.ts';
import { originOf } from './unit-file.ts';

/** `KillMode=`: only two work with conmon; the default is `mixed`. */
export function checkKillMode(c: Compilation): void {
  const mode = c.service.lookup('Service', 'KillMode', c.target.quotes);
  if (mode === undefined) {
    c.service.set('Service', 'KillMode', 'mixed');
    return;
  }
  if (mode.text === 'mixed' || mode.text === 'control-group') return;
  const place = originOf(mode);
  const fixes = place?.uri === c.unit.part.uri && place.end > place.start ? [{ title: 'Change to mixed', preferred: true, edits: [{ start: place.start, end: place.end, newText: 'mixed' }] }] : [];
  c.fail('quadlet-bad-value', place, `KillMode= must be mixed or control-group for Podman's monitor to survive the stop: ${c.podman} rejects the whole unit.`, { fixes });
}

/** `Type=`: notify, unless it is oneshot. Returns true for oneshot. */
export function checkServiceType(c: Compilation): boolean {
  const type = c.service.lookup('Service', 'Type', c.target.quotes);
  if (type === undefined || type.text === 'notify') return false;
  if (type.text === 'oneshot') return true;
  const place = originOf(type);
  const fixes = place?.uri === c.unit.part.uri && place.end > place.start ? [{ title: 'Change to notify', preferred: true, edits: [{ start: place.start, end: place.end, newText: 'notify' }] }] : [];
  c.fail('quadlet-bad-value', place, `Type= of a .${c.unit.type} unit must be notify or oneshot: ${c.podman} rejects the whole unit. Without Type= it is notify.`, { fixes });
  return false;
}

/** The service is ready when conmon, or the container itself, says so. */
export function setNotify(c: Compilation): void {
  c.service.set('Service', 'Type', 'notify');
  c.service.set('Service', 'NotifyAccess', 'all');
}

/** In the journal the service appears by its own name, not as `podman`. */
export function setSyslogIdentifier(c: Compilation): void {
  if (c.service.last('Service', 'SyslogIdentifier') === undefined) c.service.set('Service', 'SyslogIdentifier', '%N');
}

/** What runs once and, where it makes something lasting, counts as active afterwards. */
export function setOneshot(c: Compilation, remains: boolean): void {
  setSyslogIdentifier(c);
  if (c.service.last('Service', 'Type') === undefined) c.service.set('Service', 'Type', 'oneshot');
  if (remains && c.service.last('Service', 'RemainAfterExit') === undefined) c.service.set('Service', 'RemainAfterExit', 'yes');
}
