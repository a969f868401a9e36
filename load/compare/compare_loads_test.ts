import assert from "node:assert/strict";
import { scriptReport } from "../report/report_fixture.ts";
import { noisyLoad, noisyScript } from "./compare_fixture.ts";
import { compareLoads } from "./compare_loads.ts";
import { type LoadSample, sampleOf } from "./load_sample.ts";

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

Deno.test("compareLoads() of scripts compares requests, and leaves out what concerns viewers", () => {
  const script = noisyScript({ seed: 20 });
  const { effects, verdict } = compareLoads(script, script);
  assert.deepEqual(effects.map(({ metric }) => metric), [
    ...["request_p50", "request_p95", "rate", "request_failures"],
  ]);
  assert.equal(verdict, "same");
});

Deno.test("a script whose requests take ten times as long is worse by that much", () => {
  const slow = noisyScript({ seed: 22, slower: 10 });
  const { effects, verdict } = compareLoads(noisyScript({ seed: 21 }), slow);
  assert.deepEqual(effects.map(({ verdict }) => verdict), ["worse", "worse", "same", "same"]);
  assert.ok(Math.abs((effects[0]?.effect?.mean ?? 0) - 9) < 1, JSON.stringify(effects[0]));
  assert.equal(verdict, "worse");
});

Deno.test("compareLoads() calls few equal pairs of scripts different, and finds 20 % in most", () => {
  const verdicts = (slower: number) =>
    Array.from({ length: 100 }, (_, pair) => {
      const after = noisyScript({ seed: 301 + pair * 2, slower });
      return compareLoads(noisyScript({ seed: 300 + pair * 2 }), after).verdict;
    });
  const called = verdicts(1).filter((verdict) => verdict === "worse" || verdict === "better");
  assert.ok(called.length <= 2, `${called.length} of 100`);
  const found = verdicts(1.2).filter((verdict) => verdict === "worse");
  assert.ok(found.length >= 95, `${found.length} of 100`);
});

Deno.test("a script that makes no requests is compared by its iterations alone", () => {
  const silent = sampleOf(scriptReport());
  const startupMs = { p50: null, p95: null, p99: null };
  const seconds = silent.seconds.map((second) => ({ ...second, startupMs, requests: 0 }));
  const { effects, verdict } = compareLoads({ ...silent, seconds }, { ...silent, seconds });
  assert.deepEqual([effects.map(({ metric }) => metric), verdict], [["rate"], "same"]);
  const talks = noisyScript({ seed: 23 });
  const mute = talks.seconds.map((second) => ({ ...second, startupMs, requests: 0 }));
  assert.equal(compareLoads(talks, { ...talks, seconds: mute }).verdict, "unknown");
});

Deno.test("compareLoads() does not claim to be surer than its blocks can show", () => {
  const before = noisyLoad({ seed: 37, seconds: 20 });
  const after = noisyLoad({ seed: 38, seconds: 20, slower: 3 });
  const startup = (alpha: number) => compareLoads(before, after, { alpha }).effects[0];
  assert.equal(startup(0.002)?.verdict, "worse");
  const unsure = startup(0.0001);
  assert.deepEqual([unsure?.verdict, unsure?.effect], ["unknown", null]);
  assert.equal(
    unsure?.reason,
    "10 blocks show an alpha of 0.002 at least, and 0.0001 was asked for: " +
      "load for longer, or take a larger alpha",
  );
});

Deno.test("compareLoads() is surer with a smaller alpha", () => {
  const wide = (alpha: number) => {
    const after = noisyLoad({ seed: 12, slower: 1.2 });
    const { effects } = compareLoads(noisyLoad({ seed: 11 }), after, { alpha });
    return (effects[0]?.effect?.high ?? 0) - (effects[0]?.effect?.low ?? 0);
  };
  assert.ok(wide(0.001) > wide(0.1));
});
