import type { UpstreamAttempt } from "@netops/core/clients";
import type { RequestContext } from "./request_context.ts";

/** What the gateway decided for one request, and what came of each attempt. */
export interface DecisionRecord {
  readonly tsMs: number;
  readonly requestId: string;
  readonly traceParent: string;
  readonly method: string;
  readonly path: string;
  readonly route: string | undefined;
  readonly serverGroup: string | undefined;
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly attempts: readonly {
    readonly attempt: number;
    readonly instance: string;
    readonly serverGroup: string;
    readonly durationMs: number;
    readonly code: string;
  }[];
}

/** Keeps the decisions of the last requests. Source: the request attempts of Zuul 2. */
export class AttemptsLog {
  readonly #entries: DecisionEntry[] = [];
  readonly #capacity: number;
  #next = 0;

  /** Keeps at most `capacity` requests. */
  constructor(capacity = 256) {
    this.#capacity = capacity;
  }

  /** Remembers one request; the oldest one is forgotten when full. */
  add(context: RequestContext, outcome: { readonly tsMs: number; readonly status: number }): void {
    // Fields are copied: a remembered context would keep the request and its body alive.
    this.#entries[this.#next] = {
      tsMs: outcome.tsMs,
      requestId: context.requestId,
      traceParent: context.traceParent,
      method: context.method,
      path: context.target?.path ?? "",
      route: context.route?.key,
      serverGroup: context.serverGroup,
      status: outcome.status,
      errorCode: context.errorCode,
      attempts: context.attempts,
    };
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** The remembered requests, newest first. */
  list(): DecisionRecord[] {
    const ordered = [...this.#entries.slice(this.#next), ...this.#entries.slice(0, this.#next)];
    return ordered.reverse().map(recordOf);
  }
}

type DecisionEntry = Omit<DecisionRecord, "attempts"> & {
  readonly attempts: readonly UpstreamAttempt[];
};

function recordOf(entry: DecisionEntry): DecisionRecord {
  return {
    ...entry,
    attempts: entry.attempts.map((attempt) => ({
      attempt: attempt.attempt,
      instance: attempt.instance.id,
      serverGroup: attempt.instance.serverGroup,
      durationMs: attempt.durationMs,
      code: attempt.code,
    })),
  };
}
