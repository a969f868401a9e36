import type { Call } from "./call.ts";

/** One stage of a stack; every end is a promise, nothing is thrown. */
export type Step = (call: Call) => Promise<unknown>;

/** Protects work by wrapping the next stage; stacks are built with `compose`. */
export interface StepPolicy {
  /** Returns the step that runs `next` under this policy; called once when a stack is built. */
  wrap(next: Step): Step;
}

/** Protects work by doing something about its failure: trying again, or another answer. */
export interface Recovery {
  /** Hears of every call at its beginning. */
  begin(call: Call): void;
  /** Ends a call that failed; `again` runs the stages inside once more. */
  recover(call: Call, error: unknown, again: Step): Promise<unknown>;
}

/**
 * Protects work by letting it in and hearing how it ended; `compose` runs neighbours in one stage.
 *
 * The token of `enter` comes back with the end, so that a guard knows which of its states let it in.
 */
export interface Guard {
  /**
   * What `succeed` needs to know of time: nothing (the start is passed for both), a coarse time (a
   * tick of the wheel, cheap), or an exact one.
   */
  readonly timing: "none" | "coarse" | "exact";
  /** Lets a call in at once (a token) or later (a promise of one). @throws {NetopsError} OVERLOADED. */
  enter(call: Call, nowMs: number): number | Promise<number>;
  /** The call that entered with `token` succeeded. */
  succeed(token: number, startedMs: number, endedMs: number): void;
  /** The call that entered with `token` failed. */
  fail(token: number, error: unknown, endedMs: number): void;
  /** The call that entered with `token` never ran, or its end says nothing. */
  abandon(token: number): void;
}

/** One member of a stack. */
export type Policy = StepPolicy | Guard | Recovery;
