import { expect, test } from 'vitest';
import { ACTIVE, STATUS, type StatusParams } from '../../server/src/protocol/requests.ts';
import { codesOf, connect, memoryHost, until } from './support.ts';

const unit = (memory: string, extra = ''): string => `[Container]\nImage=docker.io/library/alpine:3.20\nMemory=${memory}\n${extra}`;
const SMALL = 'file:///w/small/app.container';
const LARGE = 'file:///w/large/app.container';

test('a folder that goes takes the problems of its files with it', async () => {
  const files = new Map([[SMALL, unit('1G', 'Nonsense=1\n')], [LARGE, unit('4G', 'Nonsense=1\n')]]);
  const session = await connect({ folders: ['file:///w'], host: memoryHost(files) });
  try {
    await until('both problems', () => codesOf(session, SMALL)?.length === 1 && codesOf(session, LARGE)?.length === 1);
    files.delete(SMALL);
    void session.client.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///w/small', type: 3 }] });
    await until('one to go', () => session.diagnostics.get(SMALL) === undefined);
    expect(codesOf(session, LARGE)).toHaveLength(1);
  } finally {
    session.dispose();
  }
});

test('the status is of the stack that is looked at, not of what was opened last', async () => {
  const session = await connect({ folders: ['file:///w'], host: memoryHost(new Map([[SMALL, unit('1G')], [LARGE, unit('4G')]])) });
  const said: string[] = [];
  session.client.onNotification(STATUS, ({ text }: StatusParams) => void said.push(text));
  const says = (text: string): Promise<unknown> => until(text, () => said.at(-1) === text);
  const look = (uri: string): void => void session.client.sendNotification(ACTIVE, { uri });
  try {
    session.open(SMALL, unit('1G'));
    await says('1 of 8 GB');
    session.open(LARGE, unit('4G'));
    await says('4 of 8 GB');
    look(SMALL);
    await says('1 of 8 GB');
    session.change(LARGE, 2, unit('5G'));
    session.change(SMALL, 2, unit('2G'));
    await says('2 of 8 GB');
    look(LARGE);
    await says('5 of 8 GB');
    expect(said.filter((text) => text === '4 of 8 GB')).toHaveLength(1);
  } finally {
    session.dispose();
  }
});

test('the host is the one of the settings, else the machine', async () => {
  for (const [settings, expected] of [[{}, { memory: 8 * 1024 ** 3, cpus: 4 }], [{ host: { memory: '16G', cpus: 6 } }, { memory: 16 * 1024 ** 3, cpus: 6 }]] as const) {
    const session = await connect({ folders: ['file:///w'], settings });
    try {
      session.open(SMALL, unit('1G'));
      await until('the settings', () => session.diagnostics.has(SMALL));
      expect(await session.client.sendRequest('quadletStack/host', {})).toEqual(expected);
    } finally {
      session.dispose();
    }
  }
});
