// Keystroke → diagnostics, completion, hover of a 200-line file in a workspace of 1,000 files: all servers in turn, round by round.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openDocument, startClient } from './client.mjs';
import { median, rotated, tailRatio } from './figures.mjs';
import { writeUnits } from './generate.mjs';
import { floor, ours, peers } from './peers.mjs';

/** How long a server is used before it is measured, in milliseconds. */
const WARM_UP = 8000;

const KINDS = ['keystroke to diagnostics', 'completion', 'hover'];

/** Starts a server with its document open in the folder. */
export async function open(spec, folder) {
  const client = startClient(spec);
  await client.initialize({ folder: pathToFileURL(folder).href });
  const uri = pathToFileURL(path.join(folder, spec.file)).href;
  const document = openDocument(client, { uri, languageId: spec.languageId, text: spec.text });
  return { spec, client, document };
}

/** The answers of our server, which the floor repeats. */
export async function answersOf(spec, folder) {
  const { client, document } = await open(spec, folder);
  await document.settled();
  const published = client.next(({ method, params }) => method === 'textDocument/publishDiagnostics' && params.uri === document.uri, 5000);
  await document.keystroke(spec.hoverLine);
  const { message } = await published;
  await document.keystroke(spec.hoverLine);
  const at = (line, character) => ({ textDocument: { uri: document.uri }, position: { line, character } });
  const answers = {
    diagnostics: message.params.diagnostics,
    completion: await client.request('textDocument/completion', at(spec.completionLine, 0)),
    hover: await client.request('textDocument/hover', at(spec.hoverLine, 2)),
  };
  await client.stop();
  return answers;
}

export async function measureLatency({ out, folder: root, server, rounds, say }) {
  const folder = path.join(root, 'thousand');
  writeUnits(folder, 910);
  const own = ours(server);
  for (const spec of [own, ...peers(() => undefined)]) fs.writeFileSync(path.join(folder, spec.file), spec.text);
  const specs = [own, await floor(await answersOf(own, folder)), ...peers(say)];
  const all = [];
  for (const spec of specs) all.push(await open(spec, folder).catch((error) => say(`- ${spec.name}: ${error.message}`)));
  const running = all.filter(Boolean);
  for (const { document } of running) await document.settled();
  const samples = new Map(running.map(({ spec }) => [spec.name, KINDS.map(() => [])]));
  const ask = async ({ spec, document }) => [
    await document.keystroke(spec.hoverLine),
    await document.ask('textDocument/completion', { line: spec.completionLine, character: 0 }, { context: { triggerKind: 1 } }),
    await document.ask('textDocument/hover', { line: spec.hoverLine, character: 2 }),
  ];
  // Engines compile what is used often: each server is used before it is measured.
  const slow = new Set();
  for (const one of running) {
    let count = 0;
    for (const until = Date.now() + WARM_UP; Date.now() < until && count < 500 && !one.client.isDead(); count++) await ask(one);
    if (count < 100) slow.add(one);
  }
  for (let round = 0; round < rounds; round++) {
    // While a server waits before it answers, the others' caches go cold: such a one takes part in every tenth round.
    const turn = running.filter((one) => !one.client.isDead() && (round % 10 === 0 || !slow.has(one)));
    for (const one of rotated(turn, round)) {
      const figures = await ask(one);
      if (round % 10 !== 0 || slow.size === 0 || slow.has(one)) figures.forEach((figure, i) => { if (figure !== undefined) samples.get(one.spec.name)[i].push(figure); });
    }
  }
  KINDS.forEach((kind, i) => { for (const { spec } of running) out.row(kind, spec.name, samples.get(spec.name)[i]); });
  const [mine, echo, ...others] = running.map(({ spec }) => ({ name: spec.name, of: samples.get(spec.name) }));
  KINDS.forEach((kind, i) => {
    out.bound(`${kind}: p50 against the floor`, median(mine.of[i]) / median(echo.of[i]), 2);
    out.bound(`${kind}: p99 against the floor`, tailRatio(mine.of[i], echo.of[i]), 2);
    for (const other of others) out.bound(`${kind}: p50 against ${other.name}`, median(mine.of[i]) / median(other.of[i]), 1);
  });
  await Promise.all(running.map(({ client }) => client.stop()));
  await measurePlain({ out, folder, server, echo: specs[1], rounds });
}

/** The same as some other editors do it: a server started without options, that has not been used yet, and gets whole texts. */
async function measurePlain({ out, folder, server, echo, rounds }) {
  const own = { ...ours(server), args: [server, '--stdio'], wholeTexts: true };
  const running = [await open(own, folder), await open({ ...echo, wholeTexts: true }, folder)];
  for (const { document } of running) await document.settled();
  const samples = running.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const one of rotated(running, round)) samples[running.indexOf(one)].push(await one.document.keystroke(one.spec.hoverLine));
  }
  running.forEach(({ spec }, i) => out.row('keystroke as a whole text, no options', spec.name, samples[i].filter((figure) => figure !== undefined)));
  await Promise.all(running.map(({ client }) => client.stop()));
}
