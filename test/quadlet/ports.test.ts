import { describe, expect, test } from 'vitest';
import { fixture } from '../support/fixture.ts';
import { compile, setOf } from './support.ts';
import { compileUnit } from '../../server/src/quadlet/index.ts';

const unit = (lines: string): string => `//- /ws/a.container\n[Container]\nImage=docker.io/library/redis:7\n${lines}\n`;

/** The values of a flag in the command that the unit comes to. */
function valuesOf(flag: string, text: string, podman: string): string[] {
  const words = compile(text, 'a.container', { podman }).command.map((word) => word.text);
  return words.flatMap((word, i) => (word === flag ? [words[i + 1]!] : []));
}

/** Each problem with the text that it stands on, and its message. */
function problems(text: string, podman: string): string[] {
  const { files } = fixture(text);
  const set = setOf(files, { podman });
  return set.units.flatMap((each) => compileUnit(each, set).problems).map(({ problem }) => `${problem.code} «${files[0]!.text.slice(problem.start, problem.end)}» ${problem.message}`);
}

describe('PublishPort=, before 5.3', () => {
  test.each([
    ['80', '80'],
    ['8080:80', '8080:80'],
    [':80', '80'],
    ['8080-8090:80-90/udp', '8080-8090:80-90/udp'],
    ['53:53/tcp', '53:53/tcp'],
    ['127.0.0.1:8080:80', '127.0.0.1:8080:80'],
    ['127.0.0.1::80', '127.0.0.1::80'],
    ['0.0.0.0:8080:80', '8080:80'],
    ['0.0.0.0::80', '80'],
    ['[::1]:8080:80', '[::1]:8080:80'],
    ['[::]:8080:80', '[::]:8080:80'],
    ['[::1:8080:80', '[::1:8080:80'],
    ['8080:', '8080:'],
    ['${HOST}:80:80', '${HOST}:80:80'],
    ['a80:b80', 'a80:b80'],
  ])('%s becomes %s', (written, handed) => {
    expect([problems(unit(`PublishPort=${written}`), '5.2.5'), valuesOf('--publish', unit(`PublishPort=${written}`), '5.2.5')]).toEqual([[], [handed]]);
  });

  const noPort = (text: string): string => `quadlet-bad-value «${text}» \`${text}\` is no port and no range of ports such as \`8080\`, \`8080-8090\` or \`53/udp\`: Podman 5.2 rejects the whole unit. Podman 5.3 and later hand on variables and specifiers.`;
  const parts = (text: string): string => `quadlet-bad-value «${text}» A published port is \`container\`, \`host:container\` or \`ip:host:container\`: Podman 5.2 rejects the whole unit. Put an IPv6 address in brackets.`;
  test.each<[string, string[]]>([
    ['http', [noPort('http')]],
    ['http:80', [noPort('http')]],
    ['127.0.0.1:%i:${PORT}', [noPort('%i'), noPort('${PORT}')]],
    ['8080:80/sctp', [noPort('80/sctp')]],
    ['80-', [noPort('80-')]],
    ['::1:8080:80', [parts('::1:8080:80')]],
  ])('%s is refused at its place', (written, expected) => expect(problems(unit(`PublishPort=${written}`), '5.2.5')).toEqual(expected));
});

test('PublishPort= is handed on as it stands, from 5.3', () => {
  const text = unit('PublishPort=0.0.0.0:${PORT}:http\nPublishPort=1:2:3:4');
  expect([problems(text, '5.3.0'), valuesOf('--publish', text, '5.3.0')]).toEqual([[], ['0.0.0.0:${PORT}:http', '1:2:3:4']]);
});

describe('ExposeHostPort=', () => {
  test('is a port, or a range, blanks around it', () => {
    const text = unit('ExposeHostPort=80\nExposeHostPort=  90-99/udp  ');
    expect([problems(text, '6.1.1'), valuesOf('--expose', text, '6.1.1')]).toEqual([[], ['80', '90-99/udp']]);
  });

  test.each(['5.2.5', '6.1.1'])('and no name or variable: Podman %s', (podman) => {
    expect(problems(unit('ExposeHostPort=http'), podman)).toEqual([
      `quadlet-bad-value «http» \`http\` is no port and no range of ports such as \`8080\`, \`8080-8090\` or \`53/udp\`: Podman ${podman.slice(0, 3)} rejects the whole unit.`,
    ]);
  });
});
