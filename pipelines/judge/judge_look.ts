import type { LookView, StoredLook } from "@netops/core/contracts";
import { createSeededRng } from "@netops/core/host";
import type { CanaryConfig } from "./canary_config.ts";
import { judge, type Judgement, type JudgeMode } from "./judge.ts";
import type { JudgeSettings } from "./judge_settings.ts";
import type { CanaryData, Cohorts } from "./metric_data.ts";

/** All that a verdict follows from. */
export interface LookInput {
  /** One that `checkCanaryConfig` has nothing against. */
  readonly config: CanaryConfig;
  readonly data: CanaryData;
  readonly mode: JudgeMode;
  /** Of Kayenta's noise on constant series; ours draws nothing. */
  readonly seed: string;
  /** Counts more than the configuration, such as which look of how many it is. */
  readonly over?: Partial<JudgeSettings>;
}

/**
 * Judges one look at a canary, the same way in a deploy and in a replay: equal inputs give equal judgements,
 * to the last digit.
 *
 * A point that is infinite is missing, as none can be stored.
 */
export function judgeLook({ config, data, mode, seed, over = {} }: LookInput): Judgement {
  const points = mapPoints(data, (value) => Number.isFinite(value) ? value : NaN);
  return judge(config, points, { mode, rng: createSeededRng(seed), over });
}

/** Which look it is, and at what. */
export interface LookPlace {
  readonly look: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** What could not be had, a sentence each. */
  readonly problems?: readonly string[];
}

/** Tells a judgement in short, as it is shown and stored; a replay compares by it. */
export function lookView(judgement: Judgement, place: LookPlace): LookView {
  const { look, fromMs, toMs, problems = [] } = place;
  const { verdict, score, rule, metrics } = judgement;
  const bakes = metrics.flatMap(({ muted, need }) => muted ? [] : need?.bakeMs ?? []);
  return {
    ...{ look, fromMs, toMs, verdict, score, rule },
    metrics: metrics.map(({ name, classification, critical, muted, estimate, ci, reason }) => ({
      ...{ name, classification, critical, ...(muted ? { muted } : {}), estimate, ci, reason },
    })),
    ...(bakes.length === 0 ? {} : { needMs: Math.max(...bakes) }),
    ...(problems.length === 0 ? {} : { problems }),
  };
}

/** Whose look it is. */
export interface LookOwner {
  readonly execution: string;
  readonly app: string;
}

/** Packs a look with all that it was judged by: what JSON has no word for is written as `"NaN"`. */
export function storedLook(owner: LookOwner, input: LookInput, look: LookView): StoredLook {
  const { config, data, mode, seed, over = {} } = input;
  const { execution, app } = owner;
  return {
    ...{ execution, app, look, mode, seed },
    config: { ...config },
    over: { ...over },
    data: mapPoints(data, (value) => Number.isFinite(value) ? value : "NaN"),
  };
}

interface Mapped<T> {
  readonly control: readonly T[];
  readonly experiment: readonly T[];
}

function mapPoints<T>(data: CanaryData, change: (value: number) => T) {
  const both = ({ control, experiment }: Cohorts): Mapped<T> => ({
    ...{ control: control.map(change), experiment: experiment.map(change) },
  });
  return Object.fromEntries(
    Object.entries(data).map(([name, { control, experiment, of }]) => {
      const own = both({ control, experiment });
      return [name, of === undefined ? own : { ...own, of: both(of) }];
    }),
  );
}
