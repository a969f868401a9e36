import type { Measurement } from "./measure_wrk.ts";

/** What counts of a peer in one case: the best round, as noise only takes away. */
export interface BestRound {
  readonly requestsPerS: number;
  readonly p50Ms: number;
  readonly cpuUs: number;
}

/** What was measured in every round, by case and peer. */
export class Rounds {
  readonly #runs = new Map<string, Measurement[]>();

  /** Forgets all. */
  clear(): void {
    this.#runs.clear();
  }

  /** Keeps one more round. */
  add(caseName: string, peer: string, run: Measurement): void {
    this.#runs.set(`${caseName}|${peer}`, [...this.of(caseName, peer), run]);
  }

  /** The rounds of one peer, in order. */
  of(caseName: string, peer: string): readonly Measurement[] {
    return this.#runs.get(`${caseName}|${peer}`) ?? [];
  }

  /** The best of each value. */
  best(caseName: string, peer: string): BestRound {
    const all = this.of(caseName, peer);
    return {
      requestsPerS: Math.max(...all.map((run) => run.requestsPerS)),
      p50Ms: Math.min(...all.map((run) => run.p50Ms)),
      cpuUs: Math.min(...all.map((run) => run.cpuUs)),
    };
  }

  /** One value of a peer in units of another's, round by round. */
  ratios(
    caseName: string,
    [peer, other]: readonly [string, string],
    pick: (run: Measurement) => number,
  ): number[] {
    const others = this.of(caseName, other);
    return this.of(caseName, peer).map((run, round) => pick(run) / pick(others[round] ?? run));
  }
}
