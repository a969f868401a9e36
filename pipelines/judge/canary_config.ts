/** A canary configuration in Kayenta's format, as far as a judge reads it. */
export interface CanaryConfig {
  readonly name?: string | undefined;
  readonly judge?: {
    readonly name?: string | undefined;
    readonly judgeConfigurations?: Readonly<Record<string, unknown>> | undefined;
  } | undefined;
  readonly metrics: readonly CanaryMetric[];
  readonly classifier?: {
    /** Percent by group. */
    readonly groupWeights?: Readonly<Record<string, number>> | undefined;
    readonly scoreThresholds?: Partial<ScoreThresholds> | undefined;
  } | undefined;
}

/** Scores from which a canary passes, or is at least marginal; 0 to 100. */
export interface ScoreThresholds {
  readonly pass: number | undefined;
  readonly marginal: number | undefined;
}

/** One metric of a canary configuration. */
export interface CanaryMetric {
  readonly name: string;
  readonly groups?: readonly string[] | undefined;
  /** For whoever fetches the points. */
  readonly query?: unknown;
  readonly analysisConfigurations?: {
    readonly canary?: {
      readonly direction?: string | undefined;
      readonly nanStrategy?: string | undefined;
      readonly critical?: boolean | undefined;
      readonly mustHaveData?: boolean | undefined;
      readonly muted?: boolean | undefined;
      readonly paired?: boolean | undefined;
      readonly effectSize?: {
        readonly measure?: string | undefined;
        readonly allowedIncrease?: number | undefined;
        readonly allowedDecrease?: number | undefined;
        readonly criticalIncrease?: number | undefined;
        readonly criticalDecrease?: number | undefined;
      } | undefined;
      readonly outliers?: {
        readonly strategy?: string | undefined;
        readonly outlierFactor?: number | undefined;
      } | undefined;
    } | undefined;
  } | undefined;
}
