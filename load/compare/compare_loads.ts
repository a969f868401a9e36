import { blockEffect, scarceWords } from "./block_effect.ts";
import { judgedEffect, type LoadEffect, unknownEffect } from "./load_effect.ts";
import { type LoadSample, METRIC_RULES, type MetricRule, type Share } from "./load_sample.ts";
import { pairedBlocks } from "./paired_blocks.ts";
import { refusalOf } from "./same_load.ts";
import { shareInterval } from "./share_interval.ts";

/** Two loads beside each other. */
export interface LoadComparison {
  readonly before: string;
  readonly after: string;
  /** `worse` when any number is; else `unknown` when any is, else `better` when any is, else `same`. */
  readonly verdict: LoadEffect["verdict"];
  readonly alpha: number;
  readonly effects: readonly LoadEffect[];
}

/** How sure to be. */
export interface CompareOptions {
  /** How often an interval may miss a number's true change; equal loads are called different more rarely still. */
  readonly alpha?: number;
}

/**
 * Compares a load with an earlier one that was asked for alike, number by number. Seconds of a load depend on each other,
 * so they are joined to at most 16 blocks; blocks at the same time of both loads are set against each other, which takes
 * the shape (a ramp, a spike) out. A number is worse or better only when the whole interval of its change
 * lies beyond the least change that counts, or when one load stood still for so long that chance does not explain it; the
 * same when the interval lies within twice that change; else nothing is known.
 */
export function compareLoads(
  before: LoadSample,
  after: LoadSample,
  { alpha = 0.01 }: CompareOptions = {},
): LoadComparison {
  const refusal = refusalOf(before, after);
  const pairs = refusal === undefined ? pairedBlocks(before, after) : [];
  const effects = rulesFor(before, after).map((rule) => {
    if (refusal !== undefined) return unknownEffect(rule, { reason: refusal, blocks: 0 });
    const { count } = rule;
    if (count === undefined) return blockEffect(rule, pairs, alpha);
    const scarce = scarceWords(pairs.length);
    if (scarce !== undefined) return unknownEffect(rule, { reason: scarce, blocks: 0 });
    return wholeEffect(rule, [count(before), count(after)], alpha);
  });
  return { before: before.id, after: after.id, verdict: overall(effects), alpha, effects };
}

function rulesFor(before: LoadSample, after: LoadSample): readonly MetricRule[] {
  return METRIC_RULES.filter(({ unit = before.unit, isOptional = false, read = () => null }) =>
    unit === before.unit &&
    !(isOptional && read(before.seconds) === null && read(after.seconds) === null)
  );
}

/** Compares a share that is known of whole loads only. */
function wholeEffect(
  rule: MetricRule,
  [before, after]: readonly [Share, Share],
  alpha: number,
): LoadEffect {
  if (before.whole === 0 || after.whole === 0) {
    return unknownEffect(rule, { reason: "no start of one load was decided", blocks: 0 });
  }
  return judgedEffect(rule, {
    ...{ before: before.part / before.whole, after: after.part / after.whole, blocks: 0 },
    effect: shareInterval(before, after, alpha),
  });
}

function overall(effects: readonly LoadEffect[]): LoadEffect["verdict"] {
  for (const verdict of ["worse", "unknown", "better"] as const) {
    if (effects.some((effect) => effect.verdict === verdict)) return verdict;
  }
  return "same";
}
