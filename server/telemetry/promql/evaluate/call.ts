import { LabelSet } from "../../model/label_set.ts";
import { type Call, type Expr, typeOf, withoutParens } from "../language/ast.ts";
import { failExecution } from "../language/promql_error.ts";
import { evaluateAbsent } from "./absent.ts";
import { larger, smaller } from "./arithmetic.ts";
import { type Evaluation, namelessLabels } from "./evaluation.ts";
import { type Grid, timeAt } from "./grid.ts";
import { evaluateHistogramFunction, HISTOGRAM_FUNCTIONS } from "./histogram_functions.ts";
import { evaluateInfo } from "./info.ts";
import { evaluateLabelFunction } from "./label_functions.ts";
import { evaluateRangeFunction } from "./range_function.ts";
import { currentSeries } from "./selection.ts";
import { hasValues, mergeSameLabels, type Series } from "./series.ts";
import { evaluateSort, SORT_FUNCTIONS } from "./sort_functions.ts";
import { SCALED_FUNCTIONS, TIME_FUNCTIONS, VALUE_FUNCTIONS } from "./value_functions.ts";

/** Functions of native histograms, and of what samples here do not have: they give nothing. */
const GIVING_NOTHING: ReadonlySet<string> = new Set([
  "histogram_avg",
  "histogram_count",
  "histogram_sum",
  "histogram_stddev",
  "histogram_stdvar",
  "start_timestamp",
]);

/** Evaluates a call whose result is an instant vector. */
export function evaluateCall(call: Call, grid: Grid, evaluation: Evaluation): readonly Series[] {
  const { name, args } = call;
  if (args.some((arg) => typeOf(arg) === "matrix")) {
    return evaluateRangeFunction(call, grid, evaluation);
  }
  const plain = VALUE_FUNCTIONS.get(name);
  if (plain !== undefined) return mapValues(call, { grid, evaluation }, plain);
  if (SCALED_FUNCTIONS.has(name)) return scaled(call, grid, evaluation);
  if (TIME_FUNCTIONS.has(name)) return timely(call, grid, evaluation);
  if (SORT_FUNCTIONS.has(name)) return evaluateSort(call, grid, evaluation);
  if (HISTOGRAM_FUNCTIONS.has(name)) return evaluateHistogramFunction(call, grid, evaluation);
  switch (name) {
    case "absent":
      return evaluateAbsent(call, grid, evaluation);
    case "vector":
      return [fromScalar(evaluation.scalar(args[0] as Expr, grid))];
    case "timestamp":
      return timestamp(call, grid, evaluation);
    case "label_replace":
    case "label_join":
      return evaluateLabelFunction(call, grid, evaluation);
    case "info":
      return evaluateInfo(call, grid, evaluation);
  }
  if (!GIVING_NOTHING.has(name)) failExecution(`function "${name}" is not available here`);
  evaluation.vector(args[0] as Expr, grid);
  return [];
}

/** Evaluates a call whose result is a scalar. */
export function evaluateScalarCall(call: Call, grid: Grid, evaluation: Evaluation): Float64Array {
  const { queryGrid, queryEndMs, queryStepMs } = evaluation;
  const constant = (value: number) => new Float64Array(grid.count).fill(value);
  switch (call.name) {
    case "time":
      return Float64Array.from({ length: grid.count }, (_, step) => timeAt(grid, step) / 1000);
    case "pi":
      return constant(Math.PI);
    case "start":
      return constant(queryGrid.startMs / 1000);
    case "end":
      return constant(queryEndMs / 1000);
    case "range":
      return constant((queryEndMs - queryGrid.startMs) / 1000);
    case "step":
      return constant(queryEndMs === queryGrid.startMs ? 0 : queryStepMs / 1000);
    case "min_of":
    case "max_of": {
      const [one, other] = call.args.map((arg) => evaluation.scalar(arg, grid));
      const choose = call.name === "min_of" ? smaller : larger;
      return constant(0).map((_, step) => choose(one?.[step] ?? NaN, other?.[step] ?? NaN));
    }
    case "scalar":
      return onlyValue(evaluation.vector(call.args[0] as Expr, grid), grid);
    default:
      return failExecution(`function "${call.name}" is not available here`);
  }
}

/** One series without labels that has a scalar's values. */
export function fromScalar(values: Float64Array): Series {
  const present = new Uint8Array(values.length).fill(1);
  return { labels: LabelSet.EMPTY, values, present, isNameDropped: false };
}

/** The value where there is exactly one, else NaN. */
function onlyValue(list: readonly Series[], grid: Grid): Float64Array {
  const result = new Float64Array(grid.count).fill(NaN);
  const counts = new Uint8Array(grid.count);
  for (const { values, present } of list) {
    for (let step = 0; step < grid.count; step++) {
      if (present[step] !== 1) continue;
      const isFirst = counts[step] === 0;
      counts[step] = isFirst ? 1 : 2;
      result[step] = isFirst ? values[step] as number : NaN;
    }
  }
  return result;
}

interface Place {
  readonly grid: Grid;
  readonly evaluation: Evaluation;
}

function mapValues(
  call: Call,
  { grid, evaluation }: Place,
  compute: (value: number, step: number) => number,
): readonly Series[] {
  const list = evaluation.vector(call.args[0] as Expr, grid).map((series) => {
    evaluation.budget.takeSamples(grid.count);
    return {
      labels: namelessLabels(evaluation, series.labels),
      values: series.values.map(compute),
      present: series.present,
      isNameDropped: true,
    };
  });
  return mergeSameLabels(list);
}

function scaled(call: Call, grid: Grid, evaluation: Evaluation): readonly Series[] {
  const compute = SCALED_FUNCTIONS.get(call.name) ?? failExecution("unknown function");
  const scalars = call.args.slice(1).map((arg) => evaluation.scalar(arg, grid));
  const list = mapValues(
    call,
    { grid, evaluation },
    (value, step) => compute(value, scalars.map((scalar) => scalar[step] as number)),
  );
  if (call.name !== "clamp") return list;
  const [low, high] = scalars as [Float64Array, Float64Array];
  return list.map((series) => ({
    ...series,
    // Nothing lies between bounds in the wrong order.
    present: series.present.map((is, step) =>
      (high[step] as number) < (low[step] as number) ? 0 : is
    ),
  })).filter(hasValues);
}

function timely(call: Call, grid: Grid, evaluation: Evaluation): readonly Series[] {
  const compute = TIME_FUNCTIONS.get(call.name) ?? failExecution("unknown function");
  if (call.args.length > 0) {
    const whole = (seconds: number) => compute(new Date(Math.trunc(seconds) * 1000));
    return mapValues(call, { grid, evaluation }, whole);
  }
  const times = Float64Array.from(
    { length: grid.count },
    (_, step) => compute(new Date(Math.trunc(timeAt(grid, step) / 1000) * 1000)),
  );
  return [fromScalar(times)];
}

function timestamp(call: Call, grid: Grid, evaluation: Evaluation): readonly Series[] {
  const arg = withoutParens(call.args[0] as Expr);
  if (arg.kind !== "vector" || arg.edges !== undefined) {
    return mapValues(call, { grid, evaluation }, (_, step) => timeAt(grid, step) / 1000);
  }
  const list = currentSeries(arg, grid, { evaluation, isTimestampWanted: true });
  return mergeSameLabels(list.map((series) => ({
    ...series,
    labels: namelessLabels(evaluation, series.labels),
    isNameDropped: true,
  })));
}
