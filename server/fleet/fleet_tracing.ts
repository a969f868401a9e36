import { NETOPS_RELEASE, type TraceContext } from "@netops/core";
import type { Host } from "@netops/core/host";
import { SpanExporter, SpanTracer } from "@netops/core/service";
import { KeeperRecovery } from "./keeper_recovery.ts";
import { RecoveryBook, type SeatOf } from "./recovery_book.ts";
import type { Timeline } from "./timeline.ts";

/** What fleet traces, and how it gets rid of it. */
export interface FleetTracing {
  readonly recoveries: RecoveryBook;
  readonly keeper: KeeperRecovery;
  /** What the holder of a seat is a part of while its seat recovers. */
  readonly traceOf: (member: SeatOf) => TraceContext | undefined;
  /** Spans that telemetry did not take. */
  readonly lostSpans: number;
  /** Ends what is under way and sends what waits; nobody waits for that. */
  close(): void;
}

/** Where spans go, and where fleet hears who is registered. */
export interface FleetTracingOptions {
  readonly telemetryUrl: string;
  readonly timeline: Pick<Timeline, "watch">;
}

const RESOURCE = {
  "service.name": "fleet",
  "service.instance.id": "fleet",
  "service.version": NETOPS_RELEASE,
  "netops.zone": "-",
  "netops.server_group": "fleet-v000",
};

/**
 * Opens tracing towards telemetry. Spans wait in memory, 2,048 at most, and are sent twice a second by
 * a timer: supervision never waits for them.
 */
export function openFleetTracing(
  host: Pick<Host, "clock" | "timer" | "createHttpClient" | "createRng" | "randomHex">,
  { telemetryUrl, timeline }: FleetTracingOptions,
): FleetTracing {
  const { clock, timer } = host;
  const http = host.createHttpClient({ maxIdlePerHost: 1 });
  let lostSpans = 0;
  const exporter = new SpanExporter({
    ...{ url: telemetryUrl, resource: RESOURCE, http, timer },
    onDropped: (count) => lostSpans += count,
  });
  // Not from the seed: no two recoveries of any run share a trace.
  const rng = host.createRng(host.randomHex(16));
  const tracer = new SpanTracer({ clock, rng, keep: (span) => exporter.take(span) });
  const recoveries = new RecoveryBook({ tracer, timer });
  timeline.watch(({ kind, subject }) => {
    if (kind === "registry.register") recoveries.registered(subject);
  });
  return {
    recoveries,
    keeper: new KeeperRecovery(tracer),
    traceOf: (member) => recoveries.contextOf(member),
    get lostSpans() {
      return lostSpans;
    },
    close: () => {
      recoveries.close();
      // It never rejects.
      void exporter.close().then(() => http.close());
    },
  };
}
