import type { CancelTimer, Clock, Timer } from "@netops/core";
import type { Target, TargetSource } from "./intake/mod.ts";
import { LabelSet, METRIC_NAME } from "./model/label_set.ts";
import type { LabelMatcher } from "./model/matcher.ts";
import { isStale } from "./model/samples.ts";
import type { SelectedSeries } from "./model/series_source.ts";
import type { SeriesStore } from "./series/mod.ts";

/** What ending series needs. */
export interface EndVanishedOptions {
  readonly store: SeriesStore;
  readonly targets: TargetSource;
  readonly clock: Clock;
  readonly timer: Timer;
}

/** A query sees a series for this long behind its last sample. Source: Prometheus, lookback delta. */
const LOOKBACK_MS = 300_000;
/** By then whoever is still there is a target again. */
const GRACE_MS = 10_000;

/**
 * Ends the series of targets that were scraped before this process began, and are none any more.
 *
 * Who scraped them is dead and ended nothing, so they would seem up for five minutes. Nothing is ended as
 * long as no target is known at all: then it is the list that is missing. Gives what ends the wait.
 */
export function endVanished(options: EndVanishedOptions): CancelTimer {
  const { targets, timer } = options;
  const before = liveSeries(options, [equal(METRIC_NAME, "up")]);
  if (before.length === 0) return () => undefined;
  const cancel = timer.every(GRACE_MS, () => {
    const now = targets.list();
    if (now.length === 0) return;
    cancel();
    const present = new Set(now.map(upKey));
    for (const { labels } of before) if (!present.has(labels.key)) endAllOf(labels, options);
  });
  return cancel;
}

function endAllOf(up: LabelSet, options: EndVanishedOptions): void {
  const { store, clock } = options;
  if (up.get("instance") === "") return;
  const own = [...up.entries()].filter(([name]) => name !== METRIC_NAME);
  const nowMs = Math.floor(clock.nowMs());
  for (const { labels } of liveSeries(options, own.map(([name, value]) => equal(name, value)))) {
    const ref = store.refOf(labels);
    if (typeof ref === "number") store.appendStale(ref, nowMs);
  }
}

/** Series that a query of now would see. */
function liveSeries(
  { store, clock }: EndVanishedOptions,
  matchers: readonly LabelMatcher[],
): SelectedSeries[] {
  const nowMs = clock.nowMs();
  const recent = store.select(matchers, { fromMs: nowMs - LOOKBACK_MS, toMs: nowMs });
  return [...recent].filter(({ samples: { values, length } }) => !isStale(values, length - 1));
}

function upKey({ labels }: Target): string {
  return LabelSet.of({ ...labels, [METRIC_NAME]: "up" }).key;
}

function equal(name: string, value: string): LabelMatcher {
  return { name, type: "=", value };
}
