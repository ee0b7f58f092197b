// A small client of the Language Server Protocol over real stdio: no framework, so that its own cost is small and the same for all.
import { spawn } from 'node:child_process';

const SEPARATOR = Buffer.from('\r\n\r\n');

/** Starts a server; `spec` is `{name, command, args}`. Requests reject after `timeout` milliseconds. */
export function startClient(spec, { timeout = 120_000 } = {}) {
  const child = spawn(spec.command, spec.args, { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, ...spec.env } });
  const pending = new Map();
  const listeners = new Set();
  let id = 0;
  let buffers = [];
  let length = 0;
  let expected = -1;
  let dead = false;

  child.stdin.on('error', () => undefined);
  child.on('exit', () => {
    dead = true;
    for (const { reject } of pending.values()) reject(new Error(`${spec.name} died`));
    pending.clear();
  });
  child.stdout.on('data', (chunk) => {
    buffers.push(chunk);
    length += chunk.length;
    for (;;) {
      if (expected < 0) {
        const all = buffers.length === 1 ? buffers[0] : Buffer.concat(buffers);
        buffers = [all];
        const at = all.indexOf(SEPARATOR);
        if (at < 0) return;
        expected = Number(/Content-Length: *(\d+)/i.exec(all.toString('latin1', 0, at))[1]);
        buffers = [all.subarray(at + 4)];
        length = buffers[0].length;
      }
      if (length < expected) return;
      const all = Buffer.concat(buffers);
      const body = all.subarray(0, expected);
      buffers = [all.subarray(expected)];
      length = buffers[0].length;
      expected = -1;
      receive(body, process.hrtime.bigint());
    }
  });

  function receive(body, at) {
    const message = JSON.parse(body.toString('utf8'));
    if (message.id !== undefined && message.method === undefined) {
      const waiting = pending.get(message.id);
      pending.delete(message.id);
      if (message.error === undefined) waiting?.resolve(message.result);
      else waiting?.reject(Object.assign(new Error(message.error.message), { code: message.error.code }));
      return;
    }
    if (message.id !== undefined) send({ id: message.id, result: answer(message) });
    for (const listener of [...listeners]) listener(message, at, body.length);
  }

  function answer({ method, params }) {
    if (method === 'workspace/configuration') return params.items.map(({ section }) => spec.settings?.[section] ?? null);
    return method === 'workspace/workspaceFolders' ? null : null;
  }

  function send(message) {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  const client = {
    name: spec.name,
    pid: child.pid,
    isDead: () => dead,
    notify: (method, params) => send({ method, params }),
    request(method, params) {
      const own = ++id;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          pending.delete(own);
          reject(new Error(`${spec.name}: no answer to ${method} within ${timeout} ms`));
        }, timeout);
        pending.set(own, {
          resolve: (value) => { clearTimeout(timer); resolve(value); },
          reject: (error) => { clearTimeout(timer); reject(error); },
        });
        send({ id: own, method, params });
      });
    },
    cancel: (which) => send({ method: '$/cancelRequest', params: { id: which } }),
    lastId: () => id,
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Resolves with `{message, at}` for the first notification that `test` takes; `undefined` after `within` milliseconds. */
    next(test, within = timeout) {
      return new Promise((resolve) => {
        const end = (value) => { clearTimeout(timer); listeners.delete(listener); resolve(value); };
        const timer = setTimeout(() => end(undefined), within);
        const listener = (message, at) => { if (test(message)) end({ message, at }); };
        listeners.add(listener);
      });
    },
    async initialize({ folder, options } = {}) {
      const result = await client.request('initialize', {
        processId: process.pid,
        rootUri: folder ?? null,
        workspaceFolders: folder === undefined ? null : [{ uri: folder, name: 'bench' }],
        initializationOptions: options ?? spec.options,
        capabilities: {
          textDocument: { completion: { completionItem: { snippetSupport: true }, completionList: { itemDefaults: ['commitCharacters', 'editRange', 'insertTextFormat', 'insertTextMode', 'data'] } }, publishDiagnostics: { versionSupport: true }, hover: { contentFormat: ['markdown'] } },
          workspace: { configuration: spec.settings !== undefined, didChangeWatchedFiles: { dynamicRegistration: true } },
        },
      });
      client.incremental = spec.wholeTexts !== true && (result.capabilities.textDocumentSync?.change ?? result.capabilities.textDocumentSync) === 2;
      client.notify('initialized', {});
      return result;
    },
    async stop() {
      if (dead) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await Promise.race([client.request('shutdown', undefined).catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
      client.notify('exit', undefined);
      const timer = setTimeout(() => child.kill('SIGKILL'), 2000);
      await gone;
      clearTimeout(timer);
    },
  };
  return client;
}

/** An open document on one server, with what a keystroke needs. */
export function openDocument(client, { uri, languageId, text }) {
  let version = 1;
  const lines = text.split('\n');
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
  return {
    uri,
    /** Resolves once nothing was published for the document for a while. */
    async settled(quiet = 400) {
      let last = Date.now();
      const off = client.on((message) => { if (message.method === 'textDocument/publishDiagnostics') last = Date.now(); });
      while (Date.now() - last < quiet) await new Promise((resolve) => setTimeout(resolve, 50));
      off();
    },
    /** Types a letter at the end of a line, or takes it away again; resolves with the milliseconds until its diagnostics are there. */
    async keystroke(line) {
      version++;
      const add = version % 2 === 0;
      const end = lines[line].length;
      lines[line] = add ? `${lines[line]}x` : lines[line].slice(0, -1);
      const range = add ? { start: { line, character: end }, end: { line, character: end } } : { start: { line, character: end - 1 }, end: { line, character: end } };
      const change = client.incremental ? { range, text: add ? 'x' : '' } : { text: lines.join('\n') };
      const mine = version;
      const answer = client.next(({ method, params }) => method === 'textDocument/publishDiagnostics' && params.uri === uri && (params.version ?? mine) >= mine, 10_000);
      const began = process.hrtime.bigint();
      client.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [change] });
      const got = await answer;
      return got === undefined ? undefined : Number(got.at - began) / 1e6;
    },
    async ask(method, position, more = {}) {
      const began = process.hrtime.bigint();
      await client.request(method, { textDocument: { uri }, position, ...more });
      return Number(process.hrtime.bigint() - began) / 1e6;
    },
  };
}
