import type { Severity } from '../../model/problem.ts';
import { masked } from '../../model/redact.ts';
import type { Finding, Report } from '../lint.ts';
import { columns, harmless, wrap } from './columns.ts';

type Paint = (code: string, text: string) => string;

const COLOR: Readonly<Record<Severity, string>> = { error: '31', warning: '33', information: '36', hint: '36' };
const BOLD = '1';
const DIM = '2';

/** How many characters of a long line the excerpt shows where the terminal takes them, and how many before the range. */
const EXCERPT_WIDTH = 110;
const BEFORE = 40;

/** The widest message where no terminal is narrower. */
const MESSAGE_WIDTH = 100;

/** More related places than this make a report longer and nobody wiser. */
const MOST_RELATED = 3;

/** For people: place, rule, message, the line with its range marked, the preferred fix; then the sum. */
export function reportText(report: Report): string {
  const paint: Paint = (code, text) => (report.color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const blocks = report.findings.map((finding) => block(report, finding, paint));
  return `${[...blocks, summary(report, paint)].join('\n')}\n`;
}

function block(report: Report, finding: Finding, paint: Paint): string {
  const { file, path, problem } = finding;
  const start = file.lines.positionAt(problem.start);
  const place = `${harmless(path)}:${start.line + 1}:${start.character + 1}`;
  const out = [`${paint(BOLD, place)} ${paint(COLOR[problem.severity], problem.severity)} ${problem.code}`];
  const width = Math.min(MESSAGE_WIDTH, Math.max(40, report.width - 2));
  out.push(...wrap(problem.message, width).map((line) => `  ${harmless(line)}`));
  out.push(...excerpt(report, finding, paint));
  const fix = problem.fixes?.find((candidate) => candidate.preferred === true) ?? problem.fixes?.[0];
  if (fix !== undefined) out.push(`  fix: ${harmless(lowerFirst(fix.title))}`);
  for (const related of (problem.related ?? []).slice(0, MOST_RELATED)) {
    const other = report.fileOf(related.uri);
    if (other === undefined) continue;
    const { line, character } = other.file.lines.positionAt(related.start);
    out.push(`  see: ${harmless(other.path)}:${line + 1}:${character + 1}, ${harmless(related.message)}`);
  }
  return `${out.join('\n')}\n`;
}

/** The line of the range with the one before it, and the range marked. */
function excerpt(report: Report, { file, problem }: Finding, paint: Paint): string[] {
  const start = file.lines.positionAt(problem.start);
  const gutter = String(start.line + 1).length;
  const row = (number: string, text: string): string => `  ${paint(DIM, `${number.padStart(gutter)} |`)} ${text}`.trimEnd();
  const shown = (line: number): string => harmless(masked(file.text.slice(file.lines.lineSpan(line).start, file.lines.lineSpan(line).end), file.kind));
  const line = shown(start.line);
  const width = Math.min(EXCERPT_WIDTH, Math.max(40, report.width - gutter - '   | …'.length));
  const from = line.length <= width ? 0 : Math.max(0, start.character - Math.min(BEFORE, width >> 1));
  const out: string[] = [];
  if (start.line > 0 && from === 0 && shown(start.line - 1).trim() !== '') out.push(row(String(start.line), cut(shown(start.line - 1), 0, width)));
  const part = cut(line, from, width);
  out.push(row(String(start.line + 1), part));
  const end = Math.min(problem.end, file.lines.lineSpan(start.line).end) - file.lines.lineSpan(start.line).start - from;
  const begin = start.character - from;
  const marks = Math.max(1, columns(part.slice(begin, Math.min(end, part.length))));
  out.push(row('', ' '.repeat(columns(part.slice(0, begin))) + paint(COLOR[problem.severity], '^'.repeat(marks))));
  return out;
}

/** A piece of a line, with `…` where there is more of it. */
function cut(line: string, from: number, width: number): string {
  const part = line.slice(from, from + width);
  return `${from > 0 ? `…${part.slice(1)}` : part}${line.length > from + width ? '…' : ''}`;
}

/** Only a plain word at the start loses its capital: `Move to …`, but not `PodmanArgs=…`. */
const lowerFirst = (title: string): string => (/^[A-Z][a-z]+(?:\s|$)/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title);

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function summary({ findings, files, versions }: Report, paint: Paint): string {
  if (files === 0) return 'nothing to check: no Quadlet unit, redis.conf, pgbouncer.ini, userlist.txt, postgresql.conf or .env here';
  if (findings.length === 0) return `${plural(files, 'file')}, nothing to report`;
  const count = (severity: Severity): number => findings.filter(({ problem }) => problem.severity === severity).length;
  const told = (many: number, word: string, severity: Severity): string => (many === 0 ? plural(many, word) : paint(COLOR[severity], plural(many, word)));
  const notes = count('information') + count('hint');
  const parts = [plural(files, 'file'), told(count('error'), 'error', 'error'), told(count('warning'), 'warning', 'warning')];
  if (notes > 0) parts.push(told(notes, 'note', 'hint'));
  if (versions !== '') parts.push(versions);
  return parts.join(' · ');
}
