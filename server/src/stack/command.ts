import { argsOf, type UnitEntry } from '../syntax/unit.ts';
import type { Word } from '../syntax/words.ts';
import { entrySpan } from './entries.ts';
import type { Command, Located, Program } from './types.ts';
import type { Image } from './image.ts';
import { own } from '../syntax/own.ts';

/** The words of a value such as `Exec=`, each at its place in the file, as systemd's and Podman's splitting has them. */
export function commandOf(uri: string, entry: UnitEntry): Command {
  const words = argsOf(entry).words.map((word: Word): Located => ({ value: word.text, uri, ...entrySpan(entry, word.start, word.end) }));
  return { words, place: { value: entry.value, uri, start: entry.valueSpan.start, end: entry.valueSpan.end } };
}

const baseName = (word: string): string => word.slice(word.lastIndexOf('/') + 1);

const CELERY_COMMANDS: Readonly<Record<string, Program>> = { worker: 'celery-worker', beat: 'celery-beat', flower: 'flower' };

const BY_COMMAND: Readonly<Record<string, Program>> = {
  postgres: 'postgres', 'redis-server': 'redis', 'valkey-server': 'redis', pgbouncer: 'pgbouncer', nginx: 'nginx', daphne: 'daphne', gunicorn: 'gunicorn', uvicorn: 'uvicorn', flower: 'flower',
};

const BY_IMAGE: Readonly<Record<string, Program>> = {
  postgres: 'postgres', postgresql: 'postgres', postgis: 'postgres', pgvector: 'postgres', timescaledb: 'postgres', redis: 'redis', valkey: 'redis', pgbouncer: 'pgbouncer', nginx: 'nginx', 'nginx-unprivileged': 'nginx', flower: 'flower',
};

/** The program that a container runs: what its command names, else what its image is known for. */
export function programOf(image: Image | undefined, exec: Command | undefined, entrypoint: string | undefined): Program {
  const words = [...(entrypoint === undefined ? [] : [entrypoint]), ...(exec?.words.map(({ value }) => value) ?? [])];
  const first = words.findIndex((word) => Object.hasOwn(BY_COMMAND, baseName(word)) || baseName(word) === 'celery');
  if (first >= 0 && words.slice(0, first).every((word) => /^(?:exec|env|nice|tini|dumb-init|--|uv|run|poetry|python3?|-m|docker-entrypoint\.sh|[A-Z_]+=.*)$/.test(baseName(word)))) {
    const name = baseName(words[first]!);
    if (name !== 'celery') return BY_COMMAND[name]!;
    const command = words.slice(first + 1).find((word) => Object.hasOwn(CELERY_COMMANDS, word));
    if (command !== undefined) return CELERY_COMMANDS[command]!;
  }
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
