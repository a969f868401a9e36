import { type NetopsError, toNetopsError } from "../errors/netops_error.ts";
import { compose } from "../policies/compose.ts";
import { earlierDeadline, propagateDeadline } from "../policies/deadline.ts";
import { hedge } from "../policies/hedge.ts";
import { isIdempotentMethod } from "../policies/retry.ts";
import { RetryBudget } from "../policies/retry_budget.ts";
import { TimingWheel } from "../policies/timing_wheel.ts";
import type { FaultCarrier } from "../faults/fault_carrier.ts";
import { FAULT_CONTEXT_HEADER } from "../faults/fault_context.ts";
import type { HttpClient } from "../ports/http.ts";
import type { TraceScope } from "../ports/tracer.ts";
import { chooseServerGroup } from "./route_choice.ts";
import type { RoutesWatch } from "./routes_watch.ts";
import { createUpstream, type Upstream, type UpstreamOptions } from "./upstream.ts";
import type { AttemptContext } from "./upstream_request.ts";

/** One request to another application. */
export interface CallerRequest {
  readonly method: string;
  /** Path and query, with the leading slash. */
  readonly path: string;
  readonly headers?: Headers | Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | null;
  /** Absolute wall ms; the default timeout from now when left out, and never later than that. */
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
  /** The trace of the request that calls; calls begin no trace of their own. */
  readonly scope?: TraceScope;
  /** What the request that is served carries for calls and for the next hop. */
  readonly faults?: Pick<FaultCarrier, "value" | "meetCall">;
  /** The longest time for a whole call, in ms; 15,000. */
  readonly timeoutMs?: number;
}

/** Second copies are for the odd slow instance: where all are slow, more copies make them slower. Source: Dean and Barroso, The Tail at Scale. */
const HEDGES = { ratio: 0.2, minimum: 10 };

/** Calls applications by name. */
export interface Caller {
  /** @throws {NetopsError} NO_INSTANCE, TIMED_OUT, OVERLOADED or UPSTREAM_FAILED. */
  call(app: string, request: CallerRequest): Promise<Response>;
  close(): void;
}

/**
 * Makes a client of all applications; once per process.
 *
 * ```text
 * call ─▶ fallback ─▶ hedge ─▶ bulkhead of the app ─▶ attempts: choose ─▶ breaker ─▶ timeout ─▶ send
 * ```
 */
export function createCaller(options: CallerOptions): Caller {
  return new AppCaller(options);
}

class AppCaller implements Caller {
  readonly #options: CallerOptions;
  readonly #upstream: Upstream;
  readonly #wheel: TimingWheel;
  readonly #hedges = new Map<string, RetryBudget>();
  readonly #fallbacks: { add(value: number, labels: Readonly<Record<string, string>>): void };

  constructor(options: CallerOptions) {
    this.#options = options;
    this.#upstream = createUpstream(options);
    this.#wheel = new TimingWheel(options);
    this.#fallbacks = options.metrics.counter("fallback_total", "Calls answered by a fallback");
  }

  async call(app: string, request: CallerRequest): Promise<Response> {
    try {
      return await this.#hedged(app, request);
    } catch (thrown) {
      if (request.fallback === undefined) throw thrown;
      this.#fallbacks.add(1, { upstream_app: app });
      return await request.fallback(toNetopsError(thrown));
    }
  }

  close(): void {
    this.#upstream.close();
    this.#wheel.close();
  }

  #hedged(app: string, request: CallerRequest): Promise<Response> {
    const { hedgeAfterMs, signal } = request;
    const idempotent = request.idempotent ?? isIdempotentMethod(request.method);
    const tried = new Set<string>();
    if (hedgeAfterMs === undefined || !idempotent) {
      return this.#once(app, request, { tried, signal });
    }
    const { clock } = this.#options;
    const budget = this.#hedgeBudget(app);
    const stack = compose(
      clock,
      hedge({ afterMs: hedgeAfterMs, wheel: this.#wheel, clock, budget }),
    );
    return stack.execute(async (context) => {
      const response = await this.#once(app, request, { tried, signal: context.signal });
      // The other copy won in this very moment: free the connection of this one.
      if (context.signal.aborted) await response.body?.cancel();
      return response;
    }, signal);
  }

  #hedgeBudget(app: string): RetryBudget {
    const known = this.#hedges.get(app);
    if (known !== undefined) return known;
    const budget = new RetryBudget(HEDGES);
    this.#hedges.set(app, budget);
    return budget;
  }

  async #once(
    app: string,
    request: CallerRequest,
    copy: { readonly tried: Set<string>; readonly signal: AbortSignal | undefined },
  ): Promise<Response> {
    const { clock, timeoutMs, faults } = this.#options;
    const deadlineAtMs = earlierDeadline(request.deadlineAtMs, timeoutMs ?? 15_000, clock);
    const mostMs = deadlineAtMs - clock.nowMs();
    const meeting = faults?.meetCall(app, { mostMs, signal: copy.signal });
    const instead = meeting && await meeting;
    if (instead !== undefined) return instead;
    const headers = new Headers(request.headers);
    const route = this.#options.routes?.routeOfApp(app);
    const target = route?.app ?? app;
    const select = () => this.#selectGroup(app, headers);
    // Where nobody is up that the route leads to, nobody else may answer: other groups have no traffic.
    const serverGroup = select() ?? route?.groups.find(({ weight }) => weight > 0)?.serverGroup;
    const result = await this.#upstream.call({
      app: target,
      method: request.method,
      deadlineAtMs,
      tried: copy.tried,
      reselect: select,
      trace: this.#options.scope?.current(),
      ...(request.idempotent === undefined ? {} : { idempotent: request.idempotent }),
      ...(serverGroup === undefined ? {} : { serverGroup }),
      ...(copy.signal === undefined ? {} : { signal: copy.signal }),
      send: (context) => this.#send(request, headers, context),
    });
    if (result.kind === "failed") throw result.error;
    return result.response;
  }

  #selectGroup(app: string, headers: Headers): string | undefined {
    const route = this.#options.routes?.routeOfApp(app);
    if (route === undefined) return undefined;
    const cohort = headers.get("x-netops-cohort") ?? "";
    const facts = { header: (name: string) => headers.get(name), cohort };
    return chooseServerGroup(route, facts, {
      rng: this.#options.rng,
      available: (group) => this.#upstream.isAvailable(route.app, group),
    })?.serverGroup;
  }

  #send(request: CallerRequest, headers: Headers, context: AttemptContext): Promise<Response> {
    const { instance, deadlineAtMs, signal, traceParent } = context;
    const own = new Headers(headers);
    if (traceParent !== undefined) own.set("traceparent", traceParent);
    const carried = this.#options.faults?.value;
    if (carried !== undefined) own.set(FAULT_CONTEXT_HEADER, carried);
    propagateDeadline(own, deadlineAtMs);
    return this.#options.http.send({
      method: request.method,
      url: `http://${instance.host}:${instance.port}${request.path}`,
      headers: own,
      body: request.body ?? null,
      signal,
    });
  }
}
