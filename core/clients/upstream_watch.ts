import type { RegisteredInstance } from "../contracts/registry_watch.ts";
import type { TraceContext } from "../nouns/trace_context.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventSink } from "../ports/event_sink.ts";
import type { SpanAttributes, Tracer } from "../ports/tracer.ts";
import { BREAKER_STATE_VALUES, type BreakerEvent } from "../policies/circuit_breaker.ts";
import type { FailedAttempt } from "./attempt_loop.ts";
import type { ClientMetrics } from "./metrics.ts";
import { judgeOutlier } from "./outlier.ts";
import type { UpstreamAttempt } from "./upstream_request.ts";
import type { PoolMember } from "./upstream_pool.ts";
import { UpstreamSeries } from "./upstream_series.ts";

const STATE_AFTER = {
  opened: BREAKER_STATE_VALUES.open,
  "half-opened": BREAKER_STATE_VALUES["half-open"],
  closed: BREAKER_STATE_VALUES.closed,
} as const;

/**
 * Tells the world what happens upstream: series per attempt, breaker states, ejections.
 *
 * What stands on the time line is a span of the trace of the attempt that brought it, and is kept even where
 * the rest of that trace is not, so that the trace of each such event opens.
 */
export class UpstreamWatch {
  readonly #clock: Clock;
  readonly #events: EventSink;
  readonly #series: UpstreamSeries;
  readonly #breakerState: ReturnType<ClientMetrics["gauge"]>;
  readonly #retries: ReturnType<ClientMetrics["counter"]>;
  readonly #ejections: ReturnType<ClientMetrics["counter"]>;
  readonly #tracer: Tracer;
  #blamed: TraceContext | undefined;

  /** Makes the metrics; once per process. */
  constructor(
    options: {
      readonly clock: Clock;
      readonly events: EventSink;
      readonly metrics: ClientMetrics;
      readonly tracer: Tracer;
    },
  ) {
    const { metrics } = options;
    this.#clock = options.clock;
    this.#events = options.events;
    this.#tracer = options.tracer;
    this.#series = new UpstreamSeries(metrics);
    this.#breakerState = metrics.gauge(
      "breaker_state",
      "State of the circuit breaker of an instance: 0 closed, 1 half-open, 2 open",
    );
    this.#retries = metrics.counter("upstream_retries_total", "Requests that were sent again");
    this.#ejections = metrics.counter(
      "upstream_ejections_total",
      "Instances that got no requests for a while, by reason",
    );
  }

  /** Says which attempt brings what happens next; undefined when none does. */
  blame(context: TraceContext | undefined): void {
    this.#blamed = context;
  }

  /** Observes an attempt. */
  attempted(attempt: UpstreamAttempt): void {
    this.#series.observe(attempt);
  }

  /** Ejects a member when it is an outlier. */
  failed(member: PoolMember, failure: FailedAttempt): void {
    const nowMs = this.#clock.monotonicMs();
    const peers = failure.peers.map((peer) => peer.stats);
    const { connectFailed } = failure;
    const ejection = judgeOutlier(member.stats, peers, { nowMs, connectFailed });
    if (ejection === undefined) return;
    const durationMs = member.stats.eject(nowMs, ejection.baseMs);
    const { id, app, serverGroup } = member.instance;
    this.#ejections.add(1, { upstream_app: app, reason: ejection.reason });
    this.#tell("outlier.ejected", id, {
      ...{ app, serverGroup, reason: ejection.reason, durationMs, peers: peers.length },
    });
  }

  /** Counts a retry. */
  retried(app: string): void {
    this.#retries.add(1, { upstream_app: app });
  }

  /** Shows a breaker's new state; refusals are no change. */
  breakerChanged(instance: RegisteredInstance, event: BreakerEvent): void {
    if (event.kind === "refused") return;
    const { id, app, serverGroup } = instance;
    this.#breakerState.set(STATE_AFTER[event.kind], {
      upstream_app: app,
      upstream_instance: id,
    });
    this.#tell(`breaker.${event.kind}`, id, {
      ...{ app, serverGroup },
      ...(event.kind === "opened" ? { reason: event.reason } : {}),
    });
  }

  #tell(kind: string, subject: string, data: SpanAttributes): void {
    const span = this.#tracer.begin({
      ...{ name: kind, kind: "internal", parent: this.#blamed, isOperator: true },
    });
    const { isSampled, traceId } = span.context;
    this.#events.publish({ kind, subject, data, ...(isSampled ? { traceId } : {}) });
    span.end({ status: "ok", attributes: { "netops.instance": subject, ...data } });
  }
}
