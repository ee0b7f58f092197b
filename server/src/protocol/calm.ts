/**
 * Runs `act` once what is told by calling the result has not happened for so many milliseconds. One timer that looks
 * again costs less than one that is set anew at each keystroke.
 */
export function afterCalm(milliseconds: number, act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = 0;
  const look = (): void => {
    const left = due - Date.now();
    timer = left > 0 ? setTimeout(look, Math.min(left, milliseconds)) : undefined;
    if (timer === undefined) act();
  };
  return () => {
    due = Date.now() + milliseconds;
    timer ??= setTimeout(look, milliseconds);
  };
}
