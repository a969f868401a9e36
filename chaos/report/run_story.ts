import type { ArmsComparison } from "../experiment/mod.ts";

/** What a run came to, or how far it is. */
export interface StoryVerdict {
  /** A verdict of experiments, `running`, or `cut off` when it never came to its end. */
  readonly name: string;
  readonly reason: string;
  readonly exitCode?: number;
  readonly undone?: boolean;
}

/** A part of a run. */
export interface StoryPhase {
  readonly name: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** One probe of a check: what was seen. */
export interface StoryProbe {
  readonly name: string;
  readonly isMet: boolean;
  /** What it saw or why it saw nothing, in a few words. */
  readonly seen: string;
  readonly durationMs?: number;
}

/** One check of the steady state. */
export interface StoryCheck {
  readonly phase: "before" | "during" | "after";
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly isMet: boolean;
  /** Nothing is known, as a probe broke. */
  readonly hasError: boolean;
  readonly probes: readonly StoryProbe[];
}

/** One activity of the method or the rollbacks. */
export interface StoryActivity {
  readonly phase: "method" | "rollbacks";
  readonly name: string;
  /** `succeeded`, `failed`, `unfinished`, `running`. */
  readonly status: string;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  /** Why it failed. */
  readonly reason?: string;
}

/** One fault that was at work. */
export interface StoryFault {
  readonly id: string;
  readonly kind: string;
  /** The activity that injected it. */
  readonly activity: string;
  readonly targets: readonly string[];
  readonly startedAtMs: number;
  /** Until when it was meant to last at most. */
  readonly expiresAtMs?: number;
  readonly endedAtMs?: number;
  /** Undefined as long as nobody has looked. */
  readonly undone?: boolean;
  /** What is left of it, or why nothing is known of its undo. */
  readonly reason?: string;
  /** Requests or processes that it hit, where its side counts them. */
  readonly hits?: number;
}

/** One step as the experiment declares it; times count from the start of the method. */
export interface PlannedMark {
  readonly phase: "before" | "method" | "after" | "rollbacks";
  readonly name: string;
  readonly offsetMs: number;
  /** 0 for what is meant to be over at once. */
  readonly durationMs: number;
  readonly fault?: { readonly kind: string; readonly target: string };
}

/** What an experiment says will happen. */
export interface StoryPlan {
  readonly marks: readonly PlannedMark[];
  /** How long the method takes by its own pauses and holds, at least. */
  readonly methodMs: number;
}

/** One thing that the platform said of itself meanwhile. */
export interface Happening {
  readonly atMs: number;
  readonly kind: string;
  readonly subject: string;
  /** In words for people. */
  readonly words: string;
  /** Whether it is trouble, the end of trouble, or only news. */
  readonly tone: "bad" | "good" | "news";
}

/** A run as one looks at it: what was planned, what happened, and what it came to. Times are wall ms. */
export interface RunStory {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly mode: "strict" | "chaostoolkit";
  /** What the steady state is called. */
  readonly hypothesis?: string;
  readonly verdict: StoryVerdict;
  readonly seed?: string;
  readonly planHash?: string;
  readonly startedAtMs: number;
  /** The last thing that is known of a run that is not over. */
  readonly endedAtMs: number;
  readonly plan: StoryPlan;
  readonly phases: readonly StoryPhase[];
  readonly checks: readonly StoryCheck[];
  readonly activities: readonly StoryActivity[];
  readonly faults: readonly StoryFault[];
  readonly arms?: ArmsComparison;
  readonly recovery?: { readonly recoveryMs?: number; readonly withinMs: number };
  readonly happenings: readonly Happening[];
}
