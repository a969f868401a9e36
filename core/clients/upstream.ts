import type { RegisteredInstance } from "../contracts/registry_watch.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventSink } from "../ports/event_sink.ts";
import type { Rng } from "../ports/rng.ts";
import type { Timer } from "../ports/timer.ts";
import { NetopsError } from "../errors/netops_error.ts";
import type { Discovery } from "./discovery.ts";
import type { ClientMetrics } from "./metrics.ts";

/** One try at one instance, as reports and series show it. */
export interface UpstreamAttempt {
  /** From 1. */
  readonly attempt: number;
  readonly instance: RegisteredInstance;
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** HTTP status as text, or `connect`, `timeout`, `reset`, `cancelled`. */
  readonly code: string;
}

/** What one attempt is told; `signal` aborts at the attempt's timeout, the deadline or the caller's leave. */
export interface AttemptContext {
  readonly instance: RegisteredInstance;
  readonly attempt: number;
  readonly deadlineAtMs: number;
  readonly signal: AbortSignal;
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

/** What the attempt loop is made of. */
export interface UpstreamOptions {
  readonly discovery: Discovery;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly rng: Rng;
  readonly metrics: ClientMetrics;
  readonly events: EventSink;
  /** The zone of this caller; instances there are preferred. */
  readonly zone: string;
  /** Tries in all, 1 to 5; 3. */
  readonly maxAttempts?: number;
  /** The longest time for one attempt's response head, in ms; 10,000. */
  readonly attemptTimeoutMs?: number;
  /** Requests of one app in flight at once; 1,024. */
  readonly maxInFlightPerApp?: number;
  /** Share of requests that may be retried, 0 to 1; 0.2. */
  readonly retryRatio?: number;
}

/** Sends requests to applications: chooses instances, retries what is safe, and records everything. */
export interface Upstream {
  /** Never rejects: every end is a value. */
  call(request: UpstreamRequest): Promise<UpstreamResult>;
  close(): void;
}

/** Makes the attempt loop that the gateway and `createCaller` share. */
export function createUpstream(_options: UpstreamOptions): Upstream {
  throw new NetopsError("BUG", "Cannot call upstream as this part is being built");
}
