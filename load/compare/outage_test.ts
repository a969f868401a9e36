import assert from "node:assert/strict";
import type { LoadSecond } from "../report/load_report.ts";
import { noisyLoad } from "./compare_fixture.ts";
import { compareLoads } from "./compare_loads.ts";
import type { LoadSample } from "./load_sample.ts";
import { outageOf } from "./outage.ts";

/** A load that does nothing from one second to another; what it missed comes after when it catches up. */
function stalledLoad(load: LoadSample, [from, to]: readonly [number, number], catchUp = false) {
  const missed = load.seconds.slice(from, to).reduce((sum, { started }) => sum + started, 0);
  const seconds = load.seconds.map((second, at): LoadSecond => {
    const late = catchUp && at === to ? missed : 0;
    if (at < from || at >= to) return { ...second, started: second.started + late };
    const startupMs = { p50: null, p95: null, p99: null };
    return { ...second, started: 0, startupMs };
  });
  return { ...load, seconds };
}

function rateOf(before: LoadSample, after: LoadSample) {
  return compareLoads(before, after).effects.find(({ metric }) => metric === "rate");
}

Deno.test("a load that did nothing for a third of its time achieved less, however even the rest is", () => {
  const whole = noisyLoad({ seed: 30 });
  for (const span of [[20, 40], [0, 20], [40, 60]] as const) {
    const rate = rateOf(whole, stalledLoad(noisyLoad({ seed: 31 }), span));
    assert.equal(rate?.verdict, "worse");
    assert.ok(Math.abs((rate?.effect?.mean ?? 0) + 1 / 3) < 0.01, JSON.stringify(rate));
    assert.equal(
      rate?.because,
      "after did nothing in 5 of 15 blocks, in which before did 400",
    );
  }
  assert.equal(rateOf(stalledLoad(whole, [20, 40]), noisyLoad({ seed: 31 }))?.verdict, "better");
  assert.equal(rateOf(stalledLoad(whole, [0, 60]), noisyLoad({ seed: 31 }))?.verdict, "better");
  assert.equal(rateOf(whole, stalledLoad(whole, [0, 60]))?.verdict, "worse");
  assert.equal(rateOf(stalledLoad(whole, [0, 60]), stalledLoad(whole, [0, 60]))?.blocks, 0);
});

Deno.test("a pause that is made up for is no outage, and neither are pauses of both", () => {
  const whole = noisyLoad({ seed: 32 });
  const paused = stalledLoad(whole, [20, 24], true);
  assert.notEqual(rateOf(whole, paused)?.verdict, "worse");
  const other = stalledLoad(noisyLoad({ seed: 33 }), [40, 48]);
  assert.equal(rateOf(stalledLoad(whole, [20, 28]), other)?.verdict, "unknown");
});

Deno.test("outageOf() asks for more than chance explains, with every set of blocks looked at", () => {
  const pairs = (from: number) =>
    Array.from({ length: 10 }, (_, at) => at < 2 ? { from, to: 0 } : { from: 20, to: 20 });
  assert.equal(outageOf(pairs(8), 0.01), undefined);
  assert.deepEqual(outageOf(pairs(9), 0.01), { load: "after", blocks: 2, missed: 18 });
  assert.equal(outageOf(pairs(9), 0.001), undefined);
  assert.equal(outageOf(pairs(0), 0.01), undefined);
});
