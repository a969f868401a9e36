import assert from "node:assert/strict";
import type { Rng } from "@netops/core";
import { createFixedRng } from "@netops/core/testing";
import type { LoadSecond } from "../report/load_report.ts";
import { scriptReport, streamReport } from "../report/report_fixture.ts";
import { compareLoads } from "./compare_loads.ts";
import { type LoadSample, sampleOf } from "./load_sample.ts";
import { neighbourCorrelation, wildInterval } from "./wild_interval.ts";

function bell(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
}

/** A load whose seconds hang together as real ones do: what was slow stays slow for some seconds. */
function noisyLoad(
  { seed, slower = 1, seconds = 60, moreFailures = 0 }: {
    seed: number;
    slower?: number;
    seconds?: number;
    moreFailures?: number;
  },
): LoadSample {
  const rng = createFixedRng(`load-${seed}`);
  let mood = 0;
  const all = Array.from({ length: seconds }, (_, at): LoadSecond => {
    mood = 0.5 * mood + 0.08 * bell(rng);
    const p50 = 120 * slower * Math.exp(mood + (at < 10 ? 0.3 : 0));
    const failed = rng.next() < moreFailures ? 3 : 0;
    return {
      ...{ tsMs: at * 1_000, attempted: 20, started: 20 - failed, failed, running: 150 },
      startupMs: { p50, p95: p50 * 2 * Math.exp(0.1 * bell(rng)), p99: p50 * 3 },
      ...{ stalls: 0, failovers: 0, requests: 300, failedRequests: 0, bytesByOca: {} },
    };
  });
  return { ...sampleOf(streamReport()), verdict: "passed", startedAtMs: 0, seconds: all };
}

function verdictsOf(slower: number): readonly string[] {
  return Array.from({ length: 40 }, (_, pair) => {
    const one = noisyLoad({ seed: 7 + pair * 2 });
    return compareLoads(one, noisyLoad({ seed: 8 + pair * 2, slower })).verdict;
  });
}

Deno.test("compareLoads() finds a startup that is 20 % longer in 19 of 20 pairs", () => {
  const found = verdictsOf(1.2).filter((verdict) => verdict === "worse").length;
  assert.ok(found >= 38, `${found} of 40`);
});

Deno.test("compareLoads() calls at most 1 of 20 equal pairs different", () => {
  const called = verdictsOf(1).filter((verdict) => verdict === "worse" || verdict === "better");
  assert.ok(called.length <= 2, `${called.length} of 40`);
});

Deno.test("compareLoads() says by how much, with an interval that holds the truth", () => {
  const { effects } = compareLoads(noisyLoad({ seed: 1 }), noisyLoad({ seed: 2, slower: 1.5 }));
  const startup = effects.find(({ metric }) => metric === "startup_p50");
  assert.ok(startup !== undefined && startup.effect !== null);
  assert.ok(startup.effect.low < 0.5 && startup.effect.high > 0.5, JSON.stringify(startup.effect));
  assert.equal(startup.verdict, "worse");
  const better = compareLoads(noisyLoad({ seed: 2, slower: 1.5 }), noisyLoad({ seed: 1 }));
  assert.equal(better.effects[0]?.verdict, "better");
});

Deno.test("compareLoads() compares failures by their difference, and less achieved is worse", () => {
  const broken = noisyLoad({ seed: 4, moreFailures: 0.9 });
  const { effects, verdict } = compareLoads(noisyLoad({ seed: 3 }), broken);
  const byName = Object.fromEntries(effects.map((one) => [one.metric, one.verdict]));
  assert.deepEqual([byName["start_failures"], byName["rate"], verdict], [
    "worse",
    "worse",
    "worse",
  ]);
  assert.equal(byName["stalls"], "same");
});

Deno.test("compareLoads() knows nothing of loads that are short, unlike or inconclusive", () => {
  const one = noisyLoad({ seed: 5 });
  const short = noisyLoad({ seed: 6, seconds: 12 });
  const cases: readonly [LoadSample, RegExp][] = [
    [short, /^6 blocks of both were measured, and 10 are needed/],
    [{ ...one, shape: "9/s for 1m" }, /^they are not the same load/],
    [{ ...one, name: "browse" }, /^they are not the same load/],
    [{ ...one, id: "load-3", verdict: "inconclusive" }, /^load-3 is inconclusive$/],
  ];
  for (const [other, reason] of cases) {
    const { verdict, effects } = compareLoads(one, other);
    assert.equal(verdict, "unknown");
    for (const effect of effects) assert.match(effect.reason ?? "", reason);
  }
});

Deno.test("compareLoads() does not trust a change that drifts", () => {
  const one = noisyLoad({ seed: 9 });
  const seconds = one.seconds.map((second, at) => {
    const p50 = (second.startupMs.p50 ?? 0) * (1 + at / 60);
    return { ...second, startupMs: { ...second.startupMs, p50 } };
  });
  const [startup] = compareLoads(one, { ...one, seconds }).effects;
  assert.equal(startup?.verdict, "unknown");
  assert.match(startup?.reason ?? "", /drifts/);
});

Deno.test("compareLoads() of scripts leaves out what concerns viewers", () => {
  const script = sampleOf(scriptReport());
  const { effects, verdict } = compareLoads(script, script);
  assert.deepEqual(effects.map(({ metric }) => metric), [
    "start_failures",
    "rate",
    "request_failures",
  ]);
  assert.equal(verdict, "same");
});

Deno.test("compareLoads() is surer with a smaller alpha", () => {
  const wide = (alpha: number) => {
    const after = noisyLoad({ seed: 12, slower: 1.2 });
    const { effects } = compareLoads(noisyLoad({ seed: 11 }), after, { alpha });
    return (effects[0]?.effect?.high ?? 0) - (effects[0]?.effect?.low ?? 0);
  };
  assert.ok(wide(0.001) > wide(0.1));
});

Deno.test("wildInterval() misses the truth about as often as it says", () => {
  const rng = createFixedRng("intervals");
  let missed = 0;
  for (let at = 0; at < 400; at++) {
    const { low, high } = wildInterval(Array.from({ length: 10 }, () => 3 + bell(rng)), 0.1);
    if (low > 3 || high < 3) missed++;
  }
  assert.ok(missed > 20 && missed < 64, `${missed} of 400 at 10 %`);
});

Deno.test("wildInterval() of what never changes is a point", () => {
  assert.deepEqual(wildInterval([2, 2, 2, 2], 0.01), { mean: 2, low: 2, high: 2 });
});

Deno.test("neighbourCorrelation() tells a drift from noise", () => {
  assert.ok(neighbourCorrelation([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) > 0.6);
  assert.ok(neighbourCorrelation([1, -1, 1, -1, 1, -1]) < 0);
  assert.equal(neighbourCorrelation([4, 4, 4]), 0);
});
