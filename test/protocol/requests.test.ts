import { expect, test } from 'vitest';
import { codesOf, connect, memoryHost, until, type Session } from './support.ts';

const UNIT = 'file:///ws/web.container';
const FILES = new Map([
  [UNIT, '[Container]\nImage=docker.io/library/app:1\nContainerName=web\n'],
  ['file:///ws/none.container', '[Container]\nExec=x\n'],
  ['file:///ws/app.env', 'API_HOST=web\n'],
]);

async function ask(questions: (ask: (method: string, params?: unknown) => Promise<unknown>, session: Session) => Promise<void>, machine?: { memory?: number; cpus?: number }): Promise<void> {
  const host = memoryHost(FILES);
  const session = await connect({ host: machine === undefined ? host : { ...host, machine: () => machine }, folders: ['file:///ws'], settings: {} });
  await until('the problems', () => codesOf(session, 'file:///ws/none.container'));
  await questions((method, params) => session.client.sendRequest(`quadletStack/${method}`, params), session);
  session.dispose();
}

const NOT_KNOWN = { error: 'This file is no Quadlet unit of the workspace.' };

test('what cannot be answered says why', async () => {
  await ask(async (question) => {
    expect(await question('preview', { uri: 'file:///ws/gone.container' })).toEqual(NOT_KNOWN);
    expect(await question('preview', { uri: UNIT, podman: 'new' })).toEqual({ error: '“new” is no version of Podman.' });
    expect(await question('podmanRun', { uri: 'file:///ws/gone.container' })).toEqual(NOT_KNOWN);
    expect(await question('podmanRun', { uri: 'file:///ws/none.container' })).toEqual({ error: 'none.container generates no podman command: the generator refuses it, or such a unit runs none.' });
    expect(await question('tunePlan', { ram: 'much' })).toEqual({ error: '“much” is no size: write it as in 8G.' });
    expect(await question('budget', { ram: 'much' })).toEqual({ error: '“much” is no size: write it as in 8G.' });
    expect(await question('newStack', { folder: 'file:///ws', name: 'shop', ram: 'much' })).toEqual({ error: '“much” is no size: write it as in 8G.' });
    expect(await question('renameService', { uri: 'file:///ws/gone.container', newName: 'x' })).toEqual(NOT_KNOWN);
    expect(await question('renameService', { uri: 'file:///ws/app.env', newName: 'x' })).toEqual({ error: 'app.env is no .container unit.' });
    expect(await question('languageOf', { uri: 'file:///ws/unknown.txt' })).toEqual({});
    expect(await question('host')).toEqual({ memory: 8 * 1024 ** 3, cpus: 4 });
  });
});

test('a machine that tells nothing of itself is asked about', async () => {
  await ask(async (question) => {
    expect(await question('tunePlan', {})).toEqual({ error: 'How much RAM? Choose a size, or set quadletStack.host.memory.' });
    expect(await question('newStack', { folder: 'file:///ws', name: 'shop' })).toEqual({ error: 'How much RAM? Choose a size.' });
    expect(await question('host')).toEqual({});
  }, {});
});

test('a question that fails is told in the log, and refused', async () => {
  await ask(async (question, { logged }) => {
    expect(await question('newStack', { name: 'shop', services: ['redis'] })).toEqual({ error: 'This failed; the log of Quadlet Stack says why.' });
    await until('the log', () => logged.some((line) => line.startsWith('quadletStack/newStack failed: TypeError')));
  });
});

test('a preview for another release and for root', async () => {
  await ask(async (question) => {
    const shown = async (params: object): Promise<{ text: string; target: string }> => (await question('preview', { uri: UNIT, ...params })) as { text: string; target: string };
    expect([(await shown({})).target, (await shown({ podman: '5.4', root: true })).target]).toEqual(['Podman 6.1.1, user', 'Podman 5.4, root']);
  });
});

test('a service is renamed with what names it', async () => {
  await ask(async (question) => {
    const edit = (line: number, start: number) => [{ range: { start: { line, character: start }, end: { line, character: start + 3 } }, newText: 'site' }];
    expect(await question('renameService', { uri: UNIT, newName: 'site' })).toEqual({
      changes: [
        { uri: UNIT, version: null, description: 'Rename to site', edits: edit(2, 14) },
        { uri: 'file:///ws/app.env', version: null, description: 'Rename to site', edits: edit(0, 9) },
      ],
      rename: [{ from: UNIT, to: 'file:///ws/site.container' }], warnings: [],
    });
  });
});
