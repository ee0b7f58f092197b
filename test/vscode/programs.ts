import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, until } from './runner.ts';
import { screen } from './screen.ts';
import { open } from './workspace.ts';

test('the installed programs are asked, and the report leads to the lines', async () => {
  await open('redis.conf');
  await vscode.commands.executeCommand('quadletStack.checkWithPrograms');
  const editor = await until('the report', () => vscode.window.activeTextEditor?.document.uri.scheme === 'quadlet-stack-programs' && vscode.window.activeTextEditor);
  const text = editor.document.getText();
  assert.match(text, /^Checked with installed programs: /);
  await screen.shot('programs');
  // Each program is either asked or named as missing.
  for (const name of ['Podman’s generator', 'systemd', 'Redis', 'PgBouncer', 'nginx']) assert.match(text, new RegExp(`^${name} [\\d.]+  /|^Not installed here: .*${name}`, 'm'));
  assert.doesNotMatch(text, /differ/, `a program and we say different things of the examples:\n${text}`);
  const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', editor.document.uri);
  const files = text.split('\n').filter((line) => /^ {2}\w[\w.-]*: /.test(line)).map((line) => line.trim().split(':')[0]!);
  assert.deepEqual(links.map(({ range }) => editor.document.getText(range)), files);
  assert.ok(links.every(({ target }, i) => target?.path.endsWith(files[i]!)));
});
