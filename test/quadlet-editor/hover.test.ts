import { describe, expect, test } from 'vitest';
import { hover } from '../../server/src/features/quadlet/hover.ts';
import { editor, STACK } from './support.ts';

function hoverOf(text: string, name = 'web.container'): { markdown: string; over: string } | undefined {
  const made = editor(`//- /ws/${name}\n${text}\n${STACK}`);
  const found = hover(made.file, made.offset, made.context);
  return found === undefined ? undefined : { markdown: found.markdown, over: made.file.text.slice(found.start, found.end) };
}

/** What the hover stands over, and pieces of what it says. */
function checkHover(text: string, over: string, parts: readonly (string | RegExp)[], name?: string): void {
  const found = hoverOf(text, name);
  expect(found?.over).toBe(over);
  for (const part of parts) {
    if (typeof part === 'string') expect(found!.markdown).toContain(part);
    else expect(found!.markdown).toMatch(part);
  }
}

describe('keys', () => {
  test('the whole of it', () => {
    expect(hoverOf('[Container]\nMem$0ory=4g')?.markdown).toBe([
      '**Memory=** — `[Container]`, size · Podman 5.5 and later · once',
      "The most memory the container may use; at the limit the kernel kills a process in it. Becomes `podman run --memory`. Swap is limited apart (`PodmanArgs=--memory-swap=`), else twice this value in all. Leave room above what the program is told to use: PostgreSQL's shared_buffers and Redis' maxmemory are only a part. Units are `b`, `k`, `m`, `g` in powers of 1024.",
      'Default: no limit. Becomes `--memory`. Before 5.5: `PodmanArgs=--memory=2g`.',
      'Here: **4 GB** (4,294,967,296 bytes).',
      '[podman-container.unit(5)](https://docs.podman.io/en/latest/markdown/podman-container.unit.5.html#memory)',
    ].join('\n\n'));
  });
  test('repeatable', () => checkHover('[Container]\n$0Volume=a:/b', 'Volume', ['may be repeated']));
  test('deprecated', () => checkHover('[Container]\nRemapUsers$0=keep-id', 'RemapUsers', ['Deprecated since 4.5: write `UserNS=`.', '- `keep-id` — ']));
  test('deprecated in systemd, with what to write instead', () => {
    const said = (text: string): string => hoverOf(text)!.markdown.split('\n\n').find((part) => part.startsWith('Deprecated'))!;
    expect(said('[Unit]\nBind$0To=x.service')).toBe('Deprecated: write `BindsTo=`.');
    expect(said('[Service]\nReboot$0Argument=x')).toBe('Deprecated: write `RebootArgument= in [Unit]`.');
    expect(said('[Unit]\nOnFailure$0Isolate=yes')).toBe('Deprecated: write `OnFailureJobMode=isolate`.');
  });
  test('with values', () => checkHover('[Container]\nPull$0=x', 'Pull', ['- `newer` — ', 'Default: `missing`.']));
  test('of systemd', () => checkHover('[Service]\nRest$0art=always', 'Restart', [/^\*\*Restart=\*\* — `\[Service\]`, /, 'systemd.service(5)']));
  test('of the same name in another section', () => checkHover('[Image]\nIm$0age=x', 'Image', ['`[Image]`', 'podman-image.unit(5)'], 'x.image'));
  test('what older releases write instead, quoted where it has blanks', () => {
    checkHover('[Container]\nHttp$0Proxy=x', 'HttpProxy', ['Before 5.7: `PodmanArgs=--http-proxy=false`.']);
    checkHover('[Image]\nPol$0icy=x', 'Policy', ['Before 5.6: `PodmanArgs=--policy=always`.'], 'x.image');
    expect(hoverOf('[Container]\nHealth$0Cmd=x')?.markdown).not.toContain('Before');
    expect(hoverOf('[Artifact]\nRet$0ry=3', 'x.artifact')?.markdown).not.toContain('Before');
  });
  test('one that nobody knows', () => expect(hoverOf('[Container]\nNon$0sense=1')).toBeUndefined());
  test('in a drop-in', () => checkHover('[Container]\nMem$0ory=4g', 'Memory', ['[Container]'], 'web.container.d/10.conf'));
  test('after a broken line', () => checkHover('[Container\nbroken\nMem$0ory=4g', 'Memory', ['size']));
});

describe('sections', () => {
  test('with what is generated', () => checkHover('[Cont$0ainer]\nImage=x', 'Container', ['**[Container]**', 'Here: service `web.service` · container `systemd-web`']));
  test('of systemd', () => checkHover('[Inst$0all]', 'Install', ['default.target', 'systemd.unit']));
  test('unknown', () => expect(hoverOf('[X-Fo$0o]')).toBeUndefined());
  test('in a .quadlets file', () => checkHover('# FileName=one\n[Cont$0ainer]\nImage=x\n---\n# FileName=two\n[Pod]', 'Container', ['`one.service`', '`systemd-one`'], 'all.quadlets'));
});

describe('values', () => {
  const cases: readonly (readonly [line: string, over: string, ...parts: (string | RegExp)[]])[] = [
    ['Network=back$0end.network', 'backend.network', '**backend.network**', 'service `backend-network.service` · network `systemd-backend`'],
    ['Network=db.cont$0ainer', 'db.container', '**db.container** — The database', 'container `db`', 'Image `docker.io/library/postgres:17`'],
    ['Volume=da$0ta.volume:/x', 'data.volume', 'volume `pgdata`'],
    ['Volume=no$0ne.volume:/x', 'none.volume', 'no such unit'],
    ['Volume=data.volume:/x:ro,$0Z', 'Z', 'SELinux'],
    ['Mount=type=vol$0ume,source=data.volume,destination=/x', 'volume', 'named volume'],
    ['Mount=type=volume,source=da$0ta.volume,destination=/x', 'data.volume', '`pgdata`'],
    ['Mount=type=bind,sr$0c=/a,dst=/b', 'src', 'path'],
    ['Pod=app$0.pod', 'app.pod', 'pod `systemd-app`'],
    ['UserNS=keep-$0id:uid=5', 'keep-id', 'Rootless'],
    ['UserNS=keep-id:u$0id=5', 'uid', 'inside'],
    ['AddCapability=CAP_NET_AD$0MIN', 'CAP_NET_ADMIN', 'firewall'],
    ['DropCapability=al$0l', 'all', 'Every capability'],
    ['StopSignal=SIG$0QUIT', 'SIGQUIT', 'PHP-FPM'],
    ['Secret=x,type=e$0nv', 'env', 'variable'],
    ['Pull=new$0er', 'newer', 'Pull if the registry'],
    ['ReadOnly=tr$0ue', 'true', 'On.'],
    ['PublishPort=127.0.0.1:80$080:80/udp', '127.0.0.1:8080:80/udp', 'Port 8080 of the host, on this machine only → port 80 (UDP) of the container.'],
    ['PublishPort=80$080:80', '8080:80', 'on all interfaces'],
    ['PublishPort=[::1]:80$080:80', '[::1]:8080:80', 'Port 8080 of the host, on this machine only → port 80 of the container.'],
    ['PublishPort=10.0.0.1:80$080:80', '10.0.0.1:8080:80', 'Port 8080 of the host, on 10.0.0.1 → port 80 of the container.'],
    ['Network=slirp4$0netns', 'slirp4netns', 'Podman 6.0 no longer has it.'],
    ['Mount=type=arti$0fact,source=x,destination=/x', 'artifact', 'Podman 5.5 and later.'],
    ['Exec=sleep %$0s', '%s', 'As root `/bin/sh`'],
    ['Image=oci-archive:/x$0.tar', 'oci-archive:/x.tar', 'An image by `oci-archive:`, not from a registry.'],
    ['Image=docker://quay.io$0/a/b:1', 'docker://quay.io/a/b:1', 'Image `a/b` of `quay.io`, tag `1`.'],
    ['Image=bitnami/red$0is', 'bitnami/redis', 'no tag: `latest`', '`docker.io/bitnami/redis`'],
    ['PublishPort=8$00', '80', "A host port of Podman's choice"],
    ['PodmanArgs=--memory-sw$0ap=4g', '--memory-swap', 'twice'],
    ['PodmanArgs=--cp$0us=2 --memory=4g', '--cpus', 'CPUs'],
    ['PodmanArgs=--cpus=2 --mem$0ory=4g', '--memory', 'The key `Memory=` says the same from Podman 5.5 on.'],
    ['GlobalArgs=--log-l$0evel=debug', '--log-level', 'journal'],
    ['Volume=%$0h/x:/x', '%h', 'home folder', 'As root `/root`, for a user `$HOME`'],
    ['Exec=sleep %$0N', '%N', 'Here: `web`'],
    ['Exec=sleep %$0Z', '%Z', 'no such specifier'],
    ['Exec=sleep \\\n  %$0N', '%N', 'Here: `web`'],
    ['Sysctl=net.core.som$0axconn=1024', 'net.core.somaxconn', 'Redis'],
    ['Ulimit=nof$0ile=1:2', 'nofile', 'Open files'],
    ['LogDriver=jour$0nald', 'journald', 'journal'],
    ['Tmpfs=/run:no$0exec', 'noexec', 'No programs'],
  ];
  test.each(cases.map(([line, over, ...parts]) => ({ line, over, parts })))('$line', ({ line, over, parts }) => checkHover(`[Container]\nImage=x\n${line}`, over, parts));

  test('a short image name', () => checkHover('[Container]\nImage=red$0is:7', 'redis:7', ['A short name is ambiguous', '`docker.io/library/redis:7`', 'tag `7`']));
  test('a full image name', () => checkHover('[Container]\nImage=quay$0.io/a/b@sha256:ab', 'quay.io/a/b@sha256:ab', ['Image `a/b` of `quay.io`', 'always the same']));
  test('an image unit', () => checkHover('[Container]\nImage=to$0ols.image', 'tools.image', ['service `tools-image.service` · image `quay.io/example/tools:1`']));
  test('a dependency by service', () => checkHover('[Unit]\nAfter=db.ser$0vice', 'db.service', ['**db.container**']));
  test('an artifact', () => checkHover('[Container]\nImage=x\nMount=type=artifact,source=mod$0el.artifact,destination=/x', 'model.artifact', ['service `model-artifact.service` · artifact `quay.io/example/model:1`']));
  test('a port that is none says nothing', () => expect(hoverOf('[Container]\nImage=x\nPublishPort=htt$0p')).toBeUndefined());
  test('what is no unit says nothing', () => expect(hoverOf('[Container]\nImage=x\nPod=app$0x')).toBeUndefined());
  test.each([
    ['%p', 'my-web'], ['%P', 'my/web'], ['%n', 'my-web@a-b.service'], ['%N', 'my-web@a-b'], ['%i', 'a-b'], ['%I', 'a/b'], ['%j', 'web'], ['%J', 'web'],
  ])('the specifier %s of an instance is %s', (specifier, value) => checkHover(`[Container]\nImage=x\nExec=sleep $0${specifier}`, specifier, [`Here: \`${value}\``], 'my-web@a-b.container'));
  test('a service of somebody else', () => expect(hoverOf('[Unit]\nAfter=other.ser$0vice')).toBeUndefined());
  test('a value of systemd', () => checkHover('[Service]\nRestart=on-fail$0ure', 'on-failure', ['on-failure']));
  test('free text says nothing', () => expect(hoverOf('[Unit]\nDescription=So$0me text')).toBeUndefined());
  test('an instance', () => checkHover('[Container]\nImage=x\nExec=sleep %$0i', '%i', ['Here: `five`'], 'web@five.container'));
  test('a template', () => expect(hoverOf('[Container]\nImage=x\nExec=sleep %$0i', 'web@.container')?.markdown).not.toContain('Here'));
});

test('drop-ins rename what is generated', () => {
  const made = editor('//- /ws/web.container\n[Container$0]\nImage=x\n//- /ws/web.container.d/10.conf\n[Container]\nContainerName=front\n//- /ws/container.d/20.conf\n[Container]\nServiceName=site\n');
  expect(hover(made.file, made.offset, made.context)?.markdown).toContain('Here: service `site.service` · container `front`');
});

test('no secret is shown', () => {
  for (const line of ['Environment=PASSWORD=hun$0ter2', 'Creds=user:hun$0ter2', 'PodmanArgs=--env=A=hun$0ter2', 'Exec=redis-server --requirepass hun$0ter2', 'Secret=hun$0ter2']) {
    expect(hoverOf(`[Container]\n${line}`)?.markdown ?? '').not.toContain('hunter2');
  }
});
