import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './runner.ts';

test('what runs is the installed package', async () => {
  const { path } = vscode.extensions.getExtension('quadlet-stack.quadlet-stack')!.extensionUri;
  assert.match(path, /\/extensions\/quadlet-stack\.quadlet-stack-\d+\.\d+\.\d+(-universal)?$/);
}, process.env['QUADLET_STACK_INSTALLED'] ? undefined : 'the source folder is under test');
