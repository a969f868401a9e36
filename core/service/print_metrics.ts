import { CLOCK_HEADER, formatClockReading } from "../nouns/clock_reading.ts";
import type { Clock } from "../ports/clock.ts";
import type { MetricRegistry } from "./metric_registry.ts";

const TYPES = {
  prometheus: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
} as const;

/**
 * Answers a scrape: OpenMetrics to who asks for it, as only that has exemplars, else Prometheus text.
 *
 * It says what the clock of this process shows, so that who asks can tell how far it is off.
 */
export function printMetrics(
  metrics: MetricRegistry,
  headers: Headers,
  { clock }: { readonly clock: Clock },
): Response {
  const wantsOpen = headers.get("accept")?.includes("application/openmetrics-text") ?? false;
  const format = wantsOpen ? "openmetrics" : "prometheus";
  const text = metrics.text(format);
  return new Response(text, {
    headers: { "content-type": TYPES[format], [CLOCK_HEADER]: formatClockReading(clock.nowMs()) },
  });
}
