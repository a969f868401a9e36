/** The times at which an expression is evaluated: `count` of them, `stepMs` apart. */
export interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/** The time of a step. */
export function timeAt(grid: Grid, index: number): number {
  return grid.startMs + index * grid.stepMs;
}

/** The time of the last step. */
export function endOf(grid: Grid): number {
  return timeAt(grid, grid.count - 1);
}
