import { mean } from "./mean.ts";
import { rank } from "./ranks.ts";

/** Two series that are compared. */
export interface TwoSeries {
  readonly control: readonly number[];
  readonly experiment: readonly number[];
}

/** mean(experiment)/mean(control); NaN when either mean is 0, as it says nothing then. */
export function meanRatio({ control, experiment }: TwoSeries): number {
  const [below, above] = [mean(control), mean(experiment)];
  return below === 0 || above === 0 ? NaN : above / below;
}

/**
 * The common language effect size: how often a value of the experiment is above one of the control, ties
 * half: (2R₁ − m(m+1))/(2mn), with R₁ the sum of the ranks of the experiment.
 *
 * Source: Vargha & Delaney, A critique and improvement of the CL common language effect size, 2000.
 */
export function commonLanguageEffect({ control, experiment }: TwoSeries): number {
  const [m, n] = [experiment.length, control.length];
  const { ranks } = rank([...experiment, ...control]);
  let own = 0;
  for (let at = 0; at < m; at++) own += ranks[at] ?? 0;
  return (2 * own - m * (m + 1)) / (2 * n * m);
}
