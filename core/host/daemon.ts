import { NetopsError } from "../errors/netops_error.ts";
import type { Processes } from "../ports/processes.ts";
import type { ExitStatus, SignalName } from "../ports/spawner.ts";

/** A program to start that may outlive this process. */
export interface DaemonRequest {
  readonly command: readonly [string, ...string[]];
  readonly dir: string;
  /** The whole environment of the child. */
  readonly env: Readonly<Record<string, string>>;
  /** Takes stdout and stderr, appended; made with mode 0600. */
  readonly logFile: string;
}

/** A started program in a session of its own. */
export interface Daemon {
  readonly pid: number;
  readonly startMark: string;
  /** Resolves when it is gone, as long as this process lives. */
  readonly exited: Promise<ExitStatus>;
  /** Writes to its stdin, which closes when this process ends. */
  write(text: string): Promise<void>;
  /** Signals every member of its group; false when none is left. */
  signal(name: SignalName): boolean;
  /** Closes its stdin: a child that watches it takes that as the end of its parent. */
  release(): Promise<void>;
}

/** Appends the output of a command to a file, and becomes the command: one process, the same pid. */
const APPEND_AND_EXEC = 'log=$1; shift; exec "$@" >>"$log" 2>&1';

/**
 * Starts a program that keeps running when this process is gone: own session, output into a file.
 *
 * `Deno.Command` takes no file for stdout, so a shell opens it and then becomes the program.
 *
 * @throws {NetopsError} SPAWN_FAILED when it cannot be started, HOME_NOT_WRITABLE when the log file cannot.
 */
export function spawnDaemon(request: DaemonRequest, processes: Processes): Daemon {
  createLogFile(request.logFile);
  const child = spawnShell(request);
  const writer = child.stdin.getWriter();
  return {
    pid: child.pid,
    startMark: processes.startMark(child.pid) ?? "",
    exited: child.status.then(({ code, signal }) => {
      // The pipe has no reader any more; aborting it frees what this process holds.
      writer.abort().catch(() => undefined);
      return { code, ...(signal ? { signal } : {}) };
    }),
    write: (text) => writer.write(new TextEncoder().encode(text)),
    signal: (name) => processes.signalGroup(child.pid, name),
    release: async () => {
      // A reader that is gone is released already.
      await writer.close().catch(() => undefined);
    },
  };
}

function createLogFile(path: string): void {
  try {
    Deno.openSync(path, { append: true, create: true, mode: 0o600 }).close();
  } catch (cause) {
    throw new NetopsError("HOME_NOT_WRITABLE", `Cannot write ${path}`, { cause });
  }
}

function spawnShell(request: DaemonRequest): Deno.ChildProcess {
  try {
    return new Deno.Command("/bin/sh", {
      args: ["-c", APPEND_AND_EXEC, "sh", request.logFile, ...request.command],
      cwd: request.dir,
      env: request.env,
      clearEnv: true,
      detached: true,
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
  } catch (cause) {
    const program = request.command[0];
    throw new NetopsError("SPAWN_FAILED", `Cannot start "${program}"`, { cause });
  }
}
