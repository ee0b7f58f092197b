import { quadletKey, quadletSections, sectionUrl, specifiers, type QuadletKey } from '../../facts/quadlet/index.ts';
import { typeOfName } from '../../model/files.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { compareVersions, parseVersion } from '../../model/version.ts';
import { formatBytes, formatExactBytes, parsePodmanSize } from '../../model/values/size.ts';
import { parseImage } from '../../stack/image.ts';
import { touches } from '../../syntax/span.ts';
import type { UnitEntry, UnitSection } from '../../syntax/unit.ts';
import { valueSource } from '../../syntax/unit-places.ts';
import { SECTION } from '../../quadlet/names.ts';
import type { Context, Hover } from '../types.ts';
import { hoverHost } from '../hosts.ts';
import { cursorAt, partAt } from './document.ts';
import { argumentsText, commandKind, optionText } from './command.ts';
import { keyInfo, manualName, type KeyInfo } from './keys.ts';
import { findUnit, generatedNames, lastValue, nameSpecifier, unitOfService, type KnownUnit } from './names.ts';
import { specifiersIn, valueParts, type ValuePart } from './values.ts';

/** What stands at an offset of a unit file, explained. */
export function hover(file: SourceFile, offset: number, context: Context): Hover | undefined {
  const cursor = cursorAt(file, offset);
  if (cursor.in === 'header') {
    const name = file.text.slice(cursor.span.start, cursor.span.end);
    const markdown = sectionHover(name, file, offset, context);
    return markdown === undefined ? undefined : { ...cursor.span, markdown };
  }
  if (cursor.in === 'key' && cursor.entry !== undefined && cursor.section !== undefined) {
    const info = keyInfo(cursor.section.name, cursor.entry.key);
    return info === undefined ? undefined : { ...cursor.span, markdown: keyHover(info, cursor.entry) };
  }
  if (cursor.in !== 'value' || cursor.section === undefined) return undefined;
  const found = valueHover(file, cursor.section, cursor.entry, cursor.at, context);
  // In the blanks around a value, or in the indent of a continued one, nothing is pointed at.
  return found !== undefined && touches(found, offset) ? found : undefined;
}

function sectionHover(name: string, file: SourceFile, offset: number, { snapshot }: Context): string | undefined {
  const sections = quadletSections();
  if (!Object.hasOwn(sections, name)) return undefined;
  const type = partAt(file, offset)?.type;
  const unit = partAt(file, offset)?.unit;
  const known = unit !== undefined && type !== undefined && SECTION[type] === name ? findUnit(snapshot, file, unit) : undefined;
  const here = known === undefined ? [] : [`Here: ${namesText(known, generatedNames(snapshot, known))}`];
  const url = sectionUrl(name)!;
  return [`**[${name}]**`, sections[name]!.text, ...here, `[${manualName(url)}](${url})`].join('\n\n');
}

/** The head of a key's hover: `**Memory=** — `[Container]`, size · Podman 5.5 and later · once`. */
export function keyHead(info: KeyInfo): string {
  const since = info.since === undefined || info.since === '4.4.0' ? [] : [`${info.product} ${shortVersion(info.since)} and later`];
  return [`**${info.name}=** — \`[${info.section}]\`, ${info.kind}`, ...since, info.once ? 'once' : 'may be repeated'].join(' · ');
}

/** `5.5.0` → `5.5` */
export const shortVersion = (version: string): string => version.replace(/\.0$/, '');

/** All that is known of a key, and what the value of an entry comes to. */
export function keyHover(info: KeyInfo, entry?: UnitEntry): string {
  const lines = [keyHead(info)];
  if (info.deprecated !== undefined) lines.push(deprecation(info.deprecated));
  lines.push(info.text);
  if (info.values !== undefined) lines.push(Object.entries(info.values).map(([value, text]) => `- \`${value}\` — ${text}`).join('\n'));
  const facts = [];
  if (info.default !== undefined) facts.push(`Default: ${/^[\w./%$-]+$/.test(info.default) ? `\`${info.default}\`` : info.default}.`);
  if (info.quadlet !== undefined) facts.push(...becomes(info.section, info.quadlet));
  if (facts.length > 0) lines.push(facts.join(' '));
  const here = entry === undefined || info.quadlet?.kind !== 'size' ? undefined : parsePodmanSize(entry.value);
  if (here !== undefined && here > 0) lines.push(`Here: **${formatBytes(here)}** (${formatExactBytes(here)}).`);
  if (info.url !== undefined) lines.push(`[${manualName(info.url)}](${info.url})`);
  return lines.join('\n\n');
}

/** What stands instead: systemd's tables write the key with its equals sign, and more where it needs more. */
const deprecation = ({ since, use = '', text }: NonNullable<KeyInfo['deprecated']>): string =>
  `Deprecated${since === undefined ? '' : ` since ${shortVersion(since)}`}: write ${text ?? `\`${use.includes('=') ? use : `${use}=`}\``}.`;

/** Older releases than this one are not judged for, so that there is nothing to say about them. */
const OLDEST = [4, 9];

/** What a key turns into, and how to say it to releases that lack it. */
function becomes(section: string, { kind, flag, since, example, values, default: fallback, deprecated }: QuadletKey): string[] {
  if (flag === undefined || flag === '' || /^[A-Z]+$/.test(flag)) return [];
  const becoming = [`Becomes \`${flag}\`.`];
  const first = parseVersion(since)!;
  const args = quadletKey(section, 'PodmanArgs');
  const isOption = flag.startsWith('--') && !flag.includes(' ');
  if (!isOption || deprecated !== undefined || compareVersions(first, OLDEST) <= 0 || args === undefined || compareVersions(first, parseVersion(args.since)!) <= 0) return becoming;
  const value = kind === 'boolean' ? String(fallback !== 'true') : (example ?? Object.keys(values!)[0]!);
  const option = `${flag}=${value}`;
  return [...becoming, `Before ${shortVersion(since)}: \`PodmanArgs=${option.includes(' ') ? `"${option}"` : option}\`.`];
}

function valueHover(file: SourceFile, section: UnitSection, entry: UnitEntry, at: number, context: Context): Hover | undefined {
  const span = (start: number, end: number) => valueSource(entry, start, end);
  const specifier = specifiersIn(entry.value).find(({ start, end }) => start <= at && at < end);
  if (specifier !== undefined) {
    const markdown = specifierHover(specifier.text, file, entry, context);
    if (markdown !== undefined) return { ...span(specifier.start, specifier.end), markdown };
  }
  const host = hoverHost(file, valueSource(entry, at, at).start, context);
  if (host !== undefined && section.name === 'Container' && entry.key === 'Environment') return host;
  if (commandKind(section.name, entry.key) !== undefined) return commandHover(file, section, entry, at, context);
  const found = valueParts(section.name, entry.key, entry.value).filter((part) => part.start <= at && at <= part.end);
  // At a border the piece that begins there is the one meant.
  const part = found.find(({ start }) => start === at) ?? found[0];
  if (part === undefined) return undefined;
  const markdown = partHover(part, section, entry, file, context);
  return markdown === undefined ? undefined : { ...span(part.start, part.end), markdown };
}

/** What is known of the word, and below it the arguments that the program gets. */
function commandHover(file: SourceFile, section: UnitSection, entry: UnitEntry, at: number, context: Context): Hover | undefined {
  const found = section.name === 'Container' ? optionText(file, entry.key, entry.value, at, context) : undefined;
  const span = found === undefined ? valueSource(entry, 0, entry.value.length) : valueSource(entry, found.word.start, found.word.end);
  return { ...span, markdown: [...(found?.markdown === undefined ? [] : [found.markdown, '---']), argumentsText(entry.key, entry.value)].join('\n\n') };
}

function partHover(part: ValuePart, section: UnitSection, entry: UnitEntry, file: SourceFile, { snapshot }: Context): string | undefined {
  if (part.role === 'unit') return unitHover(part.text, file, { snapshot });
  if (part.role === 'service') {
    const known = unitOfService(snapshot, file, (service) => service === part.text);
    return known === undefined ? undefined : unitHover(known.unit, file, { snapshot });
  }
  if (part.role === 'image') return imageHover(part.text);
  if (part.role === 'port') return portHover(part.text);
  if (part.role === 'flag' && part.fact !== undefined) {
    const key = part.flag?.key === undefined ? undefined : quadletKey(section.name, part.flag.key);
    return `\`${part.text}\` — ${part.fact.text}${key === undefined ? '' : ` The key \`${part.flag!.key}=\` says the same${key.since === '4.4.0' ? '' : ` from Podman ${shortVersion(key.since)} on`}.`}`;
  }
  if (part.fact === undefined) return undefined;
  const removed = part.fact.removed === undefined ? '' : ` Podman ${shortVersion(part.fact.removed)} no longer has it.`;
  const since = part.fact.since === undefined ? '' : ` Podman ${shortVersion(part.fact.since)} and later.`;
  return `\`${entry.key}=\` \`${part.text}\` — ${part.fact.text}${since}${removed}`;
}

/** What a unit generates, and what it says itself. */
export function unitHover(unit: string, file: SourceFile, { snapshot }: Context): string | undefined {
  const known = findUnit(snapshot, file, unit);
  if (known === undefined) return typeOfName(unit) === undefined ? undefined : `**${unit}** — no such unit in this folder. Podman rejects a unit that refers to it.`;
  const description = lastValue(snapshot, known, 'Description', 'Unit');
  const image = known.type === 'container' ? lastValue(snapshot, known, 'Image') : undefined;
  return [
    `**${unit}**${description === undefined ? '' : ` — ${description}`}`,
    namesText(known, generatedNames(snapshot, known)),
    ...(image === undefined ? [] : [`Image \`${image}\``]),
  ].join('\n\n');
}

const RESOURCE: Readonly<Record<string, string>> = {
  container: 'container', pod: 'pod', volume: 'volume', network: 'network', image: 'image', build: 'image', artifact: 'artifact', kube: '',
};

function namesText({ type }: KnownUnit, { service, resource }: { service: string; resource: string | undefined }): string {
  return `service \`${service}\`${resource === undefined ? '' : ` · ${RESOURCE[type]} \`${resource}\``}`;
}

function imageHover(reference: string): string {
  const { registry, path, tag, digest, transport } = parseImage(reference);
  if (transport !== undefined && transport !== 'docker') return `An image by \`${transport}:\`, not from a registry.`;
  const version = digest !== undefined ? `digest \`${digest}\`: always the same image` : tag === undefined ? 'no tag: `latest`, which moves on under you' : `tag \`${tag}\``;
  if (registry !== undefined) return `Image \`${path}\` of \`${registry}\`, ${version}.`;
  return [
    `Image \`${path}\`, ${version}.`,
    `A short name is ambiguous: Podman searches the registries of registries.conf, and whichever answers first is taken. In full it is probably \`docker.io/${path.includes('/') ? path : `library/${path}`}${tag === undefined ? '' : `:${tag}`}\`.`,
  ].join('\n\n');
}

function portHover(text: string): string | undefined {
  const match = /^(?:(\[[^\]]*\]|\d+(?:\.\d+){3}):)?(?:(\d*(?:-\d+)?):)?(\d+(?:-\d+)?)(\/\w+)?$/.exec(text);
  if (match === null) return undefined;
  const [, ip, host, container, protocol] = match;
  const of = `port ${container}${protocol === undefined ? '' : ` (${protocol.slice(1).toUpperCase()})`} of the container`;
  if (host === undefined || host === '') return `A host port of Podman's choice → ${of}.`;
  const where = ip === undefined || ip === '0.0.0.0' || ip === '[::]' ? 'on all interfaces' : /^127\.|^\[::1\]$/.test(ip) ? 'on this machine only' : `on ${ip}`;
  return `Port ${host} of the host, ${where} → ${of}.`;
}

function specifierHover(text: string, file: SourceFile, entry: UnitEntry, { snapshot }: Context): string | undefined {
  const table = specifiers();
  if (!Object.hasOwn(table, text)) return `\`${text}\` — systemd knows no such specifier and refuses the line. A plain percent sign is \`%%\`.`;
  const fact = table[text]!;
  const unit = partAt(file, entry.span.start)?.unit;
  const known = unit === undefined ? undefined : findUnit(snapshot, file, unit);
  const named = known === undefined ? undefined : nameSpecifier(text, generatedNames(snapshot, known).service.slice(0, -'.service'.length));
  const values = named !== undefined ? [`Here: \`${named}\``] : fact.root === undefined ? [] : [`As root \`${fact.root}\`${fact.user === undefined ? '' : `, for a user \`${fact.user}\``}`];
  return [`\`${text}\` — ${fact.text}`, ...values].join('\n\n');
}
