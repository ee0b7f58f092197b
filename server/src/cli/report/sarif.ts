import rulePages from 'quadlet-stack:rule-pages';
import version from 'quadlet-stack:version';
import type { Fix, Severity, TextEdit } from '../../model/problem.ts';
import { masked } from '../../model/redact.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { RULES } from '../../rules/registry.ts';
import type { Span } from '../../syntax/span.ts';
import type { Finding, Report } from '../lint.ts';

const LEVEL: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', information: 'note', hint: 'note' };
const HOME = 'https://github.com/quadlet-stack/quadlet-stack';

/** SARIF 2.1.0: one run, the rules that were found, a result each with its fixes. Lines and columns count from one. */
export function reportSarif(report: Report): string {
  const ids = [...new Set(report.findings.map(({ problem }) => problem.code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'quadlet-stack', version, semanticVersion: version, informationUri: HOME, rules: ids.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: report.findings.map((finding) => resultOf(report, finding, ids)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 1)}\n`;
}

/** A rule with its page as help. */
function ruleOf(id: string) {
  const page = rulePages()[id];
  const explanation = page === undefined ? undefined : explanationOf(page);
  return {
    id,
    shortDescription: { text: RULES[id]?.summary ?? id },
    ...(explanation === undefined ? {} : { fullDescription: { text: explanation } }),
    ...(page === undefined ? {} : { help: { text: page, markdown: page } }),
    helpUri: `${HOME}/blob/main/docs/rules/${id}.md`,
    defaultConfiguration: { level: LEVEL[RULES[id]?.severity ?? 'warning'] },
  };
}

/** What a page says under "Why". */
const explanationOf = (page: string): string | undefined => /^## Why\n+([\s\S]*?)\n+## /m.exec(page)?.[1]!.replace(/\s*\n\s*/g, ' ').trim();

function regionOf({ lines }: SourceFile, span: Span) {
  const start = lines.positionAt(span.start);
  const end = lines.positionAt(span.end);
  return { startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 };
}

const locationOf = (path: string) => ({ uri: path.split('/').map(encodeURIComponent).join('/') });

function resultOf(report: Report, { file, path, problem }: Finding, ids: readonly string[]) {
  const related = (problem.related ?? []).flatMap((place) => {
    const other = report.fileOf(place.uri);
    return other === undefined ? [] : [{ physicalLocation: { artifactLocation: locationOf(other.path), region: regionOf(other.file, place) }, message: { text: place.message } }];
  });
  const fixes = (problem.fixes ?? []).flatMap((fix) => fixOf(report, file, fix) ?? []);
  return {
    ruleId: problem.code,
    ruleIndex: ids.indexOf(problem.code),
    level: LEVEL[problem.severity],
    message: { text: problem.message },
    locations: [{ physicalLocation: { artifactLocation: locationOf(path), region: regionOf(file, problem) } }],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}

/** Whether an edit writes a word that its lines hide. A report goes to others than the file: its fixes must not carry what it hides. */
function showsSecret(file: SourceFile, edit: TextEdit): boolean {
  const first = file.lines.positionAt(edit.start).line;
  const last = file.lines.positionAt(edit.end).line;
  for (let line = first; line <= last; line++) {
    const { start, end } = file.lines.lineSpan(line);
    const text = file.text.slice(start, end);
    const shown = masked(text, file.kind);
    const words = text.match(/[^\s"'=,>:@]+/g) ?? [];
    if (shown !== text && words.some((word) => !shown.includes(word) && edit.newText.includes(word))) return true;
  }
  return false;
}

/** A fix as changes of files that are there; SARIF has no form for new names and new files. */
function fixOf(report: Report, file: SourceFile, { title, edits = [], change = {} }: Fix) {
  if (Object.keys(change.create ?? {}).length > 0 || (change.rename ?? []).length > 0) return undefined;
  const changes = new Map<string, readonly TextEdit[]>(Object.entries(change.edits ?? {}));
  if (edits.length > 0) changes.set(file.uri, [...(changes.get(file.uri) ?? []), ...edits]);
  const artifactChanges = [...changes].flatMap(([uri, list]) => {
    const other = report.fileOf(uri);
    return other === undefined || list.length === 0 || list.some((edit) => showsSecret(other.file, edit)) ? [] : [{ artifactLocation: locationOf(other.path), replacements: list.map((edit) => ({ deletedRegion: regionOf(other.file, edit), insertedContent: { text: edit.newText } })) }];
  });
  return artifactChanges.length < changes.size || changes.size === 0 ? undefined : [{ description: { text: title }, artifactChanges }];
}
