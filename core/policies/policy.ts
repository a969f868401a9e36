/** What the work of a call may read about the call. */
export interface CallContext {
  /** Aborts when the call is given up; made when it is first read. */
  readonly signal: AbortSignal;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
}

/** The work that policies protect. */
export type Work<T> = (context: CallContext) => Promise<T>;

/** One stage of a stack; policies turn the next stage into a stage of their own. */
export type Step = (call: Call) => Promise<unknown>;

/** Protects work; build stacks of them with `compose`. */
export interface Policy {
  /** Returns the step that runs `next` under this policy; called once when a stack is built. */
  wrap(next: Step): Step;
}

/**
 * One call on its way through a stack: carries the work, so that no stage makes a closure per call.
 *
 * The abort controller is only made when somebody asks for the signal.
 */
export class Call implements CallContext {
  /** What is run at the innermost stage. */
  readonly work: Work<unknown>;
  /** Which attempt this is, from 1; a retry raises it. */
  attempt = 1;
  #controller: AbortController | undefined;
  #reason: unknown;
  #aborted = false;

  /** Makes a call of some work. */
  constructor(work: Work<unknown>) {
    this.work = work;
  }

  /** Aborts when the call is given up. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Whether the call was given up. */
  get aborted(): boolean {
    return this.#aborted;
  }

  /** Gives the call up; the first reason stays. */
  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }

  /** Makes a call of the same work that can be given up alone, and is given up with this one. */
  fork(attempt: number): Call {
    const child = new Call(this.work);
    child.attempt = attempt;
    const signal = this.signal;
    if (signal.aborted) child.abort(signal.reason);
    else signal.addEventListener("abort", () => child.abort(signal.reason), { once: true });
    return child;
  }
}
