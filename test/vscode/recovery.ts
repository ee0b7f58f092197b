import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { test, until } from './runner.ts';
import { NO_SCREEN, screen } from './screen.ts';
import { diagnosticOn, diagnosticsOf, open } from './workspace.ts';

/** The language server's process: this extension host's child that runs our dist/server.js. */
function serverPid(): number | undefined {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n').map((row) => row.trim().split(/\s+/));
  const own = rows.find(([, parent, ...args]) => Number(parent) === process.pid && args.some((arg) => arg.endsWith('dist/server.js')));
  return own === undefined ? undefined : Number(own[0]);
}

const TOLD = { selector: '.notification-toast', text: 'was started again' };

/** Kills the server and waits for the one that takes its place. */
async function killServer(): Promise<void> {
  const before = await until('a process that runs dist/server.js', serverPid);
  process.kill(before, 'SIGKILL');
  await until('another process', () => serverPid() !== undefined && serverPid() !== before);
}

test('a killed language server is started again, which is said once, and nothing typed is lost', async () => {
  const editor = await open('postgres.container');
  await diagnosticOn(editor.document, 'CPUQuota=');
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# typed\n'));
  await killServer();
  await screen.waitFor(TOLD);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Nonsense\n'));
  await until('problems of what was typed', () => diagnosticsOf(editor.document).some(({ range }) => range.start.line === 0));
  await vscode.commands.executeCommand('notifications.clearAll');
  await screen.waitUntilGone(TOLD);
  // The second time while it starts: nothing more is said, of the handshake that failed neither.
  await killServer();
  await killServer();
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'More\n'));
  await until('problems of what was typed then', () => diagnosticsOf(editor.document).some(({ range }) => range.start.line === 1));
  await screen.waitUntilGone({ selector: '.notification-toast', patience: 1000 });
  if (!editor.document.getText().startsWith('More\nNonsense\n# typed\n')) throw new Error('what was typed is lost');
}, process.platform === 'win32' ? 'it needs ps' : NO_SCREEN);

test('a language server that dies again and again stays off, until it is restarted', async () => {
  const { document } = await open('postgres.container');
  await diagnosticOn(document, 'CPUQuota=');
  await vscode.commands.executeCommand('quadletStack.restartServer');
  for (let death = 1; death <= 5; death++) {
    const pid = await until('a server', serverPid);
    // It is killed when it serves, and not on its way there.
    await until('its answer', async () => (await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', document.uri))?.length);
    process.kill(pid, 'SIGKILL');
    await until('its end', () => serverPid() !== pid);
  }
  await screen.waitFor({ selector: '.notification-list-item-message', text: 'stays off' });
  if (serverPid() !== undefined) throw new Error('a sixth server was started');
  await vscode.commands.executeCommand('quadletStack.copyPodmanRun', document.uri);
  await screen.waitFor({ selector: '.notification-list-item-message', text: 'the language server is off' });
  await screen.shot('server-off');
  await vscode.commands.executeCommand('quadletStack.restartServer');
  await diagnosticOn(document, 'CPUQuota=');
}, process.platform === 'win32' ? 'it needs ps' : NO_SCREEN);
