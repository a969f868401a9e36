import { judgedEffect, type LoadEffect, nameOf, unknownEffect } from "./load_effect.ts";
import type { MetricRule } from "./load_sample.ts";
import { type CountPair, outageOf } from "./outage.ts";
import type { BlockPair } from "./paired_blocks.ts";
import {
  leastAlpha,
  type MeanInterval,
  MOST_VALUES,
  neighbourCorrelation,
  wildInterval,
} from "./wild_interval.ts";

const LEAST_BLOCKS = 10;
/** Neighbouring blocks that are this much more alike than chance make: they are no longer blocks apart. */
const DRIFT_SIGMAS = 2.5;

/** Compares a number that is read from blocks. */
export function blockEffect(
  rule: MetricRule,
  pairs: readonly BlockPair[],
  alpha: number,
): LoadEffect {
  const values = valuesOf(rule, pairs);
  const blocks = values.length;
  const scarce = scarceWords(blocks);
  if (scarce !== undefined) return unknownEffect(rule, { reason: scarce, blocks });
  const means = { before: mean(values, "from"), after: mean(values, "to"), blocks };
  if (alpha < leastAlpha(blocks)) {
    return { ...unknownEffect(rule, { reason: alphaWords(blocks, alpha), blocks }), ...means };
  }
  const changes = changesOf(rule, values);
  const effect = changes === undefined ? null : intervalOf(changes, alpha);
  const outage = rule.isCounted === true ? outageEffect(rule, pairs, alpha) : undefined;
  if (outage !== undefined) return { ...nameOf(rule), ...means, effect, ...outage };
  if (changes === undefined || effect === null) {
    return {
      ...unknownEffect(rule, { reason: "the first load has nothing to be compared with", blocks }),
      ...means,
    };
  }
  if (neighbourCorrelation(changes.values) > DRIFT_SIGMAS / Math.sqrt(blocks)) {
    const reason = "the change drifts in the course of the load: load for longer";
    return { ...unknownEffect(rule, { reason, blocks }), ...means, effect };
  }
  return judgedEffect(rule, { ...means, effect });
}

/** Says that so many blocks are too few; undefined when they are not. */
export function scarceWords(blocks: number): string | undefined {
  if (blocks >= LEAST_BLOCKS) return undefined;
  return `${blocks} blocks of both were measured, and ${LEAST_BLOCKS} are needed: load for longer`;
}

function valuesOf(
  { read = () => null, scale }: MetricRule,
  pairs: readonly BlockPair[],
): readonly CountPair[] {
  return pairs.flatMap(([one, other]) => {
    const from = read(one);
    const to = read(other);
    if (from === null || to === null) return [];
    // Where both stood still nothing is told of a change; where one did, all of it.
    return scale === "ratio" && from === 0 && to === 0 ? [] : [{ from, to }];
  });
}

interface Changes {
  readonly values: readonly number[];
  readonly isLog: boolean;
}

/** The change of each block; what fell to nothing has no logarithm, so then they are shares of the first load's mean. */
function changesOf({ scale }: MetricRule, values: readonly CountPair[]): Changes | undefined {
  if (scale === "difference") {
    return { values: values.map(({ from, to }) => to - from), isLog: false };
  }
  if (values.every(({ from, to }) => from > 0 && to > 0)) {
    return { values: values.map(({ from, to }) => Math.log(to / from)), isLog: true };
  }
  const usual = mean(values, "from");
  if (usual === 0) return undefined;
  return { values: values.map(({ from, to }) => (to - from) / usual), isLog: false };
}

function intervalOf({ values, isLog }: Changes, alpha: number): MeanInterval {
  const interval = wildInterval(values, alpha);
  if (!isLog) return interval;
  const { mean, low, high } = interval;
  return { mean: Math.expm1(mean), low: Math.expm1(low), high: Math.expm1(high) };
}

/** What an outage of one load says; nothing when what it missed was made up for, as a short pause is. */
function outageEffect(
  { read = () => null, least }: MetricRule,
  pairs: readonly BlockPair[],
  alpha: number,
): Pick<LoadEffect, "verdict" | "because"> | undefined {
  const counts = pairs.map(([one, other]): CountPair => ({
    from: (read(one) ?? 0) * one.length,
    to: (read(other) ?? 0) * other.length,
  }));
  const outage = outageOf(counts, alpha);
  if (outage === undefined) return undefined;
  const change = mean(counts, "to") / mean(counts, "from") - 1;
  if (outage.load === "after" ? change >= -least : change <= least) return undefined;
  const other = outage.load === "after" ? "before" : "after";
  return {
    verdict: outage.load === "after" ? "worse" : "better",
    because: `${outage.load} did nothing in ${outage.blocks} of ${pairs.length} blocks, ` +
      `in which ${other} did ${Math.round(outage.missed)}`,
  };
}

function alphaWords(blocks: number, alpha: number): string {
  const least = Number(leastAlpha(blocks).toPrecision(2));
  const fix = blocks < MOST_VALUES
    ? "load for longer, or take a larger alpha"
    : "take a larger one";
  return `${blocks} blocks show an alpha of ${least} at least, and ${alpha} was asked for: ${fix}`;
}

function mean(values: readonly CountPair[], side: keyof CountPair): number {
  return values.reduce((sum, value) => sum + value[side], 0) / values.length;
}
