import { type HttpClient, NetopsError } from "@netops/core";
import type { TrafficVectors, VectorSample } from "./traffic_rows.ts";

const CALLS = "upstream_request_duration_seconds";
const EDGE = 'http_server_request_duration_seconds_count{app="gateway"}';

/** Asks telemetry how much goes where. @throws {NetopsError} UPSTREAM_FAILED when it does not say */
export async function readTraffic(
  http: HttpClient,
  metricsUrl: string,
  options: { readonly windowS: number; readonly signal: AbortSignal },
): Promise<TrafficVectors> {
  const { windowS, signal } = options;
  const byCallee = (by: string, series: string) =>
    `label_replace(sum by (upstream_instance, ${by}) (rate(${series}[${windowS}s])), ` +
    `"instance", "$1", "upstream_instance", "(.*)")`;
  const ask = (query: string) => instant(http, { metricsUrl, query, signal });
  const edge = EDGE.replace("_count", "_bucket");
  const [calls, buckets, edgeCalls, edgeBuckets] = await Promise.all([
    ask(byCallee("code", `${CALLS}_count`)),
    ask(byCallee("le", `${CALLS}_bucket`)),
    ask(`sum by (instance, code) (rate(${EDGE}[${windowS}s]))`),
    ask(`sum by (instance, le) (rate(${edge}[${windowS}s]))`),
  ]);
  return { requests: [...calls, ...edgeCalls], buckets: [...buckets, ...edgeBuckets] };
}

async function instant(
  http: HttpClient,
  { metricsUrl, query, signal }: {
    readonly metricsUrl: string;
    readonly query: string;
    readonly signal: AbortSignal;
  },
): Promise<readonly VectorSample[]> {
  const url = `${metricsUrl}/api/v1/query?query=${encodeURIComponent(query)}`;
  const response = await http.send({ method: "GET", url, signal });
  const body = await response.json();
  if (response.ok) return body.data.result;
  throw new NetopsError("UPSTREAM_FAILED", `Cannot read traffic as telemetry says: ${body.error}`, {
    fix: "netops logs telemetry",
  });
}
