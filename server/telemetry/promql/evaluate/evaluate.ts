import type { SeriesSource } from "../../model/series_source.ts";
import { withoutParens } from "../language/ast.ts";
import type { PromqlQuery } from "../language/parse_promql.ts";
import { type PromqlError, PromqlFailure } from "../language/promql_error.ts";
import { Annotations } from "./annotations.ts";
import { Budget, type QueryLimits } from "./budget.ts";
import { Evaluator } from "./evaluator.ts";
import { type Grid, timeAt } from "./grid.ts";
import { invariantsOf } from "./invariants.ts";
import { compareLabels } from "./order.ts";
import { plainSamples } from "./plain_samples.ts";
import type { MatrixSeries, QueryData, QueryOutcome } from "./query_data.ts";
import { hasValues, mergeSameLabels, type Series } from "./series.ts";

/** How to evaluate, whatever the time. */
export interface EvaluationOptions {
  readonly source: SeriesSource;
  readonly limits?: QueryLimits;
  /** How old a sample may be to count as current; 5 minutes unless given. */
  readonly lookbackMs?: number;
  /** The step of `[1h:]`; a minute unless given. */
  readonly defaultSubqueryStepMs?: number;
  /** Keep metric names until the end, as Prometheus' `promql-delayed-name-removal`; false unless given. */
  readonly isNameRemovalDelayed?: boolean;
}

/** An instant query. */
export interface InstantOptions extends EvaluationOptions {
  readonly timeMs: number;
}

/** A query of a range: both ends are included. */
export interface RangeOptions extends EvaluationOptions {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

const DEFAULT_LOOKBACK_MS = 5 * 60_000;
const DEFAULT_SUBQUERY_STEP_MS = 60_000;
const MOST_POINTS = 11_000;

/** Evaluates a query at one time. */
export function evaluateInstant(query: PromqlQuery, options: InstantOptions): QueryOutcome {
  const { timeMs } = options;
  const grid: Grid = { startMs: timeMs, stepMs: 1, count: 1 };
  return guarded(query, { grid, endMs: timeMs, stepMs: 0, options }, (evaluator) => {
    switch (query.type) {
      case "string": {
        const literal = withoutParens(query.expr);
        return {
          resultType: "string",
          timeMs,
          result: literal.kind === "string" ? literal.value : "",
        };
      }
      case "scalar": {
        const [result = NaN] = evaluator.scalar(query.expr, grid);
        return { resultType: "scalar", timeMs, result };
      }
      case "matrix":
        return { resultType: "matrix", result: plainSamples(query.expr, grid, evaluator) };
      case "vector":
        return {
          resultType: "vector",
          timeMs,
          result: finished(evaluator.vector(query.expr, grid))
            .map(({ labels, values }) => ({ labels, value: values[0] as number })),
        };
    }
  });
}

/** Evaluates a query at each step of a range. */
export function evaluateRange(query: PromqlQuery, options: RangeOptions): QueryOutcome {
  const { fromMs, toMs, stepMs } = options;
  const error = rangeError(query, options);
  if (error !== undefined) return { error, warnings: [], infos: [] };
  const count = Math.floor((toMs - fromMs) / stepMs) + 1;
  const grid: Grid = { startMs: fromMs, stepMs, count };
  return guarded(query, { grid, endMs: toMs, stepMs, options }, (evaluator) => {
    if (query.type === "scalar") {
      const [series] = evaluator.asVector(query.expr, grid);
      const result = series === undefined ? [] : [compact(series, grid)];
      return { resultType: "matrix", result };
    }
    const list = finished(evaluator.vector(query.expr, grid)).filter(hasValues);
    const sorted = list.toSorted((one, other) => compareLabels(one.labels, other.labels));
    return { resultType: "matrix", result: sorted.map((series) => compact(series, grid)) };
  });
}

function rangeError(query: PromqlQuery, options: RangeOptions): PromqlError | undefined {
  const { fromMs, toMs, stepMs } = options;
  const bad = (message: string): PromqlError => ({ errorType: "bad_data", message });
  if (!(stepMs > 0)) {
    return bad(
      "zero or negative query resolution step widths are not accepted. Try a positive integer",
    );
  }
  if (toMs < fromMs) return bad("end timestamp must not be before start time");
  if ((toMs - fromMs) / stepMs > MOST_POINTS) {
    return bad(
      "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query " +
        "resolution (?step=XX)",
    );
  }
  if (query.type === "scalar" || query.type === "vector") return undefined;
  const name = query.type === "matrix" ? "range vector" : query.type;
  const message =
    `invalid expression type "${name}" for range query, must be Scalar or instant Vector`;
  return { ...bad(message), offset: 0 };
}

interface Setting {
  readonly grid: Grid;
  readonly endMs: number;
  readonly stepMs: number;
  readonly options: EvaluationOptions;
}

/** Runs an evaluation; what it throws becomes an error value. */
function guarded(
  query: PromqlQuery,
  { grid, endMs, stepMs, options }: Setting,
  body: (evaluator: Evaluator) => QueryData,
): QueryOutcome {
  const annotations = new Annotations();
  const evaluator = new Evaluator({
    source: options.source,
    budget: new Budget(options.limits ?? {}),
    annotations,
    lookbackMs: options.lookbackMs ?? DEFAULT_LOOKBACK_MS,
    defaultSubqueryStepMs: options.defaultSubqueryStepMs ?? DEFAULT_SUBQUERY_STEP_MS,
    isNameRemovalDelayed: options.isNameRemovalDelayed ?? false,
    queryGrid: grid,
    queryEndMs: endMs,
    queryStepMs: stepMs,
    invariants: invariantsOf(query.expr),
  });
  const said = () => ({
    warnings: annotations.warnings(query.text),
    infos: annotations.infos(query.text),
  });
  try {
    return { data: body(evaluator), ...said() };
  } catch (error) {
    return { error: errorOf(error), ...said() };
  }
}

function errorOf(error: unknown): PromqlError {
  if (error instanceof PromqlFailure) {
    return { errorType: error.errorType, message: error.message };
  }
  // A deep expression can exhaust the stack, and a hostile one ask for more memory than an array may have.
  if (error instanceof RangeError) {
    return { errorType: "execution", message: `query is too large to evaluate: ${error.message}` };
  }
  throw error;
}

/** Takes away the names that were kept until now. */
function finished(list: readonly Series[]): readonly Series[] {
  if (!list.some((series) => series.isNameDropped)) return mergeSameLabels(list);
  return mergeSameLabels(
    list.map((series) =>
      series.isNameDropped ? { ...series, labels: series.labels.nameless } : series
    ),
  );
}

function compact({ labels, values, present }: Series, grid: Grid): MatrixSeries {
  const timestampsMs = new Float64Array(grid.count);
  const kept = new Float64Array(grid.count);
  let count = 0;
  for (let step = 0; step < grid.count; step++) {
    if (present[step] !== 1) continue;
    timestampsMs[count] = timeAt(grid, step);
    kept[count++] = values[step] as number;
  }
  return {
    labels,
    timestampsMs: timestampsMs.subarray(0, count),
    values: kept.subarray(0, count),
  };
}
