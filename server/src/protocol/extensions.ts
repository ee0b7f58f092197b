import type { Connection } from 'vscode-languageserver';
import type { Analysis } from '../features/analysis.ts';
import { podmanCommand, preview } from '../features/preview.ts';
import { renameService } from '../features/rename-service.ts';
import { stackJson, stackText } from '../features/stack-picture/words.ts';
import { stackSvg } from '../features/stack-svg.ts';
import type { FileKind } from '../model/files.ts';
import { parseMemorySetting } from '../model/settings.ts';
import type { Workspace } from '../model/workspace.ts';
import { asNewestPatch, parseVersion } from '../model/version.ts';
import { stackGraphs } from '../stack/graph.ts';
import { mountedKind } from '../stack/mounts.ts';
import { applyPlan } from '../tuning/apply.ts';
import { budgetSvg } from '../tuning/budget-svg.ts';
import { budgetJson, budgetOf, budgetText, type Budget } from '../tuning/budget.ts';
import { planOptionsFor } from '../tuning/assign.ts';
import { plan, planJson, planMarkdown } from '../tuning/plan.ts';
import { newStack, STACK_CHOICES } from '../tuning/scaffold/index.ts';
import { budgetServices, stackContainers } from '../tuning/stack.ts';
import { DEFAULT_SERVICES, SERVICES, type Service } from '../tuning/types.ts';
import { pathOfUri, withPath } from '../model/uri.ts';
import { toEdits, toRange, type LinesOf } from './convert.ts';
import { CHANGES_ON_DISK, type Exact } from './exact.ts';
import { logFailure } from './handlers.ts';
import { isRefusal, type Method, type Refusal, type Requests, type TuneChange } from './requests.ts';

interface ExtensionOptions {
  readonly connection: Connection;
  readonly analysis: Analysis;
  readonly exact: Exact;
  readonly linesOf: LinesOf;
  versionOf(uri: string): number | undefined;
  /** The document that was last opened or changed: the stack that is meant is its. */
  activeUri(): string | undefined;
}

const LANGUAGE: Readonly<Partial<Record<FileKind, string>>> = {
  quadlet: 'quadlet', quadlets: 'quadlet', redis: 'redis-conf', sentinel: 'redis-conf', pgbouncer: 'pgbouncer-ini', userlist: 'pgbouncer-userlist', postgres: 'postgresql-conf', env: 'dotenv',
};

const NOT_KNOWN: Refusal = { error: 'This file is no Quadlet unit of the workspace.' };

/** The budget of the stack that a document belongs to; of the first one that has containers where none is open. */
export function budgetOfActive(workspace: Workspace, uri: string | undefined, ram: number | undefined): Budget {
  const cpus = workspace.settings.hostCpus;
  const file = uri === undefined ? undefined : workspace.file(uri);
  const own = file === undefined ? [] : budgetServices(workspace, workspace.stackOf(file.path), cpus);
  const first = own.length > 0 ? undefined : stackContainers(workspace)[0];
  const services = first === undefined ? own : budgetServices(workspace, workspace.stackOf(first.file.path), cpus);
  return budgetOf(services, { ...(ram === undefined ? {} : { ram }), ...(cpus === undefined ? {} : { cpus }) });
}

/** Registers what client and server say beyond the protocol. */
export function registerExtensions({ connection, analysis, exact, linesOf, versionOf, activeUri }: ExtensionOptions): void {
  const { workspace } = analysis;
  const register: (name: string, handler: (params: unknown) => unknown) => unknown = connection.onRequest.bind(connection);
  const on = <M extends Method>(method: M, answer: (params: Requests[M]['params']) => Requests[M]['result'] | Promise<Requests[M]['result']>): void => {
    const failed = (error: unknown): Refusal => {
      logFailure(connection, method, error);
      return { error: 'This failed; the log of Quadlet Stack says why.' };
    };
    register(method, (params) => {
      try {
        const result = answer((params ?? {}) as Requests[M]['params']);
        return result instanceof Promise ? result.catch(failed) : result;
      } catch (error) {
        return failed(error);
      }
    });
  };
  /** For an answer with edits of files that need not be open. */
  const onChange = <M extends 'quadletStack/tunePlan' | 'quadletStack/renameService'>(method: M, answer: (params: Requests[M]['params']) => Requests[M]['result']): void =>
    on(method, async (params) => (await exact(() => answer(params), (result) => (isRefusal(result) ? [] : result.changes.map(({ uri }) => uri)))) ?? { error: CHANGES_ON_DISK });
  const changeOf = (uri: string, description: string, edits: Parameters<typeof toEdits>[1]): TuneChange | undefined => {
    const lines = linesOf(uri);
    return lines === undefined ? undefined : { uri, version: versionOf(uri) ?? null, description, edits: toEdits(lines, edits) };
  };

  const lineOf = ({ uri, start }: { uri: string; start: number }): number => linesOf(uri)?.positionAt(start).line ?? 0;

  on('quadletStack/preview', ({ uri, podman, root }) => {
    const file = workspace.file(uri);
    const version = podman === undefined ? undefined : parseVersion(podman);
    if (podman !== undefined && version === undefined) return { error: `“${podman}” is no version of Podman.` };
    const result = file === undefined ? undefined : preview(workspace, file, { ...(version === undefined ? {} : { podman: asNewestPatch(version) }), ...(root === undefined ? {} : { root }) });
    if (result === undefined) return NOT_KNOWN;
    const origins = result.origins.flatMap((origin) => {
      const lines = linesOf(origin.uri);
      return lines === undefined ? [] : [{ line: origin.line, uri: origin.uri, range: toRange(lines, origin) }];
    });
    return { text: result.text, origins, target: result.target };
  });
  on('quadletStack/podmanRun', ({ uri }) => {
    const file = workspace.file(uri);
    if (file === undefined) return NOT_KNOWN;
    const text = podmanCommand(workspace, file);
    return text === undefined ? { error: `${file.name} generates no podman command: the generator refuses it, or such a unit runs none.` } : { text };
  });
  onChange('quadletStack/tunePlan', ({ uri, ram, ...wishes }) => {
    const bytes = ram === undefined ? workspace.settings.hostMemory : parseMemorySetting(ram);
    if (bytes === undefined) return { error: ram === undefined ? 'How much RAM? Choose a size, or set quadletStack.host.memory.' : `“${ram}” is no size: write it as in 8G.` };
    const file = uri === undefined ? undefined : workspace.file(uri);
    const folder = file === undefined ? undefined : workspace.stackOf(file.path);
    const services = wishes.services?.filter((name): name is Service => (SERVICES as readonly string[]).includes(name));
    const { hostCpus } = workspace.settings;
    const options = planOptionsFor(workspace, folder ?? '', { ...(hostCpus === undefined ? {} : { cpus: hostCpus }), ...wishes, ram: bytes, services });
    const result = plan(options.services?.length === 0 ? { ...options, services: DEFAULT_SERVICES } : options);
    if (!result.ok) return { error: result.message };
    const { changes, notes } = applyPlan(workspace, result, folder === undefined ? {} : { folder });
    return {
      plan: planJson(result),
      markdown: planMarkdown(result),
      changes: changes.flatMap((change) => changeOf(change.uri, change.description, change.edits) ?? []),
      warnings: [...result.warnings, ...notes],
    };
  });
  on('quadletStack/budget', ({ ram }) => {
    const bytes = ram === undefined ? workspace.settings.hostMemory : parseMemorySetting(ram);
    if (ram !== undefined && bytes === undefined) return { error: `“${ram}” is no size: write it as in 8G.` };
    const budget = budgetOfActive(workspace, activeUri(), bytes);
    return { svg: budgetSvg(budget, { lineOf }), text: budgetText(budget), data: budgetJson(budget) };
  });
  on('quadletStack/stack', () => {
    const graphs = stackGraphs(workspace);
    return { svg: stackSvg(graphs, { lineOf }), text: stackText(graphs), data: stackJson(graphs) };
  });
  on('quadletStack/stackChoices', () => STACK_CHOICES);
  on('quadletStack/newStack', ({ folder, name, services, ram }) => {
    const bytes = ram === undefined ? workspace.settings.hostMemory : parseMemorySetting(ram);
    if (bytes === undefined) return { error: ram === undefined ? 'How much RAM? Choose a size.' : `“${ram}” is no size: write it as in 8G.` };
    const podman = workspace.settings.targets.podman;
    const result = newStack({ ram: bytes, name, services: (services ?? []).filter((service): service is Service => (SERVICES as readonly string[]).includes(service)), ...(podman === undefined ? {} : { podman }) });
    if (!result.ok) return { error: result.message };
    const uriFor = (path: string): string => withPath(folder, `${pathOfUri(folder).replace(/\/$/, '')}/${path}`);
    return { files: Object.fromEntries(Object.entries(result.files).map(([path, text]) => [uriFor(path), text])), open: uriFor(result.open), notes: result.notes };
  });
  onChange('quadletStack/renameService', ({ uri, newName }) => {
    const file = workspace.file(uri);
    if (file === undefined) return NOT_KNOWN;
    const change = renameService(workspace, file, newName);
    if (typeof change === 'string') return { error: change };
    const changes = Object.entries(change.edits ?? {}).flatMap(([where, edits]) => changeOf(where, `Rename to ${newName}`, edits) ?? []);
    return { changes, warnings: [], ...(change.rename === undefined ? {} : { rename: change.rename }) };
  });
  on('quadletStack/languageOf', ({ uri }) => {
    const kind = workspace.file(uri)?.kind ?? mountedKind(workspace, pathOfUri(uri));
    const languageId = kind === undefined ? undefined : LANGUAGE[kind];
    return languageId === undefined ? {} : { languageId };
  });
  // As it is judged by: what the settings say, else the machine.
  on('quadletStack/host', () => ({ memory: workspace.settings.hostMemory, cpus: workspace.settings.hostCpus }));
}
