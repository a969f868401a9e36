/** Words that depend on the platform; what is left out is not checked. */
export interface LintWorld {
  /** Kinds of faults. */
  readonly faults?: readonly string[];
  /** Names of native probes. */
  readonly probes?: readonly string[];
}
