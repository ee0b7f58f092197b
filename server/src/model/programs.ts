/** A program to run and all that it is given. There is no shell in between, and its folder is gone when it ends. */
export interface ProgramRun {
  /** Absolute path. */
  readonly program: string;
  /** `{folder}` stands for the folder of this run, here and in `env`. */
  readonly args: readonly string[];
  /** What lies in the folder: path relative to it → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Standard input; empty without it. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it is ended, with all that it started. */
  readonly limit: number;
  /** Run as a user without rights where the server itself is root: PostgreSQL insists on it. */
  readonly unprivileged?: boolean;
}

export interface ProgramResult {
  /** Undefined where a signal or the time limit ended it, or where it could not be started. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** The folder of the run, gone by now, as the program's messages write it. */
  readonly folder: string;
}

/** Runs programs of the machine. Never throws: a program that cannot be started ends without a status. */
export interface Programs {
  /** The first that is there: a name is looked up on PATH, an absolute path is taken as it is. */
  find(names: readonly string[]): string | undefined;
  run(run: ProgramRun): Promise<ProgramResult>;
}
