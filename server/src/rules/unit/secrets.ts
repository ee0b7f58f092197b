import { NO_SECRET } from '../../model/clear-secrets.ts';
import { NONE } from '../../model/lists.ts';
import { isSecretOption } from '../../model/redact.ts';
import type { Container, Located } from '../../stack/types.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** Secrets that stand readable in a unit. The value itself is never repeated. */
export function secretsInClear(container: Container): FileProblem[] {
  const found: FileProblem[] = [];
  const add = (place: Located<unknown>, what: string, advice: string): void =>
    void found.push({ uri: place.uri, problem: problem('secret-in-clear', place, `${what} stands readable in this unit, in the generated service and in \`podman inspect\`. ${advice}`) });
  for (const place of container.environment.hasSecrets ? container.environment.variables : NONE) {
    const { name, clear } = place.value;
    if (clear === undefined) continue;
    const stored = `Store it with \`podman secret create\` and use \`Secret=NAME,type=env,target=${name}\`.`;
    add(place, clear === 'value' ? `The value of \`${name}\`` : `The password in \`${name}\``, stored);
  }
  const words = container.exec?.words ?? [];
  words.forEach((word, index) => {
    const match = /^--([a-z][\w-]*)(?:=(.*))?$/s.exec(word.value);
    if (match === null || !isSecretOption(match[1]!)) return;
    const next = words[index + 1];
    if (match[2] === undefined && (next === undefined || next.value.startsWith('-'))) return;
    const value = match[2] ?? next!.value;
    const secret = /^basic[-_]auth$/.test(match[1]!) ? value.slice(value.indexOf(':') + 1) : value;
    if (!NO_SECRET.test(secret) && !secret.includes('$')) add(match[2] === undefined ? next! : word, `The value of \`--${match[1]}\``, 'Pass it by `Secret=…,type=env` and let the program read the variable.');
  });
  return found;
}
