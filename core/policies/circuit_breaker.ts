import { NetopsError } from "../errors/netops_error.ts";
import type { Call } from "./call.ts";
import { type CallWindow, type CallWindowOptions, createCallWindow } from "./call_window.ts";
import type { Guard } from "./policy.ts";

/** When a breaker opens, and how it closes again. */
export interface CircuitBreakerOptions {
  /** Named in errors and events. */
  readonly name: string;
  readonly window: CallWindowOptions;
  /** Below so many calls in the window nothing is judged. */
  readonly minimumCalls: number;
  /** Opens at this share of failures, above 0 to 1. */
  readonly failureRatio: number;
  /** Opens also at this share of calls that took `thresholdMs` or longer. */
  readonly slowCall?: { readonly thresholdMs: number; readonly ratio: number };
  /** How long it stays open before trials. */
  readonly openForMs: number;
  /** Half-open lets `count` calls try; closes when the failed share is at most `failureRatio`. */
  readonly trials: { readonly count: number; readonly failureRatio: number };
  /** Which errors count; all when left out. */
  readonly isFailure?: (error: unknown) => boolean;
  readonly onEvent?: (event: BreakerEvent) => void;
}

/** Why a breaker opened. */
export type OpenReason = "failures" | "slow-calls" | "trials-failed" | "trials-stuck";

/** What a breaker tells. Each kind is published once per change; `refused` once per refused call. */
export type BreakerEvent =
  | { readonly kind: "opened"; readonly name: string; readonly reason: OpenReason }
  | { readonly kind: "half-opened"; readonly name: string }
  | { readonly kind: "closed"; readonly name: string }
  | { readonly kind: "refused"; readonly name: string };

/** Each state owns exactly what it needs. */
type State =
  | { readonly kind: "closed" }
  | { readonly kind: "open"; readonly untilMs: number }
  | { readonly kind: "half-open"; entered: number; failed: number; ended: number; untilMs: number };

/** The word for a breaker's state. */
export type BreakerStateKind = State["kind"];

/** The value of the gauge `breaker_state`. */
export const BREAKER_STATE_VALUES = {
  closed: 0,
  "half-open": 1,
  open: 2,
} as const satisfies Record<
  BreakerStateKind,
  number
>;

const CLOSED: State = { kind: "closed" };

/**
 * Refuses calls to what keeps failing, and finds out by a few trials when it works again.
 *
 * closed → open at failures/calls ≥ failureRatio or slow/calls ≥ slowCall.ratio, once the window
 * holds minimumCalls; open → half-open at the first call after openForMs; half-open → closed or open
 * as soon as the trials decide it. Trials that have not ended after openForMs count as stuck; where all
 * have ended and no more came, as on a quiet path, it waits for as long again.
 * Ends of calls that a former state let in are ignored. Pure over the times it is given.
 */
export class CircuitBreaker implements Guard {
  readonly timing: "none" | "coarse";
  readonly #options: CircuitBreakerOptions;
  readonly #window: CallWindow;
  readonly #slowMs: number;
  #state: State = CLOSED;
  #generation = 0;

  /** Makes a closed breaker. @throws {NetopsError} CONFIG_INVALID when a number is out of bounds. */
  constructor(options: CircuitBreakerOptions) {
    checkOptions(options);
    this.#options = options;
    this.#window = createCallWindow(options.window);
    this.#slowMs = options.slowCall?.thresholdMs ?? Infinity;
    this.timing = options.slowCall === undefined ? "none" : "coarse";
  }

  /** The state as of the last call. */
  get state(): BreakerStateKind {
    return this.#state.kind;
  }

  /** Whether a call at `nowMs` would be let in; changes nothing. */
  admits(nowMs: number): boolean {
    const state = this.#state;
    if (state.kind === "closed") return true;
    if (nowMs >= state.untilMs) return true;
    return state.kind === "half-open" && state.entered < this.#options.trials.count;
  }

  /** Lets a call in. @throws {NetopsError} OVERLOADED while open. */
  enter(_call: Call | undefined, nowMs: number): number {
    if (this.#state.kind !== "closed") this.#enterTrial(nowMs);
    return this.#generation;
  }

  /** Counts a success. */
  succeed(token: number, startedMs: number, endedMs: number): void {
    if (token !== this.#generation) return;
    const slow = endedMs - startedMs >= this.#slowMs;
    if (this.#state.kind !== "closed") return this.#endTrial(slow, endedMs);
    this.#window.record(false, slow, endedMs);
    if (slow || this.#window.failures !== 0) this.#judge(endedMs);
  }

  /** Counts a failure, or only the end when `isFailure` says that the error is none. */
  fail(token: number, error: unknown, endedMs: number): void {
    if (token !== this.#generation) return;
    const { isFailure } = this.#options;
    const failed = isFailure === undefined || isFailure(error);
    if (this.#state.kind !== "closed") return this.#endTrial(failed, endedMs);
    this.#window.record(failed, false, endedMs);
    if (failed) this.#judge(endedMs);
  }

  /** Gives a trial back that never ran. */
  abandon(token: number): void {
    if (token === this.#generation && this.#state.kind === "half-open") this.#state.entered--;
  }

  /** Closes and forgets, as when the callee was replaced. */
  reset(nowMs: number): void {
    this.#window.reset(nowMs);
    if (this.#state.kind !== "closed") this.#change(CLOSED, { kind: "closed" });
  }

  #enterTrial(nowMs: number): void {
    const state = this.#state;
    if (state.kind === "closed") return;
    const untilMs = nowMs + this.#options.openForMs;
    const isQuiet = state.kind === "half-open" && state.ended === state.entered;
    if (isQuiet && nowMs >= state.untilMs) state.untilMs = untilMs;
    if (nowMs >= state.untilMs) {
      if (state.kind === "half-open") this.#open("trials-stuck", nowMs, nowMs);
      const halfOpen: State = { kind: "half-open", entered: 1, failed: 0, ended: 0, untilMs };
      return this.#change(halfOpen, { kind: "half-opened" });
    }
    if (state.kind === "half-open" && state.entered < this.#options.trials.count) {
      state.entered++;
      return;
    }
    this.#publish({ kind: "refused" });
    throw new NetopsError(
      "OVERLOADED",
      `Cannot call ${this.#options.name} as its circuit breaker is ${state.kind}`,
      { details: { breaker: this.#options.name, retryAfterMs: state.untilMs - nowMs } },
    );
  }

  #endTrial(failed: boolean, nowMs: number): void {
    const state = this.#state;
    if (state.kind !== "half-open") return;
    state.ended++;
    if (failed) state.failed++;
    const { count, failureRatio } = this.#options.trials;
    const allowed = Math.floor(count * failureRatio + 1e-9);
    if (state.failed > allowed) {
      this.#open("trials-failed", nowMs, nowMs + this.#options.openForMs);
    } else if (state.failed + count - state.ended <= allowed) {
      this.#window.reset(nowMs);
      this.#change(CLOSED, { kind: "closed" });
    }
  }

  #judge(nowMs: number): void {
    const { minimumCalls, failureRatio, slowCall, openForMs } = this.#options;
    const window = this.#window;
    if (window.calls < minimumCalls) return;
    if (window.failures >= failureRatio * window.calls) {
      this.#open("failures", nowMs, nowMs + openForMs);
    } else if (slowCall !== undefined && window.slow >= slowCall.ratio * window.calls) {
      this.#open("slow-calls", nowMs, nowMs + openForMs);
    }
  }

  #open(reason: OpenReason, nowMs: number, untilMs: number): void {
    this.#window.reset(nowMs);
    this.#change({ kind: "open", untilMs }, { kind: "opened", reason });
  }

  #change(state: State, event: Unnamed<BreakerEvent>): void {
    this.#state = state;
    this.#generation++;
    this.#publish(event);
  }

  #publish(event: Unnamed<BreakerEvent>): void {
    this.#options.onEvent?.({ ...event, name: this.#options.name });
  }
}

type Unnamed<E> = E extends unknown ? Omit<E, "name"> : never;

function checkOptions(options: CircuitBreakerOptions): void {
  const { window, trials, slowCall } = options;
  const checks: readonly (readonly [string, boolean])[] = [
    ["failureRatio", options.failureRatio > 0 && options.failureRatio <= 1],
    ["slowCall.ratio", slowCall === undefined || slowCall.ratio > 0 && slowCall.ratio <= 1],
    ["minimumCalls", options.minimumCalls >= 1],
    ["openForMs", options.openForMs > 0],
    ["trials.count", Number.isInteger(trials.count) && trials.count >= 1],
    ["trials.failureRatio", trials.failureRatio >= 0 && trials.failureRatio < 1],
    ["window", window.kind === "count" ? window.size >= 1 : window.durationMs > 0],
    ["minimumCalls", window.kind === "time" || options.minimumCalls <= window.size],
  ];
  for (const [field, valid] of checks) {
    if (!valid) {
      throw new NetopsError(
        "CONFIG_INVALID",
        `Cannot make the circuit breaker ${options.name} as ${field} is out of bounds`,
      );
    }
  }
}
