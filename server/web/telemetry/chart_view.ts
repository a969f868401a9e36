import type { ChartSeries, ChartView } from "./data_answer.ts";

/** The most series of a chart. */
export const MOST_SERIES = 20;

/** Whole steps of a chart; times in ms. */
export interface ChartGrid {
  readonly fromMs: number;
  readonly stepMs: number;
  readonly steps: number;
}

/** One row of a matrix of Prometheus' HTTP API. */
export interface MatrixRow {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

/** Steps that give some 150 to 240 points for a range. */
const STEPS_MS: readonly (readonly [rangeMs: number, stepMs: number])[] = [
  [300_000, 2_000],
  [900_000, 5_000],
  [3_600_000, 15_000],
  [Infinity, 360_000],
];

/** Lays a grid over the time that ends now: whole steps, so that neighbours in time share them. */
export function gridOf(rangeMs: number, nowMs: number): ChartGrid {
  const stepMs = STEPS_MS.find(([most]) => rangeMs <= most)?.[1] ?? 360_000;
  const endMs = Math.floor(nowMs / stepMs) * stepMs;
  const steps = Math.floor(rangeMs / stepMs) + 1;
  return { fromMs: endMs - (steps - 1) * stepMs, stepMs, steps };
}

/**
 * Makes a chart of a matrix: the 20 series with the highest peaks, each with one value for each step;
 * what is no finite number is a gap.
 */
export function chartOf(query: string, rows: readonly MatrixRow[], grid: ChartGrid): ChartView {
  const all = rows.map((row) => ({ labels: row.metric, values: onGrid(row.values, grid) }));
  const kept = all.toSorted((left, right) => peakOf(right.values) - peakOf(left.values))
    .slice(0, MOST_SERIES);
  const names = seriesNames(kept.map(({ labels }) => labels));
  const series: ChartSeries[] = kept.map((one, index) => ({ name: names[index] ?? "", ...one }));
  series.sort((left, right) => left.name < right.name ? -1 : left.name > right.name ? 1 : 0);
  return { query, ...grid, series, total: rows.length };
}

function onGrid(values: MatrixRow["values"], grid: ChartGrid): (number | null)[] {
  const placed: (number | null)[] = Array.from({ length: grid.steps }, () => null);
  for (const [atS, text] of values) {
    const index = Math.round((atS * 1000 - grid.fromMs) / grid.stepMs);
    const value = Number(text);
    if (index >= 0 && index < grid.steps && Number.isFinite(value)) placed[index] = value;
  }
  return placed;
}

function peakOf(values: readonly (number | null)[]): number {
  return Math.max(-Infinity, ...values.filter((value) => value !== null));
}

/**
 * Names series by the labels in which they differ: the bare value when that is one label, else
 * `label=value` of each; a lonely series by its labels, or "value" when it has none.
 */
export function seriesNames(all: readonly Readonly<Record<string, string>>[]): string[] {
  const known = [...new Set(all.flatMap((labels) => Object.keys(labels)))].sort();
  const differing = known.filter((label) => new Set(all.map((one) => one[label])).size > 1);
  const shown = all.length === 1 ? known : leastOf(differing, all);
  return all.map((labels) => {
    if (shown.length === 1) return labels[shown[0] ?? ""] ?? "–";
    const words = shown.filter((label) => labels[label] !== undefined)
      .map((label) => `${label}=${labels[label]}`);
    return words.length === 0 ? "value" : words.join(" ");
  });
}

/** One label that tells all apart says enough; `instance` when that is one of them. */
function leastOf(
  labels: readonly string[],
  all: readonly Readonly<Record<string, string>>[],
): readonly string[] {
  const whole = labels.filter((label) => new Set(all.map((one) => one[label])).size === all.length);
  const best = whole.includes("instance") ? "instance" : whole[0];
  return best === undefined ? labels : [best];
}
