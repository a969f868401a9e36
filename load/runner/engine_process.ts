import type { OutputLine, Spawner, SpawnRequest, Timer } from "@netops/core";
import type { EngineLine, EngineRun } from "./engine_port.ts";

/** What an engine's process works with. */
export interface EngineProcessPorts {
  readonly spawner: Spawner;
  readonly timer: Timer;
}

/** What the process is started with, and how what it says is read. */
export interface EngineProcess extends SpawnRequest {
  /** Undefined for what nobody needs. */
  readonly read: (line: OutputLine) => EngineLine | undefined;
}

/** Fleet kills a runner 3 s after it told it to stop, and the report is to be written before. */
const STOP_LIMIT_MS = 1_500;

/**
 * Starts an engine as a process of its own, so that what it uses is measured apart from its runner.
 *
 * @throws {NetopsError} SPAWN_FAILED
 */
export async function startEngineProcess(
  { read, ...request }: EngineProcess,
  { spawner, timer }: EngineProcessPorts,
): Promise<EngineRun> {
  const group = await spawner.spawn(request);
  let cancelKill: (() => void) | undefined;
  const ended = group.exited.then(({ code, signal }) => {
    cancelKill?.();
    // What it started and did not end is over with it, and must hold no pipe.
    group.signal("SIGKILL");
    return signal === undefined ? { exitCode: code } : { exitCode: undefined, signal };
  });
  return {
    pid: group.pid,
    lines: readAll(group.lines, read),
    ended,
    stop: () => {
      if (cancelKill !== undefined) return;
      cancelKill = timer.after(STOP_LIMIT_MS, () => group.signal("SIGKILL"));
      group.signal("SIGINT");
    },
  };
}

async function* readAll(
  lines: AsyncIterable<OutputLine>,
  read: EngineProcess["read"],
): AsyncGenerator<EngineLine> {
  for await (const line of lines) {
    const known = read(line);
    if (known !== undefined) yield known;
  }
}
