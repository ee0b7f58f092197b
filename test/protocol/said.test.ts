import { afterEach, expect, test } from 'vitest';
import { connect, memoryHost, until, type Session } from './support.ts';

/** What is said of files when, beside the one that is typed in. */

const A = 'file:///w/a.container';
const B = 'file:///w/b.container';
const unit = (name: string, port: number): string => `[Container]\nImage=docker.io/library/${name}:1\nPublishPort=127.0.0.1:${port}:80\nWrong=1\n\n[Install]\nWantedBy=default.target\n`;

let session: Session;
afterEach(() => session.dispose());

/** A session with both units open, and all that is said from now on: file, version, codes with their lines. */
async function opened(a: string, b: string): Promise<string[]> {
  session = await connect({ folders: ['file:///w'], host: memoryHost(new Map([[A, a], [B, b]])) });
  session.open(A, a);
  session.open(B, b);
  await until('both', () => session.diagnostics.get(A)?.version === 1 && session.diagnostics.get(B)?.version === 1 && session.diagnostics.get(B)!.diagnostics.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const said: string[] = [];
  session.onDiagnostics(({ uri, version, diagnostics }) => void said.push([uri.slice(-11), version, ...diagnostics.map(({ code, range }) => `${code} ${range.start.line}`)].join(' ')));
  return said;
}

/** Types, waits for the answer and for what comes after it. */
async function change(uri: string, version: number, text: string): Promise<void> {
  session.change(uri, version, text);
  await until('the answer', () => session.diagnostics.get(uri)?.version === version);
  await new Promise((resolve) => setTimeout(resolve, 200));
}

test('a keystroke that changes nothing for others says nothing of them', async () => {
  const said = await opened(unit('x', 8080), unit('y', 9090));
  await change(A, 2, unit('xx', 8080));
  // The same text under a new version is an answer too.
  await change(A, 3, unit('xx', 8080));
  expect(said).toEqual([
    'a.container 2 start-timeout-default 1 quadlet-unknown-key 3',
    'a.container 3 start-timeout-default 1 quadlet-unknown-key 3',
  ]);
});

test('what one file does to another is said of both, and again where the other place has moved', async () => {
  const said = await opened(unit('x', 8080), unit('y', 9090));
  await change(A, 2, unit('x', 9090));
  await change(A, 3, `# a line more\n${unit('x', 9090)}`);
  await change(A, 4, unit('x', 8080));
  expect(said).toEqual([
    'a.container 2 start-timeout-default 1 port-conflict 2 quadlet-unknown-key 3',
    'b.container 1 start-timeout-default 1 port-conflict 2 quadlet-unknown-key 3',
    'a.container 3 start-timeout-default 2 port-conflict 3 quadlet-unknown-key 4',
    'b.container 1 start-timeout-default 1 port-conflict 2 quadlet-unknown-key 3',
    'a.container 4 start-timeout-default 1 quadlet-unknown-key 3',
    'b.container 1 start-timeout-default 1 quadlet-unknown-key 3',
  ]);
});
