import type { Rng } from "@netops/core";
import { LabelSet } from "../../server/telemetry/model/label_set.ts";
import { compareLabels } from "../../server/telemetry/promql/mod.ts";
import type { WrittenSeries } from "../harness/remote_write.ts";

/** When the samples begin; 40 minutes of them follow. */
export const START_MS = 1_700_000_000_000;

const STEP_MS = 15_000;
const STEPS = 160;
const BOUNDS = ["0.05", "0.1", "0.5", "1", "2.5", "+Inf"];

/** Makes counters, gauges, histograms and constants, with resets, gaps, ends and odd numbers. */
export function differentialSamples(rng: Rng): WrittenSeries[] {
  const series: WrittenSeries[] = [];
  for (const app of ["api", "web", "cart"]) {
    for (const [index, zone] of ["a", "b", "a"].entries()) {
      const labels = { app, zone, instance: `${app}-${index}` };
      const slowness = 1 + rng.next() * 3;
      series.push(
        written("requests_total", { ...labels, code: "200" }, counter(rng, 20)),
        written("requests_total", { ...labels, code: "500" }, counter(rng, 0.3)),
        written("temperature", labels, gauge(rng, 20)),
        written("queue_length", labels, lengths(rng)),
        written("build_info", { instance: labels.instance, version: `1.${index}` }, () => 1),
        ...histogram(rng, labels, slowness),
      );
    }
  }
  series.push(
    written(
      "odd_values",
      { n: "1" },
      (step) => [1, NaN, Infinity, -Infinity, 0, -3.5][step % 6] ?? 0,
    ),
    written("odd_values", { n: "2" }, (step) => step % 4 === 0 ? NaN : step),
    written("rare", { n: "1" }, (step) => step % 23 === 0 ? step : undefined),
    written("ended", { n: "1" }, (step) => step < 40 ? step : step === 40 ? "stale" : undefined),
    written(
      "ended",
      { n: "2" },
      (step) => step % 30 === 29 ? "stale" : step % 30 < 12 ? step : undefined,
    ),
    written("tiny.name", { "label with space": "ü", n: "1" }, (step) => step),
    written("threshold", { app: "api" }, () => 30),
    written("threshold", { app: "web" }, (step) => 10 + step),
  );
  // Prometheus takes series in the order of their creation, ours in that of their labels.
  const order = ({ labels }: WrittenSeries) => LabelSet.of(labels);
  return series.sort((one, other) => compareLabels(order(one), order(other)));
}

type ValueAt = (step: number) => number | "stale" | undefined;

function written(name: string, labels: Record<string, string>, valueAt: ValueAt): WrittenSeries {
  const samples: { timeMs: number; value: number | "stale" }[] = [];
  for (let step = 0; step < STEPS; step++) {
    const value = valueAt(step);
    // Scrapes are never quite on time.
    const timeMs = START_MS + step * STEP_MS + (name.length * 37 + step * 13) % 90;
    if (value !== undefined) samples.push({ timeMs, value });
  }
  return { labels: { __name__: name, ...labels }, samples };
}

function counter(rng: Rng, speed: number): ValueAt {
  let value = Math.floor(rng.next() * 1000);
  let gap = 0;
  return () => {
    value = rng.next() < 0.02 ? 0 : value + Math.floor(rng.next() * speed * 15);
    if (gap === 0 && rng.next() < 0.015) gap = 1 + Math.floor(rng.next() * 24);
    if (gap === 0) return value;
    return --gap % 7 === 6 ? "stale" : undefined;
  };
}

function gauge(rng: Rng, mean: number): ValueAt {
  let value = mean;
  return () => {
    value += rng.next() * 4 - 2;
    return rng.next() < 0.03 ? undefined : value;
  };
}

function lengths(rng: Rng): ValueAt {
  return () => Math.floor(rng.next() * 6);
}

function histogram(
  rng: Rng,
  labels: Record<string, string>,
  slowness: number,
): WrittenSeries[] {
  const counts = BOUNDS.map(() => 0);
  const rows: number[][] = [];
  for (let step = 0; step < STEPS; step++) {
    for (let hit = Math.floor(rng.next() * 30); hit > 0; hit--) {
      const seconds = rng.next() ** 2 * slowness;
      BOUNDS.forEach((bound, at) => {
        if (seconds <= (bound === "+Inf" ? Infinity : Number(bound))) counts[at]! += 1;
      });
    }
    rows.push([...counts]);
  }
  return [
    ...BOUNDS.map((le, at) =>
      written("latency_seconds_bucket", { ...labels, le }, (step) => rows[step]?.[at])
    ),
    written("latency_seconds_count", labels, (step) => rows[step]?.at(-1)),
    written("latency_seconds_sum", labels, (step) => (rows[step]?.at(-1) ?? 0) * 0.31),
  ];
}
