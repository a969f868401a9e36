import type { NetopsError } from "../errors/netops_error.ts";
import { NetopsError as ErrorOfOurs } from "../errors/netops_error.ts";
import type { HttpClient } from "../ports/http.ts";
import type { RoutesWatch } from "./routes_watch.ts";
import type { UpstreamOptions } from "./upstream.ts";

/** One request to another application. */
export interface CallerRequest {
  readonly method: string;
  /** Path and query, with the leading slash. */
  readonly path: string;
  readonly headers?: Headers | Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | null;
  /** Absolute wall ms; the default timeout from now when left out. */
  readonly deadlineAtMs?: number;
  /** Overrules what the method says about being safe to send twice. */
  readonly idempotent?: boolean;
  /** Sends a second copy to another instance when none answered after so many ms (idempotent only). */
  readonly hedgeAfterMs?: number;
  /** Answers instead when the call failed. */
  readonly fallback?: (error: NetopsError) => Response | Promise<Response>;
  readonly signal?: AbortSignal;
}

/** What a caller is made of. */
export interface CallerOptions extends UpstreamOptions {
  readonly http: HttpClient;
  /** Weights and rules between server groups; all groups alike when left out. */
  readonly routes?: RoutesWatch;
  /** The longest time for a whole call, in ms; 15,000. */
  readonly timeoutMs?: number;
}

/** Calls applications by name. */
export interface Caller {
  /** @throws {NetopsError} NO_INSTANCE, TIMED_OUT, OVERLOADED or UPSTREAM_FAILED. */
  call(app: string, request: CallerRequest): Promise<Response>;
  close(): void;
}

/** Makes a client of all applications: discovery, balancing, deadline, retry, breaker, bulkhead. */
export function createCaller(_options: CallerOptions): Caller {
  throw new ErrorOfOurs("BUG", "Cannot call as this part is being built");
}
