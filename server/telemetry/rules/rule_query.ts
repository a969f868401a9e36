import type { Clock } from "@netops/core";
import type { SeriesSource } from "../model/series_source.ts";
import { evaluateInstant, ParsedQueries, type VectorSample } from "../promql/mod.ts";
import { LabelSet } from "../model/label_set.ts";

/** What a query gave at one time, or why it failed. */
export type RuleAnswer = { readonly samples: readonly VectorSample[] } | {
  readonly error: string;
};

/** Asks a query at a time. */
export type RuleQuery = (text: string, timeMs: number) => RuleAnswer;

/** The longest time and the most samples for one query of a rule. */
const MOST_QUERY_MS = 2_000;
const MOST_SAMPLES = 5_000_000;
const MOST_PARSED = 500;

/** Makes the queries of rules over a source of series; a scalar is a sample without labels. */
export function createRuleQuery(source: SeriesSource, clock: Clock): RuleQuery {
  const queries = new ParsedQueries(MOST_PARSED);
  return (text, timeMs) => {
    const parsed = queries.parse(text);
    if ("error" in parsed) return { error: parsed.error.message };
    const endMs = clock.monotonicMs() + MOST_QUERY_MS;
    const limits = { maxSamples: MOST_SAMPLES, isOver: () => clock.monotonicMs() > endMs };
    const outcome = evaluateInstant(parsed.query, { source, timeMs, limits });
    if ("error" in outcome) return { error: outcome.error.message };
    const { data } = outcome;
    if (data.resultType === "vector") return { samples: data.result };
    if (data.resultType === "scalar") {
      return { samples: [{ labels: LabelSet.EMPTY, value: data.result }] };
    }
    return { error: `rule result is a ${data.resultType}, not a vector or scalar` };
  };
}
