import { AbstractMessageWriter, createConnection, ProposedFeatures, StreamMessageReader, type Connection, type Message, type MessageWriter } from 'vscode-languageserver/node';
import { nodeHost } from './host/node.ts';
import { startServer } from './protocol/server.ts';

/**
 * Messages to standard output, each written in one piece. The library's writer sends the header by itself: a second
 * system call for every answer, and a second time that the client wakes up.
 */
class StdoutWriter extends AbstractMessageWriter implements MessageWriter {
  constructor() {
    super();
    process.stdout.on('error', (error) => this.fireError(error));
    process.stdout.on('close', () => this.fireClose());
  }

  write(message: Message): Promise<void> {
    const body = JSON.stringify(message);
    return new Promise((resolve, reject) => {
      process.stdout.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, (error) => {
        if (error === undefined || error === null) return resolve();
        this.fireError(error, message, 1);
        reject(error);
      });
    });
  }

  end(): void {
    process.stdout.end();
  }
}

/** As the library's own way over standard input and output, which knows no other writer. */
function overStdio(): Connection {
  const stdio = createConnection(ProposedFeatures.all, new StreamMessageReader(process.stdin), new StdoutWriter());
  // What is printed would stand between the messages.
  Object.assign(console, { log: console.error, info: console.error, debug: console.error });
  let isShutDown = false;
  stdio.onShutdown(() => void (isShutDown = true));
  // The client is gone.
  for (const event of ['end', 'close']) process.stdin.on(event, () => process.exit(isShutDown ? 0 : 1));
  return stdio;
}

// The transport is what the command line says: --stdio, --node-ipc, --socket=PORT or --pipe=NAME.
const connection = process.argv.includes('--stdio') ? overStdio() : createConnection(ProposedFeatures.all);
// Work that nobody waits for must not take the server down.
process.on('unhandledRejection', (error) => connection.console.error(`Something failed: ${error instanceof Error ? error.stack : String(error)}`));
startServer(connection, nodeHost);
