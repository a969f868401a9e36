import type { Clock } from "../ports/clock.ts";
import type { EventSink } from "../ports/event_sink.ts";
import type { Rng } from "../ports/rng.ts";
import type { Timer } from "../ports/timer.ts";
import type { Tracer } from "../ports/tracer.ts";
import { NO_TRACER } from "../tracing/no_tracer.ts";
import { toNetopsError } from "../errors/netops_error.ts";
import { TimingWheel } from "../policies/timing_wheel.ts";
import { AttemptLoop, type AttemptLoopParts } from "./attempt_loop.ts";
import { Balancer } from "./balancer.ts";
import type { Discovery } from "./discovery.ts";
import type { ClientMetrics } from "./metrics.ts";
import { UpstreamPool } from "./upstream_pool.ts";
import type { UpstreamRequest, UpstreamResult } from "./upstream_request.ts";
import { UpstreamWatch } from "./upstream_watch.ts";

/** What the attempt loop is made of. */
export interface UpstreamOptions {
  readonly discovery: Discovery;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly rng: Rng;
  readonly metrics: ClientMetrics;
  readonly events: EventSink;
  /** Makes a span of each attempt; none when left out. */
  readonly tracer?: Tracer;
  /** Waits, or fails, before a call to an app looks for an instance; undefined when there is no need. */
  readonly before?: (app: string) => Promise<void> | undefined;
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
  /** Whether a server group has an instance that is up: what `chooseServerGroup` asks. */
  isAvailable(app: string, serverGroup: string): boolean;
  close(): void;
}

/** Makes the attempt loop that the gateway and `createCaller` share; once per process. */
export function createUpstream(options: UpstreamOptions): Upstream {
  return new BalancedUpstream(options);
}

class BalancedUpstream implements Upstream {
  readonly #options: UpstreamOptions;
  readonly #pools = new Map<string, UpstreamPool>();
  readonly #parts: AttemptLoopParts;
  readonly #watch: UpstreamWatch;

  constructor(options: UpstreamOptions) {
    const { clock, timer, rng, zone } = options;
    this.#options = options;
    const tracer = options.tracer ?? NO_TRACER;
    this.#watch = new UpstreamWatch({ ...options, tracer });
    this.#parts = {
      ...{ clock, rng, tracer },
      wheel: new TimingWheel({ clock, timer }),
      balancer: new Balancer({ rng, zone }),
      maxAttempts: options.maxAttempts ?? 3,
      attemptTimeoutMs: options.attemptTimeoutMs ?? 10_000,
      refresh: (pool) => this.#refresh(pool),
      onAttempt: (attempt) => this.#watch.attempted(attempt),
      onFailure: (member, failure) => this.#watch.failed(member, failure),
      onRetry: (app) => this.#watch.retried(app),
      onBlame: (context) => this.#watch.blame(context),
    };
  }

  async call(request: UpstreamRequest): Promise<UpstreamResult> {
    const pool = this.#pool(request.app);
    let token: number;
    try {
      token = await pool.bulkhead.enter(undefined, 0);
    } catch (error) {
      return { kind: "failed", error: toNetopsError(error), attempts: [] };
    }
    try {
      const waiting = this.#options.before?.(request.app);
      if (waiting !== undefined) await waiting;
      return await new AttemptLoop(this.#parts, pool, request).run();
    } catch (error) {
      return { kind: "failed", error: toNetopsError(error), attempts: [] };
    } finally {
      pool.bulkhead.abandon(token);
    }
  }

  isAvailable(app: string, serverGroup: string): boolean {
    const pool = this.#pool(app);
    this.#refresh(pool);
    return pool.members(serverGroup).length > 0;
  }

  close(): void {
    this.#parts.wheel.close();
  }

  #refresh(pool: UpstreamPool): void {
    pool.update(this.#options.discovery.up(pool.app), this.#parts.clock.monotonicMs());
  }

  #pool(app: string): UpstreamPool {
    const known = this.#pools.get(app);
    if (known !== undefined) return known;
    const pool = new UpstreamPool({
      app,
      maxInFlight: this.#options.maxInFlightPerApp ?? 1_024,
      retryRatio: this.#options.retryRatio ?? 0.2,
      onBreaker: (instance, event) => this.#watch.breakerChanged(instance, event),
    });
    // Only apps that exist are kept: names may come from outside.
    if (this.#options.discovery.instances(app).length > 0) this.#pools.set(app, pool);
    return pool;
  }
}
