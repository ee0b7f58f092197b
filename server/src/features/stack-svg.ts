import type { GraphMount, GraphNode, Place, StackGraph } from '../stack/graph.ts';
import { blocksOf } from './stack-picture/blocks.ts';
import { HEAD, LINE, memoryWords, PAD, STRIP, type Line } from './stack-picture/boxes.ts';
import type { WireKind } from './stack-picture/connections.ts';
import { layout, type Box, type Frame, type Layout, type Wire } from './stack-picture/layout.ts';
import { fit, FONT, NAME_FONT, SMALL_FONT, textWidth } from '../model/values/text-width.ts';
import { bare, groupName, mountName, nodeWords, ordinal, programWords, stackTitle } from './stack-picture/words.ts';

export interface StackSvgOptions {
  /** The zero-based line that a place stands on, for what is clicked. */
  lineOf(place: Place): number;
}

/** Theme colours with what stands for them outside the editor. Red means that something cannot work, and nothing else. */
const COLOUR = {
  text: 'var(--vscode-foreground, #1f2328)',
  quiet: 'var(--vscode-descriptionForeground, #59636e)',
  back: 'var(--vscode-editor-background, #ffffff)',
  line: 'var(--vscode-descriptionForeground, #8c959f)',
  bad: 'var(--vscode-errorForeground, #cf222e)',
  warn: 'var(--vscode-editorWarning-foreground, #9a6700)',
  data: 'var(--vscode-charts-blue, #0969da)',
  pool: 'var(--vscode-charts-purple, #8250df)',
  work: 'var(--vscode-charts-green, #1a7f37)',
  face: 'var(--vscode-charts-orange, #bc4c00)',
} as const;

/** What a program is for: keeps data, stands between, works, faces the world. Its lines have its colour. */
const ROLE: Readonly<Record<GraphNode['program'], string>> = {
  postgres: COLOUR.data, redis: COLOUR.data, pgbouncer: COLOUR.pool, nginx: COLOUR.face,
  'celery-worker': COLOUR.work, 'celery-beat': COLOUR.work, flower: COLOUR.work, daphne: COLOUR.work, gunicorn: COLOUR.work, uvicorn: COLOUR.work, other: COLOUR.quiet,
};

/** The width at which blocks go on below: about that of an editor beside the side bar. */
const WIDEST = 920;
const MARGIN = 20;
const GUTTER = 92;
const TITLE = 34;
const BETWEEN = 40;

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
const n = (value: number): string => String(Math.round(value * 10) / 10);

/**
 * The service graphs as one picture, one stack below the other. An SVG without scripts, styles and links; what leads to
 * a line carries `data-uri` and `data-line` and can be reached by keyboard, row by row, each container before the lines
 * that leave it. Nothing in it but names, ports and sizes.
 */
export function stackSvg(graphs: readonly StackGraph[], options: StackSvgOptions): string {
  const out: string[] = [];
  let width = 420;
  let y = 4;
  for (const graph of graphs) {
    text(out, MARGIN, y + 17, stackTitle(graph), { size: 18, bold: true });
    y += TITLE;
    const someHaveLimits = graph.nodes.some(({ memory }) => memory !== undefined);
    let x = MARGIN;
    let tall = 0;
    for (const drawn of blocksOf(graph).map((block) => layout(block, someHaveLimits))) {
      const gutter = drawn.starts.length > 0 ? GUTTER : 0;
      if (x > MARGIN && x + gutter + drawn.width > WIDEST + MARGIN) {
        x = MARGIN;
        y += tall + BETWEEN;
        tall = 0;
      }
      out.push(`<g transform="translate(${n(x + gutter)} ${n(y)})">`);
      drawBlock(out, drawn, someHaveLimits, options);
      out.push('</g>');
      x += gutter + drawn.width + BETWEEN;
      width = Math.max(width, x - BETWEEN + MARGIN);
      tall = Math.max(tall, drawn.height);
    }
    y += tall + BETWEEN;
  }
  if (graphs.length === 0) text(out, MARGIN, y + 18, 'No containers in this workspace.', { size: 14 });
  const height = Math.max(y - BETWEEN + MARGIN, 64);
  const label = graphs.length === 0 ? 'No containers' : graphs.map(stackTitle).join('; ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" class="stack" font-family="system-ui, sans-serif" font-size="${FONT}" role="group" aria-label="${escape(label)}">`,
    `<rect width="${n(width)}" height="${n(height)}" fill="${COLOUR.back}"/>`,
    ...out,
    '</svg>',
  ].join('\n');
}

interface TextStyle {
  readonly size?: number;
  readonly bold?: boolean;
  readonly fill?: string;
  readonly anchor?: 'middle' | 'end';
  readonly more?: string;
}

function text(out: string[], x: number, y: number, content: string, { size = FONT, bold = false, fill = COLOUR.text, anchor, more = '' }: TextStyle = {}): void {
  const weight = bold ? ' font-weight="600"' : '';
  out.push(`<text x="${n(x)}" y="${n(y)}" fill="${fill}"${size === FONT ? '' : ` font-size="${size}"`}${weight}${anchor === undefined ? '' : ` text-anchor="${anchor}"`}${more}>${escape(content)}</text>`);
}

/** A group that leads to a place, with its words for those who hover or hear it. */
function linked(out: string[], place: Place | undefined, label: string, { lineOf }: StackSvgOptions, draw: () => void, more = ''): void {
  const leads = place === undefined ? '' : ` tabindex="0" role="link" data-uri="${escape(place.uri)}" data-line="${lineOf(place)}"`;
  out.push(`<g${leads}${more} aria-label="${escape(label)}"><title>${escape(label)}</title>`);
  draw();
  out.push('</g>');
}

function drawBlock(out: string[], drawn: Layout, someHaveLimits: boolean, options: StackSvgOptions): void {
  for (const { x, y, width, height, group } of drawn.frames) {
    out.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="12" fill="${COLOUR.quiet}" fill-opacity="0.06" stroke="${COLOUR.line}" stroke-opacity="0.55"${group.kind === 'pod' ? ' stroke-dasharray="6 4"' : ''}/>`);
  }
  drawOrder(out, drawn);
  const programs = new Map(drawn.boxes.flatMap(({ id, what }) => (what.kind === 'container' ? [[id, what.node.program] as const] : [])));
  for (const box of drawn.boxes) {
    drawBox(out, box, someHaveLimits, options);
    for (const wire of drawn.wires) if (wire.connection.from === box.id) drawWire(out, wire, programs, options);
  }
  for (const frame of drawn.frames) drawFrameName(out, frame, options);
}

function drawFrameName(out: string[], { group, label, labelX, labelY }: Frame, options: StackSvgOptions): void {
  // A halo, because lines may run behind it.
  linked(out, group.place, `${groupName(group)}: ${group.members.map(bare).join(', ')}`, options, () => text(out, labelX, labelY, label, { size: SMALL_FONT, bold: true, fill: COLOUR.quiet, more: ` stroke="${COLOUR.back}" stroke-width="4" paint-order="stroke"` }));
}

/** Beside each row when it starts, from the ground up. */
function drawOrder(out: string[], { starts }: Layout): void {
  const seen = new Set<number>();
  const rows = [...starts].sort((a, b) => b.y - a.y).filter(({ order }) => !seen.has(order) && seen.add(order));
  rows.forEach(({ y, order }, i) => {
    text(out, -26, y + 36, order === 0 ? 'starts first' : ordinal(order), { size: SMALL_FONT, fill: COLOUR.quiet, anchor: 'end' });
    const above = rows[i + 1];
    if (above === undefined) return;
    const [from, to] = [y + 20, above.y + 44];
    out.push(`<path d="M-40 ${n(from)}V${n(to + 6)}" fill="none" stroke="${COLOUR.line}" stroke-opacity="0.7" stroke-width="1.2"/><path d="M-40 ${n(to)}l-4 8h8z" fill="${COLOUR.line}"/>`);
  });
}

const WIRE: Readonly<Record<WireKind, { readonly colour?: string; readonly width: number; readonly dash?: string }>> = {
  reach: { width: 1.8 },
  broken: { colour: COLOUR.bad, width: 1.8, dash: '5 4' },
  entrance: { colour: COLOUR.face, width: 2.2 },
  local: { colour: COLOUR.quiet, width: 1.6 },
  mount: { colour: COLOUR.line, width: 1.4, dash: '1.5 4' },
};

function pathOf(knots: Wire['knots']): string {
  let [x, y] = knots[0]!;
  let d = `M${n(x)} ${n(y)}`;
  for (const [nextX, nextY] of knots.slice(1)) {
    const middle = n((y + nextY) / 2);
    if (nextX === x) d += `V${n(nextY)}`;
    else d += `C${n(x)} ${middle} ${n(nextX)} ${middle} ${n(nextX)} ${n(nextY)}`;
    [x, y] = [nextX, nextY];
  }
  return d;
}

/** The whole way from box to box, with a head that says which way, or that it does not arrive. */
function drawWire(out: string[], wire: Wire, programs: ReadonlyMap<string, GraphNode['program']>, options: StackSvgOptions): void {
  const { kind, from, to, words, place } = wire.connection;
  const { colour = ROLE[programs.get(to) ?? 'other'], width, dash } = WIRE[kind];
  // Dashes count from where lines come together, so that those of one line do not fill the gaps of another.
  const d = pathOf(kind === 'mount' ? [...wire.knots].reverse() : wire.knots);
  const [x, y] = wire.knots.at(-1)!;
  const up = wire.knots.at(-2)![1] > y;
  const side = up ? 1 : -1;
  linked(out, place, words, options, () => {
    out.push(`<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}"${dash === undefined ? '' : ` stroke-dasharray="${dash}"`}/>`);
    if (kind === 'broken') out.push(`<path d="M${n(x - 4)} ${n(y + side * 3)}l8 ${side * 8}m-8 0l8 ${-side * 8}" fill="none" stroke="${colour}" stroke-width="2"/>`);
    else if (kind !== 'mount') out.push(`<path d="M${n(x)} ${n(y)}l-4.500 ${side * 9}h9z" fill="${colour}"/>`);
    // What the mouse finds is wider than what one sees.
    out.push(`<path d="${d}" fill="none" stroke="${colour}" stroke-opacity="0" stroke-width="11" pointer-events="stroke"/>`);
  }, ` class="wire" data-from="${escape(from)}" data-to="${escape(to)}"`);
}

function drawBox(out: string[], box: Box, someHaveLimits: boolean, options: StackSvgOptions): void {
  const { what } = box;
  if (what.kind === 'container') drawContainer(out, box, what, someHaveLimits, options);
  else if (what.kind === 'door') drawDoor(out, box, what.door, options);
  else drawShared(out, box, what.shared, options);
}

function drawDoor(out: string[], { id, x, y, width, height, exits }: Box, { who, local, entrances }: Extract<Box['what'], { kind: 'door' }>['door'], options: StackSvgOptions): void {
  const colour = local ? COLOUR.quiet : COLOUR.face;
  linked(out, entrances[0]?.place, `${who}: ports ${exits.map(({ label }) => label).join(', ')}`, options, () => {
    out.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="12" fill="${colour}" fill-opacity="${local ? 0.07 : 0.14}" stroke="${colour}"/>`);
    out.push(local ? machineIcon(x + 14, y + 9) : globeIcon(x + 21, y + 16));
    text(out, x + 36, y + 21, who, { bold: true });
    for (const exit of exits) text(out, exit.x, y + height - 8, exit.label, { size: SMALL_FONT, bold: true, anchor: 'middle', fill: local ? COLOUR.text : colour });
  }, ` data-id="${escape(id)}"`);
}

function drawShared(out: string[], { id, x, y, width, height }: Box, { source, kind, users }: Extract<Box['what'], { kind: 'shared' }>['shared'], options: StackSvgOptions): void {
  linked(out, users[0]?.mount.place, `${source}: shared by ${users.map((user) => bare(user.id)).join(', ')}`, options, () => {
    out.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="8" fill="${COLOUR.back}" stroke="${COLOUR.line}" stroke-opacity="0.7"/>`);
    out.push(mountIcon(x + 14, y + 13, kind));
    text(out, x + 36, y + 25, fit(mountName(source), width - 46, FONT, true), { bold: true });
  }, ` data-id="${escape(id)}"`);
}

function drawContainer(out: string[], { id, x, y, width, height, sockets }: Box, { node, lines }: Extract<Box['what'], { kind: 'container' }>, someHaveLimits: boolean, options: StackSvgOptions): void {
  const role = ROLE[node.program];
  const top = y + (sockets.length > 0 ? STRIP : 4);
  linked(out, node.place, nodeWords(node).join('\n'), options, () => {
    out.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="8" fill="${COLOUR.back}"/>`);
    out.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="8" fill="${role}" fill-opacity="0.09" stroke="${role}" stroke-opacity="0.75" stroke-width="1.3"/>`);
    for (const { x: at, label } of sockets) text(out, at, y + 14, label, { size: SMALL_FONT, anchor: 'middle', fill: COLOUR.quiet });
    const size = textWidth(node.name, NAME_FONT, true) > width - 2 * PAD ? FONT : NAME_FONT;
    text(out, x + PAD, top + 20, fit(node.name, width - 2 * PAD, size, true), { size, bold: true });
    const memory = memoryWords(node, someHaveLimits);
    text(out, x + PAD, top + 40, fit(programWords(node), width - 2 * PAD - (memory === '' ? 0 : textWidth(memory) + 10)), { fill: COLOUR.quiet });
    if (memory !== '') text(out, x + width - PAD, top + 40, memory, { anchor: 'end', fill: node.memory === undefined ? COLOUR.warn : COLOUR.text });
  }, ` data-id="${escape(id)}"`);
  lines.forEach((line, i) => drawLine(out, line, node, x + PAD, top + HEAD + i * LINE, width - 2 * PAD, options));
}

function drawLine(out: string[], line: Line, node: GraphNode, x: number, y: number, width: number, options: StackSvgOptions): void {
  const plain = (fill: string, indent = 0): void => text(out, x + indent, y + 12, fit(line.text, width - indent, SMALL_FONT), { size: SMALL_FONT, fill });
  if (line.kind === 'mount') {
    const { source, target, readOnly, kind, place } = line.mount;
    linked(out, place, `${node.name}: ${source} at ${target}${readOnly ? ', read only' : ''}`, options, () => {
      out.push(mountIcon(x, y + 1, kind));
      plain(kind === 'bind' ? COLOUR.quiet : COLOUR.text, 20);
    });
  } else if (line.kind === 'broken') plain(COLOUR.bad);
  else plain(COLOUR.quiet, line.kind === 'more' ? 20 : 0);
}

/** A drum for a volume, a sheet for a file or folder of the host. */
function mountIcon(x: number, y: number, kind: GraphMount['kind']): string {
  if (kind === 'bind') return `<path d="M${n(x + 1.5)} ${n(y)}h6.500l4 4v9h-10.500z M${n(x + 8)} ${n(y)}v4h4" fill="none" stroke="${COLOUR.quiet}" stroke-width="1.1"/>`;
  return `<path d="M${n(x)} ${n(y + 3)}v8a6.500 2.600 0 0 0 13 0v-8" fill="${COLOUR.data}" fill-opacity="0.25" stroke="${COLOUR.data}" stroke-width="1.2"/><ellipse cx="${n(x + 6.5)}" cy="${n(y + 3)}" rx="6.500" ry="2.600" fill="${COLOUR.back}" stroke="${COLOUR.data}" stroke-width="1.2"/>`;
}

const globeIcon = (x: number, y: number): string =>
  `<g fill="none" stroke="${COLOUR.face}" stroke-width="1.3"><circle cx="${n(x)}" cy="${n(y)}" r="7"/><ellipse cx="${n(x)}" cy="${n(y)}" rx="3" ry="7"/><path d="M${n(x - 7)} ${n(y)}h14"/></g>`;

const machineIcon = (x: number, y: number): string =>
  `<g fill="none" stroke="${COLOUR.quiet}" stroke-width="1.3"><rect x="${n(x)}" y="${n(y)}" width="14" height="10" rx="1.500"/><path d="M${n(x + 4)} ${n(y + 13.5)}h6"/></g>`;
