import type { CohortTerms } from "@netops/core/contracts";

/** A fault to inject, as the guardian gets it. */
export interface InjectRequest {
  /** Kind of the catalogue, as `process-pause`. */
  readonly fault: string;
  readonly target: string;
  /** The lease: the fault ends by itself after this long, whatever dies. */
  readonly durationMs: number;
  /** How many instances; at most one of `count` and `percent` is given. */
  readonly count?: number;
  /** 0 to 100. */
  readonly percent?: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Decides whom and what the fault draws; equal seeds draw alike. */
  readonly seed: string;
  readonly experimentId: string;
  /** The arms of the experiment: one is hit, and a control of the same size is counted beside it. */
  readonly cohort?: CohortTerms;
}

/** A fault that is in place. */
export interface Injected {
  readonly id: string;
  readonly targets: readonly string[];
  readonly expiresAtMs: number;
}

/** What became of a fault: undone and seen to be, or not. */
export interface UndoOutcome {
  readonly undone: boolean;
  /** Wall ms at which it ended; now when left out. */
  readonly endedAtMs?: number;
  /** What is left, when it is not undone. */
  readonly reason?: string;
  /** Why it ended before its time, by nobody of this run. */
  readonly cutShortBy?: string;
  /** It was over as soon as it was done, as a kill is. */
  readonly isMomentary?: true;
  /** No request met it. */
  readonly isUntouched?: true;
}

/** Injects faults and takes them back. */
export interface NativeActions {
  /**
   * Injects a fault and answers once it is in place.
   *
   * @throws {NetopsError} REFUSED when a guard says no or nobody is hit; others when it could not be done.
   */
  inject(request: InjectRequest): Promise<Injected>;
  /** Ends a fault, also one that has ended by itself, and says whether its undo was verified. */
  stop(id: string): Promise<UndoOutcome>;
}
