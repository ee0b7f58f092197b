import { textWidth } from '../../server/src/model/values/text-width.ts';

interface Rect {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
type Point = readonly [x: number, y: number];

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly (Rect & { readonly id: string })[];
  readonly frames: readonly Rect[];
  readonly texts: readonly (Rect & { readonly content: string })[];
  /** Points along each line, its ends first and last. */
  readonly wires: readonly { readonly from: string; readonly to: string; readonly label: string; readonly points: readonly Point[] }[];
}

const unescape = (text: string): string => text.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name]!);

/** Reads the picture back: every element stands on a line of its own. */
export function readPicture(svg: string): Picture {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
  const boxes: (Rect & { id: string })[] = [];
  const frames: Rect[] = [];
  const texts: (Rect & { content: string })[] = [];
  const wires: { from: string; to: string; label: string; points: Point[] }[] = [];
  let [dx, dy] = [0, 0];
  let depth = 0;
  for (const line of svg.split('\n').slice(2, -1)) {
    const attribute = (name: string): string => unescape(new RegExp(` ${name}="([^"]*)"`).exec(line)?.[1] ?? '');
    const numberOf = (name: string): number => Number(attribute(name));
    const moved = /<g transform="translate\(([-\d.]+) ([-\d.]+)\)">/.exec(line);
    if (moved !== null) [dx, dy] = [Number(moved[1]), Number(moved[2])];
    if (line.startsWith('<g') && !line.endsWith('</g>')) depth++;
    if (line === '</g>') depth--;
    if (line.includes(' data-id="')) boxes.push({ id: attribute('data-id'), left: NaN, right: NaN, top: NaN, bottom: NaN });
    if (line.includes(' data-from="')) wires.push({ from: attribute('data-from'), to: attribute('data-to'), label: attribute('aria-label'), points: [] });
    if (line.startsWith('<rect')) {
      const rect = { left: numberOf('x') + dx, top: numberOf('y') + dy, right: numberOf('x') + numberOf('width') + dx, bottom: numberOf('y') + numberOf('height') + dy };
      if (depth === 1) frames.push(rect);
      else if (boxes.length > 0) boxes[boxes.length - 1] = { ...boxes.at(-1)!, ...rect };
    }
    const text = /^<text [^>]*>([^<]*)<\/text>/.exec(line);
    if (text !== null) {
      const content = unescape(text[1]!);
      const size = Number(attribute('font-size') || 13);
      // A little less than the estimate, which is rather too large.
      const long = textWidth(content, size, line.includes('font-weight')) * 0.97;
      const start = numberOf('x') + dx - (line.includes('"end"') ? long : line.includes('"middle"') ? long / 2 : 0);
      texts.push({ content, left: start, right: start + long, top: numberOf('y') + dy - size * 0.75, bottom: numberOf('y') + dy + size * 0.2 });
    }
    const wire = wires.at(-1);
    if (wire !== undefined && wire.points.length === 0 && line.startsWith('<path')) wire.points.push(...along(attribute('d')).map(([x, y]): Point => [x + dx, y + dy]));
  }
  return { width: width!, height: height!, boxes, frames, texts, wires };
}

/** Points along a path of `M`, `V` and `C`. */
function along(d: string): Point[] {
  const points: Point[] = [];
  for (const [, command, rest] of d.matchAll(/([MVC])([^MVC]*)/g)) {
    const numbers = rest!.trim().split(/\s+/).map(Number);
    const [x, y] = points.at(-1) ?? [0, 0];
    if (command === 'M') points.push([numbers[0]!, numbers[1]!]);
    else if (command === 'V') points.push([x, numbers[0]!]);
    else {
      const [ax, ay, bx, by, ex, ey] = numbers as [number, number, number, number, number, number];
      for (let i = 1; i <= 16; i++) {
        const t = i / 16;
        const mix = (p0: number, p1: number, p2: number, p3: number): number => (1 - t) ** 3 * p0 + 3 * (1 - t) ** 2 * t * p1 + 3 * (1 - t) * t * t * p2 + t ** 3 * p3;
        points.push([mix(x, ax, bx, ex), mix(y, ay, by, ey)]);
      }
    }
  }
  return points;
}

const meet = (a: Rect, b: Rect): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const holds = (outer: Rect, inner: Rect): boolean => outer.left <= inner.left && inner.right <= outer.right && outer.top <= inner.top && inner.bottom <= outer.bottom;

/** Everything that is wrong with a picture, one line each. */
export function faultsOf(svg: string): string[] {
  const { width, height, boxes, frames, texts, wires } = readPicture(svg);
  const whole: Rect = { left: 0, top: 0, right: width, bottom: height };
  const faults: string[] = [];
  if (/<script|<style| style=|<a |href=|NaN|undefined|Infinity| on\w+=/.test(svg)) faults.push('has what must not be in it');
  if ((svg.match(/<g[ >]/g)?.length ?? 0) !== (svg.match(/<\/g>/g)?.length ?? 0)) faults.push('groups are not closed');
  boxes.forEach((box, i) => {
    if (!holds(whole, box)) faults.push(`${box.id} is not inside`);
    for (const other of boxes.slice(0, i)) if (meet(box, other)) faults.push(`${box.id} lies on ${other.id}`);
    for (const frame of frames) if (meet(box, frame) && !holds(frame, box)) faults.push(`${box.id} lies on a frame's edge`);
  });
  for (const frame of frames) if (!holds(whole, frame)) faults.push('a frame is not inside');
  texts.forEach((text, i) => {
    if (!holds(whole, text)) faults.push(`“${text.content}” is not inside`);
    for (const other of texts.slice(0, i)) if (meet(text, other)) faults.push(`“${text.content}” lies on “${other.content}”`);
    for (const box of boxes) if (meet(text, box) && !holds(box, text)) faults.push(`“${text.content}” leaves ${box.id}`);
  });
  for (const { from, to, points } of wires) {
    const ends: readonly (readonly [string, Point])[] = [[from, points[0]!], [to, points.at(-1)!]];
    const onEdge = (id: string, [x, y]: Point): boolean => boxes.some((box) => box.id === id && x >= box.left && x <= box.right && (Math.abs(y - box.top) < 0.1 || Math.abs(y - box.bottom) < 0.1));
    // A shared volume's line is drawn from the volume.
    if (!ends.every(([id, point]) => onEdge(id, point)) && !(onEdge(to, points[0]!) && onEdge(from, points.at(-1)!))) faults.push(`${from} → ${to} ends in the void`);
    for (const [x, y] of points) {
      if (x < 0 || y < 0 || x > width || y > height) faults.push(`${from} → ${to} leaves the picture`);
      const through = boxes.find((box) => x > box.left + 0.1 && x < box.right - 0.1 && y > box.top + 0.1 && y < box.bottom - 0.1);
      if (through !== undefined) faults.push(`${from} → ${to} runs through ${through.id}`);
    }
  }
  return [...new Set(faults)];
}

