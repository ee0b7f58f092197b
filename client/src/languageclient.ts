/** What of the client's library runs on a desktop: a bundle of its own, loaded when a server is wanted. */
export { LanguageClient, TransportKind } from 'vscode-languageclient/node';
