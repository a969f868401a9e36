import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import type { CanaryMetric } from "../canary_config.ts";
import { classifyMetric } from "../judge.ts";
import { DEFAULT_JUDGE_SETTINGS } from "../judge_settings.ts";
import type { MetricData } from "../metric_data.ts";
import { metricSettings } from "../metric_settings.ts";
import { classifyNetops } from "./classify_netops.ts";

type Canary = NonNullable<NonNullable<CanaryMetric["analysisConfigurations"]>["canary"]>;

const OPTIONS = { alpha: 0.001, minSamples: 10, minRequests: 50, stepMs: 1_000 };

function settingsOf(canary: Canary) {
  return metricSettings({ name: "m", groups: ["g"], analysisConfigurations: { canary } });
}

function classify(data: MetricData, canary: Canary = {}) {
  const settings = settingsOf({ direction: "increase", paired: true, ...canary });
  return classifyNetops(settings, data, OPTIONS);
}

/** Series around 1 that go up and down together by a half, each with a noise of a few percent. */
function together(count: number, factor: number, seed = "a") {
  const rng = createFixedRng(seed);
  const steps = Array.from({ length: count }, (_, at) => {
    const machine = Math.exp(0.5 * Math.sin(at / 5));
    return { y: machine * (0.95 + 0.1 * rng.next()), x: machine * (0.95 + 0.1 * rng.next()) };
  });
  return { control: steps.map(({ y }) => y), experiment: steps.map(({ x }) => factor * x) };
}

Deno.test("what moves both sides hides no change, and is none", () => {
  const worse = together(30, 1.1);
  assert.notEqual(classify(worse, { paired: false }).classification, "High");
  const found = classify(worse);
  assert.deepEqual([found.classification, found.rule], ["High", "paired-test"]);
  assert.ok(Math.abs((found.effect ?? NaN) - 1.1) < 0.02, `${found.effect}`);
  assert.ok((found.ci[0] ?? NaN) > 0 && (found.ci[1] ?? NaN) < 0.3, `${found.ci}`);
  assert.equal(classify(together(30, 1)).classification, "Pass");
});

Deno.test("exchanging the sides exchanges High and Low", () => {
  const { control, experiment } = together(30, 1.2);
  const back = { control: experiment, experiment: control };
  assert.equal(classify(back).classification, "Pass");
  assert.equal(classify(back, { direction: "decrease" }).classification, "Low");
  const [up, down] = [{ control, experiment }, back].map((data) =>
    classify(data, { direction: "either" })
  );
  assert.deepEqual([up?.classification, down?.classification], ["High", "Low"]);
  assert.ok(Math.abs((up?.effect ?? NaN) * (down?.effect ?? NaN) - 1) < 1e-12);
});

Deno.test("a change that is allowed passes", () => {
  const allowed = classify(together(30, 1.1), { effectSize: { allowedIncrease: 1.15 } });
  assert.deepEqual([allowed.classification, allowed.rule], ["Pass", "allowed-change"]);
});

Deno.test("a good metric is called High as seldom as its level says", () => {
  const rng = createFixedRng("level");
  const trials = 4_000;
  let high = 0;
  for (let trial = 0; trial < trials; trial++) {
    const side = () =>
      Array.from({ length: 20 }, () => Math.exp(0.2 * (rng.next() + rng.next() - 1)));
    const settings = settingsOf({ direction: "increase", paired: true });
    const data = { control: side(), experiment: side() };
    const { classification } = classifyNetops(settings, data, { ...OPTIONS, alpha: 0.02 });
    if (classification === "High") high++;
  }
  const ratio = high / trials;
  assert.ok(ratio > 0.005 && ratio < 0.025, `${ratio} of 0.02`);
});

Deno.test("pairs that follow each other closely prove nothing, and it is said how many would", () => {
  const rising = (count: number, to: number) =>
    Array.from({ length: count }, (_, at) => 1 + to * at / count);
  const { classification, rule, need } = classify({
    ...{ control: rising(30, 0.01), experiment: rising(30, 2) },
  });
  assert.deepEqual([classification, rule], ["Nodata", "too-persistent"]);
  assert.ok((need?.needed ?? 0) > 30, `${need?.needed}`);
  assert.equal(need?.bakeMs, 1_000 * (need?.needed ?? NaN));
});

Deno.test("a step without a value on one side is no pair, and too many of them make it another test", () => {
  const { control, experiment } = together(30, 1.2);
  const holed = (holes: number) => ({
    control,
    experiment: experiment.map((x, at) => at < holes ? NaN : x),
  });
  assert.equal(classify(holed(3)).rule, "paired-test");
  assert.notEqual(classify(holed(4)).rule, "paired-test");
  const zeros = { control, experiment: experiment.map((x, at) => at < 4 ? 0 : x) };
  assert.notEqual(classify(zeros).rule, "paired-test");
  const both = {
    control: control.map((y, at) => at < 15 ? NaN : y),
    experiment: experiment.map((x, at) => at < 15 ? NaN : x),
  };
  assert.equal(classify(both).rule, "paired-test");
  assert.notEqual(classify({ control, experiment: experiment.slice(1) }).rule, "paired-test");
  assert.notEqual(
    classify({ control, experiment }, { outliers: { strategy: "remove" } }).rule,
    "paired-test",
  );
});

Deno.test("too few steps are too few, in pairs as well", () => {
  const { classification, rule } = classify(together(9, 2));
  assert.deepEqual([classification, rule], ["Nodata", "too-few-samples"]);
});

Deno.test("pairs that all say the same leave no doubt", () => {
  const control = Array.from({ length: 20 }, (_, at) => 2 ** (at % 5));
  const double = { control, experiment: control.map((value) => 2 * value) };
  const { classification, p, effect } = classify(double);
  assert.deepEqual([classification, p, effect], ["High", 0, 2]);
  const same = {
    control,
    experiment: [...control.slice(1), 1, 1].slice(0, 20).map((_, at) => control[at] ?? 0),
  };
  assert.equal(classify(same).classification, "Pass");
});

Deno.test("with the common language measure its size is that", () => {
  const { effect } = classify(together(30, 3), { effectSize: { measure: "cles" } });
  assert.ok((effect ?? 0) > 0.9 && (effect ?? 2) <= 1, `${effect}`);
});

Deno.test("Kayenta knows no pairs", () => {
  const rng = createFixedRng("1");
  const options = { mode: "kayenta", rng, settings: DEFAULT_JUDGE_SETTINGS } as const;
  const data = together(30, 1.1);
  const judged = (paired: boolean) => classifyMetric(settingsOf({ paired }), data, options);
  assert.deepEqual(judged(true), judged(false));
});
