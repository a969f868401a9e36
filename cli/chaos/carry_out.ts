import { InterruptSignal, type ProgressEvent } from "@netops/chaos/experiment";
import {
  type FinishedRun,
  type KeptRun,
  type RunOrder,
  runOrder,
  RunStore,
  withFate,
} from "@netops/chaos/runner";
import { tellStory } from "@netops/chaos/report";
import { NetopsError } from "@netops/core";
import type { FleetClient } from "@netops/core/clients";
import type { TimelineEvent } from "@netops/core/contracts";
import { type CommandContext, isRunAlive, requireRun } from "../command_context.ts";
import { runAsJob } from "./run_job.ts";

/** A run that is over, with all that is known of it. */
export type WholeRun = KeptRun & { readonly finished: FinishedRun };

/** Who is told what happens. */
export interface RunListener {
  progress(event: ProgressEvent): void;
  /** Something that the platform said meanwhile. */
  happened(event: TimelineEvent): void;
}

const EVENTS_AT_MOST = 10_000;
const FAULTS_OVER_MS = 8_000;
const FAULTS_LOOK_MS = 100;

/** Runs an order: as a job of the platform that runs here, or by itself when it needs none. */
export async function carryOut(
  order: RunOrder,
  context: CommandContext,
  listener: RunListener,
): Promise<WholeRun> {
  if (isRunAlive(context) || needsPlatform(order)) return await asJob(order, context, listener);
  return await runHere(order, context, listener);
}

/** Faults and probes of netops are nothing without a platform; everything else is. */
function needsPlatform({ text }: RunOrder): boolean {
  return /["']?type["']?\s*:\s*["']?netops\b/.test(text) ||
    /NETOPS_(GATEWAY_URL|COMMAND)/.test(text);
}

async function asJob(
  order: RunOrder,
  context: CommandContext,
  listener: RunListener,
): Promise<WholeRun> {
  const { home, fleet } = requireRun(context);
  const { host, env, stop } = context;
  const store = new RunStore(home);
  const afterSeq = (await fleet.events({ limit: 1 })).events.at(-1)?.seq ?? 0;
  store.begin(order);
  const over = new AbortController();
  const following = followEvents(fleet, { afterSeq, signal: over.signal }, listener);
  try {
    await runAsJob(order, {
      ...{ fleet, host, stop, env, orderPath: store.orderPath(order.id) },
      onProgress: (event) => listener.progress(event),
    });
  } catch (thrown) {
    await faultsOver(order.id, home, context);
    const isBegun = store.read(order.id).progress.length > 0;
    if (stop.name === undefined || isBegun) throw thrown;
    throw new NetopsError("UPSTREAM_FAILED", `Ended by ${stop.name} before the run began`, {
      ...{ details: { begun: false }, cause: thrown },
    });
  } finally {
    over.abort();
    await following;
    await keepEvents(store, order.id, { fleet, afterSeq });
  }
  const run = store.read(order.id);
  if (run.finished !== undefined) return { ...run, finished: run.finished };
  throw new NetopsError("UPSTREAM_FAILED", `The run ${order.id} left no result`, {
    fix: "netops chaos doctor",
  });
}

/**
 * Waits until the faults of a run that was cut off are over: nobody renews them, so the guardian ends them
 * within their lease of 5 s; with the platform their targets end. A second signal does not wait.
 */
async function faultsOver(id: string, home: string, context: CommandContext): Promise<void> {
  const { host: { clock, timer, processes }, stop } = context;
  const store = new RunStore(home);
  const endMs = clock.monotonicMs() + FAULTS_OVER_MS;
  const isOpen = () => {
    const run = withFate(store.read(id), { home, processes, nowMs: clock.nowMs() });
    return tellStory(run).verdict.undone !== true;
  };
  while (isOpen() && clock.monotonicMs() < endMs) {
    if (stop.force.aborted) return;
    await timer.sleep(FAULTS_LOOK_MS);
  }
}

/** Tells what the platform says; a stream that breaks off costs the view a row, and the run nothing. */
async function followEvents(
  fleet: FleetClient,
  { afterSeq, signal }: { readonly afterSeq: number; readonly signal: AbortSignal },
  listener: RunListener,
): Promise<void> {
  try {
    for await (const event of fleet.eventsStream({ afterSeq }, signal)) listener.happened(event);
  } catch {
    // The run is over, or the platform is: the run itself says which.
  }
}

async function keepEvents(
  store: RunStore,
  id: string,
  { fleet, afterSeq }: { readonly fleet: FleetClient; readonly afterSeq: number },
): Promise<void> {
  try {
    const { events } = await fleet.events({ afterSeq, limit: EVENTS_AT_MOST });
    store.keepEvents(id, events);
  } catch {
    // Reports then lack what the platform said; the verdict does not depend on it.
  }
}

async function runHere(
  order: RunOrder,
  { host, env, stop }: CommandContext,
  listener: RunListener,
): Promise<WholeRun> {
  const stopping = new AbortController();
  const end = () => stopping.abort(new InterruptSignal(stop.name ?? "SIGTERM"));
  if (stop.signal.aborted) end();
  stop.signal.addEventListener("abort", end, { once: true });
  const progress: ProgressEvent[] = [];
  const onProgress = (event: ProgressEvent) => {
    progress.push(event);
    listener.progress(event);
  };
  try {
    const finished = await runOrder(order, { host, env, signal: stopping.signal, onProgress });
    return { order, progress, finished, events: [] };
  } finally {
    stop.signal.removeEventListener("abort", end);
  }
}
