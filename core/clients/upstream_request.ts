import type { RegisteredInstance } from "../contracts/registry_watch.ts";
import type { NetopsError } from "../errors/netops_error.ts";
import type { TraceContext } from "../nouns/trace_context.ts";

/** One try at one instance, as reports and series show it. */
export interface UpstreamAttempt {
  /** From 1. */
  readonly attempt: number;
  readonly instance: RegisteredInstance;
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** HTTP status as text, or `connect`, `timeout`, `reset`, `cancelled`. */
  readonly code: string;
  /** The trace it belongs to, when one is kept. */
  readonly traceId?: string;
}

/** What one attempt is told; `signal` aborts at the attempt's timeout, the deadline or the caller's leave. */
export interface AttemptContext {
  readonly instance: RegisteredInstance;
  readonly attempt: number;
  readonly deadlineAtMs: number;
  readonly signal: AbortSignal;
  /** Aborts the signal also when the head has come: nobody wants the rest of the answer. */
  abort(reason: unknown): void;
  /** What to send as `traceparent`, when the request belongs to a trace. */
  readonly traceParent: string | undefined;
}

/** One request to an application, with the body left to `send`. */
export interface UpstreamRequest {
  readonly app: string;
  readonly method: string;
  /** Absolute wall time in ms after which nobody waits for the answer. */
  readonly deadlineAtMs: number;
  /** Overrules what the method says about being safe to send twice. */
  readonly idempotent?: boolean;
  /** Whether the body can be sent (again): asked before each attempt but the first; true when left out. */
  readonly replayable?: () => boolean;
  /** The server group to use, from `chooseServerGroup`; any group when left out. Retries stay in it. */
  readonly serverGroup?: string;
  /** Chooses another group when the one in use has no instance any more. */
  readonly reselect?: () => string | undefined;
  /** Instances that were asked already, to be shared by copies of one request. */
  readonly tried?: Set<string>;
  /** The trace that each attempt is a span of. */
  readonly trace?: TraceContext | undefined;
  /** Leaves it out of `upstream_request_duration_seconds`: it is no traffic that anybody is judged by. */
  readonly isUnobserved?: boolean;
  /** Aborts when the client has gone. */
  readonly signal?: AbortSignal;
  /** Sends one attempt and resolves with the response's head. */
  send(context: AttemptContext): Promise<Response>;
}

/** How a request ended: with a response of an instance, or with an error of ours. */
export type UpstreamResult =
  | {
    readonly kind: "answered";
    readonly response: Response;
    readonly instance: RegisteredInstance;
    readonly attempts: readonly UpstreamAttempt[];
  }
  | {
    readonly kind: "failed";
    readonly error: NetopsError;
    readonly attempts: readonly UpstreamAttempt[];
  };
