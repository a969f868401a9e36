import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import type { CanaryConfig } from "../judge/canary_config.ts";
import { lookView, storedLook } from "../judge/judge_look.ts";
import type { CanaryData } from "../judge/metric_data.ts";
import { replay } from "../judge/replay.ts";
import { judgeMeasured } from "./judge_measured.ts";

const CONFIG: CanaryConfig = {
  metrics: ["latency", "memory"].map((name) => ({
    ...{ name, groups: ["g"] },
    query: { expr: name, optional: name === "memory" },
    analysisConfigurations: { canary: { direction: "increase" } },
  })),
};

function noise(seed: string, count = 30): number[] {
  const rng = createFixedRng(seed);
  return Array.from({ length: count }, () => 5 + rng.next());
}

const GOOD = { control: noise("a"), experiment: noise("b") };
/** Each point is hardly other than the one before. */
const rising = (count: number, by: number) => Array.from({ length: count }, (_, at) => 5 + at * by);

function judge(data: CanaryData, absent: readonly string[] = [], config = CONFIG) {
  return judgeMeasured({ config, data, absent, mode: "netops", seed: "1" });
}

Deno.test("an optional metric that nobody has is left out, and told", () => {
  const { judgement, input, problems } = judge({ latency: GOOD }, ["memory"]);
  assert.equal(judgement.verdict, "pass");
  assert.deepEqual(input.config.metrics.map(({ name }) => name), ["latency"]);
  assert.deepEqual(problems, ['Metric "memory" is left out, as neither side has it']);
});

Deno.test("a metric that is not optional never goes", () => {
  const { judgement, problems } = judge({ memory: GOOD }, ["latency"]);
  assert.equal(judgement.verdict, "inconclusive");
  assert.deepEqual(problems, []);
});

Deno.test("an optional metric whose query failed counts: a failure is no absence", () => {
  const { judgement } = judge({ latency: GOOD }, []);
  assert.equal(judgement.verdict, "inconclusive");
  assert.match(judgement.rule, /memory is Nodata/);
});

Deno.test("what only the baseline has counts, and so does what the canary has much less of", () => {
  const one = judge({ latency: GOOD, memory: { control: noise("a"), experiment: [] } });
  assert.equal(one.judgement.verdict, "inconclusive");
  const few = { control: noise("a"), experiment: noise("b", 6) };
  assert.equal(judge({ latency: GOOD, memory: few }).judgement.verdict, "inconclusive");
});

Deno.test("an optional metric that shows too little is muted, and the others share its false fails", () => {
  const few = { control: noise("a", 5), experiment: noise("b", 5) };
  const slow = { control: rising(30, 0.1), experiment: rising(30, 0.2).reverse() };
  for (const memory of [few, slow]) {
    const { judgement, input, problems } = judge({ latency: GOOD, memory });
    assert.equal(judgement.verdict, "pass");
    assert.match(problems[0] ?? "", /^Metric "memory" does not count: /);
    const [latency, muted] = judgement.metrics;
    assert.deepEqual([muted?.muted, muted?.classification], [true, "Nodata"]);
    assert.equal(latency?.alpha, 0.01);
    const look = lookView(judgement, { look: 1, fromMs: 0, toMs: 1, problems });
    assert.equal(replay(storedLook({ execution: "e", app: "a" }, input, look)).isSame, true);
  }
});

Deno.test("an optional metric that shows something counts", () => {
  const worse = { control: noise("a"), experiment: noise("b").map((value) => 2 * value) };
  const { judgement, problems } = judge({ latency: GOOD, memory: worse });
  assert.equal(judgement.verdict, "marginal");
  assert.deepEqual(problems, []);
});

Deno.test("what was muted stays as it is, and the rest of a configuration too", () => {
  const [latency, memory] = CONFIG.metrics;
  assert.ok(latency !== undefined && memory !== undefined);
  const analysisConfigurations = { canary: { muted: true } };
  const config = {
    ...CONFIG,
    name: "mine",
    metrics: [latency, { ...memory, analysisConfigurations }],
  };
  const { input, problems } = judge({ latency: GOOD }, [], config);
  assert.deepEqual(input.config, config);
  assert.deepEqual(problems, []);
});
