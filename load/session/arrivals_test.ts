import assert from "node:assert/strict";
import fc from "fast-check";
import type { Arrivals } from "../run/load_order.ts";
import { arrivalAtMs, arrivalsEndMs, countArrivals, rateAt } from "./arrivals.ts";

const rate = fc.integer({ min: 0, max: 40_000 }).map((thousandths) => thousandths / 1_000);
const stage = fc.record({ targetRate: rate, durationMs: fc.integer({ min: 0, max: 9_000 }) });
const ramps: fc.Arbitrary<Arrivals> = fc.record({
  startRate: rate,
  stages: fc.array(stage, { minLength: 1, maxLength: 5 }),
});
const constants: fc.Arbitrary<Arrivals> = fc.tuple(rate, fc.integer({ min: 0, max: 20_000 })).map((
  [startRate, durationMs],
) => ({ startRate, stages: [{ targetRate: startRate, durationMs }] }));

/** ∫ rate over the first `untilMs`, by the trapezoid rule between corners: exact for straight lines. */
function areaUntil({ startRate, stages }: Arrivals, untilMs: number): number {
  let sum = 0;
  let fromRate = startRate;
  let beganAtMs = 0;
  for (const { targetRate, durationMs } of stages) {
    const share = durationMs === 0 ? 0 : Math.min(1, Math.max(0, untilMs - beganAtMs) / durationMs);
    const endRate = fromRate + (targetRate - fromRate) * share;
    sum += (fromRate + endRate) / 2 * durationMs * share / 1_000;
    beganAtMs += durationMs;
    fromRate = targetRate;
  }
  return sum;
}

function times(arrivals: Arrivals): number[] {
  return Array.from(
    { length: countArrivals(arrivals) },
    (_, index) => arrivalAtMs(arrivals, index),
  );
}

Deno.test("arrivals never go back, and stay within the load", () => {
  fc.assert(fc.property(fc.oneof(ramps, constants), (arrivals) => {
    const all = times(arrivals);
    const endMs = arrivalsEndMs(arrivals);
    assert.ok(all.every((atMs, index) => atMs >= (all[index - 1] ?? 0)));
    assert.ok(all.every((atMs) => atMs <= endMs));
  }));
});

Deno.test("arrivals are as many as the rate adds up to", () => {
  fc.assert(fc.property(ramps, (arrivals) => {
    const area = areaUntil(arrivals, arrivalsEndMs(arrivals));
    assert.ok(Math.abs(countArrivals(arrivals) - area) <= 1 + 1e-6, `${area}`);
  }));
});

Deno.test("an arrival is due when the rate has added up to it", () => {
  fc.assert(fc.property(ramps, (arrivals) => {
    const isConstant = arrivals.stages.every(({ targetRate }) => targetRate === arrivals.startRate);
    times(arrivals).forEach((atMs, index) => {
      const wanted = isConstant ? index : index + 1;
      assert.ok(Math.abs(areaUntil(arrivals, atMs) - wanted) < 1e-3, `${index} at ${atMs}`);
    });
  }));
});

Deno.test("a constant rate begins at once and is even", () => {
  const arrivals = { startRate: 5, stages: [{ targetRate: 5, durationMs: 2_000 }] };
  assert.deepEqual(times(arrivals), [0, 200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600, 1_800]);
  assert.equal(arrivalAtMs(arrivals, 10), Infinity);
  assert.equal(arrivalAtMs(arrivals, -1), Infinity);
});

Deno.test("a ramp begins when k6 begins it", () => {
  // Measured with k6 1.8.1: 549, 776, 950, 1097, 1226, 1343, 1451, 1551 ms; it begins within 3 ms.
  const stages = [{ targetRate: 10, durationMs: 1_500 }, { targetRate: 10, durationMs: 500 }];
  const measured = [549, 776, 950, 1_097, 1_226, 1_343, 1_451, 1_551];
  measured.forEach((atMs, index) => {
    const dueMs = arrivalAtMs({ startRate: 0, stages }, index);
    assert.ok(atMs - dueMs >= 0 && atMs - dueMs <= 3, `${index} due at ${dueMs}`);
  });
});

Deno.test("rateAt() follows the line, and is 0 outside of the load", () => {
  const arrivals = {
    startRate: 2,
    stages: [{ targetRate: 6, durationMs: 2_000 }, { targetRate: 20, durationMs: 0 }, {
      targetRate: 20,
      durationMs: 1_000,
    }],
  };
  assert.deepEqual([-1, 0, 1_000, 2_000, 2_999, 3_000].map((atMs) => rateAt(arrivals, atMs)), [
    ...[0, 2, 4, 20, 20, 0],
  ]);
});
