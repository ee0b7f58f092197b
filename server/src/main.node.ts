import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeHost } from './host/node.ts';
import { startServer } from './protocol/server.ts';

// The transport is what the command line says: --stdio, --node-ipc, --socket=PORT or --pipe=NAME.
const connection = createConnection(ProposedFeatures.all);
// Work that nobody waits for must not take the server down.
process.on('unhandledRejection', (error) => connection.console.error(`Something failed: ${error instanceof Error ? error.stack : String(error)}`));
startServer(connection, nodeHost);
