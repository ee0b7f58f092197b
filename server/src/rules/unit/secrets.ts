import type { Container, Located } from '../../stack/types.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** Names of variables that hold secrets; `_FILE` names a file that holds one. */
const SECRET_NAME = /(?:^|_)(?:PASSWORD|PASSWD|PASS|SECRET|SECRET_KEY|TOKEN|API_KEY|PRIVATE_KEY|ENCRYPTION_KEY)$/i;

/** Stand-ins that guides print, references and switches: no secret that could leak. */
const NO_SECRET = /^(?:|<.*>|\$\{?\w+\}?|%\w|\/.*|true|false|yes|no|none|null|\*+|x+|change.?me.*|placeholder|your.*|example|file:.*)$/i;

/** Options of programs that carry a password on the command line, where every process list shows it. */
const SECRET_OPTION = /^(--(?:requirepass|masterauth|password|basic[-_]auth|pass|auth-password|secret|token|api-key))(?:=(.*))?$/;

/** Secrets that stand readable in a unit. The value itself is never repeated. */
export function secretsInClear(container: Container): FileProblem[] {
  const found: FileProblem[] = [];
  const add = (place: Located<unknown>, what: string, advice: string): void =>
    void found.push({ uri: place.uri, problem: problem('secret-in-clear', place, `${what} stands readable in this unit, in the generated service and in \`podman inspect\`. ${advice}`) });
  for (const place of container.variables) {
    const { name, value } = place.value;
    if (SECRET_NAME.test(name) && !NO_SECRET.test(value)) add(place, `The value of \`${name}\``, `Store it with \`podman secret create\` and use \`Secret=NAME,type=env,target=${name}\`.`);
  }
  const words = container.exec?.words ?? [];
  words.forEach((word, index) => {
    const match = SECRET_OPTION.exec(word.value);
    if (match === null) return;
    const value = match[2] ?? words[index + 1]?.value ?? '';
    const place = match[2] === undefined && words[index + 1] !== undefined ? words[index + 1]! : word;
    const secret = match[1]!.startsWith('--basic') ? value.slice(value.indexOf(':') + 1) : value;
    if (!NO_SECRET.test(secret) && !/\$/.test(secret)) add(place, `The value of \`${match[1]}\``, 'Pass it by `Secret=…,type=env` and let the program read the variable.');
  });
  return found;
}
