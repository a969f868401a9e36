import assert from "node:assert/strict";
import fc from "fast-check";
import { measurePersistence, unbiased } from "./persistence.ts";
import { rank } from "./ranks.ts";
import { estimateShift, rankScores } from "./shift.ts";

const values = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true })), {
  ...{ minLength: 1, maxLength: 12 },
}).map((list) =>
  list.map((value) => Math.abs(value) < 1e-300 || Math.abs(value) > 1e100 ? 0 : value)
);

Deno.test("estimateShift() is the median of all differences, and its ends are differences by rank", () => {
  fc.assert(fc.property(values, values, (control, experiment) => {
    const all = experiment.flatMap((x) => control.map((y) => x - y)).sort((a, b) => a - b);
    const half = Math.floor((all.length + 1) / 2);
    const [low = 0, high = 0] = [all[half - 1], all[all.length % 2 === 0 ? half : half - 1]];
    const { estimate, ...ends } = estimateShift({ control, experiment }, 1);
    assert.equal(estimate, low === high ? low : low + (high - low) / 2);
    for (const end of Object.values(ends)) {
      assert.ok(!Number.isFinite(end) || all.includes(end), `${end}`);
    }
    assert.ok(ends.low <= estimate && estimate <= ends.high);
  }));
});

Deno.test("estimateShift() agrees with R's wilcox.test where there are no ties", () => {
  // wilcox.test(x, y, conf.int = TRUE, exact = FALSE): 95 % interval by the same steps.
  const experiment = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const control = [1.15, 0.88, 0.9, 0.74, 1.21];
  const { estimate, low, high } = estimateShift({ control, experiment }, 1.959963984540054);
  assert.equal(Number(estimate.toFixed(3)), 0.305);
  assert.deepEqual([low, high].map((end) => Number(end.toFixed(2))), [-0.15, 0.76]);
});

Deno.test("a sample that is too small for the quantile has an interval without ends", () => {
  const { low, high } = estimateShift({ control: [1, 2], experiment: [3, 4] }, 2.3);
  assert.deepEqual([low, high], [-Infinity, Infinity]);
});

Deno.test("many values take no longer than their number, squared or not", () => {
  const series = Array.from({ length: 20_000 }, (_, at) => (at * 7919) % 20_011);
  const shifted = series.map((value) => value + 1_000);
  const { estimate } = estimateShift({ control: series, experiment: shifted }, 2.3);
  assert.equal(estimate, 1_000);
});

Deno.test("without ties the test rejects exactly when the interval leaves 0 out", () => {
  const distinct = fc.uniqueArray(fc.integer({ min: -1_000, max: 1_000 }), {
    ...{ minLength: 8, maxLength: 30 },
  });
  fc.assert(fc.property(distinct, fc.integer({ min: -900, max: 900 }), (all, by) => {
    const half = Math.floor(all.length / 2);
    const control = all.slice(0, half);
    // A part of a unit away from every other value: no ties, whatever the shift.
    const experiment = all.slice(half).map((value) => value + by + 0.37);
    const { up, down } = rankScores({ control, experiment });
    const { low, high } = estimateShift({ control, experiment }, 1.5);
    assert.equal(up >= 1.5, low > 0);
    assert.equal(down >= 1.5, high < 0);
  }));
});

Deno.test("rank() shares the ranks of equal values and counts ties", () => {
  const { ranks, ties } = rank([3, 1, 3, 2, 3]);
  assert.deepEqual([...ranks], [4, 1, 4, 2, 4]);
  assert.equal(ties, 24);
});

function autoregressive(count: number, phi: number): number[] {
  let [value, seed] = [0, 7];
  return Array.from({ length: count }, () => {
    seed = (seed * 16_807) % 2_147_483_647;
    value = phi * value + seed / 2_147_483_647 - 0.5;
    return value;
  });
}

Deno.test("persistence is about φ of an autoregressive series, 0 of one that alternates or stands still", () => {
  const other = autoregressive(4_000, 0.8).slice(2_000);
  const { rho, inflation, nEffControl } = measurePersistence({
    ...{ control: autoregressive(2_000, 0.8), experiment: other },
  });
  assert.ok(Math.abs(rho - 0.78) < 0.04, `${rho}`);
  assert.ok(Math.abs(nEffControl - 2_000 * (1 - rho) / (1 + rho)) < 1e-9);
  assert.ok(Math.abs(inflation ** 2 - (1 + rho) / (1 - rho)) < 1e-9);
  const alternating = Array.from({ length: 60 }, (_, at) => at % 2);
  const still = Array<number>(60).fill(3);
  assert.equal(measurePersistence({ control: alternating, experiment: alternating }).rho, 0);
  assert.equal(measurePersistence({ control: still, experiment: still }).inflation, 1);
});

Deno.test("what moves both cohorts is taken out, also when one is shifted", () => {
  const load = autoregressive(60, 0.97).map((value) => 100 * value);
  const noise = autoregressive(120, 0);
  const control = load.map((value, at) => value + (noise[at] ?? 0));
  const experiment = load.map((value, at) => 50 + value + (noise[60 + at] ?? 0));
  const together = measurePersistence({ control, experiment });
  assert.equal(together.isPaired, true);
  assert.ok(together.rho < 0.3, `${together.rho}`);
  const apart = measurePersistence({ control, experiment: experiment.slice(1) });
  assert.equal(apart.isPaired, false);
  assert.ok(apart.rho > 0.8, `${apart.rho}`);
});

Deno.test("unbiased() adds what small samples hide, and stays within 0 and 0.99", () => {
  assert.equal(unbiased(-0.1, 10), 0);
  assert.equal(unbiased(0.5, 24), 0.65);
  assert.equal(unbiased(0.98, 10), 0.99);
  assert.equal(unbiased(0, 4), 0.99);
});
