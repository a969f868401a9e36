import assert from "node:assert/strict";
import fc from "fast-check";
import { createFixedRng } from "@netops/core/testing";
import type { CanaryMetric } from "../canary_config.ts";
import { judge } from "../judge.ts";
import { alphaOfLook } from "../judge_settings.ts";
import type { MetricData } from "../metric_data.ts";
import type { MetricResult } from "../metric_result.ts";
import { metricSettings } from "../metric_settings.ts";
import { classifyNetops } from "./classify_netops.ts";
import { needWords } from "./weigh.ts";

type Canary = NonNullable<NonNullable<CanaryMetric["analysisConfigurations"]>["canary"]>;

const OPTIONS = { alpha: 0.01, minSamples: 10, minRequests: 50, stepMs: 1_000 };

function classify(
  data: MetricData,
  canary: Canary = { direction: "increase" },
  options: Partial<typeof OPTIONS> = {},
): MetricResult {
  const settings = metricSettings({
    ...{ name: "m", groups: ["g"], analysisConfigurations: { canary } },
  });
  return classifyNetops(settings, data, { ...OPTIONS, ...options });
}

/** Noise that is the same on every run. */
function noise(count: number, seed: string): number[] {
  const rng = createFixedRng(seed);
  return Array.from({ length: count }, () => rng.next() - 0.5);
}

const level = (count: number, at: number, seed: string) =>
  noise(count, seed).map((value) => at + value);
const repeated = (count: number, value: number) => Array<number>(count).fill(value);
const sparse = (k: number, of = 60) => repeated(of, 0).map((_, at) => at < k ? 5 : 0);

Deno.test("a shift is High or Low by its direction, and exchanging the cohorts exchanges them", () => {
  const [low, high] = [level(30, 10, "a"), level(30, 11, "b")];
  const up = { control: low, experiment: high };
  const down = { control: high, experiment: low };
  assert.equal(classify(up).classification, "High");
  assert.equal(classify(down).classification, "Pass");
  assert.equal(classify(down, { direction: "decrease" }).classification, "Low");
  assert.equal(classify(up, { direction: "decrease" }).classification, "Pass");
  const [one, other] = [classify(up, {}), classify(down, {})];
  assert.deepEqual([one.classification, other.classification], ["High", "Low"]);
  assert.deepEqual([one.p, one.estimate], [other.p, -(other.estimate ?? NaN)]);
});

Deno.test("the size of a metric does not matter: a verdict is the same at any scale", () => {
  const data = { control: level(30, 10, "a"), experiment: level(30, 10.6, "b") };
  const { classification, p } = classify(data);
  assert.equal(classification, "High");
  fc.assert(fc.property(fc.integer({ min: -60, max: 60 }), (power) => {
    const scaled = (values: readonly number[]) => values.map((value) => value * 2 ** power);
    const small = classify({ control: scaled(data.control), experiment: scaled(data.experiment) });
    assert.deepEqual([small.classification, small.p], [classification, p]);
  }));
});

Deno.test("too few points never pass, and say how many it takes and how long", () => {
  for (const count of [0, 1, 2, 5, 9]) {
    const { classification, rule, need, reason } = classify({
      ...{ control: level(60, 10, "a"), experiment: level(count, 10, "b") },
    });
    assert.equal(classification, "Nodata");
    assert.equal(rule, count === 0 ? "missing-data" : "too-few-samples");
    assert.deepEqual(need, { had: count, needed: 10, unit: "samples", bakeMs: 10_000 });
    assert.match(reason, /10 samples a side are needed, a bake of 10s/);
  }
  const twelve = { control: level(12, 10, "a"), experiment: level(12, 10, "b") };
  assert.equal(classify(twelve).rule, "rank-test");
  assert.equal(classify(twelve, {}, { minSamples: 13 }).rule, "too-few-samples");
});

Deno.test("points that follow each other are not passed when they could show nothing", () => {
  const drift = (from: number) => Array.from({ length: 60 }, (_, at) => from + at);
  const wave = Array.from({ length: 60 }, (_, at) => Math.sin(at / 9));
  const { classification, rule, need, rho, nEff } = classify({
    ...{ control: drift(0).reverse(), experiment: wave },
  });
  assert.deepEqual([classification, rule], ["Nodata", "too-persistent"]);
  assert.ok(rho !== undefined && rho > 0.9 && (nEff ?? 60) < 4);
  assert.ok(need !== undefined && need.had === 60 && need.needed > 60);
  assert.equal(need.bakeMs, need.needed * 1_000);
});

Deno.test("a leak is found although a growing series follows itself", () => {
  const control = level(60, 100, "a");
  const experiment = level(60, 100, "b").map((value, at) => value + at / 10);
  assert.equal(classify({ control, experiment }).classification, "High");
});

Deno.test("more bad points never turn a fail into a pass", () => {
  const labels = Array.from(
    { length: 61 },
    (_, k) => classify({ control: sparse(0), experiment: sparse(k) }).classification,
  );
  const first = labels.indexOf("High");
  assert.ok(first > 0 && first <= 10, `from ${first}`);
  assert.ok(labels.slice(first).every((label) => label === "High"));
});

Deno.test("a series with zeros fails by how often it is not 0, or by where those points lie", () => {
  const spread = (values: readonly number[]) => values.flatMap((value) => [value, 0]);
  const often = classify({ control: sparse(2), experiment: sparse(20) });
  assert.deepEqual([often.classification, often.rule], ["High", "share-of-non-zero"]);
  assert.ok((often.estimate ?? 0) > 0.29 && (often.ci[0] ?? 0) > 0);
  const control = spread(level(30, 10, "a"));
  const larger = classify({ control, experiment: spread(level(30, 12, "b")) });
  assert.deepEqual([larger.classification, larger.rule], ["High", "location-of-non-zero"]);
  const alike = classify({ control, experiment: spread(level(30, 10, "c")) });
  assert.equal(alike.classification, "Pass");
  const fewer = classify({ control: sparse(20), experiment: sparse(2) });
  assert.equal(fewer.classification, "Pass");
});

Deno.test("an allowed change passes and says so; a critical one fails by itself", () => {
  const data = { control: level(30, 100, "a"), experiment: level(30, 104, "b") };
  const allowed = classify(data, { direction: "increase", effectSize: { allowedIncrease: 1.1 } });
  assert.deepEqual([allowed.classification, allowed.rule], ["Pass", "allowed-change"]);
  assert.match(allowed.reason, /ratio 1\.04, limit 1\.1/);
  const strict = classify(data, { critical: true });
  assert.deepEqual([strict.classification, strict.critical], ["High", true]);
  const mild = classify(data, { critical: true, effectSize: { criticalIncrease: 1.5 } });
  assert.deepEqual([mild.classification, mild.critical], ["High", false]);
  const often = { measure: "cles", allowedIncrease: 0.9 };
  assert.equal(classify(data, { effectSize: often }).classification, "High");
});

Deno.test("without a limit a shift counts although the mean says otherwise, or is below 0", () => {
  const control = [...level(29, 10, "a"), 1_000];
  const shifted = { control, experiment: level(30, 12, "b") };
  assert.ok((classify(shifted).effect ?? 9) < 1);
  const { classification, critical } = classify(shifted, { critical: true });
  assert.deepEqual([classification, critical], ["High", true]);
  const below = { control: level(30, -10, "a"), experiment: level(30, -8, "b") };
  assert.equal(classify(below, { direction: "increase" }).classification, "High");
  const limit = { effectSize: { allowedIncrease: 1.1 } };
  assert.equal(classify(below, limit).classification, "High");
  assert.equal(classify(shifted, limit).rule, "allowed-change");
});

Deno.test("a change of unknown size counts", () => {
  const data = { control: repeated(20, 0), experiment: level(20, 5, "a") };
  const { classification, critical, effect } = classify(data, {
    ...{ critical: true, effectSize: { allowedIncrease: 100, criticalIncrease: 100 } },
  });
  assert.deepEqual([classification, critical, effect], ["High", true, null]);
});

Deno.test("counts of requests are judged by their rates", () => {
  const of = { control: repeated(30, 50), experiment: repeated(30, 50) };
  const some = (k: number) => repeated(30, 0).map((_, at) => at % 3 === 0 && at < 3 * k ? 1 : 0);
  const good = classify({ control: some(3), experiment: some(4), of });
  assert.deepEqual([good.classification, good.rule], ["Pass", "rate-test"]);
  const bad = classify({ control: some(0), experiment: some(10), of });
  assert.deepEqual([bad.classification, bad.rule], ["High", "rate-test"]);
  assert.ok(Math.abs((bad.estimate ?? 0) - 10 / 1_500) < 1e-12);
  const less = { control: repeated(30, 50), experiment: repeated(30, 500) };
  assert.equal(
    classify({ control: some(8), experiment: some(10), of: less }).classification,
    "Pass",
  );
});

Deno.test("a burst of errors is worth less than as many that are spread", () => {
  const of = { control: repeated(30, 50), experiment: repeated(30, 50) };
  const control = repeated(30, 0).map((_, at) => at % 10 === 0 ? 3 : 0);
  const burst = repeated(30, 0).map((_, at) => at === 7 ? 25 : 0);
  const even = repeated(30, 0).map((_, at) => at % 6 === 5 ? 0 : 1);
  const chanceOf = (experiment: number[]) => classify({ control, experiment, of }).p ?? NaN;
  assert.ok(chanceOf(burst) > 10 * chanceOf(even));
  assert.equal(classify({ control, experiment: burst, of }).classification, "Pass");
});

Deno.test("events may outnumber what they are counted by", () => {
  const of = { control: repeated(20, 5), experiment: repeated(20, 5) };
  const retries = (each: number) => level(20, each, "r").map(Math.round);
  const { classification, rule } = classify({ control: retries(8), experiment: retries(16), of });
  assert.deepEqual([classification, rule], ["High", "rate-test"]);
});

Deno.test("without requests, or with few, a rate is not known", () => {
  const none = { control: repeated(30, 0), experiment: repeated(30, 0) };
  const idle = classify({ ...none, of: { control: repeated(30, 0), experiment: repeated(30, 9) } });
  assert.deepEqual([idle.classification, idle.rule], ["Nodata", "missing-data"]);
  const few = classify({ ...none, of: { control: repeated(30, 1), experiment: repeated(30, 9) } });
  assert.deepEqual([few.classification, few.rule], ["Nodata", "too-few-samples"]);
  assert.deepEqual(few.need, { had: 30, needed: 50, unit: "requests", bakeMs: 50_000 });
});

Deno.test("missing data fails a metric that must have some, and is never a pass", () => {
  const data = { control: level(20, 10, "a"), experiment: repeated(20, NaN) };
  assert.equal(classify(data).classification, "Nodata");
  const must = classify(data, { mustHaveData: true, critical: true });
  assert.deepEqual([must.classification, must.critical], ["NodataFailMetric", true]);
  const replaced = classify(data, { nanStrategy: "replace", direction: "decrease" });
  assert.equal(replaced.classification, "Low");
  const { classification } = classify({ control: [], experiment: [] }, { nanStrategy: "replace" });
  assert.equal(classification, "Nodata");
});

Deno.test("data that cannot be is an error, and a critical one fails", () => {
  const good = { control: level(20, 10, "a"), experiment: level(20, 10, "b") };
  const of = { control: repeated(20, 50), experiment: repeated(19, 50) };
  for (
    const data of [
      { ...good, experiment: [...good.experiment, Infinity] },
      { ...good, of },
      { ...good, of: { ...of, experiment: repeated(20, -1) } },
    ]
  ) {
    const { classification, critical, reason } = classify(data, { critical: true });
    assert.deepEqual([classification, critical], ["Error", true]);
    assert.ok(reason.length > 10);
  }
});

Deno.test("outliers are dropped only when that is asked for", () => {
  const control = level(100, 10, "a");
  const data = { control, experiment: [...level(99, 10, "b"), 1e6] };
  assert.equal(classify(data).samples.experiment, 100);
  assert.ok(classify(data, { outliers: { strategy: "remove" } }).samples.experiment < 100);
});

Deno.test("metrics that count share the false fails allowed, and so do looks", () => {
  const metric = (name: string, muted = false): CanaryMetric => ({
    ...{ name, groups: ["g"], analysisConfigurations: { canary: { muted } } },
  });
  const data = { control: level(30, 10, "a"), experiment: level(30, 10, "b") };
  const alphaWith = (metrics: CanaryMetric[], over = {}) =>
    judge({ metrics }, Object.fromEntries(metrics.map(({ name }) => [name, data])), {
      ...{ mode: "netops", rng: createFixedRng("x"), over },
    }).metrics[0]?.alpha ?? NaN;
  const one = alphaWith([metric("a")]);
  assert.equal(one, 0.01);
  assert.equal(alphaWith([metric("a"), metric("b"), metric("c", true)]), 0.005);
  assert.equal(alphaWith([metric("a")], { falseFailRatio: 0.02 }), 0.02);
  const looks = [1, 2, 3, 4, 5].map((look) => alphaWith([metric("a")], { look, looks: 5 }));
  assert.ok(Math.abs(looks.reduce((sum, alpha) => sum + alpha) - 0.01) < 1e-12);
  assert.ok(looks.every((alpha, at) => alpha > 0 && alpha < (looks[at - 1] ?? 1)));
  assert.equal(alphaOfLook({ falseFailRatio: 0.01, look: 1, looks: 1 }), 0.01);
});

Deno.test("good canaries fail as rarely as they may, whether or not their points follow each other", () => {
  const rng = createFixedRng("null");
  const series = (phi: number) => {
    let value = 0;
    return Array.from({ length: 40 }, () => value = phi * value + rng.next() + rng.next() - 1);
  };
  for (const phi of [0, 0.7, 0.9]) {
    let failed = 0;
    for (let trial = 0; trial < 300; trial++) {
      const { classification } = classify({ control: series(phi), experiment: series(phi) }, {});
      if (classification === "High" || classification === "Low") failed++;
    }
    assert.ok(failed <= 9, `${failed} of 300 at φ ${phi}`);
  }
});

Deno.test("needWords() says how many, and how long only when that is known", () => {
  assert.equal(
    needWords({ had: 2, needed: 10, unit: "samples", bakeMs: 90_000 }),
    "10 samples a side are needed, a bake of 90s",
  );
  const words = needWords({ had: 2, needed: 10, unit: "requests" });
  assert.equal(words, "10 requests a side are needed");
});
