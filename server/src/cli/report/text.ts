import type { Severity } from '../../model/problem.ts';
import { masked } from '../../model/redact.ts';
import type { Finding, Report } from '../lint.ts';

const COLOR: Readonly<Record<Severity, string>> = { error: '31', warning: '33', information: '36', hint: '90' };

/** How many columns of a long line the excerpt shows around the range. */
const WIDTH = 110;

/** For people: place, rule, message, the line with its range marked, the preferred fix; then the sum. */
export function reportText(report: Report): string {
  const paint = (code: string, text: string): string => (report.color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const blocks = report.findings.map((finding) => block(finding, paint));
  const sum = summary(report);
  return `${[...blocks, sum].join('\n')}\n`;
}

function block({ file, path, problem }: Finding, paint: (code: string, text: string) => string): string {
  const start = file.lines.positionAt(problem.start);
  const out = [`${paint('1', `${path}:${start.line + 1}:${start.character + 1}`)} ${paint(COLOR[problem.severity], problem.severity)} ${problem.code}`];
  out.push(...wrap(problem.message).map((line) => `  ${line}`));
  const gutter = String(start.line + 1).length;
  const shown = (line: number): string => masked(file.text.slice(file.lines.lineSpan(line).start, file.lines.lineSpan(line).end), file.kind).replace(/[\t\u0000-\u001f\u007f]/g, ' ');
  const row = (number: string, text: string): string => `  ${number.padStart(gutter)} | ${text}`.trimEnd();
  const line = shown(start.line);
  const from = line.length <= WIDTH ? 0 : Math.max(0, start.character - 40);
  if (start.line > 0 && shown(start.line - 1).trim() !== '' && from === 0) out.push(row(String(start.line), shown(start.line - 1).slice(0, WIDTH)));
  out.push(row(String(start.line + 1), line.slice(from, from + WIDTH)));
  const end = Math.min(problem.end, file.lines.lineSpan(start.line).end);
  const marks = Math.max(1, Math.min(end - problem.start, WIDTH - (start.character - from)));
  out.push(row('', ' '.repeat(start.character - from) + paint(COLOR[problem.severity], '^'.repeat(marks))));
  const fix = problem.fixes?.find((candidate) => candidate.preferred === true) ?? problem.fixes?.[0];
  if (fix !== undefined) out.push(`  fix: ${lowerFirst(fix.title)}`);
  return `${out.join('\n')}\n`;
}

/** Only a plain word at the start loses its capital: `Move to …`, but not `PodmanArgs=…`. */
const lowerFirst = (title: string): string => (/^[A-Z][a-z]+(?:\s|$)/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title);

function wrap(text: string, width = 100): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function summary({ findings, files, versions }: Report): string {
  if (files === 0) return 'nothing to check: no Quadlet unit, redis.conf, pgbouncer.ini, userlist.txt, postgresql.conf or .env here';
  if (findings.length === 0) return `${plural(files, 'file')}, nothing to report`;
  const count = (severity: Severity): number => findings.filter(({ problem }) => problem.severity === severity).length;
  const advice = count('information') + count('hint');
  const parts = [plural(files, 'file'), plural(count('error'), 'error'), plural(count('warning'), 'warning'), ...(advice > 0 ? [`${advice} advice`] : []), ...(versions === '' ? [] : [versions])];
  return parts.join(' · ');
}
