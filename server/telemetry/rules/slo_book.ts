import type { Clock } from "@netops/core";
import type { SloPlan } from "@netops/core/contracts";
import { formatDurationMs } from "../promql/mod.ts";
import type { RuleQuery } from "./rule_query.ts";
import { type SloStatus, sloStatus } from "./slo.ts";

/** Where the window that is asked for stands in the query of an objective. */
export const WINDOW = "$window";

/** Good starts of all starts, of a platform that streams. */
export const STREAM_STARTS: SloPlan = {
  name: "stream-starts",
  objective: 0.99,
  windowMs: 3_600_000,
  query: `sum(increase(sps_started[${WINDOW}])) / sum(increase(sps_attempted[${WINDOW}]))`,
};

/** The objectives of a run: the user's, and where it streams our own unless the user has one of that name. */
export function allSlos(own: readonly SloPlan[], isStreaming: boolean): readonly SloPlan[] {
  const hasOwn = own.some(({ name }) => name === STREAM_STARTS.name);
  return isStreaming && !hasOwn ? [STREAM_STARTS, ...own] : own;
}

/** What a book of objectives works with. */
export interface SloBookOptions {
  readonly slos: readonly SloPlan[];
  readonly query: RuleQuery;
  readonly clock: Clock;
}

/** An answer is given again for this long, or for this many times what it took to find. */
const FRESH_MS = 1_000;
const REST_RATIO = 10;

/** Tells how objectives stand; many who ask at once cost one answer. */
export class SloBook {
  readonly #options: SloBookOptions;
  #known: readonly SloStatus[] = [];
  #freshUntilMs = -Infinity;

  constructor(options: SloBookOptions) {
    this.#options = options;
  }

  /** How all objectives stand. */
  statuses(): readonly SloStatus[] {
    const { clock, slos } = this.#options;
    const startMs = clock.monotonicMs();
    if (startMs < this.#freshUntilMs) return this.#known;
    const timeMs = clock.nowMs();
    this.#known = slos.map((slo) => this.#look(slo, timeMs));
    const endMs = clock.monotonicMs();
    this.#freshUntilMs = endMs + Math.max(FRESH_MS, REST_RATIO * (endMs - startMs));
    return this.#known;
  }

  #look(slo: SloPlan, timeMs: number): SloStatus {
    const shares = new Map<number, number | undefined>();
    try {
      return sloStatus(slo, (windowMs) => {
        if (!shares.has(windowMs)) shares.set(windowMs, this.#share(slo, { windowMs, timeMs }));
        return shares.get(windowMs);
      });
    } catch (thrown) {
      if (!(thrown instanceof QueryRefused)) throw thrown;
      const { name, objective, windowMs } = slo;
      const error = thrown.message;
      return { name, objective, windowMs, burn: [], state: "unknown", error };
    }
  }

  #share(slo: SloPlan, at: { readonly windowMs: number; readonly timeMs: number }) {
    if (!slo.query.includes(WINDOW)) throw new QueryRefused(`the query has no ${WINDOW}`);
    const text = queryFor(slo, at.windowMs);
    const answer = this.#options.query(text, at.timeMs);
    if ("error" in answer) throw new QueryRefused(answer.error);
    const [sample, ...others] = answer.samples;
    if (others.length > 0) {
      throw new QueryRefused(`the query gives ${others.length + 1} series, not one: use sum()`);
    }
    if (sample === undefined || Number.isNaN(sample.value)) return undefined;
    // Extrapolation may give a little more than everything.
    return Math.min(1, Math.max(0, sample.value));
  }
}

/** The query of an objective for one of its windows. */
export function queryFor({ query }: Pick<SloPlan, "query">, windowMs: number): string {
  return query.replaceAll(WINDOW, () => formatDurationMs(windowMs));
}

/** Ends the look at one objective. */
class QueryRefused extends Error {
  override readonly name = "QueryRefused";
}
