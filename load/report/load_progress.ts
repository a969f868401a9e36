import type { LoadEvent } from "./load_report.ts";

/**
 * Where a load is: signing in its accounts, running, waiting for the last sessions to end, or judging.
 */
export type LoadPhase = "signing-in" | "running" | "draining" | "judging";

/** How a load goes at one moment: what the runner prints while it runs, and what a live view shows. */
export interface LoadProgress {
  readonly tsMs: number;
  readonly elapsedMs: number;
  /** How long it is to take in all; null for scripts that do not say. */
  readonly totalMs: number | null;
  readonly phase: LoadPhase;
  /** Starts that the schedule has asked for so far; null for scripts that have no schedule. */
  readonly attempted: number | null;
  readonly started: number;
  /** Technical failures of starts; failed iterations of a script. */
  readonly failed: number;
  /** Sessions, or VUs of a script, that run now. */
  readonly running: number;
  /** Starts per second over the last 10 s; iterations of a script. */
  readonly spsLast10s: number;
  /** Of the starts of the last 10 s; null without any. */
  readonly startupP95Ms: number | null;
  readonly stalls: number;
  readonly failovers: number;
  readonly droppedIterations: number;
  /** The latest, oldest first, at most five. */
  readonly lastEvents: readonly LoadEvent[];
}
