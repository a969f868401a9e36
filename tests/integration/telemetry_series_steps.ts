import { LabelSet } from "../../server/telemetry/model/label_set.ts";

/** Series of a step. */
export const SERIES = 5_000;

/** The labels of a series. */
export function labelsOf(index: number): LabelSet {
  return LabelSet.of({ __name__: "steps_total", index: `${index}`, zone: `z${index % 3}` });
}

/** The value of a series in a step, by which both are known; one in ten is no whole number. */
export function valueOf(index: number, step: number): number {
  const whole = step * SERIES + index;
  return index % 10 === 0 ? Math.sqrt(whole) : whole;
}
