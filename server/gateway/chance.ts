import type { Rng } from "@netops/core";

/** Whose chance it is. */
export interface ChanceOwner {
  readonly seed: string;
  readonly instanceId: string;
}

/** Where chance comes from. */
export interface ChanceSource {
  createRng(seed: string): Rng;
  randomHex(bytes: number): string;
}

/** The generators of one gateway, apart from each other, so that no draw shifts another's. */
export interface Chance {
  /** Chooses server groups by weight. */
  readonly choices: Rng;
  /** Draws the instances that balancing compares, and the waits before retries. */
  readonly balancing: Rng;
  /** Spreads the waits before a reconnect. */
  readonly waits: Rng;
  /** Draws for the calls that the gateway makes for itself. */
  readonly calls: Rng;
  /** Makes trace and request ids: not from the seed, as no two requests of any run may share one. */
  readonly ids: Rng;
}

/** Derives all chance of a gateway but ids from the run's seed and its instance id. */
export function createChance(owner: ChanceOwner, source: ChanceSource): Chance {
  const of = (purpose: string) => source.createRng(`${owner.seed}/${owner.instanceId}/${purpose}`);
  return {
    choices: of("choices"),
    balancing: of("balancing"),
    waits: of("waits"),
    calls: of("calls"),
    ids: source.createRng(source.randomHex(8)),
  };
}
