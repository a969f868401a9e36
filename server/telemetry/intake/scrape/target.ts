import type { SkewEstimate } from "./clock_skew.ts";

/** An endpoint that exposes metrics. */
export interface Target {
  /** Equal for the same target as long as it lives. */
  readonly id: string;
  /** On loopback, http. */
  readonly url: string;
  /** What every series of it is told by. */
  readonly labels: Readonly<Record<string, string>>;
  /** With true a label of the target gives way to one of the same name in a line. */
  readonly honorLabels?: boolean;
  /** How full the store may be for new series of it; that of a guest when left out. */
  readonly rank?: "platform" | "vital";
  /** Value of the field `authorization`. */
  readonly authorization?: string;
}

/** Where targets come from. */
export interface TargetSource {
  /** All targets now; the array is the same until something changes. */
  list(): readonly Target[];
}

/** How a target is doing. */
export interface TargetState {
  readonly target: Target;
  readonly health: "up" | "down" | "unknown";
  /** Why it is down; empty otherwise. */
  readonly lastError: string;
  /** Wall ms of the last scrape; 0 before the first. */
  readonly lastScrapeMs: number;
  readonly lastDurationMs: number;
  readonly samples: number;
  /** How far its clock is off; undefined while it does not say what it shows. */
  readonly clock?: SkewEstimate | undefined;
}
