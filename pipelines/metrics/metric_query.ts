import type { CanaryMetric } from "../judge/canary_config.ts";
import { kayentaExpression } from "./kayenta_query.ts";
import type { QueryRefusal } from "./query_refusal.ts";
import { strangeVariables } from "./query_variables.ts";

/** What becomes of the values of a query. */
export const METRIC_KINDS = [
  ...["gauge", "counter", "ratio", "total", "level", "growth", "quantile", "slow"] as const,
];

/** What becomes of the values of a query. */
export type MetricKind = (typeof METRIC_KINDS)[number];

/** How the points of a metric are got. */
export interface MetricQuery {
  readonly kind: MetricKind;
  /** PromQL with variables. */
  readonly expr: string;
  /** PromQL of what `expr` is counted of, or divided by. */
  readonly of?: string;
  /** Of `quantile` which, and of `slow` how many at most: 0 to 1. */
  readonly ratio: number;
  /** Added to each point of `ratio`, so that a little more than nothing is a little. */
  readonly plus: number;
  /** Is left out where neither side has it. */
  readonly isOptional: boolean;
}

/** Reads how the points of a metric are got: our way of saying it, or Kayenta's for Prometheus. */
export function readMetricQuery(
  { query }: CanaryMetric,
  templates: Readonly<Record<string, unknown>> = {},
): MetricQuery | QueryRefusal {
  if (typeof query !== "object" || query === null) {
    return { refusal: "it has no query", fix: `"query": {"type": "netops", "expr": "PromQL"}` };
  }
  const given = query as Readonly<Record<string, unknown>>;
  const { type = "netops", expr } = given;
  if (type !== "netops" && type !== "prometheus") {
    const refusal = `it asks ${JSON.stringify(type)}, and only a Prometheus can be asked here`;
    return { refusal, fix: `"type": "prometheus"` };
  }
  const read = expr === undefined ? readKayenta(given, templates) : readOurs(given);
  if ("refusal" in read) return read;
  const [stranger] = [read.expr, read.of ?? ""].flatMap(strangeVariables);
  if (stranger === undefined) return read;
  return {
    refusal: `\${${stranger}} is nothing that is known here`,
    fix: "use $group (or ${scope}), $app, $step or $window",
  };
}

function readKayenta(
  given: Readonly<Record<string, unknown>>,
  templates: Readonly<Record<string, unknown>>,
): MetricQuery | QueryRefusal {
  const expr = kayentaExpression(given, templates);
  if (typeof expr === "object") return expr;
  return { kind: "gauge", expr, ratio: NaN, plus: 0, isOptional: false };
}

const KNOWN = ["type", "serviceType", "expr", "of", "kind", "ratio", "plus", "optional"];
/** What `ratio` is where nothing is said. */
const RATIOS: Partial<Record<MetricKind, number>> = { quantile: 0.95, slow: 0.05 };
/** Kinds that need `of`. */
const DIVIDED: readonly MetricKind[] = ["ratio"];
/** Kinds that may have `of`. */
const DIVISIBLE: readonly MetricKind[] = ["counter", "ratio"];

function readOurs(given: Readonly<Record<string, unknown>>): MetricQuery | QueryRefusal {
  const stranger = Object.keys(given).find((key) => !KNOWN.includes(key));
  if (stranger !== undefined) {
    return { refusal: `a query has no "${stranger}"`, fix: `use some of ${KNOWN.join(", ")}` };
  }
  const { expr, of, plus = 0, optional = false } = given;
  const kind = kindOf(given);
  if (kind === undefined) {
    const refusal = `there is no kind ${JSON.stringify(given["kind"])}`;
    return { refusal, fix: `use one of ${METRIC_KINDS.join(", ")}` };
  }
  const { ratio = RATIOS[kind] ?? NaN } = given;
  if (!isText(expr) || (of !== undefined && !isText(of))) {
    return { refusal: `${isText(expr) ? "of" : "expr"} is no PromQL` };
  }
  const isRatioGood = typeof ratio === "number" &&
    (RATIOS[kind] === undefined ? given["ratio"] === undefined : ratio > 0 && ratio < 1);
  if (!isRatioGood) return { refusal: `ratio is for quantile and slow, above 0 and below 1` };
  if (typeof plus !== "number" || !(plus >= 0) || (plus > 0 && kind !== "ratio")) {
    return { refusal: "plus is for kind ratio, and at least 0" };
  }
  if (typeof optional !== "boolean") return { refusal: "optional is not true or false" };
  if (of === undefined && DIVIDED.includes(kind)) {
    return { refusal: `kind ${kind} needs "of"`, fix: `"of": "PromQL of what it is divided by"` };
  }
  if (of !== undefined && !DIVISIBLE.includes(kind)) {
    return { refusal: `kind ${kind} has no "of"`, fix: `"kind": "counter" or "kind": "ratio"` };
  }
  const rest = of === undefined ? {} : { of };
  return { kind, expr, ratio, plus, isOptional: optional, ...rest };
}

/** What is counted of something is a counter, if nothing else is said. */
function kindOf({ kind, of }: Readonly<Record<string, unknown>>): MetricKind | undefined {
  if (kind === undefined) return of === undefined ? "gauge" : "counter";
  return METRIC_KINDS.find((known) => known === kind);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}
