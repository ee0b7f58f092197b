import type { Problem, Severity } from '../../model/problem.ts';
import { RULES } from '../../rules/registry.ts';
import type { Finding, Report } from '../lint.ts';

const LEVEL: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', information: 'note', hint: 'note' };
const HELP = 'https://github.com/quadlet-stack/quadlet-stack/blob/main/docs/rules/';

/** SARIF 2.1.0: one run, the rules that were found, a result each with its fixes. Lines and columns count from one. */
export function reportSarif({ findings }: Report): string {
  const ids = [...new Set(findings.map(({ problem }) => problem.code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'quadlet-stack',
            informationUri: 'https://github.com/quadlet-stack/quadlet-stack',
            rules: ids.map((id) => ({
              id,
              shortDescription: { text: RULES[id]?.summary ?? id },
              helpUri: `${HELP}${id}.md`,
              defaultConfiguration: { level: LEVEL[RULES[id]?.severity ?? 'warning'] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, ids)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 1)}\n`;
}

const region = ({ file }: Finding, span: { start: number; end: number }) => {
  const start = file.lines.positionAt(span.start);
  const end = file.lines.positionAt(span.end);
  return { startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 };
};

const uriOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

function resultOf(finding: Finding, ids: readonly string[]) {
  const { path, problem } = finding;
  const artifactLocation = { uri: uriOf(path) };
  const fixes = fixesOf(finding, problem);
  return {
    ruleId: problem.code,
    ruleIndex: ids.indexOf(problem.code),
    level: LEVEL[problem.severity],
    message: { text: problem.message },
    locations: [{ physicalLocation: { artifactLocation, region: region(finding, problem) } }],
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}

/** Fixes within the file; SARIF has no form for new files. */
function fixesOf(finding: Finding, problem: Problem) {
  return (problem.fixes ?? [])
    .filter((fix) => fix.edits !== undefined && fix.change === undefined)
    .map((fix) => ({
      description: { text: fix.title },
      artifactChanges: [
        {
          artifactLocation: { uri: uriOf(finding.path) },
          replacements: fix.edits!.map((edit) => ({ deletedRegion: region(finding, edit), insertedContent: { text: edit.newText } })),
        },
      ],
    }));
}
