import type { LoadReport, LoadSecond } from "./load_report.ts";

/** A load over time in at most so many equal pieces as a chart can show. */
export interface ChartBuckets {
  readonly stepMs: number;
  /**
   * One per piece: rates are means per second, `failed`, `stalls`, `failovers` and bytes are sums, `running` is the most, and
   * quantiles are those of the worst second, because quantiles cannot be added up.
   */
  readonly buckets: readonly LoadSecond[];
}

const STEPS_S = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400];

/** Joins seconds so that at most `most` are left. */
export function chartBuckets(
  { seconds, startedAtMs }: Pick<LoadReport, "seconds" | "startedAtMs">,
  most: number,
): ChartBuckets {
  const lastMs = seconds.at(-1)?.tsMs ?? startedAtMs;
  const spanS = (lastMs - startedAtMs) / 1_000 + 1;
  const stepS = STEPS_S.find((one) => spanS / one <= most) ?? Math.ceil(spanS / most);
  const stepMs = stepS * 1_000;
  if (stepS === 1) return { stepMs, buckets: seconds };
  const groups = Map.groupBy(seconds, ({ tsMs }) => Math.floor((tsMs - startedAtMs) / stepMs));
  const buckets = [...groups].map(([at, group]) => joined(startedAtMs + at * stepMs, group));
  return { stepMs, buckets };
}

function joined(tsMs: number, group: readonly LoadSecond[]): LoadSecond {
  const sum = (of: (second: LoadSecond) => number) => group.reduce((all, one) => all + of(one), 0);
  const mean = (of: (second: LoadSecond) => number) => sum(of) / group.length;
  const worst = (quantile: "p50" | "p95" | "p99") => {
    const known = group.flatMap(({ startupMs }) => startupMs[quantile] ?? []);
    return known.length === 0 ? null : Math.max(...known);
  };
  const hasSchedule = group.some(({ attempted }) => attempted !== null);
  return {
    tsMs,
    attempted: hasSchedule ? mean(({ attempted }) => attempted ?? 0) : null,
    started: mean(({ started }) => started),
    failed: sum(({ failed }) => failed),
    running: Math.max(...group.map(({ running }) => running)),
    startupMs: { p50: worst("p50"), p95: worst("p95"), p99: worst("p99") },
    stalls: sum(({ stalls }) => stalls),
    failovers: sum(({ failovers }) => failovers),
    requests: mean(({ requests }) => requests),
    failedRequests: mean(({ failedRequests }) => failedRequests),
    bytesByOca: bytesOf(group),
  };
}

function bytesOf(group: readonly LoadSecond[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const { bytesByOca } of group) {
    for (const [oca, bytes] of Object.entries(bytesByOca)) {
      sums.set(oca, (sums.get(oca) ?? 0) + bytes);
    }
  }
  return Object.fromEntries(sums);
}
