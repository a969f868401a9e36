import type { ServiceContext } from "@netops/core/service";
import {
  type DropCounter,
  ForwardedSamples,
  Forwarder,
  type OtlpDelivery,
  type SampleSink,
} from "./intake/mod.ts";

/** What is passed on, and to where samples go before it. */
export interface Forwarding {
  readonly sink: SampleSink;
  readonly onTaken?: (delivery: OtlpDelivery) => void;
  close(): void;
}

/** Passes on what comes in, when an endpoint is named; everything is kept here all the same. */
export function startForwarding(
  { host, metrics }: ServiceContext,
  url: string | undefined,
  { sink, onDrop }: { readonly sink: SampleSink; readonly onDrop: DropCounter },
): Forwarding {
  if (url === undefined) return { sink, close: () => undefined };
  const { clock, timer } = host;
  const http = host.createHttpClient();
  const sent = metrics.counter("telemetry_forwarded_total", "Requests that the endpoint took");
  const onSent = ({ signal }: OtlpDelivery) => sent.add(1, { signal });
  const forwarder = new Forwarder({ url, http, timer, onDrop, onSent });
  const offer = (delivery: OtlpDelivery) => forwarder.offer(delivery);
  const samples = new ForwardedSamples({ sink, clock, timer, offer });
  return {
    sink: samples,
    onTaken: offer,
    close: () => {
      samples.close();
      forwarder.close();
      http.close();
    },
  };
}
