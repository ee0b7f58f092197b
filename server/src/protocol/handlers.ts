import { ResponseError, LSPErrorCodes, type CancellationToken, type Connection } from 'vscode-languageserver';

/**
 * Wraps a handler: a failure is logged and answered with `fallback`, a cancelled request is not begun. One broken
 * feature must not take the others down.
 */
export function guarded<P, R>(connection: Connection, name: string, fallback: R, handler: (params: P) => R): (params: P, token?: CancellationToken) => R | ResponseError<void> {
  return (params, token) => {
    if (token?.isCancellationRequested === true) return new ResponseError<void>(LSPErrorCodes.RequestCancelled, 'cancelled');
    try {
      return handler(params);
    } catch (error) {
      logFailure(connection, name, error);
      return fallback;
    }
  };
}

/** The same for a handler whose answer takes a while; cancelled meanwhile, it is not sent. */
export function guardedLater<P, R>(connection: Connection, name: string, fallback: R, handler: (params: P) => Promise<R>): (params: P, token?: CancellationToken) => Promise<R | ResponseError<void>> {
  return async (params, token) => {
    const cancelled = (): boolean => token?.isCancellationRequested === true;
    try {
      const answer = cancelled() ? fallback : await handler(params);
      return cancelled() ? new ResponseError<void>(LSPErrorCodes.RequestCancelled, 'cancelled') : answer;
    } catch (error) {
      logFailure(connection, name, error);
      return fallback;
    }
  };
}

/** Says in the log what went wrong where nobody waits for an answer. */
export const logFailure = (connection: Connection, what: string, error: unknown): void => connection.console.error(`${what} failed: ${error instanceof Error ? error.stack : String(error)}`);
