import type { CancellationToken, Connection } from 'vscode-languageserver';
import type { Analysis } from '../features/analysis.ts';
import { checkWithPrograms } from '../features/programs/check.ts';
import { listPodmanObjects, type PodmanObjects } from '../features/programs/objects.ts';
import { writeReport } from '../features/programs/report.ts';
import type { Programs } from '../model/programs.ts';
import { PROGRAM, type Method, type ProgramsResult, type Refusal } from './requests.ts';

interface ProgramsOptions {
  readonly connection: Connection;
  readonly analysis: Analysis;
  /** The installed programs; undefined where the server has no machine of its own to run them on. */
  programs(): Programs | undefined;
  /** Whether the client says that the workspace is trusted: without that no program is started. */
  trusted(): boolean;
  /** Resolves once the files of the workspace are read. */
  readonly loaded: Promise<void>;
  activeUri(): string | undefined;
}

const METHOD: Method = 'quadletStack/checkWithPrograms';

/** Answers `Check with Installed Programs`. */
export function registerPrograms({ connection, analysis, programs, trusted, loaded, activeUri }: ProgramsOptions): void {
  connection.onRequest(METHOD, async (_params: unknown, token: CancellationToken): Promise<ProgramsResult | Refusal> => {
    const { workspace } = analysis;
    const installed = programs();
    if (installed === undefined) return { error: 'There are no programs here to check with: the server runs in a browser, or the workspace is on no disk of this machine.' };
    if (!trusted()) return { error: 'No program is started for a workspace that is not trusted. Trust it first (Workspaces: Manage Workspace Trust).' };
    await loaded;
    const active = workspace.file(activeUri() ?? '');
    const meant = active ?? [...workspace.files()].find(({ kind }) => kind === 'quadlet') ?? [...workspace.files()][0];
    if (meant === undefined) return { error: 'There is no file of a stack here.' };
    try {
      const report = await checkWithPrograms(workspace, workspace.stackOf(meant.path), {
        programs: installed,
        onProgress: (name) => void connection.sendNotification(PROGRAM, { name }),
        isCancelled: () => token.isCancellationRequested,
      });
      return writeReport(report);
    } catch (error) {
      connection.console.error(`${METHOD} failed: ${error instanceof Error ? error.stack : String(error)}`);
      return { error: 'This failed; the log of Quadlet Stack says why.' };
    }
  });
}

/** Milliseconds after which podman is asked again. */
const FRESH = 30_000;

/**
 * What podman knows, for completion: `get` answers at once with what was last heard, and has it fetched anew in the
 * background where that is old. Nobody waits for podman.
 */
export function createPodmanObjects(mayAsk: () => Programs | undefined, log: (message: string) => void): { get(): PodmanObjects | undefined } {
  let known: PodmanObjects | undefined;
  let asked = -Infinity;
  let asking = false;
  const fetch = async (programs: Programs): Promise<void> => {
    asking = true;
    try {
      known = await listPodmanObjects(programs);
    } catch (error) {
      log(`podman could not be asked: ${String(error)}`);
    } finally {
      asked = Date.now();
      asking = false;
    }
  };
  return {
    get() {
      const programs = mayAsk();
      if (programs === undefined) return undefined;
      if (!asking && Date.now() - asked > FRESH) void fetch(programs);
      return known;
    },
  };
}
