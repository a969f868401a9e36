import type { ClientMetrics } from "@netops/core/clients";
import type { RequestLedger } from "./request_ledger.ts";

/**
 * Exports the ledger as `gateway_requests_total{app, server_group, outcome}` when it is called, so that
 * requests need not.
 *
 * Outcomes add up to all requests: `failed` are those that the service answered with 500 or above, `answered`
 * all its other answers.
 */
export function exportLedger(ledger: RequestLedger, metrics: ClientMetrics): () => void {
  const requests = metrics.counter(
    "gateway_requests_total",
    "Requests that were routed to an app, by the server group of their last attempt and outcome",
  );
  const shown = new Map<string, number>();
  const show = (value: number, labels: Readonly<Record<string, string>>) => {
    const key = Object.values(labels).join("\n");
    const before = shown.get(key) ?? 0;
    if (value === before) return;
    // A group that was forgotten meanwhile began anew.
    const grown = value > before ? value - before : value;
    shown.set(key, value);
    requests.add(grown, labels);
  };
  return () => {
    for (const { app, group, answered, failed, dropped } of ledger.all()) {
      const labels = { app, server_group: group };
      show(answered - failed, { ...labels, outcome: "answered" });
      show(failed, { ...labels, outcome: "failed" });
      show(dropped, { ...labels, outcome: "dropped" });
    }
  };
}
