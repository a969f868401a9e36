import { NetopsError } from "@netops/core";
import type { StageOutputs, StageScope, StageStep } from "./stage_handler.ts";

/** What a step that goes on may say besides. */
export type GoingOptions<State> = Omit<StageStep<State>, "state" | "status">;

/** Goes on: the stage is looked at again. */
export function going<State>(state: State, options: GoingOptions<State> = {}): StageStep<State> {
  return { state, status: "RUNNING", ...options };
}

/** Ends a stage that did what it was to do. */
export function succeeded<State>(
  state: State,
  outputs: StageOutputs,
  options: Omit<GoingOptions<State>, "outputs"> = {},
): StageStep<State> {
  return { state, status: "SUCCEEDED", outputs, ...options };
}

/** Ends a stage that could not, or should not, do what it was to do. */
export function failed<State>(
  state: State,
  reason: string,
  options: GoingOptions<State> = {},
): StageStep<State> {
  return { state, status: "FAILED", reason, ...options };
}

/**
 * Ends a stage that could not do what it was to do, and has what it did be taken back by its `cancel` first.
 *
 * `what` begins with the name of a thing; what is thrown is UNHEALTHY, which nobody tries again.
 */
export function failAndTakeBack(what: string): never {
  throw new NetopsError("UNHEALTHY", `Cannot go on as ${what}`);
}

/** Ends a stage that was told to end, once nothing of it goes on. */
export function canceled<State>(state: State, reason?: string): StageStep<State> {
  return { state, status: "CANCELED", ...(reason === undefined ? {} : { reason }) };
}

/** When a stage began, and now. */
export type StageTimes = Pick<StageScope, "nowMs" | "startedAtMs">;

const SOONEST_MS = 100;
const LATEST_MS = 2_000;

/** When to look again at something that takes its time: soon at first, every 2 s in the end. */
export function nextLookAtMs(times: StageTimes): number {
  const waitedMs = waitedMsOf(times);
  return times.nowMs + Math.min(LATEST_MS, Math.max(SOONEST_MS, Math.round(waitedMs / 10)));
}

/** How long a stage has been at work; not below 0, whatever the wall clock did. */
export function waitedMsOf({ nowMs, startedAtMs }: StageTimes): number {
  return Math.max(0, nowMs - startedAtMs);
}
