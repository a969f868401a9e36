import type { MetricSummary } from "../judge/metric_summary.ts";
import type { RequestTally } from "../session/session_line.ts";
import type { LoadStep, OcaShare } from "./load_report.ts";
import { quantilesOf } from "./quantiles.ts";
import { perSecond } from "./start_book.ts";

interface Row {
  readonly kind: string;
  readonly service: string;
  readonly isOca: boolean;
  count: number;
  failed: number;
  bytes: number;
  readonly durationsMs: number[];
}

/** The requests of a load by kind and service. */
export class RequestBook {
  readonly #rows = new Map<string, Row>();

  /** Takes what one session sent of one kind to one service. */
  add(tally: RequestTally): void {
    const { kind, service, isOca } = tally;
    const key = `${kind} ${service}`;
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = { kind, service, isOca, count: 0, failed: 0, bytes: 0, durationsMs: [] };
      this.#rows.set(key, row);
    }
    row.count += tally.count;
    row.failed += tally.failed;
    row.bytes += tally.bytes;
    for (const durationMs of tally.durationsMs) row.durationsMs.push(durationMs);
  }

  /** One row per kind; what OCAs answer is one service here. */
  steps(seconds: number): readonly LoadStep[] {
    const groups = Map.groupBy(
      this.#rows.values(),
      ({ kind, service, isOca }) => `${kind} ${isOca ? "oca" : service}`,
    );
    return [...groups.values()].map((rows) => {
      const { count, failed, durationsMs } = sumOf(rows);
      const [{ kind, service, isOca }] = rows as [Row, ...Row[]];
      return {
        ...{ step: kind, service: isOca ? "oca" : service, count, failed },
        ...{ perSecond: perSecond(count, seconds), durationMs: quantilesOf(durationsMs) },
        shareOfStartup: null,
      };
    });
  }

  /** What each OCA carried, the most first. */
  ocas(starts: ReadonlyMap<string, number>): readonly OcaShare[] {
    const rows = [...this.#rows.values()].filter(({ isOca }) => isOca);
    const total = rows.reduce((sum, { bytes }) => sum + bytes, 0);
    return [...Map.groupBy(rows, ({ service }) => service)].map(([oca, own]) => {
      const { count, failed, bytes, durationsMs } = sumOf(own);
      return {
        ...{ oca, requests: count, failed, bytes, share: total === 0 ? 0 : bytes / total },
        ...{ starts: starts.get(oca) ?? 0, durationMs: quantilesOf(durationsMs) },
      };
    }).sort((one, other) => other.bytes - one.bytes);
  }

  /** `request_failed` and `request_ms`, with tags `kind`, `service` or `oca` such as `{kind:segment}`. */
  find(metric: string): MetricSummary | undefined {
    const [, name, tag, value] = /^(request_failed|request_ms)(?:\{(kind|service|oca):([^{}]+)\})?$/
      .exec(metric) ?? [];
    if (name === undefined) return undefined;
    const field = tag === "kind" ? "kind" : "service";
    const rows = [...this.#rows.values()].filter((row) =>
      value === undefined || row[field] === value.trim() && (tag !== "oca" || row.isOca)
    );
    const { count, failed, durationsMs } = sumOf(rows);
    if (name === "request_ms") return { kind: "trend", values: durationsMs };
    return { kind: "ratio", part: failed, whole: count };
  }
}

function sumOf(rows: readonly Row[]) {
  const sum = (read: (row: Row) => number) => rows.reduce((total, row) => total + read(row), 0);
  return {
    count: sum((row) => row.count),
    failed: sum((row) => row.failed),
    bytes: sum((row) => row.bytes),
    durationsMs: rows.flatMap((row) => row.durationsMs),
  };
}
