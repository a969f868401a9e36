import type { CanaryConfig, CanaryData, CanaryVerdict, JudgeMode } from "@netops/pipelines";
import { judge } from "@netops/pipelines";
import { createHost } from "@netops/core/host";

/** How often each verdict was given, in percent. */
export type Shares = Readonly<Record<CanaryVerdict, number>>;

/** One cell of a table: how often, by which judge, on what. */
export interface Cell {
  readonly mode: JudgeMode;
  readonly trials: number;
  readonly config: CanaryConfig;
  /** Draws the points of one trial. */
  readonly draw: () => CanaryData;
}

const { createRng } = createHost();

/** Judges as many canaries as the cell says. */
export function runCell({ mode, trials, config, draw }: Cell): Shares {
  const counts: Record<CanaryVerdict, number> = { pass: 0, marginal: 0, fail: 0, inconclusive: 0 };
  const rng = createRng("judge");
  for (let trial = 0; trial < trials; trial++) {
    counts[judge(config, draw(), { mode, rng }).verdict]++;
  }
  const percent = (count: number) => 100 * count / trials;
  return {
    ...{ pass: percent(counts.pass), marginal: percent(counts.marginal) },
    ...{ fail: percent(counts.fail), inconclusive: percent(counts.inconclusive) },
  };
}

/** A canary that is looked at several times, each time with all points up to then. */
export interface LooksCell {
  readonly mode: JudgeMode;
  readonly trials: number;
  /** Points a side at each look. */
  readonly counts: readonly number[];
  /** Draws all points of one trial. */
  readonly draw: () => { readonly control: number[]; readonly experiment: number[] };
}

/** How many percent of canaries fail at one of the looks. */
export function runLooks({ mode, trials, counts, draw }: LooksCell): number {
  const rng = createRng("judge");
  let failed = 0;
  for (let trial = 0; trial < trials; trial++) {
    const { control, experiment } = draw();
    const isFailed = counts.some((count, at) => {
      const data = {
        m0: { control: control.slice(0, count), experiment: experiment.slice(0, count) },
      };
      const over = { look: at + 1, looks: counts.length };
      return judge(configOf(1), data, { mode, rng, over }).verdict === "fail";
    });
    if (isFailed) failed++;
  }
  return 100 * failed / trials;
}

/** A canary of metrics `m0` … in one group, which fails when one of them does. */
export function configOf(
  count: number,
  direction: "increase" | "either" = "increase",
): CanaryConfig {
  const canary = { direction, critical: true };
  return {
    metrics: Array.from({ length: count }, (_, at) => ({
      ...{ name: `m${at}`, groups: ["g"], analysisConfigurations: { canary } },
    })),
    classifier: { groupWeights: { g: 100 }, scoreThresholds: { pass: 95, marginal: 75 } },
  };
}
