import { isStale, type Samples } from "../../model/samples.ts";

/** The samples of one series that a range function sees at one step; the same object for all steps. */
export class Window {
  timestampsMs: Float64Array = new Float64Array(0);
  values: Float64Array = new Float64Array(0);
  /** Index of the first sample. */
  from = 0;
  /** Index behind the last sample. */
  to = 0;
  /** The range's older end, excluded. */
  startMs = 0;
  /** The range's newer end. */
  endMs = 0;
  /** The time of the step, which differs from `endMs` by offset and `@`. */
  stepTimeMs = 0;
  /** The range's length. */
  rangeMs = 0;
  /** Scalar arguments at this step. */
  args: readonly number[] = [];
  /** Indices of samples that are smaller than the one before, if the function asks for them. */
  resets: Int32Array = new Int32Array(0);
  /** Index in `resets` of the first that lies behind `from`. */
  firstReset = 0;
  /** Set by a function that has no result. */
  isAbsent = false;

  /** Says that there is no result; the number means nothing. */
  absent(): number {
    this.isAbsent = true;
    return NaN;
  }
}

/** Leaves out stale markers; the same samples when there are none. */
export function withoutStale(samples: Samples): Samples {
  const { values, timestampsMs, length } = samples;
  let at = 0;
  while (at < length && !isStaleAt(values, at)) at++;
  if (at === length) return samples;
  const kept = { timestampsMs: timestampsMs.slice(0, length), values: values.slice(0, length) };
  let count = at;
  for (; at < length; at++) {
    if (isStaleAt(values, at)) continue;
    kept.timestampsMs[count] = timestampsMs[at] as number;
    kept.values[count] = values[at] as number;
    count++;
  }
  return { ...kept, length: count };
}

function isStaleAt(values: Float64Array, at: number): boolean {
  const value = values[at] as number;
  return value !== value && isStale(values, at);
}

/** Finds where a counter began anew: indices of samples smaller than the one before. */
export function resetsOf({ values, length }: Samples): Int32Array {
  const found: number[] = [];
  for (let at = 1; at < length; at++) {
    if ((values[at] as number) < (values[at - 1] as number)) found.push(at);
  }
  return Int32Array.from(found);
}
