import {
  type CancelTimer,
  type Clock,
  FALLBACK_HEADER,
  type HttpClient,
  PROBE_HEADER,
  SERVED_BY_HEADER,
  type Timer,
} from "@netops/core";
import type { ProbeCounts } from "../ports/release_probe.ts";
import { readAtMost } from "./read_at_most.ts";

/** What numbered requests are sent with. */
export interface NumberedRequestsOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  /** The value of the probe header of the next one. */
  readonly nextNumber: () => string;
}

/** Where they go, and how many. */
export interface ProbePlan {
  readonly url: string;
  readonly perSecond: number;
}

/** Answers that are waited for at once; what is due meanwhile is not sent. */
const MOST_OPEN = 64;

/** How long an answer may take. */
const DEADLINE_MS = 5_000;

/** A deadline that comes so late was slept through: what came meanwhile is still to be read. */
const SLEPT_MS = 250;

/** How much of an answer is read to see that it comes to its end. */
const MOST_BYTES = 1024 * 1024;

/** Sends requests at a constant rate, however slow the answers are, and counts what came of them. */
export class NumberedRequests {
  readonly #options: NumberedRequestsOptions;
  readonly #open = new Set<Promise<void>>();
  #plan: ProbePlan;
  #dueMs: number;
  #cancelTimer: CancelTimer = () => undefined;
  #isStopped = false;
  #sent = 0;
  #lost = 0;

  /** Begins at once. */
  constructor(plan: ProbePlan, options: NumberedRequestsOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#dueMs = options.clock.monotonicMs();
    this.#turn();
  }

  /** So far: an answer that is waited for is sent, and not lost yet. */
  get counts(): ProbeCounts {
    return { sent: this.#sent, lost: this.#lost };
  }

  /** Whether it ends, or has ended. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** From the next one on they go by this plan. */
  follow(plan: ProbePlan): void {
    this.#plan = plan;
  }

  /** Sends no more, and waits for what is open: at most the deadline of one. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer();
    await Promise.all(this.#open);
  }

  #turn(): void {
    if (this.#open.size < MOST_OPEN) this.#send();
    const { clock, timer } = this.#options;
    const nowMs = clock.monotonicMs();
    const everyMs = 1_000 / this.#plan.perSecond;
    // What was missed while this process stood still is not made up for: that would be a burst.
    this.#dueMs = Math.max(this.#dueMs + everyMs, nowMs);
    this.#cancelTimer = timer.after(this.#dueMs - nowMs, () => this.#turn());
  }

  #send(): void {
    this.#sent++;
    const asked = this.#ask().then((isLost) => {
      if (isLost) this.#lost++;
      this.#open.delete(asked);
    });
    this.#open.add(asked);
  }

  /** Whether nobody answered, or a gateway in place of the service. */
  async #ask(): Promise<boolean> {
    const { http, nextNumber } = this.#options;
    const late = new AbortController();
    const cancel = this.#afterDeadline(() => late.abort());
    let isAnswered = false;
    try {
      const response = await http.send({
        method: "GET",
        url: this.#plan.url,
        // A connection each: one that is kept would ask the same gateway again and again.
        headers: { [PROBE_HEADER]: nextNumber(), connection: "close" },
        signal: late.signal,
      });
      isAnswered = !isMadeUp(response);
      await readAtMost(response, MOST_BYTES);
      return !isAnswered;
    } catch {
      // An endless answer is one; a broken one, or none in time, is what is looked for.
      return !(late.signal.aborted && isAnswered);
    } finally {
      cancel();
    }
  }

  /** Calls it when an answer is too late; while this process stood still (SIGSTOP, a busy machine) none is. */
  #afterDeadline(run: () => void): CancelTimer {
    const { clock, timer } = this.#options;
    const dueMs = clock.monotonicMs() + DEADLINE_MS;
    let cancel = timer.after(DEADLINE_MS, () => {
      if (clock.monotonicMs() - dueMs < SLEPT_MS) return run();
      cancel = timer.after(DEADLINE_MS, run);
    });
    return () => cancel();
  }
}

/** Whether a gateway answered in place of the service; what it refuses for the client's sake is an answer. */
function isMadeUp({ status, headers }: Response): boolean {
  return !headers.has(SERVED_BY_HEADER) && (status >= 500 || headers.has(FALLBACK_HEADER));
}
