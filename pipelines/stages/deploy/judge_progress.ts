/** How far a comparison of two groups is. */
export interface JudgeProgress {
  /** The first point that counts. */
  readonly fromMs: number;
  /** Ends of the looks to come; the last one decides. */
  readonly endsMs: readonly number[];
  /** Instances of the canary that had died when it began. */
  readonly deaths: number;
  readonly extended: number;
  /** How often it was lengthened to what the judge needs. */
  readonly stretched: number;
  readonly checkedAtMs: number;
  /** Of each check, by bucket of time: wrong and asked of the baseline, then of the canary. */
  readonly checks: readonly (readonly number[])[];
}
