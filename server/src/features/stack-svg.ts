import type { GraphMount, GraphNode, Place, StackGraph } from '../stack/graph.ts';
import { say } from '../model/values/units.ts';
import { blocksOf } from './stack-picture/blocks.ts';
import { entranceText, layout, MOST_MOUNTS, type Box, type Layout, type Wire } from './stack-picture/layout.ts';
import { linkWords, nodeWords, ordinal, programWords, stackTitle } from './stack-picture/words.ts';

export interface StackSvgOptions {
  /** The zero-based line that a place stands on, for what is clicked. */
  lineOf(place: Place): number;
}

/** Theme colours with what stands for them outside the editor. */
const COLOUR = {
  text: 'var(--vscode-foreground, #1f2328)',
  quiet: 'var(--vscode-descriptionForeground, #59636e)',
  back: 'var(--vscode-editor-background, #ffffff)',
  box: 'var(--vscode-editorWidget-background, #f6f8fa)',
  line: 'var(--vscode-editorWidget-border, #8c959f)',
  bad: 'var(--vscode-errorForeground, #cf222e)',
  warn: 'var(--vscode-editorWarning-foreground, #9a6700)',
  data: 'var(--vscode-charts-blue, #0969da)',
  pool: 'var(--vscode-charts-purple, #8250df)',
  work: 'var(--vscode-charts-green, #1a7f37)',
  face: 'var(--vscode-charts-orange, #bc4c00)',
} as const;

/** What a program is for: keeps data, stands between, works, faces the world. */
const STRIPE: Readonly<Record<GraphNode['program'], string>> = {
  postgres: COLOUR.data, redis: COLOUR.data, pgbouncer: COLOUR.pool, nginx: COLOUR.face,
  'celery-worker': COLOUR.work, 'celery-beat': COLOUR.work, flower: COLOUR.work, daphne: COLOUR.work, gunicorn: COLOUR.work, uvicorn: COLOUR.work, other: COLOUR.line,
};

/** The width at which blocks go on below. */
const WIDEST = 1240;
const MARGIN = 24;
const GUTTER = 76;
const TITLE = 46;
const BETWEEN = 44;

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
const n = (value: number): string => String(Math.round(value * 10) / 10);
const shorten = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/**
 * The service graphs as one picture, one stack below the other. An SVG without scripts, styles and links; what leads to
 * a line carries `data-uri` and `data-line` and can be reached by keyboard. Nothing in it but names, ports and sizes.
 */
export function stackSvg(graphs: readonly StackGraph[], options: StackSvgOptions): string {
  const out: string[] = [];
  let width = 420;
  let y = MARGIN;
  for (const graph of graphs) {
    text(out, MARGIN, y + 18, stackTitle(graph), 'font-size="18" font-weight="600"');
    y += TITLE;
    let x = MARGIN;
    let tall = 0;
    const biggest = Math.max(1, ...graph.nodes.map(({ memory }) => memory ?? 0));
    for (const drawn of blocksOf(graph).map(layout)) {
      const gutter = drawn.starts.length > 1 ? GUTTER : 0;
      if (x > MARGIN && x + gutter + drawn.width > WIDEST) {
        x = MARGIN;
        y += tall + BETWEEN;
        tall = 0;
      }
      out.push(`<g transform="translate(${n(x + gutter)} ${n(y)})">`);
      drawBlock(out, drawn, graph, biggest, options);
      out.push('</g>');
      x += gutter + drawn.width + BETWEEN;
      width = Math.max(width, x - BETWEEN + MARGIN);
      tall = Math.max(tall, drawn.height);
    }
    y += tall + BETWEEN;
  }
  if (graphs.length === 0) text(out, MARGIN, y + 18, 'No containers in this workspace.', 'font-size="14"');
  const height = Math.max(y - BETWEEN + MARGIN, 64);
  const label = graphs.length === 0 ? 'No containers' : graphs.map(stackTitle).join('; ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" class="stack" font-family="system-ui, sans-serif" font-size="12" role="group" aria-label="${escape(label)}">`,
    `<rect width="${n(width)}" height="${n(height)}" fill="${COLOUR.back}"/>`,
    ...out,
    '</svg>',
  ].join('\n');
}

function text(out: string[], x: number, y: number, content: string, more = '', fill: string = COLOUR.text): void {
  out.push(`<text x="${n(x)}" y="${n(y)}" fill="${fill}"${more === '' ? '' : ` ${more}`}>${escape(content)}</text>`);
}

/** A group that leads to a place, with its words for those who hover or hear it. */
function linked(out: string[], place: Place | undefined, label: string, { lineOf }: StackSvgOptions, draw: () => void): void {
  const leads = place === undefined ? '' : ` tabindex="0" role="link" data-uri="${escape(place.uri)}" data-line="${lineOf(place)}"`;
  out.push(`<g${leads} aria-label="${escape(label)}"><title>${escape(label)}</title>`);
  draw();
  out.push('</g>');
}

function drawBlock(out: string[], drawn: Layout, graph: StackGraph, biggest: number, options: StackSvgOptions): void {
  for (const { group, x, y, width, height } of drawn.frames) {
    const label = group.kind === 'pod' ? `pod ${group.name}` : group.name === 'host' ? 'the host’s own network' : group.name.replace(/\.network$/, ' network');
    out.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="10" fill="${COLOUR.quiet}" fill-opacity="0.05" stroke="${COLOUR.line}" stroke-opacity="0.7"${group.kind === 'pod' ? ' stroke-dasharray="6 4"' : ''}/>`);
    linked(out, group.place, `${label}: ${group.members.map((id) => id.replace(/\.container$/, '')).join(', ')}`, options, () => text(out, x + 12, y + 18, label, 'font-weight="600"', COLOUR.quiet));
  }
  drawOrder(out, drawn);
  for (const wire of drawn.wires.filter(({ to }) => to === undefined)) out.push(pathOf(wire));
  for (const wire of drawn.wires) drawTrunk(out, wire, graph, options);
  for (const [x, y] of drawn.joints) out.push(`<circle cx="${n(x)}" cy="${n(y)}" r="2.6" fill="${COLOUR.quiet}"/>`);
  for (const box of drawn.boxes) drawBox(out, box, biggest, options);
}

/** Beside each row when it starts, from the ground up. */
function drawOrder(out: string[], { starts }: Layout): void {
  if (starts.length < 2) return;
  for (const { y, order } of starts) {
    text(out, -14, y + 24, order === 0 ? 'starts first' : ordinal(order), 'text-anchor="end"', COLOUR.quiet);
  }
  const bottom = Math.max(...starts.map(({ y }) => y)) + 8;
  const tops = starts.map(({ y }) => y).sort((a, b) => a - b);
  for (let i = 1; i < tops.length; i++) {
    const [from, to] = [Math.min(tops[i]! + 6, bottom), tops[i - 1]! + 34];
    out.push(`<path d="M-30 ${n(from)}V${n(to + 7)}" fill="none" stroke="${COLOUR.line}" stroke-opacity="0.7"/><path d="M-30 ${n(to)}l-4 8h8z" fill="${COLOUR.line}"/>`);
  }
}

const WIRE: Readonly<Record<Wire['kind'], { readonly colour: string; readonly width: number; readonly dash?: string }>> = {
  reach: { colour: COLOUR.quiet, width: 1.6 },
  broken: { colour: COLOUR.bad, width: 1.6, dash: '5 4' },
  entrance: { colour: COLOUR.face, width: 2 },
  mount: { colour: COLOUR.line, width: 1.3, dash: '2 4' },
};

/** A line with round corners. */
function pathOf({ kind, points }: Wire): string {
  const { colour, width, dash } = WIRE[kind];
  let d = '';
  points.forEach(([x, y], i) => {
    const before = points[i - 1];
    const after = points[i + 1];
    if (before === undefined) d += `M${n(x)} ${n(y)}`;
    else if (after === undefined) d += `L${n(x)} ${n(y)}`;
    else {
      const near = ([px, py]: readonly [number, number]): string => {
        const distance = Math.abs(px - x) + Math.abs(py - y);
        const share = distance === 0 ? 0 : Math.min(8, distance / 2) / distance;
        return `${n(x + (px - x) * share)} ${n(y + (py - y) * share)}`;
      };
      d += `L${near(before)}Q${n(x)} ${n(y)} ${near(after)}`;
    }
  });
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}"${dash === undefined ? '' : ` stroke-dasharray="${dash}"`}/>`;
}

function drawTrunk(out: string[], wire: Wire, { links }: StackGraph, options: StackSvgOptions): void {
  const { to, kind, from, points } = wire;
  const end = points.at(-1);
  if (to === undefined || end === undefined) return;
  if (kind === 'mount') { out.push(pathOf(wire)); return; }
  const [x, y] = end;
  const { colour } = WIRE[kind];
  const head = `<path d="M${n(x)} ${n(y)}l-4.5 -8h9z" fill="${colour}"/>`;
  if (kind === 'entrance') { out.push(pathOf(wire), head); return; }
  const meant = links.filter((link) => link.to === to && from.includes(link.from));
  const ports = [...new Set(meant.flatMap((link) => link.ports))];
  linked(out, meant[0]?.place, meant.map(linkWords).join('\n'), options, () => {
    out.push(pathOf(wire), head);
    if (kind === 'broken') text(out, x + 9, y - 5, 'no shared network', 'font-size="11.5"', COLOUR.bad);
    else if (ports.length > 0) text(out, x + 9, y - 5, ports.map((port) => `:${port}`).join(' '), 'font-size="11.5"', COLOUR.quiet);
  });
}

function drawBox(out: string[], box: Box, biggest: number, options: StackSvgOptions): void {
  const { x, y, width, height, what } = box;
  if ('entrance' in what) {
    const [who, ports] = entranceText(what.entrance);
    const colour = what.entrance.local ? COLOUR.quiet : COLOUR.face;
    linked(out, what.entrance.place, `${who}: ${ports} → ${what.entrance.to.replace(/\.container$/, '')}`, options, () => {
      out.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(height / 2)}" fill="${colour}" fill-opacity="${what.entrance.local ? 0.06 : 0.14}" stroke="${colour}"/>`);
      out.push(`<text x="${n(x + width / 2)}" y="${n(y + 19)}" text-anchor="middle" fill="${COLOUR.text}">${escape(who)}  <tspan font-weight="600">${escape(ports)}</tspan></text>`);
    });
    return;
  }
  if ('shared' in what) {
    const { source, kind, users } = what.shared;
    linked(out, users[0]?.mount.place, `${source}: shared by ${users.map(({ id }) => id.replace(/\.container$/, '')).join(', ')}`, options, () => {
      out.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="6" fill="${COLOUR.box}" stroke="${COLOUR.line}"/>`);
      out.push(mountIcon(x + 14, y + 13, kind));
      text(out, x + 36, y + 25, shorten(mountName(source), 20), 'font-weight="600"');
    });
    return;
  }
  drawContainer(out, box, what, biggest, options);
}

function drawContainer(out: string[], { x, y, width, height }: Box, { node, mounts, also }: Extract<Box['what'], { node: GraphNode }>, biggest: number, options: StackSvgOptions): void {
  linked(out, node.place, nodeWords(node).join('\n'), options, () => {
    out.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="6" fill="${COLOUR.back}"/>`);
    out.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="6" fill="${COLOUR.box}" stroke="${COLOUR.line}"/>`);
    out.push(`<path d="M${n(x + 6)} ${n(y)}h-0a6 6 0 0 0 -6 6v${n(height - 12)}a6 6 0 0 0 6 6z" fill="${STRIPE[node.program]}"/>`);
    text(out, x + 16, y + 21, shorten(node.name, 21), 'font-size="14" font-weight="600"');
    text(out, x + 16, y + 39, shorten(programWords(node), node.memory === undefined ? 17 : 18), '', COLOUR.quiet);
    const size = node.memory === undefined ? 'no limit' : say(node.memory);
    text(out, x + width - 12, y + 39, size, 'text-anchor="end"', node.memory === undefined ? COLOUR.warn : COLOUR.text);
    const bar = width - 28;
    out.push(`<rect x="${n(x + 16)}" y="${n(y + 47)}" width="${n(bar)}" height="3" rx="1.5" fill="${COLOUR.quiet}" fill-opacity="0.18"/>`);
    if (node.memory !== undefined) out.push(`<rect x="${n(x + 16)}" y="${n(y + 47)}" width="${n(Math.max(3, bar * (node.memory / biggest)))}" height="3" rx="1.5" fill="${STRIPE[node.program]}"/>`);
  });
  let line = y + 58;
  for (const mount of mounts.slice(0, MOST_MOUNTS)) {
    const top = line;
    linked(out, mount.place, `${node.name}: ${mount.source} at ${mount.target}${mount.readOnly ? ', read only' : ''}`, options, () => {
      out.push(mountIcon(x + 16, top + 1, mount.kind));
      text(out, x + 37, top + 12, shorten(mountName(mount.source), 22), 'font-size="11.5"', mount.kind === 'bind' ? COLOUR.quiet : COLOUR.text);
    });
    line += 19;
  }
  if (mounts.length > MOST_MOUNTS) {
    text(out, x + 37, line + 12, `and ${mounts.length - MOST_MOUNTS} more`, 'font-size="11.5"', COLOUR.quiet);
    line += 19;
  }
  for (const name of also) {
    text(out, x + 16, line + 12, shorten(`also on ${name.replace(/\.network$/, '')}`, 25), 'font-size="11.5"', COLOUR.quiet);
    line += 19;
  }
}

/** `postgres-data`, `redis.conf`, `tls/`. */
const mountName = (source: string): string => source.replace(/\.volume$/, '').replace(/\/$/, '').replace(/^.*\/(?=[^/])/, '');

/** A drum for a volume, a sheet for a file or folder of the host. */
function mountIcon(x: number, y: number, kind: GraphMount['kind']): string {
  if (kind === 'bind') return `<path d="M${n(x + 1.5)} ${n(y)}h6.5l4 4v9h-10.500z M${n(x + 8)} ${n(y)}v4h4" fill="none" stroke="${COLOUR.quiet}" stroke-width="1.1"/>`;
  return `<path d="M${n(x)} ${n(y + 3)}v8a6.500 2.600 0 0 0 13 0v-8" fill="${COLOUR.data}" fill-opacity="0.25" stroke="${COLOUR.data}" stroke-width="1.2"/><ellipse cx="${n(x + 6.5)}" cy="${n(y + 3)}" rx="6.500" ry="2.600" fill="${COLOUR.box}" stroke="${COLOUR.data}" stroke-width="1.2"/>`;
}
