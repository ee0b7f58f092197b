// From the start of the process to `initialized`, against a Node program that loads vscode-languageserver and does nothing.
import { spawn } from 'node:child_process';
import { startClient } from './client.mjs';
import { median } from './figures.mjs';
import { ours } from './peers.mjs';

const EMPTY = "require('vscode-languageserver/node'); process.stdout.write('.')";

const empty = () => new Promise((resolve) => {
  const began = process.hrtime.bigint();
  const child = spawn(process.execPath, ['-e', EMPTY], { stdio: ['ignore', 'pipe', 'ignore'] });
  let took;
  child.stdout.once('data', () => { took = Number(process.hrtime.bigint() - began) / 1e6; });
  child.once('close', () => resolve(took));
});

/** The milliseconds from the start of a server's process to `initialized`. */
export async function initialized(spec) {
  const began = process.hrtime.bigint();
  const client = startClient(spec);
  await client.initialize();
  const took = Number(process.hrtime.bigint() - began) / 1e6;
  await client.stop();
  return took;
}

export async function measureStart({ out, server, rounds }) {
  const samples = { ours: [], empty: [] };
  for (let i = 0; i < Math.min(30, rounds); i++) {
    samples.empty.push(await empty());
    samples.ours.push(await initialized(ours(server)));
  }
  out.row('start to initialized', 'quadlet-stack', samples.ours);
  out.row('start to loaded', 'empty Node program', samples.empty);
  out.bound('start to initialized against an empty program', median(samples.ours) / median(samples.empty), 1.5);
}
