import type { Report } from '../lint.ts';

/** One array of findings; positions are zero-based, in UTF-16 units. */
export function reportJson({ findings }: Report): string {
  const rows = findings.map(({ file, path, problem }) => ({
    file: path,
    range: { start: file.lines.positionAt(problem.start), end: file.lines.positionAt(problem.end) },
    severity: problem.severity,
    code: problem.code,
    message: problem.message,
    source: 'quadlet-stack',
  }));
  return `${JSON.stringify(rows, null, 1)}\n`;
}
