/** What the work of a call may read about the call. */
export interface CallContext {
  /** Aborts when the call is given up; made when it is first read. */
  readonly signal: AbortSignal;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
}

/** The work that policies protect. */
export type Work<T> = (context: CallContext) => Promise<T>;

/** Which call another one was made of, and which try of it this is. */
export interface CallOrigin {
  readonly attempt: number;
  readonly parent: Call;
}

/**
 * One call on its way through a stack: carries the work, so that no stage makes a closure per call.
 *
 * The abort controller, and the link to the parent, are only made when somebody reads the signal.
 */
export class Call implements CallContext {
  /** What is run at the innermost stage. */
  readonly work: Work<unknown>;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  /** When this try began, in monotonic ms: read once, so that stages need not ask the clock again. */
  readonly startedMs: number;
  readonly #parent: Call | undefined;
  #controller: AbortController | undefined = undefined;
  #children: Call[] | undefined = undefined;
  #aborted = false;
  #reason: unknown = undefined;

  /** Makes a call of some work, at its beginning; it is given up with its parent. */
  constructor(work: Work<unknown>, startedMs: number, from?: CallOrigin) {
    this.work = work;
    this.startedMs = startedMs;
    this.attempt = from === undefined ? 1 : from.attempt;
    this.#parent = from === undefined ? undefined : from.parent;
  }

  /** Aborts when this call, or one around it, is given up. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.aborted) this.#controller.abort(this.reason);
      else this.#parent?.adopt(this);
    }
    return this.#controller.signal;
  }

  /** Whether this call, or one around it, was given up. */
  get aborted(): boolean {
    return this.#aborted || (this.#parent !== undefined && this.#parent.aborted);
  }

  /** Why the call was given up; undefined while it was not. */
  get reason(): unknown {
    return this.#aborted ? this.#reason : this.#parent?.reason;
  }

  /** Gives the call up, with all that were made of it; the first reason stays. */
  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
    if (this.#children !== undefined) { for (const child of this.#children) child.abort(reason); }
  }

  /** Makes a call of the same work that can be given up alone. */
  fork(attempt: number, startedMs: number): Call {
    return new Call(this.work, startedMs, { attempt, parent: this });
  }

  /** Gives `child` up together with this call. */
  adopt(child: Call): void {
    (this.#children ??= []).push(child);
    // Reading the signal links this call to its own parent, up to the outermost.
    if (this.#parent !== undefined) void this.signal;
  }
}
