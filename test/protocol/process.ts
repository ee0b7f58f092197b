import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { sessionOver, type Session } from './support.ts';

export interface Process extends Session {
  readonly child: ChildProcess;
  /** Ends it as the protocol says. Its exit status. */
  quit(): Promise<number | null>;
}

/** The server as a process of its own, over stdio, not initialized. `uid`: as another user. */
export function startProcess(server: string, options: { uid?: number; cwd?: string; env?: NodeJS.ProcessEnv } = {}): Process {
  const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'], ...options });
  const session = sessionOver(createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin)));
  const quit = async (): Promise<number | null> => {
    const ended = child.exitCode === null ? once(child, 'exit') : Promise.resolve([child.exitCode]);
    await session.client.sendRequest('shutdown');
    await session.client.sendNotification('exit');
    const [status] = (await ended) as [number | null];
    session.dispose();
    return status;
  };
  return Object.assign(session, { child, quit });
}
