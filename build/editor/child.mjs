// Waits for a server that runs as a process of its own.

/**
 * Comes back once `url` answers. Where the process ends before, or 30 s go by, `close` is called, and what it said last
 * is thrown.
 */
export async function untilItAnswers({ child, url, close, name }) {
  let output = '';
  let exited = false;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output = (output + chunk).slice(-4000)));
  child.once('exit', () => (exited = true));
  const deadline = Date.now() + 30_000;
  while (!exited && Date.now() < deadline) {
    if (await fetch(url).then((response) => response.ok, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  close();
  throw new Error(`${name} did not come up:\n${output}`);
}
