import { simpleCommand } from '../syntax/shell.ts';
import { argsOf, type UnitEntry } from '../syntax/unit.ts';
import type { Word } from '../syntax/words.ts';
import { BEFORE } from './command-line.ts';
import { entrySpan } from './entries.ts';
import type { Command, Located, Program } from './types.ts';
import type { Image } from './image.ts';
import { own } from '../syntax/own.ts';

/**
 * The words of a value such as `Exec=`, each at its place in the file, as systemd's and Podman's splitting has them. Of
 * `sh -c '…'` they are the script's, where that does no more than start a known program.
 */
export function commandOf(uri: string, entry: UnitEntry): Command {
  const all = argsOf(entry).words;
  const behind = behindShell(all);
  const words = (behind ?? all).map((word: Word): Located => ({ value: word.text, uri, ...entrySpan(entry, word.start, word.end) }));
  return { words, place: { value: entry.value, uri, start: entry.valueSpan.start, end: entry.valueSpan.end }, isBehindShell: behind !== undefined };
}

const SHELL = /^(?:sh|bash|ash|dash)$/;

/** The command that `sh -c '…'` starts. Variables are unknown values; where one may be an option or a file, nothing is said. */
export function behindShell(words: readonly Word[]): readonly Word[] | undefined {
  if (words[0] === undefined || !SHELL.test(baseName(words[0].text))) return undefined;
  const option = words.findIndex(({ text }, index) => index > 0 && /^-[a-z]*c$/.test(text));
  if (option < 0 || words.slice(1, option).some(({ text }) => !/^-[a-z]+$/.test(text))) return undefined;
  const script = words[option + 1];
  const all = script === undefined ? undefined : simpleCommand(script);
  const first = all?.findIndex(({ text }) => text !== 'exec' && !/^\w+=/.test(text)) ?? -1;
  const command = first < 0 ? [] : all!.slice(first);
  const isOpen = command.some(({ text }, index) => text.startsWith('$') && command[index - 1]?.text.startsWith('-') !== true);
  return isOpen || programNamed(command.map(({ text }) => text)) === undefined ? undefined : command;
}

const baseName = (word: string): string => word.slice(word.lastIndexOf('/') + 1);

const CELERY_COMMANDS: Readonly<Record<string, Program>> = { worker: 'celery-worker', beat: 'celery-beat', flower: 'flower' };

const BY_COMMAND: Readonly<Record<string, Program>> = {
  postgres: 'postgres', 'redis-server': 'redis', 'valkey-server': 'redis', pgbouncer: 'pgbouncer', nginx: 'nginx', daphne: 'daphne', gunicorn: 'gunicorn', uvicorn: 'uvicorn', flower: 'flower',
};

const BY_IMAGE: Readonly<Record<string, Program>> = {
  postgres: 'postgres', postgresql: 'postgres', postgis: 'postgres', pgvector: 'postgres', timescaledb: 'postgres', redis: 'redis', valkey: 'redis', pgbouncer: 'pgbouncer', nginx: 'nginx', 'nginx-unprivileged': 'nginx', flower: 'flower',
};

/** The program that a command names. */
function programNamed(words: readonly string[]): Program | undefined {
  const first = words.findIndex((word) => Object.hasOwn(BY_COMMAND, baseName(word)) || baseName(word) === 'celery');
  if (first < 0 || !words.slice(0, first).every((word) => BEFORE.test(baseName(word)))) return undefined;
  const name = baseName(words[first]!);
  if (name !== 'celery') return BY_COMMAND[name]!;
  const command = words.slice(first + 1).find((word) => Object.hasOwn(CELERY_COMMANDS, word));
  return command === undefined ? undefined : CELERY_COMMANDS[command]!;
}

/** The program that a container runs: what its command names, else what its image is known for. */
export function programOf(image: Image | undefined, exec: Command | undefined, entrypoint: string | undefined): Program {
  const words = [...(entrypoint === undefined ? [] : [entrypoint]), ...(exec?.words.map(({ value }) => value) ?? [])];
  const named = programNamed(words);
  if (named !== undefined) return named;
  if (image === undefined) return 'other';
  // An image's own program gets only options; a command of another name is another program.
  const program = own(BY_IMAGE, image.name);
  const command = words[0];
  return program !== undefined && (command === undefined || command.startsWith('-') || /\.(?:conf|ini|sh)$/.test(command)) ? program : 'other';
}

/** The value of an option in `--name=value`, `--name value` or, for a short one, `-nvalue` and `-n value`; the last one counts. */
export function optionOf(words: readonly Located[], ...names: readonly string[]): Located | undefined {
  let found: Located | undefined;
  words.forEach((word, index) => {
    for (const name of names) {
      const next = words[index + 1];
      if (word.value === name && next !== undefined) found = next;
      else if (name.startsWith('--') && word.value.startsWith(`${name}=`)) found = { ...word, value: word.value.slice(name.length + 1) };
      else if (!name.startsWith('--') && word.value.startsWith(name) && word.value.length > name.length) found = { ...word, value: word.value.slice(name.length) };
    }
  });
  return found;
}
