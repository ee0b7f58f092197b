import { unitTypeOfPath } from '../../model/files.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { mountsOfVolume, fileOfUnit } from '../../stack/queries.ts';
import type { Container } from '../../stack/types.ts';
import { nameOf } from '../../model/uri.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** The containers of a pod have one label: what is labelled for one of them is so for all. */
const isOfPod = (container: Container, pod: string | undefined): boolean => pod !== undefined && container.pod?.value === pod;

/** `:Z` gives the files a label of this container, or its pod, alone: the others lose access at its next start (podman-run(1), "Labeling Volume Mounts"). */
export function privateLabelShared(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  return container.volumes.flatMap((place): FileProblem[] => {
    const { kind, source, options } = place.value;
    if ((kind !== 'volume' && kind !== 'bind') || !options.includes('Z')) return [];
    const shared = mountsOfVolume(snapshot, path, source).find((mounting) => mounting.container.uri !== container.uri && !isOfPod(mounting.container, container.pod?.value));
    if (shared === undefined) return [];
    const { container: other, volume: there } = shared;
    const at = place.end - 1;
    const message = `\`:Z\` labels \`${source}\` for this ${container.pod === undefined ? 'container' : 'pod'} alone, and \`${other.unit}\` uses it too: whichever starts last locks the other out. Use \`:z\` in both.`;
    const text = snapshot.file(place.uri)?.text ?? '';
    const option = text.slice(place.start, place.end).lastIndexOf('Z');
    const span = option < 0 ? { start: at, end: place.end } : { start: place.start + option, end: place.start + option + 1 };
    return [{ uri: place.uri, problem: problem('private-label-shared', place, message, {
      fixes: option < 0 ? [] : [{ title: 'Use :z', preferred: true, safe: true, edits: [{ ...span, newText: 'z' }] }],
      related: [{ uri: there.uri, start: there.start, end: there.end, message: `mounted here by ${other.unit}` }],
    }) }];
  });
}

/** `data:/x` beside a `data.volume` unit: the unit makes `systemd-data`, the line means another volume `data`. */
export function volumeSuffixMissing(snapshot: Snapshot, container: Container, file: SourceFile): FileProblem[] {
  return container.volumes.flatMap((place): FileProblem[] => {
    const { kind, source } = place.value;
    if (kind !== 'volume' || /[.]/.test(source)) return [];
    const unit = fileOfUnit(snapshot, file.path, `${source}.volume`);
    if (unit === undefined || unitTypeOfPath(unit.path) !== 'volume' || nameOf(unit.path) !== `${source}.volume` || /^\s*VolumeName\s*=/m.test(unit.text)) return [];
    const text = snapshot.file(place.uri)?.text.slice(place.start, place.end) ?? '';
    const at = place.start + text.indexOf(source);
    const message = `\`${source}\` is a volume of its own, apart from that of \`${source}.volume\`, which is named \`systemd-${source}\`: the data lands where the unit does not see it. Write \`${source}.volume\`.`;
    return [{ uri: place.uri, problem: problem('volume-suffix-missing', { start: at, end: at + source.length }, message, {
      fixes: [{ title: `Use ${source}.volume`, preferred: true, edits: [{ start: at + source.length, end: at + source.length, newText: '.volume' }] }],
    }) }];
  });
}
