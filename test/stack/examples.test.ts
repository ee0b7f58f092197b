import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../server/src/features/analysis.ts';
import { applyEdits } from '../../server/src/model/edits.ts';
import { analysisOf, filesBelow, findings } from '../tuning/load.ts';

/** What the README of an example promises, held word by word. */

const HOST = { hostMemory: 8 * 1024 ** 3 };
const listed = (analysis: Analysis): string[] =>
  findings(analysis).map(({ file, problem }) => `${file}:${analysis.workspace.file(`file:///stack/${file}`)!.lines.positionAt(problem.start).line + 1} ${problem.severity} ${problem.code}`).sort();

test('examples/trader: nothing to report', () => expect(listed(analysisOf(filesBelow('examples/trader'), HOST))).toEqual([]));

describe('examples/trader-broken', () => {
  test('every planted mistake is named', () => expect(listed(analysisOf(filesBelow('examples/trader-broken'), HOST))).toMatchInlineSnapshot(`
    [
      ".env:14 warning unknown-host",
      ".env:15 warning no-shared-network",
      ".env:16 warning no-shared-network",
      ".env:16 warning redis-database-shared",
      ".env:8 information bypasses-pgbouncer",
      ".env:8 warning no-shared-network",
      "celery-beat.container:11 error quadlet-unit-not-found",
      "celery-beat.container:15 error quadlet-unknown-key",
      "celery-beat.container:6 warning conflicts-with-template",
      "celery-flower.container:12 warning secret-in-clear",
      "celery-flower.container:8 warning flower-port-open",
      "celery-worker.container:11 information volume-without-unit",
      "celery-worker.container:11 warning private-label-shared",
      "celery-worker.container:21 warning celery-children-exceed-memory",
      "celery-worker.container:22 error quadlet-unknown-key",
      "celery-worker.container:23 error quadlet-unknown-key",
      "celery-worker.container:28 warning celery-stop-too-short",
      "celery-worker.container:9 error quadlet-unit-not-found",
      "configs/nginx.conf:16 warning nginx-websocket-without-upgrade",
      "configs/nginx.conf:5 warning no-shared-network",
      "configs/pgbouncer.ini:11 error pgbouncer-comment-after-value",
      "configs/pgbouncer.ini:13 warning pgbouncer-pools-exceed-connections",
      "configs/pgbouncer.ini:15 error pgbouncer-bad-value",
      "configs/pgbouncer.ini:17 error pgbouncer-bad-value",
      "configs/pgbouncer.ini:18 error pgbouncer-unknown-setting",
      "configs/redis.conf:11 error redis-comment-after-value",
      "configs/redis.conf:12 error redis-comment-after-value",
      "configs/redis.conf:17 error redis-comment-after-value",
      "configs/redis.conf:17 warning redis-maxmemory-too-high",
      "configs/redis.conf:18 error redis-comment-after-value",
      "configs/redis.conf:18 warning redis-evicts-broker-queue",
      "configs/redis.conf:21 error redis-comment-after-value",
      "configs/redis.conf:22 error redis-wrong-arity",
      "configs/redis.conf:24 hint redis-old-name",
      "configs/redis.conf:25 error redis-comment-after-value",
      "configs/redis.conf:26 hint redis-old-name",
      "configs/userlist.txt:2 warning pgbouncer-md5-with-scram",
      "configs/userlist.txt:3 information userlist-plain-secret",
      "django.container:12 information volume-without-unit",
      "django.container:12 warning private-label-shared",
      "django.container:16 warning health-kill-stays-down",
      "django.container:19 error quadlet-unknown-key",
      "django.container:20 error quadlet-unknown-key",
      "django.container:23 error quadlet-unknown-key",
      "django.container:3 warning requires-without-after",
      "django.container:3 warning requires-without-after",
      "django.container:33 warning quadlet-unsupported-service-key",
      "django.container:8 error quadlet-unit-not-found",
      "django.container:9 warning port-conflict",
      "nginx.container:8 warning privileged-port",
      "nginx.container:9 warning port-conflict",
      "pgbouncer.container:15 error quadlet-bad-value",
      "pgbouncer.container:3 warning requires-without-after",
      "pgbouncer.container:8 error quadlet-unit-not-found",
      "postgres.container:11 warning database-port-open",
      "postgres.container:14 warning volume-suffix-missing",
      "postgres.container:18 warning environment-splits-at-blank",
      "postgres.container:24 warning postgres-shm-too-small",
      "postgres.container:29 warning postgres-archive-not-mounted",
      "postgres.container:35 warning postgres-can-exceed-memory",
      "postgres.container:35 warning stack-exceeds-memory",
      "postgres.container:36 error quadlet-unknown-key",
      "postgres.container:37 error quadlet-unknown-key",
      "postgres.container:45 warning stop-timeout-too-short",
      "postgres.container:46 warning exec-stop-races",
      "postgres.container:49 warning wanted-by-no-user-target",
      "postgres.container:9 error quadlet-unit-not-found",
      "redis.container:13 warning exec-variable-unset",
      "redis.container:14 warning exec-variable-unset",
      "redis.container:18 error quadlet-unknown-key",
      "redis.container:23 warning exec-variable-unset",
      "redis.container:7 error quadlet-unit-not-found",
    ]
  `));

  test('the preferred fixes leave a stack that every program takes', () => {
    const analysis = analysisOf(filesBelow('examples/trader-broken'), HOST);
    const { workspace } = analysis;
    const errors = () => findings(analysis).filter(({ problem }) => problem.severity === 'error');
    for (let round = 0; round < 100; round++) {
      const fixable = errors().find(({ problem }) => problem.fixes?.some(({ preferred }) => preferred));
      if (fixable === undefined) break;
      const uri = `file:///stack/${fixable.file}`;
      const fix = fixable.problem.fixes!.find(({ preferred }) => preferred)!;
      const edits = { ...(fix.edits === undefined ? {} : { [uri]: fix.edits }), ...fix.change?.edits };
      for (const [where, list] of Object.entries(edits)) analysis.set(where, applyEdits(workspace.file(where)!.text, list));
      for (const [where, text] of Object.entries(fix.change?.create ?? {})) analysis.set(where, text);
      analysis.refreshAll();
    }
    expect(errors()).toEqual([]);
  });
});
