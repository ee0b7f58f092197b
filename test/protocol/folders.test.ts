import { expect, test } from 'vitest';
import { codesOf, connect, memoryHost, until } from './support.ts';

test('a folder that leaves before it is read leaves what stands beside an open document', async () => {
  const files = new Map([['file:///ws/two/redis.conf', 'nonsense 1\n'], ['file:///ws/two/a.container', '[Container]\nImage=docker.io/library/redis:8\n']]);
  const session = await connect({ host: memoryHost(files), folders: ['file:///ws/one', 'file:///ws/two'], settings: {} });
  session.open('file:///ws/two/a.container', files.get('file:///ws/two/a.container')!);
  await session.client.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [{ uri: 'file:///ws/two', name: 'two' }] } });
  await until('the problem of the file beside it', () => codesOf(session, 'file:///ws/two/redis.conf')?.includes('redis-unknown-directive 0'), 5000);
  expect(session.logged).toEqual([]);
  session.dispose();
});
