import { percentile } from "../judge/stats/summary.ts";
import { BAD_RELEASES, type ReleaseModel } from "./release_model.ts";
import {
  simulateDeploy,
  type SimulatedOutcome,
  type SimulationOptions,
} from "./simulate_deploy.ts";

/** How many deploys of what are reckoned. */
export interface ManyOptions extends Omit<SimulationOptions, "release"> {
  /** Good releases, and as many bad ones, spread over the models. */
  readonly deploys: number;
  /** Bad models by name; all that are known when left out. */
  readonly models?: Readonly<Record<string, Partial<ReleaseModel>>>;
  /** Told after each deploy. */
  readonly onOutcome?: (model: string, outcome: SimulatedOutcome) => void;
}

/** What deploys of one kind of release came to. */
export interface ModelSummary {
  readonly model: string;
  readonly deploys: number;
  readonly promoted: number;
  readonly rolledBack: number;
  readonly inconclusive: number;
  /** P(promoted) of a good release, P(rolled back) of a bad one. */
  readonly rightRatio: number;
  readonly timeToVerdictMs: { readonly p50: number; readonly p95: number; readonly max: number };
  /** The most requests that one of them failed before it was rolled back. */
  readonly mostUsersHit: number;
  /** Requests that the deploys themselves dropped. */
  readonly dropped: number;
}

/** What many deploys came to. */
export interface ManySummary {
  readonly seed: string;
  readonly good: ModelSummary;
  /** All bad ones together. */
  readonly bad: ModelSummary;
  readonly models: readonly ModelSummary[];
}

/**
 * Reckons many deploys of good and of bad releases, to see what a strategy and a judge make of them before any
 * user does. The same seed gives the same numbers.
 */
export async function simulateMany(
  { deploys, models = BAD_RELEASES, seed, onOutcome, ...options }: ManyOptions,
): Promise<ManySummary> {
  const run = async (model: string, release: Partial<ReleaseModel>, count: number) => {
    const outcomes: SimulatedOutcome[] = [];
    for (let at = 0; at < count; at++) {
      const outcome = await simulateDeploy({ ...options, release, seed: `${seed}/${model}/${at}` });
      onOutcome?.(model, outcome);
      outcomes.push(outcome);
    }
    return outcomes;
  };
  const good = await run("good", {}, deploys);
  const names = Object.keys(models);
  const all: [string, SimulatedOutcome[]][] = [];
  for (const [at, name] of names.entries()) {
    const count = Math.floor(deploys / names.length) + (at < deploys % names.length ? 1 : 0);
    all.push([name, await run(name, models[name] ?? {}, count)]);
  }
  const bad = all.flatMap(([, outcomes]) => outcomes);
  return {
    seed,
    good: summarize("good", good, "promoted"),
    bad: summarize("bad", bad, "rolled-back"),
    models: all.map(([name, outcomes]) => summarize(name, outcomes, "rolled-back")),
  };
}

function summarize(
  model: string,
  outcomes: readonly SimulatedOutcome[],
  right: SimulatedOutcome["verdict"],
): ModelSummary {
  const count = (verdict: string) => outcomes.filter((one) => one.verdict === verdict).length;
  const times = outcomes.map(({ timeToVerdictMs }) => timeToVerdictMs);
  return {
    ...{ model, deploys: outcomes.length },
    ...{ promoted: count("promoted"), rolledBack: count("rolled-back") },
    inconclusive: count("inconclusive"),
    rightRatio: outcomes.length === 0 ? 0 : count(right) / outcomes.length,
    timeToVerdictMs: {
      ...{ p50: percentile(times, 50), p95: percentile(times, 95) },
      max: Math.max(0, ...times),
    },
    mostUsersHit: Math.max(0, ...outcomes.map(({ usersHit }) => usersHit)),
    dropped: outcomes.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}
