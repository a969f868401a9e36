/** Words that depend on what is installed; what is left out is not checked. */
export interface CheckWorld {
  /** Names of experiments that are ready to run. */
  readonly experiments?: readonly string[];
  /** Why telemetry could not answer a query with one value; undefined when it could. */
  readonly queryProblem?: (promql: string) => string | undefined;
}
