/** How far the watch over a new group is. */
export interface WatchProgress {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Instances that had died when it began. */
  readonly deaths: number;
  /** Tests so far. */
  readonly tests: number;
  readonly testedAtMs: number;
  /** Of each check: wrong and asked of the old group, then of the new one. */
  readonly checks: readonly (readonly number[])[];
}
