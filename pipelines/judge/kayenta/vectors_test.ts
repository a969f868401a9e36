import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import vectors from "../../../tests/data/kayenta_vectors.json" with { type: "json" };
import { metricSettings } from "../metric_settings.ts";
import { fillMissing } from "../metric_data.ts";
import { judgementWindows } from "../judgement_windows.ts";
import { pairMetricSets } from "../pair_metric_sets.ts";
import { commonLanguageEffect, meanRatio } from "../stats/effect_size.ts";
import { outlierIndices, quartileFences } from "../stats/outliers.ts";
import { normalQuantile } from "../stats/normal.ts";
import { percentile, summarize } from "../stats/summary.ts";
import { aggregateScores } from "./aggregate_scores.ts";
import { classifyKayenta } from "./classify_kayenta.ts";
import { rankShift, rankStatistic } from "./rank_shift.ts";
import { type ScoredMetric, scoreKayenta } from "./score_kayenta.ts";

type Series = readonly (number | string)[] | { readonly $ref: string };

const datasets = vectors.datasets as Readonly<Record<string, readonly (number | string)[]>>;
const rng = createFixedRng("vectors");

function points(series: unknown): number[] {
  const list = Array.isArray(series) ? series : datasets[(series as { $ref: string }).$ref];
  return (list as readonly (number | string)[]).map(Number);
}

/** Whether a number is what a vector says; the title of the vector is in the message. */
function near(actual: number | null, [expected, within]: readonly [number, number], what: string) {
  assert.ok(actual !== null && Math.abs(actual - expected) <= within, `${what}: ${actual}`);
}

/** The settings of a vector, which has the parameters of Kayenta's classifier. */
function settingsOf(params: Readonly<Record<string, unknown>>) {
  const { measure, allowedIncrease, allowedDecrease, criticalIncrease, criticalDecrease } = params;
  const effectSize = {
    measure,
    allowedIncrease,
    allowedDecrease,
    criticalIncrease,
    criticalDecrease,
  };
  const canary = { ...params, effectSize } as object;
  return metricSettings({ name: "m", analysisConfigurations: { canary } });
}

Deno.test("every metric of Kayenta's tests has its label, its interval and its effect", () => {
  for (const vector of [...vectors.mannWhitneyClassifier, ...vectors.userReported]) {
    const { id, params } = vector;
    const settings = settingsOf(params);
    const { tolerance, confLevel: confidence } = params;
    const data = { control: points(vector.control), experiment: points(vector.experiment) };
    const result = classifyKayenta(settings, data, { rng, tolerance, confidence });
    const expected = { ..."expected" in vector ? vector.expected : vector.reported } as {
      classification?: string;
      critical?: boolean;
      reasonNonEmpty?: boolean;
    };
    if (expected.classification !== undefined) {
      assert.equal(result.classification, expected.classification, id);
    }
    if (expected.critical !== undefined) assert.equal(result.critical, expected.critical, id);
    assert.ok(result.reason.length > 0, id);
    const derived = vector.derived as unknown as Readonly<
      Record<string, number | null | undefined>
    >;
    const { ciLow, ciHigh, estimate, effectSize } = derived;
    if (typeof ciLow !== "number") continue;
    const exact = (value: unknown) =>
      [Number(value), 1e-9 * Math.max(1, Math.abs(Number(value)))] as const;
    near(result.ci[0], exact(ciLow), id);
    near(result.ci[1], exact(ciHigh), id);
    near(result.estimate, exact(estimate), id);
    if (typeof effectSize === "number") near(result.effect, [effectSize, 1e-12], id);
    if (effectSize === null) assert.equal(result.effect, null, id);
  }
});

Deno.test("sparse errors have the labels that Kayenta gives, also where they make no sense", () => {
  const settings = metricSettings({
    name: "errors",
    analysisConfigurations: { canary: { direction: "increase" } },
  });
  for (const { id, k, derivedKayenta } of vectors.sparseErrorSweep) {
    const control = Array<number>(60).fill(0);
    const experiment = control.map((_, at) => at < k ? 5 : 0);
    const { classification } = classifyKayenta(settings, { control, experiment }, { rng });
    assert.equal(classification, derivedKayenta, id);
  }
});

Deno.test("the rank test has the statistics, the interval and the estimate of Kayenta's tests", () => {
  for (const vector of vectors.mannWhitney) {
    const { fn, id, expected } = vector as Readonly<Record<string, unknown>> & {
      expected: Readonly<Record<string, number>>;
    };
    const within = expected["absTol"] ?? 0;
    if (fn === "normalInverseCdf") {
      near(
        normalQuantile(Number((vector as { p: number }).p)),
        [expected["value"] ?? NaN, within],
        "z",
      );
    } else if (fn === "wilcoxonDiff") {
      const { mu, quantile, x, y } = vector as {
        mu: number;
        quantile: number;
        x: Series;
        y: Series;
      };
      const samples = { x: points(x), y: points(y) };
      near(rankStatistic(mu, samples, quantile), [expected["value"] ?? NaN, within], String(id));
    } else {
      const { confLevel, experiment, control } = vector as {
        confLevel: number;
        experiment: Series;
        control: Series;
      };
      const shift = rankShift({ x: points(experiment), y: points(control) }, confLevel);
      near(shift.low, [expected["ciLow"] ?? NaN, within], String(id));
      near(shift.high, [expected["ciHigh"] ?? NaN, within], String(id));
      const wider = expected["estimateAbsTol"] ?? within;
      near(shift.estimate, [expected["estimate"] ?? NaN, wider], String(id));
    }
  }
});

Deno.test("scores are those of Kayenta's scorer", () => {
  for (const { id, metrics, groupWeights, expected, derived } of vectors.scorer) {
    const weights = groupWeights as Readonly<Record<string, number>>;
    const { score, groups } = scoreKayenta(metrics as readonly ScoredMetric[], weights);
    assert.equal(score, expected.summaryScore, id);
    const byName = Object.fromEntries(groups.map(({ name, ...rest }) => [name, rest]));
    assert.deepEqual(byName, derived.groupScores, id);
  }
});

Deno.test("statistics, outliers and missing points are those of Kayenta's tests", () => {
  for (const vector of vectors.statistics) {
    const { fn, id, expected } = vector as unknown as {
      fn: string;
      id: string;
      expected: Readonly<Record<string, number>>;
    };
    const { data, p, control, experiment } = vector as unknown as Readonly<Record<string, unknown>>;
    const within = expected["absTol"] ?? 1e-12;
    if (fn === "summary") {
      const { min, max, mean, standardDeviation: std, count } = summarize(points(data));
      assert.deepEqual({ min, max, mean, std, count }, expected, id);
    } else if (fn === "percentileR7") {
      near(percentile(points(data), Number(p)), [expected["value"] ?? NaN, within], id);
    } else {
      const two = { control: points(control), experiment: points(experiment) };
      const effect = fn === "cles" ? commonLanguageEffect(two) : meanRatio(two);
      near(effect, [expected["value"] ?? NaN, within], id);
    }
  }
  for (const { id, factor, reduceSensitivity, data, expected } of vectors.outlierDetector) {
    const fences = quartileFences(data, { factor, relaxed: reduceSensitivity });
    assert.deepEqual(outlierIndices(data, fences), expected.outlierIndices, id);
  }
  for (const { id, op, data, expected } of vectors.transforms) {
    const strategy = op === "removeNaN" ? "remove" : "replace";
    assert.deepEqual(fillMissing(points(data), strategy), expected.data, id);
  }
});

Deno.test("judgement windows are those of Orca, and of Kayenta alone", () => {
  const MINUTE_MS = 60_000;
  const ms = (minutes: unknown) => Number(minutes ?? 0) * MINUTE_MS;
  for (const window of vectors.judgementWindows) {
    const windows = judgementWindows({
      ...{ startMs: 0, lifetimeMs: ms(window.lifetimeMins), isPast: window.explicitStartEnd },
      ...{ intervalMs: ms(window.intervalMins), beginAfterMs: ms(window.beginAfterMins) },
      lookbackMs: ms(window.lookbackMins),
    });
    const minutes = windows.map(({ startMs, endMs }) => [startMs / MINUTE_MS, endMs / MINUTE_MS]);
    assert.deepEqual(minutes, window.expected.windowsMinutesFromStart, window.id);
    assert.equal(windows.length, window.expected.judgements, window.id);
  }
  for (const window of vectors.standaloneWindows) {
    if (window.expected.controlStart !== undefined) {
      const startMs = Date.parse(window.experimentStart ?? "");
      const [first] = judgementWindows({
        ...{ startMs, lifetimeMs: 1, controlOffsetMs: ms(window.controlOffsetMins) },
      });
      assert.equal(first?.controlStartMs, Date.parse(window.expected.controlStart), window.id);
      continue;
    }
    const expected = window.expected.windowsMinutesFromStart ?? [];
    const windows = judgementWindows({
      ...{ startMs: 0, lifetimeMs: ms(window.intervalMins) * expected.length },
      ...{ intervalMs: ms(window.intervalMins), beginAfterMs: ms(window.beginAfterMins) },
      ...{ lookbackMs: ms(window.lookbackMins), isPast: window.explicitStartEnd ?? false },
    });
    const minutes = windows.map(({ startMs, endMs }) => [startMs / MINUTE_MS, endMs / MINUTE_MS]);
    assert.deepEqual(minutes, expected, window.id);
  }
});

Deno.test("scores of several judgements come to what Orca makes of them", () => {
  for (const { id, scores, thresholds, expected } of vectors.scoreAggregation) {
    assert.equal(aggregateScores(scores, thresholds).status, expected.status, id);
  }
});

Deno.test("series are paired as Kayenta pairs them", () => {
  type Request = Parameters<typeof pairMetricSets>[0];
  for (const vector of vectors.metricMixer) {
    const { id, expected } = vector;
    const request = vector as unknown as Request;
    if (expected.error !== undefined) {
      const words = new RegExp(expected.error);
      assert.throws(() => pairMetricSets(request), { code: "REQUEST_INVALID", message: words }, id);
    } else {
      assert.deepEqual(pairMetricSets(request), expected.pairs, id);
    }
  }
});
