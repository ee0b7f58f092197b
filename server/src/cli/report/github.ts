import type { Severity } from '../../model/problem.ts';
import type { Report } from '../lint.ts';

const LEVEL: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' };

const escapeData = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const escapeProperty = (text: string): string => escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

/** Workflow commands that GitHub shows as annotations; lines and columns count from one. */
export function reportGithub({ findings }: Report): string {
  return findings
    .map(({ file, path, problem }) => {
      const start = file.lines.positionAt(problem.start);
      const end = file.lines.positionAt(problem.end);
      const column = start.line === end.line ? `,col=${start.character + 1},endColumn=${end.character + 1}` : '';
      const place = `file=${escapeProperty(path)},line=${start.line + 1},endLine=${end.line + 1}${column},title=${escapeProperty(problem.code)}`;
      return `::${LEVEL[problem.severity]} ${place}::${escapeData(problem.message)}\n`;
    })
    .join('');
}
