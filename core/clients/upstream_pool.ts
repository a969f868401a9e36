import type { RegisteredInstance } from "../contracts/registry_watch.ts";
import { Bulkhead } from "../policies/bulkhead.ts";
import { type BreakerEvent, CircuitBreaker } from "../policies/circuit_breaker.ts";
import { RetryBudget } from "../policies/retry_budget.ts";
import type { Candidate } from "./balancer.ts";
import { InstanceStats } from "./instance_stats.ts";

/** What a pool is made of. */
export interface UpstreamPoolOptions {
  readonly app: string;
  readonly maxInFlight: number;
  readonly retryRatio: number;
  readonly onBreaker: (instance: RegisteredInstance, event: BreakerEvent) => void;
}

/** So many retries per 10 s are always allowed: small traffic must survive a death too. */
const LEAST_RETRIES = 10;

const NONE: readonly PoolMember[] = [];

/** One instance with all that is known of it. */
export class PoolMember implements Candidate {
  readonly instance: RegisteredInstance;
  readonly stats: InstanceStats;
  readonly breaker: CircuitBreaker;

  /** Puts the parts together. */
  constructor(instance: RegisteredInstance, stats: InstanceStats, breaker: CircuitBreaker) {
    this.instance = instance;
    this.stats = stats;
    this.breaker = breaker;
  }

  /** Whether the breaker lets a request in. */
  admits(nowMs: number): boolean {
    return this.breaker.admits(nowMs);
  }
}

/** The instances of one app and what all its requests share: budget and bulkhead. */
export class UpstreamPool {
  readonly budget: RetryBudget;
  readonly bulkhead: Bulkhead;
  readonly #options: UpstreamPoolOptions;
  #source: readonly RegisteredInstance[] = [];
  #members: readonly PoolMember[] = NONE;
  #groups = new Map<string, readonly PoolMember[]>();

  /** Makes an empty pool. */
  constructor(options: UpstreamPoolOptions) {
    this.#options = options;
    this.budget = new RetryBudget({ ratio: options.retryRatio, minimum: LEAST_RETRIES });
    this.bulkhead = new Bulkhead({ name: options.app, limit: options.maxInFlight, queueLimit: 0 });
  }

  /** Whose instances these are. */
  get app(): string {
    return this.#options.app;
  }

  /** Takes the instances that are up now; what is known of those that stay is kept. */
  update(source: readonly RegisteredInstance[], nowMs: number): void {
    if (source === this.#source) return;
    const known = new Map(this.#members.map((member) => [member.instance.id, member]));
    this.#source = source;
    this.#members = source.map((instance) => this.#member(instance, known.get(instance.id), nowMs));
    this.#groups = Map.groupBy(this.#members, (member) => member.instance.serverGroup);
  }

  /** The members of a group, or all. */
  members(serverGroup: string | undefined): readonly PoolMember[] {
    return serverGroup === undefined ? this.#members : this.#groups.get(serverGroup) ?? NONE;
  }

  #member(
    instance: RegisteredInstance,
    old: PoolMember | undefined,
    nowMs: number,
  ): PoolMember {
    if (old?.instance === instance) return old;
    const same = old?.instance.host === instance.host && old.instance.port === instance.port &&
      old.instance.version === instance.version;
    if (old !== undefined && same) return new PoolMember(instance, old.stats, old.breaker);
    return new PoolMember(instance, new InstanceStats(nowMs), this.#breaker(instance));
  }

  #breaker(instance: RegisteredInstance): CircuitBreaker {
    return new CircuitBreaker({
      name: instance.id,
      window: { kind: "time", durationMs: 10_000 },
      minimumCalls: 10,
      failureRatio: 0.5,
      openForMs: 1_000,
      trials: { count: 3, failureRatio: 0.34 },
      onEvent: (event) => this.#options.onBreaker(instance, event),
    });
  }
}
