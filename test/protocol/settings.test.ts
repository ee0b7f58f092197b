import { expect, test } from 'vitest';
import { codesOf, connect, memoryHost, until } from './support.ts';

const UNIT = 'file:///ws/a.container';
const files = (config?: string): Map<string, string> => new Map([[UNIT, '[Container]\nImage=docker.io/a:1\nWrong=1\n'], ...(config === undefined ? [] : [['file:///ws/.quadlet-stack.json', config] as const])]);

test('of settings that change faster than they are read the last ones hold', async () => {
  let pauses = 0;
  // The first reading takes longest.
  const host = memoryHost(files('{}'), () => new Promise((resolve) => setTimeout(resolve, Math.max(0, 40 - 10 * pauses++))));
  const session = await connect({ host, folders: ['file:///ws'], settings: {} });
  await until('the unit', () => codesOf(session, UNIT)?.includes('quadlet-unknown-key 2'));
  pauses = 0;
  for (const severity of ['hint', 'information', 'off']) {
    session.settings = { rules: { 'quadlet-unknown-key': severity } };
    await session.client.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }
  await until('the rule to be off', () => codesOf(session, UNIT)?.includes('quadlet-unknown-key 2') === false || !session.diagnostics.has(UNIT));
  session.settings = { rules: {} };
  await session.client.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await until('the rule to be on', () => codesOf(session, UNIT)?.includes('quadlet-unknown-key 2'));
  session.dispose();
});

test('a client without workspace/configuration hands its settings over', async () => {
  const session = await connect({ host: memoryHost(files()), folders: ['file:///ws'], capabilities: {}, initializationOptions: { settings: { rules: { 'quadlet-unknown-key': 'hint' } } } });
  const severity = (): number | undefined => session.diagnostics.get(UNIT)?.diagnostics.find(({ code }) => code === 'quadlet-unknown-key')?.severity;
  await until('a hint', () => severity() === 4);
  await session.client.sendNotification('workspace/didChangeConfiguration', { settings: { quadletStack: { rules: { 'quadlet-unknown-key': 'warning' } } } });
  await until('a warning', () => severity() === 2);
  await session.client.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await until('still a warning', () => severity() === 2);
  session.dispose();
});

test('settings that cannot be asked for are the default ones', async () => {
  const session = await connect({ host: memoryHost(files()), folders: ['file:///ws'] });
  session.client.onRequest('workspace/configuration', () => Promise.reject(new Error('no settings today')));
  await session.client.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await until('the log', () => session.logged.some((line) => line.includes('no settings today')));
  expect(codesOf(session, UNIT)?.includes('quadlet-unknown-key 2') ?? true).toBe(true);
  session.dispose();
});

test('without a folder, by rootUri, and through the client', async () => {
  const host = memoryHost(files());
  const session = await connect({ host, initializationOptions: { filesThroughClient: true, trusted: true } });
  const asked: string[] = [];
  session.client.onRequest('quadletStack/listFiles', ({ folder, deep }: { folder: string; deep: boolean }) => (asked.push(`${folder} ${deep}`), ['file:///ws/b.container', 'file:///ws/node_modules/c.container', 'file:///ws/x.txt']));
  session.client.onRequest('quadletStack/readFile', ({ uri }: { uri: string }) => {
    asked.push(uri);
    if (!uri.endsWith('b.container')) throw new Error('gone');
    return { text: '[Container]\nWrong=1\n' };
  });
  session.open(UNIT, '[Container]\nImage=docker.io/a:1\nNetwork=b.container\n');
  await until('what stands beside it', () => codesOf(session, 'file:///ws/b.container'));
  expect(asked).toEqual([UNIT, 'file:///ws false', 'file:///ws/b.container']);
  session.close(UNIT);
  await until('all to be forgotten', () => [...session.diagnostics.values()].every(({ diagnostics }) => diagnostics.length === 0));
  session.dispose();
});
