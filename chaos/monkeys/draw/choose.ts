import type { Rng } from "@netops/core";
import type { PsInstance } from "@netops/core/contracts";
import type { SortedGroup } from "../groups/sort_out.ts";
import type { Strategy } from "../strategies/strategy.ts";

/** Whom it hits, and with what. */
export interface Choice {
  readonly instance: PsInstance;
  readonly strategy: Strategy;
}

/** Draws one of the candidates and one of what applies to it, each as likely as the others. */
export function choose({ candidates }: SortedGroup, rng: Rng): Choice | undefined {
  const candidate = candidates[rng.fork("instance").integer(Math.max(1, candidates.length))];
  const strategies = candidate?.strategies ?? [];
  const strategy = strategies[rng.fork("strategy").integer(Math.max(1, strategies.length))];
  if (candidate === undefined || strategy === undefined) return undefined;
  return { instance: candidate.instance, strategy };
}
