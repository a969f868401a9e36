import type { LabelSet } from "./label_set.ts";
import type { LabelMatcher } from "./matcher.ts";
import type { Samples } from "./samples.ts";

/** A series and what it holds of the range that was asked for. */
export interface SelectedSeries {
  readonly labels: LabelSet;
  readonly samples: Samples;
}

/** A closed range of time in milliseconds since 1970. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Where PromQL reads series from. */
export interface SeriesSource {
  /** All series that match and have a sample (stale markers included) in `fromMs..toMs`. */
  select(matchers: readonly LabelMatcher[], range: TimeRange): Iterable<SelectedSeries>;
}
