import type { MetricRegistry } from "@netops/core/service";
import type { Proxy } from "./proxy.ts";

/** Counts bytes as Toxiproxy does, and what is open and held. Source: Toxiproxy, METRICS.md. */
export function createLinkMetrics(metrics: MetricRegistry, list: () => readonly Proxy[]): void {
  const received = metrics.counter("toxiproxy_proxy_received_bytes_total", "Bytes read");
  const sent = metrics.counter("toxiproxy_proxy_sent_bytes_total", "Bytes written");
  const open = metrics.gauge("link_connections", "Open connections of a proxy");
  const acting = metrics.gauge("link_toxics", "Toxics of a proxy");
  const refused = metrics.counter(
    "link_connections_refused_total",
    "Connections that were closed at once, as too many were open or nobody listened upstream",
  );
  metrics.onPrint(() => {
    for (const proxy of list()) {
      const { name, listen: listener, upstream } = proxy;
      open.set(proxy.connectionCount, { proxy: name });
      acting.set(proxy.toxics.length, { proxy: name });
      const counts = proxy.takeCounts();
      refused.add(counts.refused, { proxy: name });
      for (const direction of ["upstream", "downstream"] as const) {
        const labels = { direction, proxy: name, listener, upstream };
        received.add(counts[direction].receivedBytes, labels);
        sent.add(counts[direction].sentBytes, labels);
      }
    }
  });
}
