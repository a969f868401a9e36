import { isStale } from "../model/samples.ts";
import type { SampleBuffer } from "./sample_buffer.ts";

/** How samples are thinned out. */
export interface RollUpRule {
  /** Of each window `(k stepMs, (k + 1) stepMs]` the last sample stays. */
  readonly stepMs: number;
  /** Keeps the samples around each reset, too. */
  readonly isCounter: boolean;
}

/**
 * Appends those of a run of samples that stay; none is changed or moved in time.
 *
 * The last of each window stays, and so do stale markers with the sample before each, so that a series
 * ends when it ended. Of a counter the first sample of the run stays and the two around every drop: between
 * drops a difference of two samples is the sum of all differences between, so increase and rate over
 * what stays are exactly those over all samples.
 */
export function rollUp(from: SampleBuffer, rule: RollUpRule, into: SampleBuffer): void {
  const stays = new Uint8Array(from.length);
  markWindows(from, rule.stepMs, stays);
  markEndings(from, stays);
  if (rule.isCounter) markResets(from, stays);
  for (let at = 0; at < from.length; at++) if (stays[at] === 1) into.take(from, at);
}

function markWindows({ length, timestampsMs }: SampleBuffer, stepMs: number, stays: Uint8Array) {
  const windowOf = (at: number) => Math.ceil((timestampsMs[at] ?? 0) / stepMs);
  for (let at = 0; at < length; at++) {
    if (at === length - 1 || windowOf(at) !== windowOf(at + 1)) stays[at] = 1;
  }
}

function markEndings({ length, values }: SampleBuffer, stays: Uint8Array): void {
  for (let at = 0; at < length; at++) {
    if (!isStale(values, at)) continue;
    const isRepeated = at > 0 && isStale(values, at - 1);
    if (isRepeated) continue;
    stays[at] = 1;
    if (at > 0) stays[at - 1] = 1;
  }
}

function markResets({ length, values }: SampleBuffer, stays: Uint8Array): void {
  let before = -1;
  for (let at = 0; at < length; at++) {
    const value = values[at] ?? 0;
    // Queries of rates pass over NaN of every kind.
    if (value !== value) continue;
    if (before < 0) stays[at] = 1;
    else if (value < (values[before] ?? 0)) {
      stays[before] = 1;
      stays[at] = 1;
    }
    before = at;
  }
}

/** Whether a metric counts up by its name, as OpenMetrics and Prometheus name them. */
export function isCounterName(name: string): boolean {
  return /_(total|count|sum|bucket)$/.test(name);
}
