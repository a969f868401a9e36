import type { LabelSet } from "../../model/label_set.ts";
import { failExecution } from "../language/promql_error.ts";

/** A series on the steps of a grid. */
export interface Series {
  readonly labels: LabelSet;
  /** One value per step; what stands where `present` is 0 means nothing. */
  readonly values: Float64Array;
  /** 1 where there is a value. */
  readonly present: Uint8Array;
  /** True when the metric's name no longer says what the values are. */
  readonly isNameDropped: boolean;
}

/** Says whether a series has any value. */
export function hasValues(series: Series): boolean {
  return series.present.includes(1);
}

const SAME_LABELS = "vector cannot contain metrics with the same labelset";

/**
 * Joins series with the same labels.
 *
 * @throws PromqlFailure when two have a value at the same step
 */
export function mergeSameLabels(list: readonly Series[]): readonly Series[] {
  if (list.length < 2) return list;
  const byKey = new Map<string, Series>();
  let hasTwins = false;
  for (const series of list) {
    const twin = byKey.get(series.labels.key);
    if (twin !== undefined) hasTwins = true;
    byKey.set(series.labels.key, twin === undefined ? series : join(twin, series));
  }
  return hasTwins ? [...byKey.values()] : list;
}

/** Fails when two series have the same labels, whether or not at the same step. */
export function refuseSameLabels(list: readonly Series[]): void {
  const keys = new Set<string>();
  for (const { labels } of list) {
    if (keys.has(labels.key)) failExecution(SAME_LABELS);
    keys.add(labels.key);
  }
}

function join(one: Series, other: Series): Series {
  const values = one.values.slice();
  const present = one.present.slice();
  for (let step = 0; step < values.length; step++) {
    if (other.present[step] !== 1) continue;
    if (present[step] === 1) failExecution(SAME_LABELS);
    present[step] = 1;
    values[step] = other.values[step] as number;
  }
  return { ...one, values, present };
}
