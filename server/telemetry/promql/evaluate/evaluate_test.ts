import assert from "node:assert/strict";
import fc from "fast-check";
import { LabelSet } from "../../model/label_set.ts";
import { parsePromql, type PromqlQuery } from "../language/parse_promql.ts";
import { MemorySource } from "../promqltest/memory_source.ts";
import { outcomeAnswer } from "../render/query_json.ts";
import type { QueryLimits } from "./budget.ts";
import { evaluateInstant, evaluateRange } from "./evaluate.ts";
import type { QueryOutcome } from "./query_data.ts";

const MINUTE_MS = 60_000;

function query(text: string): PromqlQuery {
  const parsed = parsePromql(text);
  if ("error" in parsed) throw new Error(parsed.error.message);
  return parsed.query;
}

/** `count` series named m with a sample each second for ten minutes. */
function sourceOf(count: number): MemorySource {
  const source = new MemorySource();
  for (let index = 0; index < count; index++) {
    const samples = Array.from({ length: 600 }, (_, second) => ({
      timeMs: second * 1000,
      value: second * (index + 1) % 97,
    }));
    source.append(LabelSet.of({ __name__: "m", i: String(index) }), samples);
  }
  return source;
}

function range(text: string, source: MemorySource, limits: QueryLimits = {}): QueryOutcome {
  return evaluateRange(query(text), {
    source,
    limits,
    fromMs: 0,
    toMs: 10 * MINUTE_MS,
    stepMs: 1000,
  });
}

function errorOf(outcome: QueryOutcome): string {
  return "error" in outcome ? `${outcome.error.errorType}: ${outcome.error.message}` : "none";
}

Deno.test("a range gives at each step what an instant gives there", () => {
  const source = sourceOf(4);
  source.append(LabelSet.of({ __name__: "gone", i: "0" }), [
    { timeMs: 5000, value: 1 },
    { timeMs: 90_000, value: "stale" },
    { timeMs: 200_000, value: NaN },
    { timeMs: 420_000, value: 3 },
  ]);
  const texts = fc.constantFrom(
    "m",
    "gone",
    "rate(m[20s])",
    "sum by (j) (m) - ignoring (j) sum(gone)",
    "m * on (i) group_left gone",
    "gone or m",
    "m unless gone",
    "topk(2, m)",
    "max_over_time(sum(m)[30s:7s])",
    "m offset 13s > 40",
    "absent(gone)",
    "absent_over_time(gone[30s])",
    "timestamp(gone)",
    "quantile(0.3, m)",
    "count_values('v', gone)",
    "time() - scalar(gone)",
    "last_over_time(gone[100s] @ 200)",
  );
  const from = fc.integer({ min: -20_000, max: 300_000 });
  const step = fc.integer({ min: 500, max: 90_000 });
  fc.assert(fc.property(texts, from, step, (text, fromMs, stepMs) => {
    const toMs = fromMs + 7 * stepMs;
    const whole = outcomeAnswer(evaluateRange(query(text), { source, fromMs, toMs, stepMs }));
    const points = new Map<string, string>();
    for (const { metric, values } of whole.body.data?.result as Result[]) {
      for (const [time, value] of values ?? []) {
        points.set(`${JSON.stringify(metric)} ${time}`, value);
      }
    }
    const single = new Map<string, string>();
    for (let timeMs = fromMs; timeMs <= toMs; timeMs += stepMs) {
      const answer = outcomeAnswer(evaluateInstant(query(text), { source, timeMs }));
      const { resultType, result } = answer.body.data ?? { resultType: "vector", result: [] };
      const list = resultType === "scalar"
        ? [{ metric: {}, value: result as [number, string] }]
        : result as Result[];
      for (const { metric, value } of list) {
        single.set(`${JSON.stringify(metric)} ${value?.[0]}`, value?.[1] ?? "");
      }
    }
    assert.deepEqual(new Map([...points].sort()), new Map([...single].sort()));
  }));
});

interface Result {
  readonly metric: Record<string, string>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

Deno.test("a query that costs too much fails, and so does one whose time is up", () => {
  const source = sourceOf(20);
  assert.equal(errorOf(range("m", source)), "none");
  assert.match(errorOf(range("m", source, { maxSamples: 1000 })), /^execution: .*too many samples/);
  assert.match(errorOf(range("m", source, { maxSeries: 19 })), /^execution: .*too many series/);
  assert.equal(errorOf(range("m", source, { maxSeries: 20 })), "none");
  let looks = 0;
  const isOver = () => ++looks > 1;
  assert.match(errorOf(range("sum(m) + sum(m)", source, { isOver })), /^timeout: query timed out/);
  assert.equal(looks, 2, "nobody looks again once time is up");
});

Deno.test("a hostile query is ended soon after its time is up", () => {
  const source = sourceOf(50);
  const texts = [
    "quantile_over_time(0.5, m[10m])",
    "max_over_time(max_over_time(max_over_time(m[1m:1s])[1m:1s])[1m:1s])",
    "count_values('a', m * 1.1)",
    "m + on () group_left () max(m)",
    "topk(5, m)",
    "sum_over_time(vector(1)[1y:1ms])",
  ];
  for (const text of texts) {
    const startedMs = performance.now();
    const isOver = () => performance.now() - startedMs > 20;
    range(text, source, { isOver });
    const tookMs = performance.now() - startedMs;
    assert.ok(tookMs < 1000, `${text} took ${tookMs} ms`);
  }
});

Deno.test("a range has at most 11,000 points, a step above 0, and an end that is one", () => {
  const source = sourceOf(1);
  const ask = (fromMs: number, toMs: number, stepMs: number) =>
    errorOf(evaluateRange(query("m"), { source, fromMs, toMs, stepMs }));
  assert.equal(ask(0, 11_000_000, 1000), "none");
  assert.match(ask(0, 11_001_000, 1000), /^bad_data: exceeded maximum resolution of 11,000 points/);
  assert.match(ask(0, 1000, 0), /^bad_data: zero or negative query resolution/);
  assert.match(ask(1000, 0, 1), /^bad_data: end timestamp must not be before/);
  const matrix = evaluateRange(query("m[5m]"), { source, fromMs: 0, toMs: 1, stepMs: 1 });
  assert.match(errorOf(matrix), /^bad_data: invalid expression type "range vector" for range/);
});

Deno.test("lookback is left-open and can be changed", () => {
  const source = new MemorySource();
  source.append(LabelSet.of({ __name__: "m" }), [{ timeMs: 0, value: 7 }]);
  const has = (timeMs: number, lookbackMs?: number) => {
    const options = { source, timeMs, ...(lookbackMs === undefined ? {} : { lookbackMs }) };
    const outcome = evaluateInstant(query("m"), options);
    return "data" in outcome && outcome.data.resultType === "vector" &&
      outcome.data.result.length === 1;
  };
  assert.deepEqual([0, 299_999, 300_000].map((timeMs) => has(timeMs)), [true, true, false]);
  assert.deepEqual([999, 1000].map((timeMs) => has(timeMs, 1000)), [true, false]);
});

Deno.test("a selector is read once for all steps, and no further than it may need", () => {
  const asked: { fromMs: number; toMs: number }[] = [];
  const source = {
    select: (_: unknown, taken: { fromMs: number; toMs: number }) => {
      asked.push({ fromMs: taken.fromMs, toMs: taken.toMs });
      return [];
    },
  };
  const ask = (text: string) => {
    asked.length = 0;
    evaluateRange(query(text), { source, fromMs: 600_000, toMs: 900_000, stepMs: 7000 });
    return asked;
  };
  assert.deepEqual(ask("m"), [{ fromMs: 300_001, toMs: 894_000 }]);
  assert.deepEqual(ask("rate(m[1m] offset 30s)"), [{ fromMs: 510_001, toMs: 864_000 }]);
  assert.deepEqual(ask("rate(m[1m] @ 100)"), [{ fromMs: 40_001, toMs: 100_000 }]);
  assert.deepEqual(ask("m @ end()"), [{ fromMs: 600_001, toMs: 900_000 }]);
  assert.deepEqual(ask("max_over_time(m[1m:10s])"), [{ fromMs: 250_001, toMs: 890_000 }]);
});

Deno.test("names go at once, or at the end when that is asked for", () => {
  const source = sourceOf(1);
  source.append(LabelSet.of({ __name__: "n", i: "0" }), [{ timeMs: 0, value: 1 }]);
  const ask = (text: string, isNameRemovalDelayed: boolean) =>
    errorOf(evaluateInstant(query(text), { source, timeMs: 1000, isNameRemovalDelayed }));
  const text = `label_replace({__name__=~"m|n"} + 1, "was", "$1", "__name__", "(.*)")`;
  assert.match(
    ask(text, false),
    /^execution: vector cannot contain metrics with the same labelset/,
  );
  assert.equal(ask(text, true), "none");
});
