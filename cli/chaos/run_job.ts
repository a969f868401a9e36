import { RUN_GRACE_MS, runJobName, type RunOrder } from "@netops/chaos/runner";
import { type ErrorCode, NetopsError } from "@netops/core";
import type { FleetClient } from "@netops/core/clients";
import type { JobView } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";
import type { ProgressEvent } from "@netops/chaos/experiment";
import { groundCommand, PLATFORM_ROOT } from "@netops/server";
import type { StopControl } from "../stop_control.ts";

/** What running an experiment as a job works with. */
export interface RunJobOptions {
  readonly fleet: FleetClient;
  readonly host: Pick<Host, "denoPath" | "processes">;
  readonly orderPath: string;
  readonly env: Readonly<Record<string, string>>;
  /** The first signal ends the run, which undoes what it did; the second ends its process. */
  readonly stop: Pick<StopControl, "signal" | "force" | "name">;
  readonly onProgress: (event: ProgressEvent) => void;
}

const ENTRY = "chaos/runner/main.ts";
const DEFAULT_LIMIT_MS = 3_600_000;
const LONGEST_JOB_MS = 86_400_000;

/**
 * Runs an order as a job of fleet and follows it: when this process is gone, fleet ends the job, and the
 * guardian what it injected.
 *
 * @throws {NetopsError} what the job said, or UPSTREAM_FAILED when it ended without a word.
 */
export async function runAsJob(order: RunOrder, options: RunJobOptions): Promise<void> {
  const { fleet, host, stop } = options;
  const limitMs = (order.timeLimitMs ?? DEFAULT_LIMIT_MS) + RUN_GRACE_MS;
  const job = await fleet.startJob({
    ...{ name: runJobName(order.id), dir: order.dir, detached: false },
    deadlineMs: Math.min(limitMs, LONGEST_JOB_MS),
    // Experiments start programs of the user's choice: that is full trust already.
    command: [
      ...groundCommand(host.denoPath, ENTRY, { permissions: ["--allow-all"] }),
      options.orderPath,
    ],
    env: jobEnvironment(options.env),
  });
  const end = () => endRun(job, options);
  const force = () => void fleet.stopJob(job.id).catch(() => undefined);
  if (stop.signal.aborted) end();
  stop.signal.addEventListener("abort", end, { once: true });
  stop.force.addEventListener("abort", force, { once: true });
  try {
    await followRun(order, job, options);
  } finally {
    stop.signal.removeEventListener("abort", end);
    stop.force.removeEventListener("abort", force);
  }
}

/** The signal goes to the run itself: fleet would kill it after 3 s, and rollbacks may need longer. */
function endRun({ id, pid }: JobView, { fleet, host, stop }: RunJobOptions): void {
  const isTold = pid !== undefined && host.processes.signal(pid, stop.name ?? "SIGTERM");
  if (!isTold) void fleet.stopJob(id).catch(() => undefined);
}

async function followRun(
  order: RunOrder,
  job: JobView,
  { fleet, onProgress }: RunJobOptions,
): Promise<void> {
  const never = new AbortController().signal;
  const talk: string[] = [];
  for await (const line of fleet.followJob(job.id, never)) {
    if (line.type === "end") break;
    const message = line.stream === "stdout" ? parse(line.text) : undefined;
    if (message === undefined) talk.push(line.text);
    else if (message.type === "progress") onProgress(message.event);
    else if (message.type === "end") return;
    else throw errorOf(message);
  }
  throw new NetopsError("UPSTREAM_FAILED", `The run ${order.id} was cut off`, {
    fix: talk.length > 0
      ? `it said: ${talk.slice(-3).join(" | ")}`
      : `netops chaos report ${order.id}`,
  });
}

type JobMessage =
  | { readonly type: "progress"; readonly event: ProgressEvent }
  | { readonly type: "end" }
  | JobError;

interface JobError {
  readonly type: "error";
  readonly code: ErrorCode;
  readonly message: string;
  readonly fix?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

function errorOf({ code, message, fix, details }: JobError): NetopsError {
  return new NetopsError(code, message, {
    ...(fix === undefined ? {} : { fix }),
    ...(details === undefined ? {} : { details }),
  });
}

/** What the user's shell has, without what is netops's own; and this netops on the path. */
function jobEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(env).filter(([name]) => !name.startsWith("NETOPS_"));
  const { PATH = "/usr/local/bin:/usr/bin:/bin" } = env;
  return { ...Object.fromEntries(own), PATH: `${PLATFORM_ROOT}:${PATH}` };
}

function parse(text: string): JobMessage | undefined {
  try {
    const message = JSON.parse(text) as JobMessage;
    return ["progress", "end", "error"].includes(message.type) ? message : undefined;
  } catch {
    return undefined;
  }
}
