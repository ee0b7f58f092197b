import { fit, textWidth } from '../model/values/text-width.ts';
import { say } from '../model/values/units.ts';
import { budgetVerdict, type Budget, type ServiceBudget, type Source } from './budget.ts';

export interface SvgOptions {
  /** The zero-based line that a place stands on, for what is clicked. */
  lineOf(source: Source): number;
}

/** Theme colours with what stands for them outside the editor. Red means danger and nothing else. */
const COLOUR = {
  text: 'var(--vscode-foreground, #1f2328)',
  quiet: 'var(--vscode-descriptionForeground, #59636e)',
  back: 'var(--vscode-editor-background, #ffffff)',
  bad: 'var(--vscode-errorForeground, #cf222e)',
  warn: 'var(--vscode-editorWarning-foreground, #9a6700)',
} as const;
/** Of each service one; in the order of the bar, neighbours differ. Neither red nor the colours of warnings. */
const HUES = ['var(--vscode-charts-blue, #0969da)', 'var(--vscode-charts-green, #1a7f37)', 'var(--vscode-charts-purple, #8250df)', 'var(--vscode-terminal-ansiCyan, #0598bc)'];

const WIDTH = 880;
const MARGIN = 20;
const WIDEST_NAME = 190;
const ROW = 50;
const BAR = 20;
const HOST_TOP = 66;
const HOST_HEIGHT = 38;
/** A bar is drawn up to this many times the largest limit: a worst case far above it would make all others too small to see. */
const MOST_OVER = 2;

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
const n = (value: number): string => String(Math.round(value * 10) / 10);

/** What is said below a service's bar: its figures. */
function words({ limit, expected, worst, exceeds }: ServiceBudget): string {
  const parts = [limit === undefined ? 'no limit' : `limit ${say(limit)}`];
  if (expected !== undefined) parts.push(`expected ${say(expected)}`);
  if (worst !== undefined) parts.push(`worst ${say(worst.total)}${exceeds ? `, ${say(worst.total - limit!)} too much` : ''}`);
  return parts.join(' · ');
}

const HEADLINES: Readonly<Record<Budget['verdict'], string>> = { fits: 'It fits', tight: 'It fits, with a risk', over: 'It does not fit', unknown: 'The host’s RAM is not known' };

function headline({ verdict, services, limits }: Budget): string {
  if (services.length === 0) return 'There is no container to count';
  return limits === 0 && verdict !== 'over' ? 'No container has a limit' : HEADLINES[verdict];
}

function subtitle({ ram, claims, reserve }: Budget): string {
  const promised = claims === 0 ? 'Nothing is promised to containers' : `${say(claims)} promised to containers`;
  if (ram === undefined) return promised;
  const left = ram - claims - reserve;
  return `${promised}, ${say(reserve)} kept for the system: ${left < 0 ? `${say(-left)} more than` : `${say(left)} free of`} ${say(ram)}`;
}

interface Pen {
  text(x: number, y: number, content: string, fill: string, more?: string): void;
  rect(x: number, y: number, width: number, height: number, fill: string, more?: string): void;
  raw(element: string): void;
}

function penOn(out: string[]): Pen {
  return {
    text: (x, y, content, fill, more = '') => void out.push(`<text x="${n(x)}" y="${n(y)}" fill="${fill}"${more}>${escape(content)}</text>`),
    rect: (x, y, width, height, fill, more = '') => void out.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(Math.max(0, width))}" height="${n(height)}" fill="${fill}"${more}/>`),
    raw: (element) => void out.push(element),
  };
}

/**
 * The budget as a picture: the host's bar says whether it fits and who has most, a row for each service what happens
 * at the worst. An SVG without scripts, styles and links; what leads to a line carries `data-uri` and `data-line`, and
 * each service's row can be reached by keyboard.
 */
export function budgetSvg(budget: Budget, options: SvgOptions): string {
  const out: string[] = [];
  const pen = penOn(out);
  // Who has most stands first.
  const services = [...budget.services].sort((a, b) => (b.claim ?? 0) - (a.claim ?? 0));
  const height = HOST_TOP + HOST_HEIGHT + 44 + services.length * ROW + 8;
  const { ram, verdict } = budget;
  pen.raw(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" class="budget" font-family="system-ui, sans-serif" font-size="13" role="group" aria-labelledby="budget-title budget-desc">`);
  pen.raw(`<title id="budget-title">Memory budget${ram === undefined ? '' : ` of ${say(ram)}`}</title><desc id="budget-desc">${escape(budgetVerdict(budget))}</desc>`);
  pen.rect(0, 0, WIDTH, height, COLOUR.back);
  pen.text(MARGIN, 22, headline(budget), verdict === 'over' ? COLOUR.bad : verdict === 'tight' ? COLOUR.warn : COLOUR.text, ' font-size="20" font-weight="600"');
  pen.text(MARGIN, 45, subtitle(budget), COLOUR.quiet);
  drawHost(pen, budget, services, options);
  drawServices(pen, services, options);
  pen.raw('</svg>');
  return out.join('\n');
}

const leads = ({ uri }: Source, line: number): string => `data-uri="${escape(uri)}" data-line="${line}"`;

/** The bar of the whole host. For the mouse: by keyboard and screen reader, the rows say the same. */
function drawHost(pen: Pen, { ram, claims, reserve }: Budget, services: readonly ServiceBudget[], { lineOf }: SvgOptions): void {
  const promised = claims + reserve;
  const most = Math.max(ram ?? 0, promised, 1);
  const perByte = (WIDTH - 2 * MARGIN) / most;
  const over = ram !== undefined && promised > ram;
  pen.rect(MARGIN, HOST_TOP, most * perByte, HOST_HEIGHT, COLOUR.quiet, ' fill-opacity="0.1"');
  let x = MARGIN;
  const segment = (bytes: number, name: string, colour: string): void => {
    const width = bytes * perByte;
    pen.rect(x + 0.5, HOST_TOP, width - 1, HOST_HEIGHT, colour, ' fill-opacity="0.4"');
    pen.rect(x + 0.5, HOST_TOP + HOST_HEIGHT - 3, width - 1, 3, colour);
    if (width > textWidth(name, 13) + 14) pen.text(x + 8, HOST_TOP + 23, name, COLOUR.text, ' pointer-events="none"');
    x += width;
  };
  services.forEach(({ name, claim, source }, index) => {
    if (claim === undefined || claim === 0) return;
    pen.raw(`<g aria-hidden="true" ${leads(source, lineOf(source))}><title>${escape(`${name}: ${say(claim)}`)}</title>`);
    segment(claim, name, HUES[index % HUES.length]!);
    pen.raw('</g>');
  });
  if (reserve > 0) segment(reserve, 'system', COLOUR.quiet);
  if (ram === undefined) return;
  const at = MARGIN + ram * perByte;
  const colour = over ? COLOUR.bad : COLOUR.text;
  if (over) pen.rect(at, HOST_TOP - 4, x - at, HOST_HEIGHT + 8, COLOUR.bad, ` fill-opacity="0.14" stroke="${COLOUR.bad}" stroke-width="1.5" pointer-events="none"`);
  pen.raw(`<path d="M${n(at)} ${HOST_TOP - 8}V${HOST_TOP + HOST_HEIGHT + 8}" stroke="${colour}" stroke-width="2.5"/>`);
  pen.text(at, HOST_TOP + HOST_HEIGHT + 24, `${say(ram)} RAM`, colour, ' text-anchor="end" font-weight="600"');
}

/** A row for each: the frame is the limit, the strong bar what is expected, the pale one the worst. */
function drawServices(pen: Pen, services: readonly ServiceBudget[], { lineOf }: SvgOptions): void {
  const name = Math.min(WIDEST_NAME, Math.max(60, ...services.map((service) => textWidth(service.name, 13, true))));
  const left = MARGIN + name + 14;
  const room = WIDTH - MARGIN - left;
  const largest = Math.max(1, ...services.map(({ limit, expected }) => Math.max(limit ?? 0, expected ?? 0)));
  const longest = Math.max(largest, ...services.map(({ worst }) => Math.min(worst?.total ?? 0, MOST_OVER * largest)));
  const long = (bytes: number): number => Math.min(bytes / longest, 1) * room;
  services.forEach((service, index) => {
    const { limit, worst, expected, exceeds, source } = service;
    const top = HOST_TOP + HOST_HEIGHT + 44 + index * ROW;
    const reach = worst?.total ?? 0;
    const hue = HUES[index % HUES.length]!;
    const label = `${service.name}: ${words(service)}. ${service.explanation}`;
    pen.raw(`<g tabindex="0" role="link" ${leads(source, lineOf(source))} aria-label="${escape(label)}"><title>${escape(label)}</title>`);
    // The whole row can be clicked.
    pen.rect(MARGIN - 6, top - 6, WIDTH - 2 * MARGIN + 12, ROW - 4, COLOUR.back, ' fill-opacity="0"');
    pen.text(left - 14, top + 15, fit(service.name, name, 13, true), COLOUR.text, ' text-anchor="end" font-weight="600"');
    pen.rect(left, top, long(Math.min(reach, limit ?? reach)), BAR, hue, ' fill-opacity="0.3"');
    if (exceeds) pen.rect(left + long(limit!), top, long(reach) - long(limit!), BAR, COLOUR.bad, ' fill-opacity="0.55"');
    if (expected !== undefined) pen.rect(left, top + 4, Math.max(2, long(expected)), BAR - 8, hue);
    if (limit === undefined) pen.raw(`<path d="M${n(left)} ${n(top + BAR)}H${n(left + room)}" stroke="${COLOUR.warn}" stroke-dasharray="4 4"/>`);
    else pen.rect(left + 0.5, top + 0.5, Math.max(2, long(limit)) - 1, BAR - 1, 'none', ` stroke="${COLOUR.quiet}" stroke-opacity="0.8"`);
    // What goes on beyond the picture is torn off.
    if (reach > longest) pen.raw(`<path d="M${n(left + room - 9)} ${n(top - 2)}l-5 8 5 8 -5 10M${n(left + room - 4)} ${n(top - 2)}l-5 8 5 8 -5 10" fill="none" stroke="${COLOUR.back}" stroke-width="2.5"/>`);
    pen.text(left, top + 36, words(service), exceeds ? COLOUR.bad : limit === undefined ? COLOUR.warn : COLOUR.quiet, ' font-size="12"');
    pen.raw('</g>');
  });
}
