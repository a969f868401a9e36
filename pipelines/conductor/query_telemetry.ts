import { type HttpClient, NetopsError } from "@netops/core";

/** The part of an answer of Prometheus' HTTP API that is read here. */
interface QueryAnswer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly resultType: string; readonly result: readonly unknown[] };
}

/**
 * The one value of an instant query; undefined when it has none, more than one, or one that is no number.
 *
 * Source: Prometheus, HTTP API, "Instant queries".
 *
 * @throws {NetopsError} UNREACHABLE, CONFIG_INVALID when telemetry does not understand the query
 */
export async function queryTelemetry(
  promql: string,
  { http, telemetryUrl }: { readonly http: HttpClient; readonly telemetryUrl: string },
): Promise<number | undefined> {
  const url = `${telemetryUrl}/api/v1/query?query=${encodeURIComponent(promql)}`;
  const response = await http.send({ method: "GET", url });
  const answer = await response.json().catch(() => undefined) as QueryAnswer | undefined;
  if (answer?.status === "success") return valueOf(answer);
  const why = answer?.error ?? `it answered ${response.status}`;
  const code = response.status >= 400 && response.status < 500 ? "CONFIG_INVALID" : "UNREACHABLE";
  throw new NetopsError(code, `Cannot ask telemetry for ${promql}: ${why}`);
}

function valueOf({ data }: QueryAnswer): number | undefined {
  const { resultType, result = [] } = data ?? {};
  const point = resultType === "scalar" ? result : result.length === 1 ? pointOf(result[0]) : [];
  const value = point[1] === undefined ? NaN : Number(point[1]);
  return Number.isNaN(value) ? undefined : value;
}

function pointOf(series: unknown): readonly unknown[] {
  const value = typeof series === "object" && series !== null ? Reflect.get(series, "value") : [];
  return Array.isArray(value) ? value : [];
}
