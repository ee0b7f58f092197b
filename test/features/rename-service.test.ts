import { expect, test } from 'vitest';
import { renameService } from '../../server/src/features/rename-service.ts';
import { stack } from '../support/stack.ts';

const STACK = (folder: string): string => `//- /w/${folder}/postgres.container
[Container]
Image=docker.io/library/postgres:16
//- /w/${folder}/web.container
[Unit]
After=postgres.service
[Container]
Image=docker.io/library/nginx:1.30
`;

test('of two stacks with a service of one name, only the one that is meant is renamed', () => {
  const { workspace } = stack(STACK('a') + STACK('b')).analysis;
  const change = renameService(workspace, workspace.file('file:///w/b/postgres.container')!, 'database');
  expect(change).toEqual({
    rename: [{ from: 'file:///w/b/postgres.container', to: 'file:///w/b/database.container' }],
    edits: { 'file:///w/b/web.container': [{ start: 13, end: 29, newText: 'database.service' }] },
  });
});
