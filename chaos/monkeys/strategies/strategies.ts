import type { StrategyKnobs } from "../knobs/knobs.ts";
import { LATENCY_STRATEGIES } from "./latency_strategies.ts";
import { SIMIAN_STRATEGIES } from "./simian_strategies.ts";
import type { Strategy } from "./strategy.ts";

/** The strategies of a kind of monkey. */
export function strategiesOf(kind: "chaos" | "latency"): readonly Strategy[] {
  return kind === "chaos" ? SIMIAN_STRATEGIES : LATENCY_STRATEGIES;
}

/** The strategies that are in the draw, each with the parameters that count. */
export function enabledStrategies(
  kind: "chaos" | "latency",
  wanted: readonly StrategyKnobs[],
): readonly Strategy[] {
  return strategiesOf(kind).flatMap((strategy) => {
    const knobs = wanted.find(({ name }) => name === strategy.name);
    if (knobs === undefined) return [];
    return [{ ...strategy, parameters: { ...strategy.parameters, ...knobs.parameters } }];
  });
}
