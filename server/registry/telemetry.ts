import {
  type EventDraft,
  type EventSink,
  INSTANCE_STATUSES,
  type SpanAttributes,
  type Tracer,
} from "@netops/core";
import type { Gauge, MetricRegistry } from "@netops/core/service";
import type { EvictionRound } from "./eviction.ts";
import type { Registry, RegistryChange, RegistryCounts } from "./registry.ts";
import type { WatchHub } from "./watch_hub.ts";

/** Where changes are told. */
export interface ChangeTelling {
  readonly events: EventSink;
  readonly tracer: Tracer;
}

/**
 * Tells the time line what happened to an instance, and makes each change a span: a part of the caller's
 * trace when the call brought one, else a trace of its own. The event carries its id.
 */
export function publishChange({ events, tracer }: ChangeTelling, change: RegistryChange): void {
  const event = eventOf(change);
  if (event === undefined) return;
  const { origin } = change;
  const span = tracer.begin({
    name: event.kind,
    kind: origin === undefined ? "internal" : "server",
    parent: origin?.trace,
    ...(origin === undefined ? {} : { startMs: origin.receivedAtMs }),
    isOperator: true,
  });
  const { context } = span;
  events.publish(context.isSampled ? { ...event, traceId: context.traceId } : event);
  span.end({ status: "ok", attributes: { "netops.instance": event.subject, ...event.data } });
}

type ChangeEvent = EventDraft & { readonly data: SpanAttributes };

/** What the time line hears of a change; undefined where nothing happened that anybody would look for. */
function eventOf(change: RegistryChange): ChangeEvent | undefined {
  const { lease, cause, previousStatus } = change;
  const { instanceId: subject, status } = lease.instance;
  const app = lease.instance.app.toLowerCase();
  if (cause === "cancel") return { kind: "registry.cancel", subject, data: { app } };
  if (cause === "evict") {
    const silentMs = Math.max(0, lease.evictedAtMs - lease.renewedAtMs);
    return { kind: "registry.evict", subject, data: { app, silentMs } };
  }
  if (previousStatus === undefined) {
    return cause === "register"
      ? { kind: "registry.register", subject, data: { app, status } }
      : undefined;
  }
  if (previousStatus === status) return undefined;
  return { kind: "registry.status", subject, data: { app, from: previousStatus, to: status } };
}

/** Tells the time line which groups self-preservation holds, or lets go. */
export function publishRound(events: EventSink, round: EvictionRound): void {
  for (const view of round.changed) {
    events.publish({
      kind: "registry.self_preservation",
      subject: view.group,
      data: { ...view },
    });
  }
}

/** Copies what the registry counted by itself into metrics; to be called once a second. */
export function createMetricsCopy(
  metrics: MetricRegistry,
  registry: Registry,
  watch: WatchHub,
): () => void {
  const counters = {
    renewals: metrics.counter("registry_renewals_total", "Heartbeats that renewed a lease"),
    renewalsUnknown: metrics.counter(
      "registry_renewals_unknown_total",
      "Heartbeats answered 404, after which the client registers again",
    ),
    registrations: metrics.counter("registry_registrations_total", "Registrations"),
    cancels: metrics.counter("registry_cancels_total", "Leases cancelled by their client"),
    evictions: metrics.counter("registry_evictions_total", "Leases evicted after they expired"),
  } satisfies Record<keyof RegistryCounts, unknown>;
  const instances = metrics.gauge("registry_instances", "Instances by status");
  const held = metrics.gauge("registry_leases_held", "Expired leases that self-preservation holds");
  const watchers = metrics.gauge("registry_watchers", "Clients of the push watch");
  const dropped = metrics.gauge(
    "registry_watchers_dropped",
    "Watchers dropped as they did not read",
  );
  const names = Object.keys(counters) as (keyof RegistryCounts)[];
  const seen: RegistryCounts = { ...registry.counts };
  for (const name of names) seen[name] = 0;
  return () => {
    for (const name of names) {
      counters[name].add(registry.counts[name] - seen[name]);
      seen[name] = registry.counts[name];
    }
    countStatuses(registry, instances);
    held.set(registry.leases.expired().length);
    watchers.set(watch.size);
    dropped.set(watch.dropped);
  };
}

function countStatuses(registry: Registry, gauge: Gauge): void {
  const counts = new Map(INSTANCE_STATUSES.map((status) => [status, 0]));
  for (const { instance } of registry.leases.all()) {
    counts.set(instance.status, (counts.get(instance.status) ?? 0) + 1);
  }
  for (const [status, count] of counts) gauge.set(count, { status });
}
