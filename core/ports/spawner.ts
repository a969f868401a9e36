/** What to run as the leader of a process group of its own. */
export interface SpawnRequest {
  readonly command: readonly [string, ...string[]];
  readonly dir: string;
  /** The whole environment of the child; nothing is inherited besides. */
  readonly env: Readonly<Record<string, string>>;
  /** With true the child's stdin is a pipe that closes when the parent dies. */
  readonly pipeStdin: boolean;
}

/** How a process ended: an exit code, or the signal that ended it. */
export interface ExitStatus {
  readonly code: number;
  readonly signal?: string;
}

/** A signal that netops sends. */
export type SignalName = "SIGTERM" | "SIGKILL" | "SIGSTOP" | "SIGCONT" | "SIGINT" | "SIGHUP";

/** A line of a child's output, or a part of one that is too long to be kept whole. */
export interface OutputLine {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
  /** From 1: which part of its line this is; left out for a whole line. */
  readonly part?: number;
}

/** A running process group, named by its leader. */
export interface SpawnedGroup {
  /** Pid of the leader, which is also the id of the group. */
  readonly pid: number;
  /** When the leader started, in the kernel's own unit: with the pid it names a process for good. */
  readonly startMark: string;
  /** Lines of stdout and stderr, in order of arrival; ends when both pipes are closed. */
  readonly lines: AsyncIterable<OutputLine>;
  /** Resolves when the leader is gone. */
  readonly exited: Promise<ExitStatus>;
  /** Writes to the leader's stdin pipe; throws when there is none or it is closed. */
  write(text: string): Promise<void>;
  /** Signals every member of the group; false when no member is left. */
  signal(name: SignalName): boolean;
}

/** Starts process groups. */
export interface Spawner {
  /** @throws {NetopsError} SPAWN_FAILED when the program cannot be started. */
  spawn(request: SpawnRequest): Promise<SpawnedGroup>;
}
