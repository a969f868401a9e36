/** A program to run to its end. */
export interface ProgramRequest {
  readonly command: readonly [string, ...string[]];
  readonly dir: string;
  /** The whole environment of the program; nothing is inherited besides. */
  readonly env: Readonly<Record<string, string>>;
  /** Bytes kept of each of stdout and stderr; what comes after is read and dropped. */
  readonly limitBytes: number;
  /** Kills the program and everything it started. */
  readonly signal?: AbortSignal;
}

/** How a program ended, and what it wrote. */
export interface ProgramResult {
  readonly code: number;
  /** The signal that ended it. */
  readonly signal?: string;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** True when one of the two was longer than the limit. */
  readonly isCut: boolean;
}

/** Runs programs to their end, inside the process group of this process, so that they die with it. */
export interface ProgramRunner {
  /**
   * Runs a program and reads its output until both pipes are closed.
   *
   * @throws {NetopsError} SPAWN_FAILED when it cannot be started; the signal's reason on abort, once the
   * program and its descendants are gone.
   */
  run(request: ProgramRequest): Promise<ProgramResult>;
  /** Kills what the programs of this runner left behind; answers how many processes that were. */
  endAll(): number;
}
