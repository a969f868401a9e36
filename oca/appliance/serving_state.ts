import type { OcaState } from "@netops/core/contracts";
import { REPORT_LIFE_MS } from "../report_life.ts";

/** What the state of an OCA follows from. */
export interface ServingFacts {
  readonly wantedState: "SERVING" | "DRAINED";
  /** Since cachecontrol took a report for the last time, in ms; Infinity before the first. */
  readonly sinceAcceptedMs: number;
  /** Sessions that play: seen within the last ten seconds. */
  readonly sessions: number;
}

/** Why an OCA takes no new sessions. */
export type DrainReason = "ordered" | "cut-off";

/**
 * Says whether an OCA takes new sessions, and if not why.
 *
 * Source: Open Connect partner help: an OCA that loses the control plane stops serving, a drained one
 * keeps the sessions that it has.
 */
export function servingState(
  { wantedState, sinceAcceptedMs, sessions }: ServingFacts,
): { readonly state: OcaState; readonly reason: DrainReason | undefined } {
  const reason = sinceAcceptedMs >= REPORT_LIFE_MS
    ? "cut-off"
    : wantedState === "DRAINED"
    ? "ordered"
    : undefined;
  if (reason === undefined) return { state: "SERVING", reason };
  return { state: sessions > 0 ? "DRAINING" : "DRAINED", reason };
}
