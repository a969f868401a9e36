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

interface Entry {
  readonly tsMs: number;
  readonly status: number;
  readonly context: RequestContext;
}

/** Keeps the decisions of the last requests. Source: the request attempts of Zuul 2. */
export class AttemptsLog {
  readonly #entries: Entry[] = [];
  readonly #capacity: number;
  #next = 0;

  /** Keeps at most `capacity` requests. */
  constructor(capacity = 256) {
    this.#capacity = capacity;
  }

  /** Remembers one request; the oldest one is forgotten when full. */
  add(context: RequestContext, outcome: { readonly tsMs: number; readonly status: number }): void {
    this.#entries[this.#next] = { ...outcome, context };
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** The remembered requests, newest first. */
  list(): DecisionRecord[] {
    const { length } = this.#entries;
    const ordered = [...this.#entries.slice(this.#next), ...this.#entries.slice(0, this.#next)];
    return ordered.slice(-length).reverse().map(recordOf);
  }
}

function recordOf({ tsMs, status, context }: Entry): DecisionRecord {
  const attempts: readonly UpstreamAttempt[] = context.attempts;
  return {
    tsMs,
    requestId: context.requestId,
    traceParent: context.traceParent,
    method: context.request.method,
    path: context.target?.path ?? "",
    route: context.route?.key,
    serverGroup: context.serverGroup,
    status,
    errorCode: context.errorCode,
    attempts: attempts.map((attempt) => ({
      attempt: attempt.attempt,
      instance: attempt.instance.id,
      serverGroup: attempt.instance.serverGroup,
      durationMs: attempt.durationMs,
      code: attempt.code,
    })),
  };
}
