import type { Compilation, FoundWord } from './compilation.ts';
import type { PodmanCommand } from './command.ts';
import { readCsv, writeCsv, type CsvField } from './csv.ts';
import { absolutePath } from './paths.ts';
import { storageOf } from './references.ts';

const SOURCED: ReadonlySet<string> = new Set(['volume', 'bind', 'glob']);

/** `Mount=`: comma-separated options; sources that name units or relative paths are resolved. */
export function addMounts(c: Compilation, command: PodmanCommand): void {
  for (const mount of c.args('Mount')) command.option('--mount', mountOf(c, mount), mount);
}

const needsSource = (c: Compilation, type: string): boolean =>
  SOURCED.has(type) || (type === 'image' && c.target.has('imageMounts')) || (type === 'artifact' && c.target.has('artifactUnits'));

function mountOf(c: Compilation, mount: FoundWord): string {
  const { fields, error } = readCsv(mount.text);
  if (error !== undefined) {
    const message = error.kind === 'lines' ? 'A mount is one line of options separated by commas' : 'A quote may stand only around a whole option, as in `"dst=/a,b"`';
    c.fail('quadlet-bad-mount', error.kind === 'lines' ? mount.at() : mount.at(error.at, error.at + 1), `${message}: ${c.podman} rejects the whole unit.`);
    return mount.text;
  }
  const typeField = fields.find(({ text }) => text.startsWith('type=') && text.split('=').length === 2);
  if (typeField === undefined && !c.target.has('mountTypeOptional')) {
    const place = mount.at();
    const fixes = place?.uri === c.unit.part.uri ? [{ title: 'Add type=volume', preferred: true, edits: [{ start: place.start, end: place.start, newText: 'type=volume,' }] }] : [];
    c.fail('quadlet-bad-mount', place, `${c.podman} wants a type= in every Mount=: bind, volume, tmpfs, image, glob or devpts. It rejects the whole unit.`, { fixes });
    return mount.text;
  }
  const type = typeField?.text.slice(5) ?? 'volume';
  if (!needsSource(c, type)) return mount.text;
  const options = fields.filter((field) => field !== typeField);
  const texts = options.map(({ text }) => text);
  let source: CsvField | undefined;
  for (const option of options) {
    if (/^(?:source|src)=/.test(option.text)) source = option;
    else if (option.text === 'source' || option.text === 'src') {
      c.fail('quadlet-bad-mount', mount.at(option.start, option.end), `\`${option.text}\` needs a value, as in \`${option.text}=/srv/data\`: ${c.podman} rejects the whole unit.`);
      return mount.text;
    }
  }
  const value = source?.text.slice(source.text.indexOf('=') + 1) ?? '';
  if (source === undefined || value === '') {
    sourceMissing(c, type, source === undefined ? mount.at() : mount.at(source.start, source.end));
  } else {
    const start = source.end - value.length;
    const resolved = storageOf(c, value, mount.at(start, source.end), { absolute: (path) => absolutePath(c.unit, path), images: c.target.has('imageMounts') });
    texts[options.indexOf(source)] = `source=${resolved}`;
  }
  return writeCsv([`type=${type}`, ...texts]);
}

const aMount = (type: string): string => `${/^[ai]/.test(type) ? 'An' : 'A'} ${type} mount`;

function sourceMissing(c: Compilation, type: string, place: ReturnType<FoundWord['at']>): void {
  if (!c.target.has('checksMountSource')) {
    // What is refused before its mounts are read crashes nothing yet.
    if (!c.rejected) c.crashes = true;
    c.fail('quadlet-generator-crashes', place, `${aMount(type)} without source= crashes the generator of ${c.podman} (mended in 5.7): it generates nothing from here on, for no unit. Add source=.`);
    return;
  }
  if (type === 'volume' && c.target.has('anonymousMounts')) return;
  const why = c.target.has('anonymousMounts') ? '' : ' Podman 6.0 and later make an anonymous volume of it where type=volume.';
  c.fail('quadlet-bad-mount', place, `${aMount(type)} needs source=: ${c.podman} rejects the whole unit.${type === 'volume' ? why : ''}`);
}
