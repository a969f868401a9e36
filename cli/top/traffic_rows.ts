import { bucketQuantile } from "./bucket_quantile.ts";

/** One value of an instant vector of Prometheus' HTTP API. */
export interface VectorSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [seconds: number, value: string];
}

/** What is asked of telemetry: by callee instance, as its callers see it, and by gateway. */
export interface TrafficVectors {
  /** Requests a second by instance and code. */
  readonly requests: readonly VectorSample[];
  /** Requests a second at or below `le`, by instance. */
  readonly buckets: readonly VectorSample[];
}

/** Where an instance belongs. */
export interface Place {
  readonly app: string;
  readonly zone: string;
}

/** How an app does in a zone. */
export interface TrafficRow extends Place {
  readonly instances: number;
  readonly requestsPerS: number;
  /** Share that failed, 0..1; null without requests. */
  readonly errorRatio: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

interface Sum {
  readonly place: Place;
  readonly instances: Set<string>;
  requests: number;
  errors: number;
  readonly buckets: Map<number, number>;
}

/** What failed by its callee: 5xx, and what got no answer. A caller that left is nobody's failure. */
const FAILED = /^(5\d\d|connect|timeout|reset)$/;

/** Sums traffic up by app and zone; every instance that is there has its row, with or without traffic. */
export function trafficRows(
  { requests, buckets }: TrafficVectors,
  places: ReadonlyMap<string, Place>,
): TrafficRow[] {
  const sums = new Map<string, Sum>();
  for (const [id, place] of places) sumOf(sums, place).instances.add(id);
  for (const { metric, value } of requests) {
    const place = places.get(metric["instance"] ?? "");
    if (place === undefined) continue;
    const sum = sumOf(sums, place);
    const rate = Number(value[1]);
    sum.requests += rate;
    if (FAILED.test(metric["code"] ?? "")) sum.errors += rate;
  }
  for (const { metric, value } of buckets) {
    const place = places.get(metric["instance"] ?? "");
    if (place === undefined) continue;
    const bound = metric["le"] === "+Inf" ? Infinity : Number(metric["le"]);
    const { buckets: own } = sumOf(sums, place);
    own.set(bound, (own.get(bound) ?? 0) + Number(value[1]));
  }
  return [...sums.values()].map(rowOf).sort(byTraffic);
}

function sumOf(sums: Map<string, Sum>, place: Place): Sum {
  const key = `${place.app}\n${place.zone}`;
  const known = sums.get(key);
  if (known !== undefined) return known;
  const { app, zone } = place;
  const sum = {
    ...{ place: { app, zone }, instances: new Set<string>() },
    ...{ requests: 0, errors: 0, buckets: new Map<number, number>() },
  };
  sums.set(key, sum);
  return sum;
}

function rowOf({ place, instances, requests, errors, buckets }: Sum): TrafficRow {
  const ms = (ratio: number) => {
    const seconds = bucketQuantile(buckets, ratio);
    return seconds === undefined ? null : seconds * 1_000;
  };
  return {
    ...place,
    instances: instances.size,
    requestsPerS: requests,
    errorRatio: requests > 0 ? errors / requests : null,
    p50Ms: ms(0.5),
    p95Ms: ms(0.95),
  };
}

function byTraffic(one: TrafficRow, other: TrafficRow): number {
  return other.requestsPerS - one.requestsPerS || (one.app < other.app ? -1 : 1) ||
    (one.zone < other.zone ? -1 : 1);
}
