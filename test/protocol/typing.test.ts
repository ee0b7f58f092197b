import { afterEach, expect, test } from 'vitest';
import { codesOf, connect, memoryHost, until, type Session } from './support.ts';

/** What a file that is typed in means for the others: a line is no entry before its `=` stands there. */

const [UNIT, OTHER] = ['file:///ws/a.container', 'file:///ws/b.container'];
const TEXT = '[Container]\nImage=docker.io/library/nginx:1.29\n';
const BROKEN = 'quadlet-not-generated';

let session: Session;
afterEach(() => session.dispose());

async function opened(text: string): Promise<void> {
  session = await connect({ folders: ['file:///ws'], host: memoryHost(new Map([[UNIT, text], [OTHER, TEXT]])) });
  session.open(UNIT, text);
  session.open(OTHER, TEXT);
  await until('both', () => codesOf(session, UNIT) !== undefined && codesOf(session, OTHER) !== undefined);
}

/** All that was said of the other unit while `type` ran, and until typing had rested for longer than a key takes. */
async function saidOfOther(type: () => Promise<void>, enough: (said: readonly string[]) => boolean): Promise<string[]> {
  const said: string[] = [];
  session.onDiagnostics(({ uri, diagnostics }) => {
    if (uri === OTHER) said.push(diagnostics.map(({ code }) => code).join());
  });
  await type();
  await until('what is said of the other', () => enough(said));
  return said;
}

const changed = async (version: number, text: string, code: string): Promise<void> => {
  session.change(UNIT, version, text);
  await until(code, () => codesOf(session, UNIT)?.some((one) => one.startsWith(code)) === true);
};

test('a key that is typed letter by letter says nothing of the other units of the folder', async () => {
  await opened(TEXT);
  const said = await saidOfOther(async () => {
    await changed(2, `${TEXT}P`, 'quadlet-syntax');
    await changed(3, `${TEXT}Pi`, 'quadlet-syntax');
    session.change(UNIT, 4, `${TEXT}PidsLimit=1\n`);
    await until('no problem', () => codesOf(session, UNIT)?.length === 0);
    await new Promise((resolve) => setTimeout(resolve, 1300));
  }, () => true);
  expect(said.filter((codes) => codes !== '')).toEqual([]);
});

test('a line that stays so is told when typing rests, and told off once it is an entry', async () => {
  await opened(TEXT);
  const said = await saidOfOther(() => changed(2, `${TEXT}Pids\n`, 'quadlet-syntax'), (all) => all.includes(BROKEN));
  expect(said.filter((codes) => codes !== '')).toEqual([BROKEN]);
  session.change(UNIT, 3, `${TEXT}PidsLimit=1\n`);
  await until('no problem of the other', () => codesOf(session, OTHER)?.length === 0);
});

test('what was wrong before is said all along', async () => {
  await opened(`${TEXT}Pids\n`);
  await until('the problem of the other', () => codesOf(session, OTHER)?.some((code) => code.startsWith(BROKEN)) === true);
  const said = await saidOfOther(async () => {
    await changed(2, `${TEXT}Pids\n# c`, 'quadlet-syntax');
    await new Promise((resolve) => setTimeout(resolve, 1300));
  }, () => true);
  expect(said.filter((codes) => codes !== BROKEN)).toEqual([]);
});
