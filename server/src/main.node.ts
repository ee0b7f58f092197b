import {
  AbstractMessageReader, AbstractMessageWriter, createConnection, ProposedFeatures, type Connection, type DataCallback, type Disposable, type Message, type MessageReader, type MessageWriter,
} from 'vscode-languageserver/node';
import { collectWhenIdle, nodeHost, serveLong } from './host/node.ts';
import { startServer } from './protocol/server.ts';

/** The end of a message's header. */
const BLANK_LINE = Buffer.of(13, 10, 13, 10);

/**
 * Messages from standard input, handed on in the turn in which they arrive. The library's reader takes each through a
 * queue of promises and another turn of the event loop first.
 */
class StdinReader extends AbstractMessageReader implements MessageReader {
  private pieces: Buffer[] = [];
  private length = 0;
  /** The bytes of the message whose header is read; -1 before that. */
  private expected = -1;

  listen(callback: DataCallback): Disposable {
    const take = (piece: Buffer): void => {
      this.pieces.push(piece);
      this.length += piece.length;
      while (this.hasMessage()) this.handOn(callback);
      collectWhenIdle();
    };
    process.stdin.on('data', take);
    process.stdin.on('error', (error) => this.fireError(error));
    process.stdin.on('close', () => this.fireClose());
    return { dispose: () => void process.stdin.off('data', take) };
  }

  private hasMessage(): boolean {
    while (this.expected < 0) {
      const all = this.joined();
      const end = all.indexOf(BLANK_LINE);
      if (end < 0) return false;
      this.keep(all.subarray(end + BLANK_LINE.length));
      const header = all.toString('latin1', 0, end);
      const length = /^content-length: *(\d+) *$/im.exec(header)?.[1];
      if (length === undefined) this.fireError(new Error(`A message without its Content-Length: ${header}`));
      else this.expected = Number(length);
    }
    return this.length >= this.expected;
  }

  /** What is no message is told of, and what comes after it is read. */
  private handOn(callback: DataCallback): void {
    const all = this.joined();
    const body = all.toString('utf8', 0, this.expected);
    this.keep(all.subarray(this.expected));
    this.expected = -1;
    try {
      callback(JSON.parse(body) as Message);
    } catch (error) {
      this.fireError(error);
    }
  }

  /** A message of megabytes arrives in hundreds of pieces, which are put together once; most are one piece, which nobody copies. */
  private joined(): Buffer {
    if (this.pieces.length !== 1) this.pieces = [Buffer.concat(this.pieces)];
    return this.pieces[0]!;
  }

  private keep(rest: Buffer): void {
    this.pieces = rest.length === 0 ? [] : [rest];
    this.length = rest.length;
  }
}

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
  const stdio = createConnection(ProposedFeatures.all, new StdinReader(), new StdoutWriter());
  // What is printed would stand between the messages.
  Object.assign(console, { log: console.error, info: console.error, debug: console.error });
  let isShutDown = false;
  stdio.onShutdown(() => void (isShutDown = true));
  // The client is gone.
  for (const event of ['end', 'close']) process.stdin.on(event, () => process.exit(isShutDown ? 0 : 1));
  return stdio;
}

serveLong();
// The transport is what the command line says: --stdio, --node-ipc, --socket=PORT or --pipe=NAME.
const connection = process.argv.includes('--stdio') ? overStdio() : createConnection(ProposedFeatures.all);
// Those by node's own channel; the ones that come over standard input are told of where they are read.
process.on('message', collectWhenIdle);
// Work that nobody waits for must not take the server down.
process.on('unhandledRejection', (error) => connection.console.error(`Something failed: ${error instanceof Error ? error.stack : String(error)}`));
startServer(connection, nodeHost);
