import type { ArmsComparison } from "../cohorts/arms_comparison.ts";
import type { ValueMap } from "../python/value.ts";
import type { DryMode, HypothesisStrategy } from "./options.ts";
import type { InterruptName } from "./interruption.ts";

/** One check of the hypothesis. */
export interface CheckFact {
  readonly phase: "before" | "during" | "after";
  /** Wall ms at which its first probe was asked; left out where the Chaos Toolkit's way was gone. */
  readonly startedAtMs?: number;
  /** Wall ms at which its last probe had answered. */
  readonly endedAtMs?: number;
  readonly isMet: boolean;
  /** A probe or its tolerance broke, so nothing is known. */
  readonly hasError: boolean;
  /** Which probe saw what, when it is not met. */
  readonly reason?: string;
}

/** One activity of method or rollbacks that was begun. */
export interface ActivityFact {
  readonly phase: "method" | "rollbacks";
  readonly name: string;
  readonly status: "succeeded" | "failed" | "unfinished";
  /** Why it failed. */
  readonly reason?: string;
}

/** One fault that was injected. */
export interface FaultFact {
  readonly id: string;
  readonly kind: string;
  readonly targets: readonly string[];
  readonly undone: boolean;
  /** What is left of it. */
  readonly reason?: string;
  /** Why it ended before its time, by nobody of this run: what it would have shown is not known. */
  readonly cutShortBy?: string;
  /** When it was at work, in wall ms; left out where it was over as soon as it was done, as a kill is. */
  readonly atWork?: { readonly fromMs: number; readonly toMs: number };
  /** No request met it. */
  readonly isUntouched?: true;
}

/** How a run came to its end. */
export type RunEnd =
  | { readonly kind: "completed" }
  | { readonly kind: "signal"; readonly signal: InterruptName }
  | { readonly kind: "halted"; readonly by: "operator" | "time-box"; readonly reason: string };

/** What a verdict is made of. */
export interface RunFacts {
  readonly end: RunEnd;
  /** Why a guard refused a fault, or netops the experiment. */
  readonly refusal?: string;
  readonly dry?: DryMode;
  readonly strategy: HypothesisStrategy;
  /** Activities that the method declares. */
  readonly methodCount: number;
  /** Those of them that inject a fault. */
  readonly faultCount?: number;
  readonly checks: readonly CheckFact[];
  readonly activities: readonly ActivityFact[];
  readonly rollbacks: { readonly declared: number; readonly played: boolean };
  readonly faults: readonly FaultFact[];
  /** Whether the experiment declares arms. */
  readonly hasArms?: boolean;
  /** What its arms came to beside one another. */
  readonly comparison?: ArmsComparison;
  /** Time from the end of the last fault until the steady state held again; bounded by `withinMs`. */
  readonly recovery?: {
    readonly recoveryMs?: number;
    readonly withinMs: number;
    /** What the last check saw, when it did not come back. */
    readonly reason?: string;
  };
}

/** A run that is over. */
export interface RunRecord {
  readonly id: string;
  readonly mode: "strict" | "chaostoolkit";
  readonly title: string;
  readonly seed: string;
  /** Names the plan: equal experiments with equal seeds have equal ones. */
  readonly planHash: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly facts: RunFacts;
  /** In the form of the Chaos Toolkit; left out where it would write none. */
  readonly journal?: ValueMap;
  /** Why there is no journal. */
  readonly error?: string;
}
