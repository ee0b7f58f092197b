import { say } from '../model/values/units.ts';
import { budgetVerdict, type Budget, type ServiceBudget, type Source } from './budget.ts';

export interface SvgOptions {
  /** The zero-based line that a place stands on, for what is clicked. */
  lineOf(source: Source): number;
  /** True for a file of its own: colours as they are, without the editor's theme. */
  readonly standalone?: boolean;
}

/** Theme colour and what stands for it outside the editor. */
const COLOURS = {
  text: ['--vscode-foreground', '#1f2328'],
  quiet: ['--vscode-descriptionForeground', '#59636e'],
  back: ['--vscode-editor-background', '#ffffff'],
  line: ['--vscode-editorWidget-border', '#8c959f'],
  track: ['--vscode-editorWidget-background', '#eef1f4'],
  bad: ['--vscode-errorForeground', '#cf222e'],
  warn: ['--vscode-editorWarning-foreground', '#9a6700'],
} as const;
/** Of each service one; in the order of the bar, neighbours differ. */
const HUES = [
  ['--vscode-charts-blue', '#0969da'], ['--vscode-charts-red', '#bc4c00'], ['--vscode-charts-green', '#1a7f37'], ['--vscode-charts-purple', '#8250df'],
  ['--vscode-charts-yellow', '#bf8700'], ['--vscode-charts-orange', '#bf3989'],
] as const;

const WIDTH = 800;
const LEFT = 132;
const RIGHT = 8;
const ROW = 46;
const HOST_TOP = 62;
const HOST_HEIGHT = 34;

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
const n = (value: number): string => String(Math.round(value * 10) / 10);

/** What is said at the end of a service's row: its figures, the worst only where it is another than the limit. */
function words(service: ServiceBudget): string {
  const { limit, expected, worst } = service;
  const parts = [limit === undefined ? 'no limit' : `limit ${say(limit)}`];
  if (expected !== undefined) parts.push(`expected ${say(expected)}`);
  if (worst !== undefined) parts.push(`worst ${say(worst.total)}${service.exceeds ? `, ${say(worst.total - limit!)} too much` : ''}`);
  return parts.join(' · ');
}

/**
 * The budget as a picture: the host's bar says whether it fits and who has most, a row for each service what happens
 * at the worst. An SVG without scripts, styles and links; what leads to a line carries `data-uri` and `data-line`.
 */
export function budgetSvg(budget: Budget, options: SvgOptions): string {
  const paint = ([variable, fallback]: readonly [string, string]): string => (options.standalone === true ? fallback : `var(${variable}, ${fallback})`);
  const colour = (name: keyof typeof COLOURS): string => paint(COLOURS[name]);
  const hue = (index: number): string => paint(HUES[index % HUES.length]!);
  const { ram } = budget;
  // Who has most stands first.
  const services = [...budget.services].sort((a, b) => (b.claim ?? 0) - (a.claim ?? 0));
  const promised = budget.claims + budget.reserve;
  const most = Math.max(ram ?? 0, promised, 1);
  const perByte = (WIDTH - 2 * RIGHT) / most;
  const over = ram !== undefined && promised > ram;
  const height = HOST_TOP + HOST_HEIGHT + 40 + services.length * ROW + 8;
  const out: string[] = [];
  const text = (x: number, y: number, content: string, fill: string, more = ''): void => void out.push(`<text x="${n(x)}" y="${n(y)}" fill="${fill}"${more}>${escape(content)}</text>`);
  const rect = (x: number, y: number, width: number, tall: number, fill: string, more = ''): void =>
    void out.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(Math.max(0, width))}" height="${n(tall)}" fill="${fill}"${more}/>`);
  const linked = (source: Source, label: string, draw: () => void): void => {
    out.push(`<g tabindex="0" role="link" data-uri="${escape(source.uri)}" data-line="${options.lineOf(source)}" aria-label="${escape(label)}"><title>${escape(label)}</title>`);
    draw();
    out.push('</g>');
  };

  out.push(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="13" role="group" aria-labelledby="budget-title budget-desc">`);
  out.push(`<title id="budget-title">Memory budget${ram === undefined ? '' : ` of ${say(ram)}`}</title><desc id="budget-desc">${escape(budgetVerdict(budget))}</desc>`);
  if (options.standalone === true) rect(0, 0, WIDTH, height, colour('back'));
  const headline = { fits: 'It fits', tight: 'It fits, with a risk', over: 'It does not fit', unknown: 'The host’s RAM is not known' }[budget.verdict];
  text(RIGHT, 24, headline, budget.verdict === 'over' ? colour('bad') : budget.verdict === 'tight' ? colour('warn') : colour('text'), ' font-size="18" font-weight="600"');
  text(RIGHT, 46, ram === undefined ? `${say(budget.claims)} promised to containers` : `${say(budget.claims)} promised to containers, ${say(budget.reserve)} kept for the system, ${over ? `${say(promised - ram)} more than` : `${say(ram - promised)} free of`} ${say(ram)}`, colour('quiet'));

  rect(RIGHT, HOST_TOP, most * perByte, HOST_HEIGHT, colour('track'));
  let x = RIGHT;
  services.forEach((service, index) => {
    if (service.claim === undefined || service.claim === 0) return;
    const width = service.claim * perByte;
    linked(service.source, `${service.name}: ${say(service.claim)}`, () => {
      rect(x, HOST_TOP, width - 1, HOST_HEIGHT, hue(index), ' fill-opacity="0.75"');
      if (width > service.name.length * 7.5 + 10) text(x + 6, HOST_TOP + 21, service.name, colour('text'), ' pointer-events="none"');
    });
    x += width;
  });
  if (budget.reserve > 0) {
    rect(x, HOST_TOP, budget.reserve * perByte - 1, HOST_HEIGHT, colour('quiet'), ' fill-opacity="0.35"');
    if (budget.reserve * perByte > 56) text(x + 6, HOST_TOP + 21, 'system', colour('text'));
    x += budget.reserve * perByte;
  }
  if (ram !== undefined) {
    const at = RIGHT + ram * perByte;
    if (over) rect(at, HOST_TOP - 3, x - at, HOST_HEIGHT + 6, 'none', ` stroke="${colour('bad')}" stroke-width="2"`);
    out.push(`<line x1="${n(at)}" x2="${n(at)}" y1="${HOST_TOP - 6}" y2="${HOST_TOP + HOST_HEIGHT + 6}" stroke="${over ? colour('bad') : colour('text')}" stroke-width="2"/>`);
    text(at, HOST_TOP + HOST_HEIGHT + 20, `${say(ram)} RAM`, over ? colour('bad') : colour('text'), ' text-anchor="end"');
  }

  const widest = Math.max(1, ...services.map((s) => Math.max(s.limit ?? 0, s.worst?.total ?? 0, s.expected ?? 0)));
  const perUnit = (WIDTH - LEFT - RIGHT) / widest;
  services.forEach((service, index) => {
    const top = HOST_TOP + HOST_HEIGHT + 40 + index * ROW;
    const { limit, worst, expected, exceeds } = service;
    const reach = worst?.total ?? 0;
    linked(service.source, `${service.name}: ${words(service)}. ${service.explanation}`, () => {
      text(LEFT - 10, top + 14, service.name, colour('text'), ' text-anchor="end" font-weight="600"');
      if (limit !== undefined) rect(LEFT, top, limit * perUnit, 20, colour('track'));
      rect(LEFT, top, Math.min(reach, limit ?? reach) * perUnit, 20, hue(index), ' fill-opacity="0.35"');
      if (exceeds) rect(LEFT + limit! * perUnit, top, (reach - limit!) * perUnit, 20, colour('bad'), ' fill-opacity="0.6"');
      if (expected !== undefined) rect(LEFT, top + 4, expected * perUnit, 12, hue(index));
      if (limit === undefined) out.push(`<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${top + 21}" y2="${top + 21}" stroke="${colour('warn')}" stroke-dasharray="4 3"/>`);
      else rect(LEFT, top, limit * perUnit, 20, 'none', ` stroke="${colour('line')}"`);
      text(LEFT, top + 35, words(service), exceeds ? colour('bad') : limit === undefined ? colour('warn') : colour('quiet'), ' font-size="11.5"');
    });
  });
  out.push('</svg>');
  return out.join('\n');
}
