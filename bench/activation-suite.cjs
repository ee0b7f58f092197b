// Runs in VS Code's extension host before the extension is loaded: notes how long the host's thread is busy with it.
// Loading and the call of `activate` are measured where Node and VS Code make them, because VS Code's own marks count
// whole milliseconds, and in the thread's own time, which others on the machine change little.
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { performance } = require('node:perf_hooks');
const vscode = require('vscode');

const ID = 'quadlet-stack.quadlet-stack';

/** Milliseconds that this thread has run on a processor; by the clock where the system does not tell. */
function threadTime() {
  try {
    return Number(fs.readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

/** Resolves with the milliseconds of one activation, once it is made. */
const activation = () =>
  new Promise((resolve) => {
    const load = Module._load;
    Module._load = function (request, ...rest) {
      if (!request.endsWith(path.join('dist', 'extension.js'))) return load.call(this, request, ...rest);
      Module._load = load;
      const began = threadTime();
      const loaded = load.call(this, request, ...rest);
      const loading = threadTime() - began;
      const activate = (context) => {
        const called = threadTime();
        const at = performance.now();
        const api = loaded.activate(context);
        const activating = threadTime() - called;
        // What promises do at once, the client's classes among them, is done before the thread is free for others.
        setImmediate(() => {
          const free = threadTime() - called;
          api.ready().then(() => resolve({ loading, activating, free, busy: threadTime() - called, answers: performance.now() - at }), () => resolve(undefined));
        });
        return api;
      };
      return { ...loaded, activate };
    };
  });

exports.run = async () => {
  const extension = vscode.extensions.getExtension(ID);
  if (extension === undefined || extension.isActive) throw new Error('the extension is missing, or was activated before');
  const measured = activation();
  // As a person does it: a unit is opened.
  const unit = path.join(vscode.workspace.workspaceFolders[0].uri.fsPath, 'web.container');
  fs.writeFileSync(unit, '[Container]\nImage=docker.io/library/nginx:1.29\n');
  await vscode.window.showTextDocument(vscode.Uri.file(unit));
  const figures = await measured;
  const marks = globalThis.MonacoPerformanceMarks?.getMarks().filter(({ name }) => name.endsWith(`/${ID}`)) ?? [];
  fs.writeFileSync(process.env.QUADLET_STACK_RESULTS, JSON.stringify({ figures, marks }));
};
