/** A difference, experiment minus control, with the interval that holds it at 95 %. */
export interface Interval {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** The normal quantile of a two-sided interval of 95 %. */
export const Z_95 = 1.959963984540054;
