import { describe, expect, test } from 'vitest';
import { programOptions, type OptionTable } from '../../server/src/facts/programs/index.ts';
import { complete } from '../../server/src/features/quadlet/completion.ts';
import { hover } from '../../server/src/features/quadlet/hover.ts';
import { applyEdits } from '../support/fixture.ts';
import { findings, fixed, stack } from '../support/stack.ts';
import { editor } from './support.ts';

const unit = (lines: string, image = 'localhost/app:1'): string => `//- /ws/app.container\n[Container]\nImage=${image}\n${lines}\n`;

function hovered(lines: string, image?: string): { over: string; markdown: string } | undefined {
  const made = editor(unit(lines, image));
  const found = hover(made.file, made.offset, made.context);
  return found === undefined ? undefined : { over: made.file.text.slice(found.start, found.end), markdown: found.markdown };
}

/** The arguments that a hover lists. */
const args = (lines: string): string[] => [...hovered(lines)!.markdown.matchAll(/^\d+\. (.*)$/gm)].map((match) => match[1]!);

describe('a hover lists the arguments that the program gets', () => {
  test.each<[string, string[]]>([
    ['Exec=se$0rve --port 80', ['`serve`', '`--port`', '`80`']],
    ['Exec=se$0rve "one word" \'and another\'', ['`serve`', '`one word`', '`and another`']],
    ['Exec=se$0rve \\\n  --all \\\n  --more', ['`serve`', '`--all`', '`--more`']],
    ["Exec=s$0h -c 'exec serve \"$$NAME\"'", ['`sh`', '`-c`', '`exec serve "$NAME"`']],
    ['Exec=da$0te +%%Y', ['`date`', '`+%Y`']],
    ['Exec=pri$0nt a\\x20b', ['`print`', '`a b`']],
    ['Exec=ser$0ve --password hunter2hunter2', ['`serve`', '`--password`', '`**************`']],
    ['HealthCmd=curl -f http://local$0host/ || exit 1', ['`sh`', '`-c`', '`curl -f http://localhost/ || exit 1`']],
    ['HealthCmd=["cu$0rl", "-f", "http://localhost/"]', ['`curl`', '`-f`', '`http://localhost/`']],
    ['HealthCmd=redis-cli -a $0$${PW} ping', ['`sh`', '`-c`', '`redis-cli -a ${PW} ping`']],
    ['HealthCmd=["redis-cli pi$0ng"]', ['`sh`', '`-c`', '`redis-cli ping`']],
    ['HealthCmd=["CMD-SHELL", "redis-cli", "pi$0ng"]', ['`sh`', '`-c`', '`redis-cli ping`']],
    ['HealthCmd=CMD-SHELL redis-cli pi$0ng || exit 1', ['`sh`', '`-c`', '`redis-cli ping || exit 1`']],
    ['HealthCmd=CMD redis-cli  pi$0ng', ['`redis-cli`', '`ping`']],
    ['HealthCmd=[1, $02]', ['`sh`', '`-c`', '`[1, 2]`']],
    ['HealthCmd=[ -f /x $0]', ['`sh`', '`-c`', '`[ -f /x ]`']],
    ['Exec=pri$0nt a`b', ['`print`', '` aˋb `']],
    ['HealthCmd=["print$0", ""]', ['`print`', '(empty)']],
    ['ReloadCmd=nginx -s $0reload', ['`nginx`', '`-s`', '`reload`']],
    [`Exec=ser$0ve${' x'.repeat(50)}`, ['`serve`', ...Array<string>(39).fill('`x`')]],
    ['Entrypoint=["/bin/s$0h", "-c"]', ['`/bin/sh`', '`-c`']],
    ['Entrypoint=/bin/s$0h -c', ['`/bin/sh -c`']],
  ])('%j', (lines, expected) => expect(args(lines)).toEqual(expected));

  test('the whole of it', () => {
    expect(hovered('Exec=serve --na$0me ${NAME} "a b"')).toEqual({
      over: '--name',
      markdown: 'The image’s entry point gets:\n\n1. `serve`\n2. `--name`\n3. `${NAME}`\n4. `a b`\n\nsystemd puts in `NAME` from the service’s own environment first; `$$` leaves a dollar sign to the program.',
    });
    expect(hovered('HealthCmd=no$0ne')!.markdown).toBe('No health check, whatever the image has.');
    expect(hovered('HealthCmd=[$0]')!.markdown).toBe('Podman refuses this: a health check needs a command.');
    expect(hovered('HealthCmd=["C$0MD", "redis-cli", "ping"]')!.markdown).toBe('Podman reads a list that begins with `CMD` as plain words, and looks for a program named `["CMD",`: leave `CMD` out.');
    expect(hovered('ReloadCmd=nginx -s $0reload')!.markdown).toBe('Run inside the container:\n\n1. `nginx`\n2. `-s`\n3. `reload`');
    expect(hovered(`Exec=ser$0ve${' x'.repeat(50)}`)!.markdown.split('\n').at(-1)).toBe('… and 11 more');
    expect(hovered('Exec=serve $0$A ${A} $B$C')!.markdown.split('\n').at(-1)).toBe('systemd puts in `A` from the service’s own environment first; `$$` leaves a dollar sign to the program.');
    expect(hovered('Exec=x$0 \\q')!.markdown).toContain('cannot split');
    expect(hovered('[Service]\nExecStop=/usr/bin/log$0ger gone')!.markdown).toBe('systemd runs on the host:\n\n1. `/usr/bin/logger`\n2. `gone`');
  });
});

describe('a hover explains options', () => {
  test.each<[string, string, string, string?]>([
    ['Exec=celery -A shop worker --concur$0rency=4', '--concurrency=4', '**--concurrency** `N` · also `-c`'],
    ['Exec=celery -A shop worker -c $04', '4', '**--concurrency** `N`'],
    ['Exec=celery -A$0 shop beat', '-A', '**--app** `MODULE`'],
    ['Exec=celery -A shop flower --basic$0_auth=a:b', '--basic_auth=a:b', '**--basic-auth**'],
    ['Exec=daphne -b$0 0.0.0.0 app:app', '-b', '**--bind** `ADDRESS`'],
    ['Exec=python -m uvicorn --wor$0kers 2 app:app', '--workers', '**--workers** `N`'],
    ['Exec=gunicorn --time$0out=60 app', '--timeout=60', '**--timeout** `SECONDS`'],
    ["Exec=nginx -g $0'daemon off;'", "'daemon off;'", '**-g** `DIRECTIVES`'],
    ['Exec=postgres -c work_mem=6$04MB', 'work_mem=64MB', '**work_mem** — size'],
    ['Exec=postgres --max-conn$0ections=50', '--max-connections=50', '**max_connections** — integer'],
    ['Exec=-c shared_bu$0ffers=1GB', 'shared_buffers=1GB', '**shared_buffers** — size', 'docker.io/library/postgres:17'],
    ['Exec=redis-server --max$0memory 1gb', '--maxmemory', '**maxmemory** — size'],
    ['Exec=valkey-server --appendonly y$0es', 'yes', '**appendonly** — yes or no'],
  ])('%j', (lines, over, head, image) => {
    const found = hovered(lines, image);
    expect(found?.over).toBe(over);
    expect(found?.markdown.startsWith(head)).toBe(true);
  });
  test('an option with a list of values, the whole of it', () => {
    expect(hovered('Exec=celery -A shop worker --pool=pre$0fork')!.markdown.split('\n\n---\n\n')[0]).toBe([
      '**--pool** `POOL` · also `-P` · default `prefork`',
      'How tasks run beside each other.',
      [
        '- `prefork` — Processes: for work that computes.', '- `threads` — Threads of one process.', '- `eventlet` — Green threads, for very many waiting tasks.', '- `gevent` — Green threads, for very many waiting tasks.',
        '- `solo` — One at a time in the worker itself: nothing limits a task.', '- `custom` — A class that CELERY_CUSTOM_WORKER_POOL names.',
      ].join('\n'),
      '[docs.celeryq.dev](https://docs.celeryq.dev/en/stable/reference/cli.html)',
    ].join('\n\n'));
  });
  test('what is no option of a known program has its arguments alone', () => {
    for (const lines of ['Exec=serve --po$0rt=80', 'Exec=celery -A shop worker $0', 'Exec=celery -A shop shell --fo$0rce']) expect(hovered(lines)?.markdown ?? 'The image').toMatch(/^The image/);
  });
});

describe('completion', () => {
  const offers = (lines: string, image?: string): string[] => {
    const made = editor(unit(lines, image));
    return complete(made.file, made.offset, made.context).items.map(({ label }) => label);
  };
  const chosen = (lines: string, label: string, image?: string): string => {
    const made = editor(unit(lines, image));
    const { span, items } = complete(made.file, made.offset, made.context);
    const item = items.find((candidate) => candidate.label === label);
    if (item === undefined) throw new Error(`${label} is not offered`);
    return applyEdits(made.file.text, [{ ...span, newText: item.insert ?? label }]).split('\n')[2]!;
  };
  test('options of the program, and of the subcommand', () => {
    expect(offers('Exec=celery -A shop $0').slice(0, 3)).toEqual(['worker', 'beat', 'flower']);
    expect(offers('Exec=celery -A shop worker --$0')).toContain('--max-memory-per-child');
    expect(offers('Exec=celery -A shop beat --$0')).not.toContain('--concurrency');
    expect(offers('Exec=daphne $0')).toContain('--bind');
    expect(offers('Exec=gunicorn --$0')).toContain('--max-requests');
    expect(offers('Exec=nginx -$0')).toEqual(expect.arrayContaining(['-g', '-c']));
    expect(offers('Exec=serve --$0')).toEqual([]);
  });
  test('values', () => {
    expect(offers('Exec=celery -A shop worker --pool=$0')).toEqual(['prefork', 'threads', 'eventlet', 'gevent', 'solo', 'custom']);
    expect(offers('Exec=celery -A shop worker --pool $0')).toContain('gevent');
    expect(offers('Exec=postgres -c wal_level=$0')).toEqual(['minimal', 'replica', 'logical']);
    expect(offers('Exec=redis-server --appendonly $0')).toEqual(['yes', 'no']);
    expect(offers('Exec=redis-server --maxmemory-policy $0')).toContain('noeviction');
    expect(offers('Exec=redis-server --maxmemory $0')).toEqual([]);
    expect(offers('Exec=celery -A shop worker --concurrency=$0')).toEqual([]);
    expect(offers('Exec=postgres --wal-level=$0')).toEqual(['minimal', 'replica', 'logical']);
    expect(offers('Exec=postgres -cwal_level=$0')).toEqual(['minimal', 'replica', 'logical']);
    expect(offers('Exec=postgres -c port=$0')).toEqual(['5432']);
    expect(offers('Exec=postgres -c nonsense=$0')).toEqual([]);
    expect(offers('Exec=postgres -c$0')).toEqual(['-c']);
  });
  test('what a choice writes', () => {
    expect(chosen('Exec=celery -A shop worker --conc$0', '--concurrency')).toBe('Exec=celery -A shop worker --concurrency=');
    expect(chosen('Exec=celery -A shop worker --pool=pre$0', 'solo')).toBe('Exec=celery -A shop worker --pool=solo');
    expect(chosen('Exec=postgres -c work$0', 'work_mem')).toBe('Exec=postgres -c work_mem=');
    expect(chosen('Exec=postgres $0', '-c')).toBe('Exec=postgres -c ');
    expect(chosen('Exec=--max$0', '--maxmemory', 'docker.io/library/redis:7')).toBe('Exec=--maxmemory ');
  });
});

test('command-unknown-option', () => {
  const code = 'command-unknown-option';
  const found = (exec: string, image?: string): string[] => findings(stack(unit(`Exec=${exec}`, image)), code);
  expect(found('celery -A shop worker --concurency=4')).toEqual([`/ws/app.container:3 ${code} «--concurency»`]);
  expect(found('daphne --prot 80 app:app')).toEqual([`/ws/app.container:3 ${code} «--prot»`]);
  expect(found('redis-server --maxmemroy 1gb')).toEqual([`/ws/app.container:3 ${code} «--maxmemroy»`]);
  expect(found('sh -c "celery worker --concurency"')).toEqual([`/ws/app.container:3 ${code} «--concurency»`]);
  for (const silent of [
    'celery -A shop worker --concurrency=4 --task-events', 'celery -A shop worker --tenant=x', 'celery -A shop shell --concurency', 'gunicorn --work 4 app', 'celery -A shop flower --basic_auth=a:b', 'daphne --websocket-timeout 5 app:app',
    'serve --concurency', 'redis-server --port 1', 'redis-server --slaveof a 1', 'sh -c "celery worker --concurency && true"', 'uvicorn app:app -- --hots', 'nginx -g "daemon off;"',
  ]) expect([silent, found(silent)]).toEqual([silent, []]);
  expect(fixed(unit('Exec=celery -A shop worker --concurency=4'), '/ws/app.container', code)).toContain('worker --concurrency=4\n');
});

test('empty-word-ends-list', () => {
  const code = 'empty-word-ends-list';
  const redis = 'docker.io/library/redis:8.0';
  const messages = (line: string, image?: string): string[] => stack(unit(line, image)).problems.filter(({ problem }) => problem.code === code).map(({ problem }) => problem.message);
  expect(findings(stack(unit('Exec=redis-server --save "" --appendonly no', redis)), code)).toEqual([`/ws/app.container:3 ${code} «""»`]);
  expect(messages('Exec=redis-server --save "" --requirepass planted', redis)).toEqual(['Podman’s generator ends the command at this empty word: it is dropped, and so is all that stands behind it. Redis also takes a name and its value in one word: `\'--save ""\'`.']);
  expect(messages("Exec=serve --prefix ''")).toEqual(['Podman’s generator ends the command at this empty word: it is dropped. Let a shell run the command, as in `sh -c \'…\'`, or put the empty value into a file.']);
  expect(messages('Label=a=b "" c=d')).toEqual(['Podman’s generator ends `Label=` at this empty word: it is dropped, and so is all that stands behind it. Leave the empty word out, or write what stands behind it in a line of its own.']);
  for (const silent of ['Exec=redis-server \'--save ""\' --appendonly no', 'Exec=sh -c \'serve ""\'', 'Environment=A="" B=', 'Exec=a ""\nExec=b', 'Exec=']) expect([silent, messages(silent, redis)]).toEqual([silent, []]);
  expect(fixed(unit('Exec=redis-server --save "" --appendonly no', redis), '/ws/app.container', code)).toContain('Exec=redis-server \'--save ""\' --appendonly no\n');
});

test('entrypoint-one-word', () => {
  const code = 'entrypoint-one-word';
  const found = (value: string): string[] => findings(stack(unit(`Entrypoint=${value}`)), code);
  expect(found('/bin/sh -c')).toEqual([`/ws/app.container:3 ${code} «/bin/sh -c»`]);
  for (const silent of ['/bin/sh', '["/bin/sh", "-c"]', '"/bin/sh"', '']) expect(found(silent)).toEqual([]);
  expect(fixed(unit('Entrypoint=/bin/sh -c'), '/ws/app.container', code)).toContain('Entrypoint=["/bin/sh", "-c"]\n');
});

test('each option has a text and a source, and a name of its own', () => {
  const tables: OptionTable[] = ['celery', 'celery worker', 'celery beat', 'flower', 'daphne', 'uvicorn', 'gunicorn', 'nginx'];
  for (const table of tables) {
    const names = Object.entries(programOptions(table)).flatMap(([name, { aliases = [], text, url, default: fallback }]) => {
      expect([name, text.length > 10, text.endsWith('.')]).toEqual([name, true, true]);
      expect(url).toMatch(/^https:\/\//);
      expect(fallback).not.toBe('');
      return [name, ...aliases];
    });
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^--?[?a-zA-Z][\w-]*$/.test(name))).toEqual([]);
  }
});
