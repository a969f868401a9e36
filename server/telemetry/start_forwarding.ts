import type { MetricRegistry, ServiceContext } from "@netops/core/service";
import {
  type DropCounter,
  type ForwardedLine,
  ForwardedLogs,
  ForwardedSamples,
  Forwarder,
  type ForwardState,
  type OtlpDelivery,
  type SampleSink,
} from "./intake/mod.ts";

/** What is passed on, and to where samples go before it. */
export interface Forwarding {
  readonly sink: SampleSink;
  readonly onTaken?: (delivery: OtlpDelivery) => void;
  /** Takes what processes write to their standard streams. */
  readonly onLines?: (lines: readonly ForwardedLine[]) => void;
  /** How it is doing; undefined when nothing is passed on. */
  state(): ForwardState | undefined;
  close(): void;
}

/** Passes on what comes in, when an endpoint is named; everything is kept here all the same. */
export function startForwarding(
  { host, metrics }: ServiceContext,
  url: string | undefined,
  { sink, onDrop }: { readonly sink: SampleSink; readonly onDrop: DropCounter },
): Forwarding {
  if (url === undefined) return { sink, state: () => undefined, close: () => undefined };
  const { clock, timer } = host;
  const http = host.createHttpClient();
  const sent = metrics.counter("telemetry_forwarded_total", "Requests that the endpoint took");
  const onSent = ({ signal }: OtlpDelivery) => sent.add(1, { signal });
  const forwarder = new Forwarder({ url, http, clock, timer, onDrop, onSent });
  showForwarding(metrics, () => forwarder.state);
  const offer = (delivery: OtlpDelivery) => forwarder.offer(delivery);
  const samples = new ForwardedSamples({ sink, clock, timer, offer });
  const logs = new ForwardedLogs({ clock, timer, offer });
  return {
    sink: samples,
    onLines: (lines) => logs.take(lines),
    onTaken: offer,
    state: () => forwarder.state,
    close: () => {
      samples.close();
      logs.close();
      forwarder.close();
      http.close();
    },
  };
}

function showForwarding(metrics: MetricRegistry, state: () => ForwardState): void {
  const failures = metrics.counter(
    "telemetry_forward_failures_total",
    "Attempts at the endpoint that failed",
  );
  const waiting = metrics.gauge("telemetry_forward_waiting", "Requests that wait for the endpoint");
  const bytes = metrics.gauge("telemetry_forward_waiting_bytes", "Their bodies together");
  let counted = 0;
  metrics.onPrint(() => {
    const now = state();
    failures.add(now.failures - counted);
    counted = now.failures;
    waiting.set(now.waitingRequests);
    bytes.set(now.waitingBytes);
  });
}
