import { isDropIn } from '../../model/files.ts';
import type { Problem } from '../../model/problem.ts';
import type { Programs } from '../../model/programs.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { atLeast, type Version } from '../../model/version.ts';
import { compileUnit, type CompiledUnit } from '../../quadlet/index.ts';
import { unitsOfFile } from '../../stack/world.ts';
import type { Difference, FileComparison } from './compare.ts';
import { withoutSecrets } from './lines.ts';

export const ANALYZE_NAMES = ['systemd-analyze'];

interface Service {
  readonly file: SourceFile;
  readonly compiled: CompiledUnit;
}

/** What systemd says of a service: zero-based line of its text, or undefined for the whole. */
interface Remark {
  readonly line: number | undefined;
  readonly message: string;
}

/** What the machine lacks, and what is merely old: nothing that a unit's author got wrong. */
const BESIDE_THE_POINT = /not executable|is obsolete|is deprecated|has been removed and it is ignored|not match strict|Failed to (?:resolve|find|open|create)|user\/group|bad unit file setting|has fatal error|no D-Bus service name|legacy directory|Unit (?:file )?\S+ (?:is )?not found|No such file|Permission denied|Unit uses/i;

/** Runs `systemd-analyze verify` over the services that Quadlet makes of the stack's units, and compares it with our rules about systemd. */
export async function checkServices(
  { program, version, programs, limit }: { readonly program: string; readonly version: Version; readonly programs: Programs; readonly limit: number },
  snapshot: Snapshot, files: readonly SourceFile[], problems: (uri: string) => readonly Problem[],
): Promise<{ readonly files: readonly FileComparison[]; readonly unfinished?: string }> {
  const services = files.filter((file) => !isDropIn(file.path)).flatMap((file) => {
    const { world, units } = unitsOfFile(snapshot, file);
    return units.map((unit): Service => ({ file, compiled: compileUnit(unit, world) })).filter(({ compiled }) => compiled.service !== undefined);
  });
  if (services.length === 0) return { files: [] };
  const result = await programs.run({
    program, limit,
    args: ['verify', '--man=no', ...(atLeast(version, [250]) ? ['--recursive-errors=no'] : []), ...services.map(({ compiled }) => `./${compiled.serviceName}`)],
    files: Object.fromEntries(services.map(({ compiled }) => [compiled.serviceName, compiled.service!])),
  });
  if (result.timedOut) return { files: [], unfinished: `did not answer within ${limit / 1000} s` };
  return { files: services.map((service) => compareService(service, remarksOn(service.compiled, result.stderr), snapshot, problems)) };
}

function remarksOn({ serviceName, lines }: CompiledUnit, said: string): Remark[] {
  const found: Remark[] = [];
  for (const line of said.split('\n')) {
    const at = line.indexOf(serviceName);
    if (at < 0 || (at > 0 && !/[/ ]/.test(line[at - 1]!))) continue;
    const match = /^(?::(\d+))?: (.*)$/.exec(line.slice(at + serviceName.length));
    if (match === null || BESIDE_THE_POINT.test(match[2]!)) continue;
    const number = match[1] === undefined ? undefined : Number(match[1]) - 1;
    found.push({ line: number, message: withoutSecrets(match[2]!, number === undefined ? '' : (lines[number]?.text ?? ''), 'quadlet') });
  }
  return found;
}

function compareService({ file, compiled }: Service, remarks: readonly Remark[], snapshot: Snapshot, problems: (uri: string) => readonly Problem[]): FileComparison {
  const origins = new Set(compiled.lines.flatMap(({ origin }) => (origin === undefined ? [] : [origin.uri])));
  const lineOf = (uri: string, offset: number): number => snapshot.file(uri)?.lines.positionAt(offset).line ?? 0;
  const theirs = new Map<string, { uri: string; line: number | undefined; message: string }>();
  for (const { line, message } of remarks) {
    const origin = line === undefined ? undefined : compiled.lines[line]?.origin;
    const place = { uri: origin?.uri ?? file.uri, line: origin === undefined ? undefined : lineOf(origin.uri, origin.start) };
    theirs.set(`${place.uri} ${place.line ?? ''}`, { ...place, message });
  }
  const ours = new Map<string, { uri: string; line: number | undefined; message: string }>();
  for (const uri of new Set([file.uri, ...origins])) {
    for (const { code, severity, start, message } of problems(uri)) {
      if (!code.startsWith('systemd-') || severity === 'information' || severity === 'hint') continue;
      const line = code === 'systemd-refuses-service' ? undefined : lineOf(uri, start);
      ours.set(`${line === undefined ? file.uri : uri} ${line ?? ''}`, { uri, line, message: `${severity} ${code}: ${message}` });
    }
  }
  const keys = [...new Set([...theirs.keys(), ...ours.keys()])];
  const differences = keys.filter((key) => theirs.has(key) !== ours.has(key)).map((key): Difference => ({ line: (theirs.get(key) ?? ours.get(key))!.line, theirs: theirs.get(key)?.message, ours: ours.get(key)?.message }));
  const compared = new Set([...keys, ...compiled.lines.flatMap(({ origin }) => (origin === undefined ? [] : [`${origin.uri} ${lineOf(origin.uri, origin.start)}`]))]).size;
  return { uri: file.uri, name: file.name, of: 'lines', compared, agreed: compared - differences.length, wrong: keys.length - differences.length, differences, notes: [] };
}
