import {
  type DayPlan,
  monkeyDir,
  monkeyJobName,
  type MonkeyKind,
  type MonkeyOrders,
  readOrders,
} from "@netops/chaos/monkeys";
import { NetopsError } from "@netops/core";
import type { JobRequest, JobView } from "@netops/core/contracts";
import { groundCommand, PLATFORM_ROOT } from "@netops/server";
import type { CommandContext, LiveRun } from "../command_context.ts";

/** A monkey of a run. */
export interface MonkeySeat {
  readonly kind: MonkeyKind;
  /** The job that it is, while it is on. */
  readonly job: JobView | undefined;
  /** What it was told, if that was in this run. */
  readonly orders: MonkeyOrders | undefined;
}

/** What `chaos monkey plan --json` prints. */
export interface MonkeyPlanDocument extends DayPlan {
  readonly schema: "netops.monkey.plan/v1";
  readonly kind: MonkeyKind;
  readonly seed: string;
  readonly leashed: boolean;
}

const LOOK_MS = 50;
/** fleet gives a job 3 s to end by itself. */
const MOST_END_MS = 6_000;
/** A monkey that cannot begin says so within this time. */
const BEGIN_MS = 700;

/** What monkeys of these kinds are up to in a run. */
export async function lookAtMonkeys(
  { fleet, home, run }: LiveRun,
  kinds: readonly MonkeyKind[],
): Promise<readonly MonkeySeat[]> {
  const jobs = await fleet.jobs();
  return kinds.map((kind) => {
    const job = jobs.find(({ name, status }) =>
      name === monkeyJobName(kind) && status === "running"
    );
    const orders = readOrders(home, kind);
    return { kind, job, orders: orders?.runId === run.runId ? orders : undefined };
  });
}

/** The job that is a monkey: it reads who to ask and what to do in the home, not in its arguments. */
export function monkeyJob(
  kind: MonkeyKind,
  { home, denoPath, deadlineMs }: {
    readonly home: string;
    readonly denoPath: string;
    readonly deadlineMs: number;
  },
): JobRequest {
  const dir = monkeyDir(home, kind);
  return {
    name: monkeyJobName(kind),
    command: [
      ...groundCommand(denoPath, "chaos/monkeys/main.ts", {
        permissions: [
          `--allow-read=${PLATFORM_ROOT},${home}/run.json,${dir}`,
          `--allow-write=${dir}`,
        ],
      }),
      kind,
      home,
    ],
    ...{ dir: home, env: {}, deadlineMs, detached: true },
  };
}

/** Waits until a monkey lives. @throws {NetopsError} SPAWN_FAILED with its last words. */
export async function whenBegun(
  job: JobView,
  { fleet }: LiveRun,
  { host, stop }: CommandContext,
): Promise<void> {
  for (let waitedMs = 0; waitedMs < BEGIN_MS; waitedMs += LOOK_MS) {
    await host.timer.sleep(LOOK_MS, stop.signal);
    if ((await fleet.job(job.id)).status === "running") continue;
    const words: string[] = [];
    for await (const line of fleet.followJob(job.id, stop.signal)) {
      if (line.type === "line") words.push(wordsOf(line.text));
    }
    const why = words.at(-1) ?? "it said nothing";
    throw new NetopsError("SPAWN_FAILED", `Cannot keep ${job.name} alive: ${why}`, {
      fix: "netops chaos monkey status",
    });
  }
}

/** Stops a monkey and waits until it is gone. @throws {NetopsError} TIMED_OUT */
export async function endMonkey(
  job: JobView,
  { fleet }: LiveRun,
  { host, stop }: CommandContext,
): Promise<void> {
  await fleet.stopJob(job.id);
  for (let waitedMs = 0; waitedMs < MOST_END_MS; waitedMs += LOOK_MS) {
    if ((await fleet.job(job.id)).endedAtMs !== undefined) return;
    await host.timer.sleep(LOOK_MS, stop.signal);
  }
  throw new NetopsError("TIMED_OUT", `Cannot wait longer for ${job.name} to end`);
}

function wordsOf(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: unknown }).message ?? text);
  } catch {
    return text;
  }
}
