import type { LoadSecond } from "./load_report.ts";
import { quantilesOf } from "./quantiles.ts";

interface Row {
  started: number;
  running: number;
  requests: number;
  failedRequests: number;
  readonly durationsMs: number[];
}

/** What a script did in each second; its quantiles are of its requests, as it has no startups. */
export class ScriptSeconds {
  readonly #rows = new Map<number, Row>();

  /** The row of a moment. */
  at(tsMs: number): Row {
    const second = Math.floor(tsMs / 1_000);
    let row = this.#rows.get(second);
    if (row === undefined) {
      row = { started: 0, running: 0, requests: 0, failedRequests: 0, durationsMs: [] };
      this.#rows.set(second, row);
    }
    return row;
  }

  /** Iterations, and durations of requests, since then. */
  since(sinceMs: number): { readonly iterations: number; readonly durationsMs: readonly number[] } {
    const rows = [...this.#rows].filter(([second]) => second * 1_000 >= sinceMs);
    return {
      iterations: rows.reduce((sum, [, { started }]) => sum + started, 0),
      durationsMs: rows.flatMap(([, { durationsMs }]) => durationsMs),
    };
  }

  /** Every second from the first to the last. */
  rows(): readonly LoadSecond[] {
    const known = [...this.#rows.keys()].sort((one, other) => one - other);
    const [first = 0] = known;
    const count = known.length === 0 ? 0 : known.at(-1)! - first + 1;
    return Array.from({ length: count }, (_, index) => {
      const { durationsMs, ...row } = this.at((first + index) * 1_000);
      return {
        ...{ tsMs: (first + index) * 1_000, attempted: null, failed: 0, stalls: 0, failovers: 0 },
        ...{ ...row, startupMs: quantilesOf(durationsMs), bytesByOca: {} },
      };
    });
  }
}
