/**
 * The door of PromQL: parse a query, evaluate it on a source of series, write the answer.
 *
 * Pure: no clock, no input or output; a query ends itself when its limits say so. `docs/promql.md` tells
 * what of the language is here.
 *
 * ```ts
 * const parsed = parsePromql("sum by (app) (rate(requests_total[30s]))");
 * if ("error" in parsed) return errorAnswer(parsed.error);
 * return outcomeAnswer(evaluateRange(parsed.query, { source, fromMs, toMs, stepMs }));
 * ```
 *
 * @module
 */
export {
  evaluateInstant,
  evaluateRange,
  type EvaluationOptions,
  type InstantOptions,
  type RangeOptions,
} from "./evaluate/evaluate.ts";
export type { QueryLimits } from "./evaluate/budget.ts";
export { compareLabels } from "./evaluate/order.ts";
export type { MatrixSeries, QueryData, QueryOutcome, VectorSample } from "./evaluate/query_data.ts";
export type { Expr, ValueType, VectorSelector } from "./language/ast.ts";
export { formatPromql } from "./language/format_promql.ts";
export { formatDurationMs, parseDurationMs } from "./language/literals.ts";
export { ParsedQueries } from "./language/parsed_queries.ts";
export { type ParsedPromql, parsePromql, type PromqlQuery } from "./language/parse_promql.ts";
export { type ParsedSelector, parseSelector } from "./language/parse_selector.ts";
export { type PromqlError, type PromqlErrorType, PromqlFailure } from "./language/promql_error.ts";
export { selectorsIn } from "./language/selectors_in.ts";
export { compileMatcher } from "./regex/mod.ts";
export { formatNumber } from "./render/format_number.ts";
export {
  dataJson,
  errorAnswer,
  outcomeAnswer,
  type QueryAnswer,
  type QueryDataJson,
} from "./render/query_json.ts";
