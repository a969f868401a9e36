/**
 * What a counter grew by in each step, from its values at the steps' ends (the first is the start).
 *
 * A value below the one before it is a counter that began again, at 0; so is one that was not there before.
 * NaN where there is no value; what was counted meanwhile belongs to the step in which it is back.
 */
export function increments(values: Float64Array): Float64Array {
  const steps = new Float64Array(Math.max(0, values.length - 1)).fill(NaN);
  let last = values[0] ?? NaN;
  for (let at = 1; at < values.length; at++) {
    const value = values[at] ?? NaN;
    if (Number.isNaN(value)) continue;
    steps[at - 1] = value >= last ? value - last : value;
    last = value;
  }
  return steps;
}

/** What a value changed by in each step; NaN where one of both is missing. */
export function changes(values: Float64Array): Float64Array {
  return values.slice(1).map((value, at) => value - (values[at] ?? NaN));
}

/** Adds series up step by step, over those that have a value there; NaN where none has. */
export function sumSteps(all: readonly Float64Array[], count: number): Float64Array {
  return eachStep(all, count, (sum) => sum);
}

/** The mean of series step by step, over those that have a value there; NaN where none has. */
export function meanSteps(all: readonly Float64Array[], count: number): Float64Array {
  return eachStep(all, count, (sum, had) => sum / had);
}

function eachStep(
  all: readonly Float64Array[],
  count: number,
  tell: (sum: number, had: number) => number,
): Float64Array {
  return Float64Array.from({ length: count }, (_, at) => {
    const values = all.map((series) => series[at] ?? NaN).filter((value) => !Number.isNaN(value));
    const sum = values.reduce((total, value) => total + value, 0);
    return values.length === 0 ? NaN : tell(sum, values.length);
  });
}
