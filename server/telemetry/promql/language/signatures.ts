import type { ValueType } from "./value_type.ts";

/** What a function takes and gives. */
export interface FunctionSignature {
  readonly args: readonly ValueType[];
  /**
   * How many arguments may be absent or repeated at the end: 0 none, n > 0 up to n more than all but the
   * last, -1 any number.
   */
  readonly variadic: number;
  readonly result: ValueType;
}

const VECTOR_FUNCTIONS =
  "abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count " +
  "histogram_sum histogram_stddev histogram_stdvar ln log10 log2 rad sgn sin sinh sort sort_desc sqrt " +
  "start_timestamp tan tanh timestamp";
const RANGE_FUNCTIONS =
  "absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate " +
  "last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time " +
  "stdvar_over_time sum_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time " +
  "ts_of_min_over_time";
const TIME_FUNCTIONS = "day_of_month day_of_week day_of_year days_in_month hour minute month year";

/** Every function that the language knows, by name. Source: Prometheus 3, documentation of functions. */
export const SIGNATURES: ReadonlyMap<string, FunctionSignature> = new Map([
  ...named(VECTOR_FUNCTIONS, signature(["vector"])),
  ...named(RANGE_FUNCTIONS, signature(["matrix"])),
  ...named(TIME_FUNCTIONS, signature(["vector"], { variadic: 1 })),
  ...named("time pi start end step range", signature([], { result: "scalar" })),
  ...named("clamp", signature(["vector", "scalar", "scalar"])),
  ...named("clamp_max clamp_min", signature(["vector", "scalar"])),
  ...named("double_exponential_smoothing", signature(["matrix", "scalar", "scalar"])),
  ...named("histogram_fraction", signature(["scalar", "scalar", "vector"])),
  ...named("histogram_quantile", signature(["scalar", "vector"])),
  ...named(
    "histogram_quantiles",
    signature(["vector", "string", "scalar", "scalar"], { variadic: 9 }),
  ),
  ...named("info", signature(["vector", "vector"], { variadic: 1 })),
  ...named("label_join", signature(["vector", "string", "string", "string"], { variadic: -1 })),
  ...named("label_replace", signature(["vector", "string", "string", "string", "string"])),
  ...named("max_of min_of", signature(["scalar", "scalar"], { result: "scalar" })),
  ...named("predict_linear", signature(["matrix", "scalar"])),
  ...named("quantile_over_time", signature(["scalar", "matrix"])),
  ...named("round", signature(["vector", "scalar"], { variadic: 1 })),
  ...named("scalar", signature(["vector"], { result: "scalar" })),
  ...named("sort_by_label sort_by_label_desc", signature(["vector", "string"], { variadic: -1 })),
  ...named("vector", signature(["scalar"])),
]);

function signature(
  args: readonly ValueType[],
  options: { readonly variadic?: number; readonly result?: ValueType } = {},
): FunctionSignature {
  return { args, variadic: options.variadic ?? 0, result: options.result ?? "vector" };
}

function named(names: string, what: FunctionSignature): [string, FunctionSignature][] {
  return names.split(" ").map((name) => [name, what]);
}
