import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { snapshotOf, SourceFile } from '../../server/src/model/snapshot.ts';
import { NEWEST_TARGETS, parseVersion, type Targets } from '../../server/src/model/version.ts';
import { checkRedis } from '../../server/src/rules/redis/check.ts';
import { NO_VERDICTS, VERDICTS, verdictRows } from '../support/verdicts.ts';

/** Lines on which we differ from the collected verdicts, each with its reason. May only shrink. */
const SKIPPED: Readonly<Record<string, string>> = {};

const targetsFor = (server: string): Targets => {
  const [store, version] = server.split('-') as ['redis' | 'valkey', string];
  return { ...NEWEST_TARGETS, store, [store]: parseVersion(version) };
};

/** The zero-based lines with an error. */
function errorLines(text: string, server: string, name = 'redis.conf'): number[] {
  const file = new SourceFile(`file:///ws/${name}`, `/ws/${name}`, name.startsWith('sentinel') ? 'sentinel' : 'redis', text);
  const problems = checkRedis(file, { snapshot: snapshotOf([file], targetsFor(server)) });
  return [...new Set(problems.filter(({ severity }) => severity === 'error').map(({ start }) => file.lines.positionAt(start).line))];
}

describe.skipIf(VERDICTS === undefined)(`the servers' verdicts (${VERDICTS === undefined ? NO_VERDICTS : 'collected'})`, () => {
  const rows = verdictRows<Record<string, string>>('redis.jsonl');
  const servers = Object.keys(rows[0] ?? {}).filter((key) => key !== 'line');

  test.each(servers)('every line for %s', (server) => {
    const wrong = rows.flatMap((row) => {
      const line = row['line']!;
      const refused = row[server] !== 'ok';
      if (line in SKIPPED || errorLines(`${line}\n`, server).length > 0 === refused) return [];
      return [`${refused ? 'MISSED' : 'FALSE'} ${line} — ${row[server]}`];
    });
    expect(wrong).toEqual([]);
  });

  const files = VERDICTS === undefined ? [] : (JSON.parse(fs.readFileSync(path.join(VERDICTS, 'files/verdicts.json'), 'utf8')) as Record<string, unknown>[]);
  test.each(files.map((entry) => [entry['file'] as string, entry] as const))('the whole file %s', (name, entry) => {
    const text = fs.readFileSync(path.join(VERDICTS!, 'files', name), 'utf8');
    for (const [server, verdict] of Object.entries(entry)) {
      if (server === 'file' || server === 'source') continue;
      const refused = (verdict as { line: number }[]).map(({ line }) => line - 1);
      expect({ server, lines: errorLines(text, server, path.basename(name)) }).toEqual({ server, lines: refused });
    }
  });

  const seed = VERDICTS === undefined ? undefined : path.join(VERDICTS, '../seed');
  test.skipIf(seed === undefined || !fs.existsSync(seed))('the guide’s redis.conf', () => {
    const verdicts = (JSON.parse(fs.readFileSync(path.join(seed!, 'verdicts.json'), 'utf8')) as Record<string, Record<string, { line: number }[]>>)['redis.conf']!;
    const text = fs.readFileSync(path.join(seed!, 'stack/configs/redis.conf'), 'utf8');
    for (const [server, refused] of Object.entries(verdicts)) {
      expect({ server, lines: errorLines(text, server) }).toEqual({ server, lines: refused.map(({ line }) => line - 1) });
    }
  });
});
