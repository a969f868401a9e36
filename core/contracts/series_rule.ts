/** Writes the result of a query as a series of its own. */
export interface RecordingRule {
  readonly record: string;
  readonly query: string;
  /** They win over those of the result. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Each label set that the query gives is an alert. */
export interface AlertingRule {
  readonly alert: string;
  readonly query: string;
  /** How long a label set must be there before it fires. */
  readonly forMs: number;
  /** How long it fires on after it vanished. */
  readonly keepFiringForMs: number;
  /** They win over those of the series; templates are filled in. */
  readonly labels: Readonly<Record<string, string>>;
  /** Templates are filled in. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** A rule of either kind. */
export type SeriesRule = RecordingRule | AlertingRule;

/** Rules that are evaluated one after another, at one time. */
export interface RuleGroup {
  readonly name: string;
  readonly intervalMs: number;
  readonly rules: readonly SeriesRule[];
}
