import rulePages from 'quadlet-stack:rule-pages';
import { nearestName } from '../model/nearest.ts';
import { RULES } from '../rules/registry.ts';
import { readOptions } from './options.ts';
import { CannotDo } from './usage.ts';

/** `explain`: a rule's page as Markdown; without a rule the list of all. Returns 0. */
export function explain(words: readonly string[], write: (text: string) => void): number {
  const { paths: [rule, ...more] } = readOptions('explain', words);
  if (more.length > 0) throw new CannotDo('explain: name one rule, as in quadlet-stack explain quadlet-unknown-key');
  write(rule === undefined ? listOfRules() : pageOf(rule));
  return 0;
}

function pageOf(rule: string): string {
  if (!Object.hasOwn(RULES, rule)) {
    const meant = nearestName(rule, Object.keys(RULES));
    throw new CannotDo(`there is no rule ${rule}${meant === undefined ? '; quadlet-stack explain lists them' : `; did you mean ${meant}?`}`);
  }
  return `${rulePages()[rule]?.trimEnd() ?? `# ${rule}\n\n${RULES[rule]!.summary}`}\n`;
}

function listOfRules(): string {
  const ids = Object.keys(RULES).sort();
  const width = Math.max(...ids.map((id) => id.length));
  return ids.map((id) => `${id.padEnd(width)}  ${RULES[id]!.severity.padEnd('information'.length)}  ${RULES[id]!.summary}\n`).join('');
}
