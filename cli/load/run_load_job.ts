import { NetopsError } from "@netops/core";
import type { FleetClient } from "@netops/core/clients";
import type { JobView } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";
import type { LoadOrder } from "@netops/load";
import type { LoadProgress } from "@netops/load/report";
import {
  LOAD_ENTRY,
  LOAD_GRACE_MS,
  type LoadErrorMessage,
  loadJobName,
  readLoadMessage,
} from "@netops/load/runner";
import { groundCommand } from "@netops/server";
import type { StopControl } from "../stop_control.ts";

/** What running a load as a job works with. */
export interface RunLoadJobOptions {
  readonly fleet: FleetClient;
  readonly host: Pick<Host, "denoPath" | "processes">;
  readonly env: Readonly<Record<string, string>>;
  /** The first signal ends the load, which is judged; the second ends its process. */
  readonly stop: Pick<StopControl, "signal" | "force" | "name">;
  readonly onProgress: (progress: LoadProgress) => void;
}

const LONGEST_JOB_MS = 86_400_000;
const DEFAULT_LIMIT_MS = 3_600_000;
/** Signing accounts up comes before the load, and judging after it. */
const AROUND_MS = 180_000;

/** Starts the job of a load; one that is detached lives on when nobody follows it. */
export async function startLoadJob(
  order: LoadOrder,
  { fleet, host, env, detached }: Pick<RunLoadJobOptions, "fleet" | "env"> & {
    readonly host: Pick<Host, "denoPath">;
    readonly detached: boolean;
  },
): Promise<JobView> {
  const limitMs = (order.durationMs ?? order.expectedMs ?? DEFAULT_LIMIT_MS) + AROUND_MS;
  const own = Object.entries(env).filter(([name]) => isHarmless(name, order));
  return await fleet.startJob({
    ...{ name: loadJobName(order.id), dir: order.folder, detached },
    deadlineMs: Math.min(limitMs, LONGEST_JOB_MS),
    // It starts k6, which may run a script of the user's: that is full trust already.
    command: [
      ...groundCommand(host.denoPath, LOAD_ENTRY, { permissions: ["--allow-all"] }),
      `${order.folder}/order.json`,
    ],
    env: Object.fromEntries(own),
  });
}

/** Where k6 writes besides, which `--export` may need. */
const EXPORTS = /^K6_(OTEL|PROMETHEUS_RW|CSV)_/;

/** k6 puts `K6_DURATION` and the like above the options of a preset: another load would pass under its name. */
function isHarmless(name: string, { script }: LoadOrder): boolean {
  if (name.startsWith("NETOPS_")) return false;
  return script !== undefined || !name.startsWith("K6_") || EXPORTS.test(name);
}

/**
 * Runs an order as a job of fleet and follows it to its end; when this process is gone, fleet ends it.
 *
 * @throws {NetopsError} what the job said, or UPSTREAM_FAILED when it ended without a word.
 */
export async function runLoadJob(order: LoadOrder, options: RunLoadJobOptions): Promise<void> {
  const { fleet, stop } = options;
  const job = await startLoadJob(order, { ...options, detached: false });
  const end = () => endLoad(job, options);
  const force = () => void fleet.stopJob(job.id).catch(() => undefined);
  if (stop.signal.aborted) end();
  stop.signal.addEventListener("abort", end, { once: true });
  stop.force.addEventListener("abort", force, { once: true });
  try {
    await followLoad(order, job, options);
  } finally {
    stop.signal.removeEventListener("abort", end);
    stop.force.removeEventListener("abort", force);
  }
}

/** The signal goes to the load itself: it stops its engine, judges and writes, which fleet would not wait for. */
function endLoad({ id, pid }: JobView, { fleet, host }: RunLoadJobOptions): void {
  const isTold = pid !== undefined && host.processes.signal(pid, "SIGTERM");
  if (!isTold) void fleet.stopJob(id, { graceMs: LOAD_GRACE_MS }).catch(() => undefined);
}

async function followLoad(
  order: LoadOrder,
  job: JobView,
  { fleet, onProgress }: RunLoadJobOptions,
): Promise<void> {
  const talk: string[] = [];
  for await (const line of fleet.followJob(job.id, new AbortController().signal)) {
    if (line.type === "end") break;
    const message = line.stream === "stdout" ? readLoadMessage(line.text) : undefined;
    if (message === undefined) talk.push(line.text);
    else if (message.type === "progress") onProgress(message.progress);
    else if (message.type === "end") return;
    else throw errorOf(message);
  }
  throw new NetopsError("UPSTREAM_FAILED", `The load ${order.id} was cut off`, {
    details: { isCutOff: true },
    fix: talk.length > 0 ? `it said: ${talk.slice(-3).join(" | ")}` : "netops logs -n 50",
  });
}

function errorOf({ code, message, fix, details }: LoadErrorMessage): NetopsError {
  return new NetopsError(code, message, {
    ...(fix === undefined ? {} : { fix }),
    ...(details === undefined ? {} : { details }),
  });
}
