import { NetopsError } from "@netops/core";
import type { FleetClient } from "@netops/core/clients";
import type { Host } from "@netops/core/host";
import { cleanCrashedRun, hasLeftovers } from "./clean_home.ts";
import { parseRunFile } from "./run_state.ts";

const POLL_MS = 25;
const FORCED_WAIT_MS = 6_000;

/** What stopping needs. */
export interface StopRunOptions {
  readonly host: Host;
  readonly home: string;
  /** Pid and start mark of fleet. */
  readonly pid: number;
  readonly startMark: string;
  /** Absent when fleet cannot be asked any more. */
  readonly fleet: FleetClient | undefined;
  /** How long it may take gracefully. */
  readonly timeoutMs: number;
  /** Aborts when it shall be done by force. */
  readonly force: AbortSignal;
}

/** How a run was stopped. */
export interface StopRunResult {
  readonly processes: number;
  readonly forced: boolean;
}

/** Stops a run and returns when none of its processes is left: gracefully first, then by force. */
export async function stopRun(options: StopRunOptions): Promise<StopRunResult> {
  const { host, home, pid, startMark, fleet } = options;
  const { answers, marks } = await livingProcesses(options);
  const asked = answers && !options.force.aborted && await askToStop(fleet);
  const family = livingFamily(home, host);
  const graceful = asked && await allGone(marks, { ...options, limitMs: options.timeoutMs });
  if (!graceful) await cleanCrashedRun(home, host, { fleet: { pid, startMark } });
  else if (hasLeftovers(home)) await cleanCrashedRun(home, host);
  const never = new AbortController().signal;
  if (!await allGone(marks, { host, force: never, limitMs: FORCED_WAIT_MS })) {
    const left = living(marks, host).join(", ");
    throw new NetopsError("UNDO_FAILED", `Cannot end the processes ${left}`, {
      fix: `kill -9 ${living(marks, host).join(" ")}`,
    });
  }
  // By force nobody was asked what runs: then what carries the run in its environment counts.
  return { processes: graceful ? marks.size : Math.max(marks.size, family), forced: !graceful };
}

/** How many processes carry the run of this home in their environment. */
function livingFamily(home: string, host: Host): number {
  try {
    const { runId } = parseRunFile(Deno.readTextFileSync(`${home}/run.json`));
    return host.processes.withEnvironment("NETOPS_RUN_ID", runId).length;
  } catch {
    // No run file, or a broken one: only those that are known by pid count.
    return 0;
  }
}

interface LivingProcesses {
  /** False when fleet hangs: then only force helps. */
  readonly answers: boolean;
  readonly marks: ReadonlyMap<number, string>;
}

async function livingProcesses(options: StopRunOptions): Promise<LivingProcesses> {
  const marks = new Map([[options.pid, options.startMark]]);
  const pids = options.force.aborted ? undefined : await askInstances(options.fleet);
  for (const pid of pids ?? []) {
    const mark = options.host.processes.startMark(pid);
    if (mark !== undefined) marks.set(pid, mark);
  }
  return { answers: pids !== undefined, marks };
}

async function askInstances(fleet: FleetClient | undefined): Promise<number[] | undefined> {
  try {
    return (await fleet?.instances())?.instances.map((instance) => instance.pid);
  } catch {
    // Fleet does not answer: the group journal of the home names its processes instead.
    return undefined;
  }
}

async function askToStop(fleet: FleetClient | undefined): Promise<boolean> {
  try {
    await fleet?.shutdown();
    return fleet !== undefined;
  } catch {
    // It may be stopping already, or hang; the deadline and force follow.
    return true;
  }
}

interface GoneOptions {
  readonly host: Host;
  readonly force: AbortSignal;
  readonly limitMs: number;
}

async function allGone(marks: ReadonlyMap<number, string>, options: GoneOptions): Promise<boolean> {
  const { clock, timer } = options.host;
  const untilMs = clock.monotonicMs() + options.limitMs;
  while (living(marks, options.host).length > 0) {
    if (options.force.aborted || clock.monotonicMs() >= untilMs) return false;
    await timer.sleep(POLL_MS, options.force).catch(() => undefined);
  }
  return true;
}

function living(marks: ReadonlyMap<number, string>, host: Host): number[] {
  return [...marks].filter(([pid, mark]) => host.processes.startMark(pid) === mark)
    .map(([pid]) => pid);
}
