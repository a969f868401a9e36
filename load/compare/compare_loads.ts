import type { LoadSecond } from "../report/load_report.ts";
import { type LoadSample, METRIC_RULES, type MetricRule } from "./load_sample.ts";
import { MOST_VALUES, neighbourCorrelation, wildInterval } from "./wild_interval.ts";

/** How one number of the second load stands against that of the first. */
export interface LoadEffect {
  readonly metric: MetricRule["metric"];
  readonly words: string;
  readonly scale: MetricRule["scale"];
  readonly verdict: "same" | "worse" | "better" | "unknown";
  /** Mean of both loads over the blocks that both have; null when one was not measured. */
  readonly before: number | null;
  readonly after: number | null;
  /** The change and its interval, in the scale; null when it is unknown why. */
  readonly effect: { readonly mean: number; readonly low: number; readonly high: number } | null;
  /** Pairs of blocks that it rests on. */
  readonly blocks: number;
  /** Of `unknown`: why. */
  readonly reason?: string;
}

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

/** Blocks of this time at least. */
const LEAST_BLOCK_MS = 2_000;
const LEAST_BLOCKS = 10;
/** Neighbouring blocks that are this much more alike than chance make: they are no longer blocks apart. */
const DRIFT_SIGMAS = 2.5;

/**
 * Compares a load with an earlier one of the same shape, number by number. Seconds of a load depend on each other, so
 * they are joined to at most 16 blocks; blocks at the same time of both loads are set against each other, which takes
 * the shape (a ramp, a spike) out. A number is worse or better only when the whole interval of its change
 * lies beyond the least change that counts; the same when it lies within twice that; else nothing is known.
 */
export function compareLoads(
  before: LoadSample,
  after: LoadSample,
  { alpha = 0.01 }: CompareOptions = {},
): LoadComparison {
  const rules = METRIC_RULES.filter(({ isOfViewers }) =>
    !isOfViewers || before.unit === "sessions"
  );
  const refusal = refusalOf(before, after);
  const pairs = refusal === undefined ? pairedBlocks(before, after) : [];
  const effects = rules.map((rule) =>
    refusal === undefined
      ? effectOf(rule, pairs, alpha)
      : unknown(rule, { reason: refusal, blocks: 0 })
  );
  return { before: before.id, after: after.id, verdict: overall(effects), alpha, effects };
}

function refusalOf(before: LoadSample, after: LoadSample): string | undefined {
  if (before.unit !== after.unit || before.shape !== after.shape || before.name !== after.name) {
    return `they are not the same load: ${before.name} ${before.shape}, and ${after.name} ${after.shape}`;
  }
  const open = [before, after].find(({ verdict }) => verdict === "inconclusive");
  return open === undefined ? undefined : `${open.id} is inconclusive`;
}

type Pair = readonly [readonly LoadSecond[], readonly LoadSecond[]];

function pairedBlocks(before: LoadSample, after: LoadSample): readonly Pair[] {
  const seconds = Math.min(spanSeconds(before), spanSeconds(after));
  const blockMs = Math.max(LEAST_BLOCK_MS, Math.ceil(seconds / MOST_VALUES) * 1_000);
  // A block that is cut off at the end of the shorter load would weigh as much as a whole one.
  const count = Math.floor(seconds * 1_000 / blockMs);
  const first = blocksOf(before, blockMs);
  const second = blocksOf(after, blockMs);
  return Array.from({ length: count }, (_, at): Pair => [first.get(at) ?? [], second.get(at) ?? []])
    .filter(([one, other]) => one.length > 0 && other.length > 0);
}

function spanSeconds({ seconds, startedAtMs }: LoadSample): number {
  const lastMs = seconds.at(-1)?.tsMs;
  return lastMs === undefined ? 0 : Math.floor((lastMs - startedAtMs) / 1_000) + 1;
}

function blocksOf({ seconds, startedAtMs }: LoadSample, blockMs: number) {
  return Map.groupBy(seconds, ({ tsMs }) => Math.floor((tsMs - startedAtMs) / blockMs));
}

function effectOf(rule: MetricRule, pairs: readonly Pair[], alpha: number): LoadEffect {
  const values = pairs.flatMap(([one, other]) => {
    const from = rule.read(one);
    const to = rule.read(other);
    if (from === null || to === null) return [];
    return rule.scale === "ratio" && (from <= 0 || to <= 0) ? [] : [{ from, to }];
  });
  const blocks = values.length;
  if (blocks < LEAST_BLOCKS) {
    const reason =
      `${blocks} blocks of both were measured, and ${LEAST_BLOCKS} are needed: load for longer`;
    return unknown(rule, { reason, blocks });
  }
  const changes = values.map(({ from, to }) =>
    rule.scale === "ratio" ? Math.log(to / from) : to - from
  );
  const interval = wildInterval(changes, alpha);
  const effect = rule.scale === "ratio" ? relative(interval) : interval;
  const means = {
    before: values.reduce((sum, { from }) => sum + from, 0) / blocks,
    after: values.reduce((sum, { to }) => sum + to, 0) / blocks,
  };
  if (neighbourCorrelation(changes) > DRIFT_SIGMAS / Math.sqrt(blocks)) {
    const reason = "the change drifts in the course of the load: load for longer";
    return { ...unknown(rule, { reason, blocks }), ...means, effect };
  }
  const verdict = verdictOf(rule, effect);
  const why = verdict === "unknown" ? { reason: "the noise is too large: load for longer" } : {};
  return { ...nameOf(rule), verdict, ...means, effect, blocks, ...why };
}

function relative(
  { mean, low, high }: { readonly mean: number; readonly low: number; readonly high: number },
) {
  return { mean: Math.expm1(mean), low: Math.expm1(low), high: Math.expm1(high) };
}

function verdictOf(
  { least, worse }: MetricRule,
  { low, high }: { readonly low: number; readonly high: number },
): LoadEffect["verdict"] {
  if (low > least) return worse === "higher" ? "worse" : "better";
  if (high < -least) return worse === "lower" ? "worse" : "better";
  return low > -2 * least && high < 2 * least ? "same" : "unknown";
}

function unknown(
  rule: MetricRule,
  { reason, blocks }: { readonly reason: string; readonly blocks: number },
): LoadEffect {
  return {
    ...nameOf(rule),
    verdict: "unknown",
    before: null,
    after: null,
    effect: null,
    blocks,
    reason,
  };
}

function nameOf({ metric, words, scale }: MetricRule) {
  return { metric, words, scale };
}

function overall(effects: readonly LoadEffect[]): LoadEffect["verdict"] {
  for (const verdict of ["worse", "unknown", "better"] as const) {
    if (effects.some((effect) => effect.verdict === verdict)) return verdict;
  }
  return "same";
}
