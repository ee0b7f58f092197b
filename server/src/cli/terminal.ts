/** Whether a stream is a terminal that can move its cursor and colour. */
export const isTerminal = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && process.env['TERM'] !== 'dumb';

/** How to write on standard output: colours on a terminal only, and not where `NO_COLOR` has a value. */
export const terminal = (): { readonly color: boolean; readonly width: number } => ({
  color: isTerminal(process.stdout) && (process.env['NO_COLOR'] ?? '') === '',
  width: (process.stdout.isTTY === true ? process.stdout.columns : undefined) ?? Infinity,
});
