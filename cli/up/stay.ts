import { NetopsError } from "@netops/core";
import type { Daemon } from "@netops/core/host";
import type { CommandContext, LiveRun } from "../command_context.ts";
import { cleanCrashedRun } from "../home/clean_home.ts";
import { stopRun } from "../home/stop_run.ts";

const STOP_TIMEOUT_MS = 30_000;

/** A run in the foreground. */
export interface ForegroundRun extends LiveRun {
  readonly daemon: Daemon;
}

/** Waits until a signal comes or fleet is gone, and stops the run. */
export async function stayInForeground(
  live: ForegroundRun,
  context: CommandContext,
): Promise<number> {
  const { stop, print, host } = context;
  const cause = await Promise.race([
    live.daemon.exited.then(() => "gone" as const),
    aborted(stop.signal).then(() => "signal" as const),
  ]);
  if (cause === "signal" || stop.signal.aborted) return await stopBySignal(live, context);
  if (await endedOnRequest(live)) {
    print.say("stopped by netops down");
    return 0;
  }
  print.say("fleet is gone; ending what it left");
  await cleanCrashedRun(live.home, host);
  throw new NetopsError("UNREACHABLE", "Fleet ended without being asked to", {
    fix: "netops logs fleet, then netops up",
  });
}

/**
 * Lets go of a run that is ready. A signal until then stops it, as the exit code will tell of the
 * signal: a platform that runs on must not look like one that was ended.
 */
export async function leaveInBackground(
  live: Pick<ForegroundRun, "home" | "fleet" | "daemon">,
  context: CommandContext,
): Promise<number> {
  await live.daemon.release();
  return context.stop.signal.aborted ? await stopBySignal(live, context) : 0;
}

/** Stops a run because of a signal, and says so. */
export async function stopBySignal(
  live: Omit<ForegroundRun, "run" | "fleet"> & Partial<Pick<LiveRun, "fleet">>,
  { host, print, stop }: CommandContext,
): Promise<number> {
  const again = stop.name === "SIGINT" ? " (Ctrl-C again to force)" : "";
  print.say(`${stop.name ?? "signal"}: stopping everything${again}`);
  const onForce = () => print.say("forced: killing everything");
  stop.force.addEventListener("abort", onForce, { once: true });
  const { pid, startMark } = live.daemon;
  const { processes } = await stopRun({
    host,
    home: live.home,
    pid,
    startMark,
    fleet: live.fleet,
    timeoutMs: STOP_TIMEOUT_MS,
    force: stop.force,
  });
  stop.force.removeEventListener("abort", onForce);
  print.say(`stopped ${processes} processes; nothing is left, data stays in ${live.home}`);
  return stop.exitCode ?? 1;
}

/** Fleet removes its run file when it ends as it should. */
async function endedOnRequest({ home, run, daemon }: ForegroundRun): Promise<boolean> {
  const { code, signal } = await daemon.exited;
  if (signal !== undefined || code !== 0) return false;
  try {
    return !Deno.readTextFileSync(`${home}/run.json`).includes(run.runId);
  } catch {
    return true;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
