/** Bits of the value that says "this series ended here". Source: Prometheus, model/value, StaleNaN. */
const STALE_HIGH = 0x7ff00000;
const STALE_LOW = 0x00000002;

/**
 * A run of samples of one series, by ascending time.
 *
 * Values stay in a Float64Array and are copied as arrays: a NaN that goes through a JavaScript number may
 * lose the bits that tell a stale marker from an ordinary NaN.
 */
export interface Samples {
  readonly length: number;
  /** Milliseconds since 1970; at least `length` of them. */
  readonly timestampsMs: Float64Array;
  readonly values: Float64Array;
}

/** No sample at all. */
export const NO_SAMPLES: Samples = {
  length: 0,
  timestampsMs: new Float64Array(0),
  values: new Float64Array(0),
};

/** Whether a sample says that its series ended. */
export function isStale(values: Float64Array, index: number): boolean {
  const value = values[index];
  if (value === value) return false;
  const view = new DataView(values.buffer, values.byteOffset + index * 8, 8);
  return view.getUint32(4, true) === STALE_HIGH && view.getUint32(0, true) === STALE_LOW;
}

/** Writes the marker that says that a series ended. */
export function writeStale(values: Float64Array, index: number): void {
  const view = new DataView(values.buffer, values.byteOffset + index * 8, 8);
  view.setUint32(0, STALE_LOW, true);
  view.setUint32(4, STALE_HIGH, true);
}
