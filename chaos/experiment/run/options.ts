import type { Variables } from "../settings/variables.ts";

/** What is not done in a dry run. */
export type DryMode = "probes" | "actions" | "activities" | "pause";

/** When rollbacks are played. */
export type RollbackStrategy = "default" | "always" | "never" | "deviated";

/** When the hypothesis is checked. */
export type HypothesisStrategy =
  | "default"
  | "before-method-only"
  | "after-method-only"
  | "during-method-only"
  | "continuously"
  | "skip";

/** What the command line says about a run; it goes before what the experiment says. */
export interface RunOptions {
  /** Runs as the Chaos Toolkit would; strict when left out. */
  readonly compat?: "chaostoolkit";
  readonly dry?: DryMode;
  readonly rollbackStrategy?: RollbackStrategy;
  readonly hypothesisStrategy?: HypothesisStrategy;
  /** Seconds between two checks during the method; default 1. */
  readonly hypothesisFrequencyS?: number;
  /** Ends the method as soon as the steady state is left. */
  readonly failFast?: boolean;
  readonly variables?: Variables;
  /** Runs without looking first whether the experiment is valid; only as the Chaos Toolkit. */
  readonly noValidation?: boolean;
  /** Decides every draw; default is drawn from the ports' chance. */
  readonly seed?: string;
  readonly experimentId?: string;
  /** Ends the run; the reason is an {@linkcode InterruptSignal} or a {@linkcode Halt}. */
  readonly signal?: AbortSignal;
  /** Told what happens, as it happens. */
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** One thing that happened in a run. */
export interface ProgressEvent {
  readonly kind:
    | "started"
    | "phase"
    | "activity-started"
    | "activity-ended"
    | "check"
    | "fault-injected"
    | "fault-ended"
    | "recovered"
    | "compared"
    | "ended";
  /** Wall ms. */
  readonly atMs: number;
  readonly phase?: Phase;
  /** Name of the activity, probe or fault. */
  readonly name?: string;
  readonly status?: string;
  readonly isMet?: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The parts of a run, in order. */
export type Phase = "before" | "method" | "during" | "after" | "rollbacks" | "undo" | "recovery";
