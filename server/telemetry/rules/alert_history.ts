import { METRIC_NAME } from "../model/label_set.ts";
import { isStale } from "../model/samples.ts";
import type { SeriesSource } from "../model/series_source.ts";

/** What is stored of an alert of an earlier process. */
export interface PastAlert {
  /** Since when it was there. */
  readonly activeAtMs: number;
  /** When it was last said to be. */
  readonly lastMs: number;
}

/** Tells the alerts of a rule that were there when an earlier process ended, by the key of their labels. */
export type AlertHistory = (alertName: string, timeMs: number) => ReadonlyMap<string, PastAlert>;

/** How an alert goes on that was there before. */
export interface RestoredAlert {
  readonly activeAtMs: number;
  /** It fired already, which the time line knows. */
  readonly wasFiring: boolean;
}

/** An alert that was away for longer begins anew. Source: Prometheus, rules.alert.for-outage-tolerance. */
const MOST_AWAY_MS = 3_600_000;

/** Reads the last values of `ALERTS_FOR_STATE`, of at most an hour ago; an alert that ended is none. */
export function createAlertHistory(source: SeriesSource): AlertHistory {
  return (alertName, timeMs) => {
    const past = new Map<string, PastAlert>();
    const selected = source.select([
      { name: METRIC_NAME, type: "=", value: "ALERTS_FOR_STATE" },
      { name: "alertname", type: "=", value: alertName },
    ], { fromMs: timeMs - MOST_AWAY_MS, toMs: timeMs - 1 });
    for (const { labels, samples } of selected) {
      const at = samples.length - 1;
      if (at < 0 || isStale(samples.values, at)) continue;
      past.set(labels.with({ [METRIC_NAME]: "" }).key, {
        activeAtMs: Number(samples.values[at]) * 1_000,
        lastMs: Number(samples.timestampsMs[at]),
      });
    }
    return past;
  };
}

/** When alerts of a rule are restored. */
export interface RestoreTerms {
  readonly timeMs: number;
  readonly forMs: number;
  /** What an alert that is there again is pending for at least. */
  readonly graceMs: number;
}

/**
 * Says since when an alert counts that is there again after an outage:
 *
 * - it was there for `forMs` before: since then, and it fires on;
 * - less than `graceMs` was missing: so that it fires after `graceMs`;
 * - else the outage does not count: as long ago as it had been there.
 *
 * Undefined when `forMs` is less than `graceMs`: such an alert has little to lose. Source: Prometheus,
 * rules/group.go, RestoreForState.
 */
export function restoreAlert(
  { activeAtMs, lastMs }: PastAlert,
  { timeMs, forMs, graceMs }: RestoreTerms,
): RestoredAlert | undefined {
  if (forMs < graceMs || forMs === 0) return undefined;
  const missingMs = forMs - (lastMs - activeAtMs);
  if (missingMs <= 0) return { activeAtMs, wasFiring: true };
  return {
    activeAtMs: missingMs < graceMs ? timeMs + graceMs - forMs : activeAtMs + (timeMs - lastMs),
    wasFiring: false,
  };
}
