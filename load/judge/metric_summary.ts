import { inOrder, quantileOf } from "../report/quantiles.ts";
import type { MetricKind } from "../run/load_threshold.ts";

/** What is known of one metric at the end of a load (or by now). */
export type MetricSummary =
  /** Every value; `p(95)`, `avg`, `min`, `max`, `med`, `count`. */
  | { readonly kind: "trend"; readonly values: readonly number[] }
  /** A share: `rate` or `value`; nothing is known when `whole` is 0. */
  | { readonly kind: "ratio"; readonly part: number; readonly whole: number }
  /** `count`, and `rate` per second. */
  | { readonly kind: "counter"; readonly count: number; readonly seconds: number }
  /** `value`. */
  | { readonly kind: "value"; readonly value: number | null };

/** A limit in k6's grammar, taken apart. */
export interface Limit {
  readonly aggregate: string;
  readonly operator: "<" | "<=" | ">" | ">=" | "==" | "!=";
  readonly bound: number;
}

const LIMIT =
  /^(avg|min|max|med|count|rate|value|p\((?:\d{1,2}(?:\.\d+)?|100)\))\s*(===|==|!=|<=|>=|<|>)\s*(-?\d+(?:\.\d+)?(?:e-?\d+)?)$/;

/**
 * Reads a limit such as `p(95)<1000`; undefined when it is none.
 *
 * Source: k6's threshold expressions, grafana/k6, metrics/thresholds_parser.go.
 */
export function parseLimit(text: string): Limit | undefined {
  const [, aggregate, operator, bound] = LIMIT.exec(text.trim()) ?? [];
  if (aggregate === undefined || operator === undefined) return undefined;
  const same = operator === "===" ? "==" : operator as Limit["operator"];
  return { aggregate, operator: same, bound: Number(bound) };
}

/** Whether a number keeps a limit. */
export function keepsLimit(actual: number, { operator, bound }: Limit): boolean {
  switch (operator) {
    case "<":
      return actual < bound;
    case "<=":
      return actual <= bound;
    case ">":
      return actual > bound;
    case ">=":
      return actual >= bound;
    case "==":
      return actual === bound;
    case "!=":
      return actual !== bound;
  }
}

/** The number that a limit is about; null when nothing was measured or the metric has no such number. */
export function actualOf(summary: MetricSummary, aggregate: string): number | null {
  switch (summary.kind) {
    case "trend":
      return ofTrend(summary.values, aggregate);
    case "ratio":
      if (aggregate !== "rate" && aggregate !== "value") return null;
      return summary.whole === 0 ? null : summary.part / summary.whole;
    case "counter":
      if (aggregate === "count") return summary.count;
      if (aggregate !== "rate" || summary.seconds === 0) return null;
      return summary.count / summary.seconds;
    case "value":
      return aggregate === "value" ? summary.value : null;
  }
}

/** What a limit on a metric of this kind may name. */
export function aggregatesOf(kind: MetricKind): readonly string[] {
  return AGGREGATES[kind];
}

const AGGREGATES: Readonly<Record<MetricKind, readonly string[]>> = {
  trend: ["p(95)", "avg", "min", "max", "med", "count"],
  ratio: ["rate", "value"],
  counter: ["count", "rate"],
  value: ["value"],
};

function ofTrend(values: readonly number[], aggregate: string): number | null {
  if (aggregate === "count") return values.length;
  if (values.length === 0) return null;
  if (aggregate === "avg") return values.reduce((sum, value) => sum + value, 0) / values.length;
  const ratio = { min: 0, max: 1, med: 0.5 }[aggregate] ?? ratioOf(aggregate);
  return ratio === undefined ? null : quantileOf(inOrder(values), ratio);
}

function ratioOf(aggregate: string): number | undefined {
  const [, percent] = /^p\(([\d.]+)\)$/.exec(aggregate) ?? [];
  return percent === undefined ? undefined : Number(percent) / 100;
}
