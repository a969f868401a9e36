import type { LabelSet } from "../../model/label_set.ts";
import type { QueryData } from "../evaluate/query_data.ts";
import { labelsText } from "../evaluate/labels_text.ts";
import { unquote } from "../language/literals.ts";
import { formatNumber } from "../render/format_number.ts";
import type { EvalCommand } from "./script.ts";
import {
  type NotedSeries,
  type NotedValue,
  parseSeriesNotation,
  parseValues,
} from "./series_notation.ts";

const EPSILON = 1e-6;
const SMALLEST_NORMAL = 2 ** -1022;

/** Says how a result differs from what a command expects; undefined when it does not. */
export function differenceFrom(command: EvalCommand, data: QueryData): string | undefined {
  switch (data.resultType) {
    case "string":
      return data.result === unquote(command.expectedText ?? '""')
        ? undefined
        : `expected ${command.expectedText}, got ${JSON.stringify(data.result)}`;
    case "scalar":
      return scalarDifference(command, data.result);
    case "vector":
      return vectorDifference(command, data.result);
    case "matrix":
      return matrixDifference(command, data.result);
  }
}

function scalarDifference({ results }: EvalCommand, value: number): string | undefined {
  const [expected] = parseValues(results[0] ?? "");
  return typeof expected === "number" && isAlmost(expected, value)
    ? undefined
    : `expected ${results[0]}, got ${formatNumber(value)}`;
}

function vectorDifference(
  { results, expectations }: EvalCommand,
  samples: readonly { readonly labels: LabelSet; readonly value: number }[],
): string | undefined {
  const expected = results.map(readExpected);
  const isOrdered = expectations.some(({ kind }) => kind === "ordered");
  const shown = () =>
    samples.map(({ labels, value }) => `${labelsText(labels)} ${value}`).join("; ");
  if (samples.length !== expected.length) {
    return `expected ${expected.length} series, got ${samples.length}: ${shown()}`;
  }
  for (const [at, { labels, value }] of samples.entries()) {
    const index = expected.findIndex((series) => series.labels.key === labels.key);
    if (index < 0) return `unexpected ${labelsText(labels)} ${value}`;
    if (isOrdered && index !== at) return `${labelsText(labels)} is at ${at}, not at ${index}`;
    const [wanted] = expected[index]?.values ?? [];
    if (typeof wanted !== "number" || !isAlmost(wanted, value)) {
      return `expected ${labelsText(labels)} ${wanted}, got ${value}`;
    }
  }
  return undefined;
}

function matrixDifference(
  command: EvalCommand,
  list: readonly {
    readonly labels: LabelSet;
    readonly timestampsMs: Float64Array;
    readonly values: Float64Array;
  }[],
): string | undefined {
  const expected = command.results.map(readExpected);
  const { fromMs, stepMs } = command.expectedRange ?? command;
  const wanted = new Set(expected.filter(hasPoints).map(({ labels }) => labels.key));
  const surplus = list.find(({ labels }) => !wanted.has(labels.key));
  if (surplus !== undefined) {
    return `unexpected ${labelsText(surplus.labels)} ${surplus.values.join(" ")}`;
  }
  for (const { labels, values } of expected) {
    const series = list.find((candidate) => candidate.labels.key === labels.key);
    const points = values.flatMap((value, index) =>
      typeof value === "number" ? [[fromMs + index * stepMs, value] as const] : []
    );
    const got = Array.from(
      series?.timestampsMs ?? [],
      (timeMs, at) => [timeMs, series?.values[at] ?? NaN] as const,
    );
    const isEqual = got.length === points.length &&
      got.every(([timeMs, value], at) =>
        timeMs === points[at]?.[0] && isAlmost(points[at]?.[1] ?? NaN, value)
      );
    if (!isEqual) {
      return `expected ${labelsText(labels)} ${pointsText(points)}, got ${pointsText(got)}`;
    }
  }
  return undefined;
}

function hasPoints({ values }: NotedSeries): boolean {
  return values.some((value: NotedValue) => typeof value === "number");
}

function pointsText(points: readonly (readonly [number, number])[]): string {
  return points.map(([timeMs, value]) => `${value}@${timeMs}`).join(" ");
}

/** A line of expected results; a number alone is a series without labels. */
export function readExpected(line: string): NotedSeries {
  return parseSeriesNotation(line);
}

/** Equality of the test language: a relative difference below 1e-6, NaN equal to NaN. */
export function isAlmost(one: number, other: number): boolean {
  if (Number.isNaN(one) || Number.isNaN(other)) return Number.isNaN(one) && Number.isNaN(other);
  if (one === other) return true;
  const sum = Math.abs(one) + Math.abs(other);
  const difference = Math.abs(one - other);
  if (one === 0 || other === 0 || sum < SMALLEST_NORMAL) {
    return difference < EPSILON * SMALLEST_NORMAL;
  }
  return difference / Math.min(sum, Number.MAX_VALUE) < EPSILON;
}
