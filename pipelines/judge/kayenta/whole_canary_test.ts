import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import vectors from "../../../tests/data/kayenta_vectors.json" with { type: "json" };
import type { CanaryConfig } from "../canary_config.ts";
import { judge } from "../judge.ts";
import type { CanaryData } from "../metric_data.ts";

const rng = createFixedRng("whole");

/** Points as a file has them: NaN is a word. */
function dataOf(file: object): CanaryData {
  const metrics = Object.entries(file as Record<string, Record<string, (number | string)[]>>);
  return Object.fromEntries(metrics.map(([name, { control = [], experiment = [] }]) => [
    ...[name, { control: control.map(Number), experiment: experiment.map(Number) }] as const,
  ]));
}

interface Derived {
  readonly score: number;
  readonly classification: string;
  readonly groupScores: Readonly<Record<string, number>>;
  readonly metrics: Readonly<
    Record<string, {
      readonly classification: string;
      readonly critical: boolean;
      readonly ratio: number | null;
      readonly pointsAfterCleaning: readonly [number, number];
    }>
  >;
}

Deno.test("whole canaries come to Kayenta's score, label, groups and metrics", () => {
  for (const { id, config, data, derived } of vectors.wholeCanaryDerived) {
    const expected = derived as unknown as Derived;
    const judged = judge(config as CanaryConfig, dataOf(data), { mode: "kayenta", rng });
    assert.equal(judged.score, expected.score, id);
    assert.equal(judged.verdict, expected.classification.toLowerCase(), id);
    const groups = Object.fromEntries(judged.groups.map(({ name, score }) => [name, score]));
    assert.deepEqual(groups, expected.groupScores, id);
    for (const metric of judged.metrics) {
      const { classification, critical, pointsAfterCleaning } = expected.metrics[metric.name] ??
        assert.fail(metric.name);
      const { control, experiment } = metric.samples;
      assert.deepEqual([metric.classification, metric.critical], [classification, critical], id);
      assert.deepEqual([control, experiment], pointsAfterCleaning, id);
    }
  }
});

Deno.test("canaries of random points come to what Kayenta's own runs came to", () => {
  for (const { id, config, generator, expected } of vectors.wholeCanaryUpstream) {
    const draw = createFixedRng(id);
    const series = ([low = 0, high = 0]: readonly number[]) =>
      Array.from({ length: 60 }, () => low + draw.next() * (high - low));
    const ranges = generator.experiment as unknown as Readonly<Record<string, number[]>>;
    const controls = generator.control as unknown as Readonly<Record<string, number[]>>;
    const data = Object.fromEntries(
      Object.keys(ranges).map((name) => [name, {
        ...{ control: series(controls[name] ?? []), experiment: series(ranges[name] ?? []) },
      }]),
    );
    const judged = judge(config as CanaryConfig, data, { mode: "kayenta", rng });
    assert.equal(judged.verdict === "pass", expected.didPassThresholds, id);
    for (const { name, classification } of judged.metrics) {
      assert.equal(classification, (expected.metrics as Record<string, string>)[name], id);
    }
  }
});

Deno.test("noise on two constant series follows the seed", () => {
  const config = { metrics: [{ name: "m", groups: ["g"] }] };
  const data = { m: { control: Array(9).fill(1), experiment: Array(9).fill(10) } };
  const estimateWith = (seed: string) =>
    judge(config, data, { mode: "kayenta", rng: createFixedRng(seed) }).metrics[0]?.estimate;
  assert.equal(estimateWith("a"), estimateWith("a"));
  assert.notEqual(estimateWith("a"), estimateWith("b"));
});

Deno.test("one point a side is an error that Kayenta leaves out of the score", () => {
  const config = {
    metrics: [{
      ...{ name: "m", groups: ["g"], analysisConfigurations: { canary: { critical: true } } },
    }],
  };
  const data = { m: { control: [100], experiment: [130] } };
  const { score, verdict, metrics, groups } = judge(config, data, { mode: "kayenta", rng });
  assert.deepEqual([score, verdict, metrics[0]?.classification], [100, "pass", "Error"]);
  assert.deepEqual(groups, [{ name: "g", score: 0, noData: true }]);
});
