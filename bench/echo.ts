// The floor: a server on the same packages that answers with messages of the same size and does nothing else.
import { createConnection, ProposedFeatures, TextDocuments, TextDocumentSyncKind, type Diagnostic } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
let answers: { diagnostics: Diagnostic[]; completion: never; hover: never };

connection.onInitialize(({ initializationOptions }) => {
  answers = initializationOptions as typeof answers;
  return { capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental, hoverProvider: true, completionProvider: {} } };
});
documents.onDidChangeContent(({ document: { uri, version } }) => void connection.sendDiagnostics({ uri, version, diagnostics: answers.diagnostics }));
connection.onCompletion(() => answers.completion);
connection.onHover(() => answers.hover);
documents.listen(connection);
connection.listen();
