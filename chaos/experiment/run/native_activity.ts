import { NetopsError, parseDurationMs } from "@netops/core";
import type { CohortTerms } from "@netops/core/contracts";
import { ActivityFailed } from "../python/python_error.ts";
import { substitute } from "../python/template.ts";
import { fromPlain, isMap, isNumeric, numberOf, toPlain, type Value } from "../python/value.ts";
import type { ValueMap } from "../python/value.ts";
import type { Injected, InjectRequest } from "../native_actions.ts";
import type { ActivityCall } from "../providers/call.ts";
import { FaultRefused } from "./fault_refused.ts";
import type { FaultBook } from "./fault_book.ts";

/** How long a fault lasts when the experiment does not say. */
export const DEFAULT_FAULT_MS = 10_000;

/** What native activities need besides their call. */
export interface NativeWorld {
  readonly book: FaultBook;
  readonly experimentId: string;
  readonly undoWithinMs: number;
  /** The arms that the experiment declares. */
  readonly cohort?: CohortTerms;
  /** The seed of an activity's draws. */
  seedOf(activity: ValueMap): string;
  onInjected(activity: string, kind: string, injected: Injected): void;
}

/**
 * Carries out an activity of provider `netops`: injects a fault, ends one, or asks a probe.
 *
 * @throws {ActivityFailed} when it could not be done.
 * @throws {FaultRefused} when a guard said no.
 */
export async function runNative(
  activity: ValueMap,
  call: ActivityCall,
  world: NativeWorld,
): Promise<Value> {
  const given = activity["provider"];
  const provider = substitute(isMap(given) ? given : {}, call.scope) as ValueMap;
  if (typeof provider["probe"] === "string") return await askProbe(provider, call);
  if (typeof provider["stop"] === "string") {
    const isKnown = await world.book.stopOf(provider["stop"], world.undoWithinMs);
    if (!isKnown) throw new ActivityFailed(`"${provider["stop"]}" has injected no fault`);
    return { stopped: provider["stop"] };
  }
  const injected = await inject(activity, provider, { call, world });
  if (provider["hold"] === true) {
    const leftMs = injected.expiresAtMs - call.ports.clock.nowMs();
    await call.ports.timer.sleep(Math.max(0, leftMs), call.signal);
  }
  return fromPlain(injected);
}

async function inject(
  activity: ValueMap,
  provider: ValueMap,
  { call, world }: { call: ActivityCall; world: NativeWorld },
) {
  const { actions } = call.ports;
  if (actions === undefined) throw new FaultRefused("no platform runs that could inject faults");
  const name = String(activity["name"]);
  const request = injectRequest(provider, {
    seed: world.seedOf(activity),
    experimentId: world.experimentId,
    ...(world.cohort === undefined ? {} : { cohort: world.cohort }),
  });
  try {
    const injecting = world.book.track(name, request.fault, actions.inject(request));
    const injected = await orAborted(injecting, call.signal);
    world.onInjected(name, request.fault, injected);
    return injected;
  } catch (error) {
    call.signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof NetopsError && error.code === "REFUSED") throw new FaultRefused(reason);
    throw new ActivityFailed(reason);
  }
}

/** Waits for work that is not ended by the signal; only the waiting is. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Reads what a provider wants injected; `duration` is 10 s and `parameters` none when left out. */
export function injectRequest(
  provider: ValueMap,
  { seed, experimentId, cohort }: { seed: string; experimentId: string; cohort?: CohortTerms },
): InjectRequest {
  const { count, percent, parameters = {} } = provider;
  const hasArms = typeof provider["cohort"] === "string" && cohort !== undefined;
  return {
    fault: String(provider["fault"]),
    target: String(provider["target"]),
    durationMs: durationMs(provider["duration"]),
    parameters: toPlain(parameters) as Record<string, unknown>,
    seed,
    experimentId,
    ...(isNumeric(count) ? { count: numberOf(count) } : {}),
    ...(isNumeric(percent) ? { percent: numberOf(percent) } : {}),
    ...(hasArms ? { cohort } : {}),
  };
}

function durationMs(value: Value | undefined): number {
  if (value === undefined || value === null) return DEFAULT_FAULT_MS;
  try {
    return parseDurationMs(String(value));
  } catch (error) {
    throw new ActivityFailed(error instanceof Error ? error.message : String(error));
  }
}

async function askProbe(provider: ValueMap, call: ActivityCall): Promise<Value> {
  const { probes } = call.ports;
  if (probes === undefined) throw new FaultRefused("no platform runs that could be asked");
  const parameters = toPlain(provider["parameters"] ?? {}) as Record<string, unknown>;
  try {
    return fromPlain(await probes.probe(String(provider["probe"]), parameters, call.signal));
  } catch (error) {
    call.signal.throwIfAborted();
    throw new ActivityFailed(error instanceof Error ? error.message : String(error));
  }
}
