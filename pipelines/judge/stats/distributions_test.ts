import assert from "node:assert/strict";
import fc from "fast-check";
import { type CountTable, fisherTails, poissonTails } from "./counts.ts";
import { logChoose, logGamma } from "./gamma.ts";
import { normalQuantile, normalTail } from "./normal.ts";
import { regularizedBeta, studentQuantile, studentTail } from "./student.ts";

function near(actual: number, expected: number, within = 1e-12): void {
  const message = `${actual} is not ${expected}`;
  assert.ok(Math.abs(actual - expected) <= within * Math.max(1e-300, Math.abs(expected)), message);
}

Deno.test("normalTail() has the values of the tables, far out too", () => {
  near(normalTail(0), 0.5);
  near(normalTail(1), 0.15865525393145707);
  near(normalTail(1.959963984540054), 0.025);
  near(normalTail(-1), 0.8413447460685429);
  near(normalTail(5), 2.8665157187919333e-7);
  near(normalTail(10), 7.61985302416053e-24);
  assert.deepEqual([normalTail(Infinity), normalTail(-Infinity)], [0, 1]);
});

Deno.test("normalQuantile() is the inverse of the tail", () => {
  near(normalQuantile(0.975), 1.959963984540054);
  near(normalQuantile(0.99), 2.3263478740408408);
  near(normalQuantile(1e-10), -6.361340902404056);
  assert.deepEqual([normalQuantile(0), normalQuantile(1)], [-Infinity, Infinity]);
  for (const p of [1e-12, 1e-6, 0.01, 0.07, 0.3, 0.5]) {
    near(normalTail(-normalQuantile(p)), p, 1e-9);
  }
});

Deno.test("studentTail() has the values of the tables, is normal for many degrees and Cauchy for one", () => {
  near(studentTail(2, 5), 0.0509697394149292);
  near(studentTail(1, 1), 0.25);
  near(studentTail(-1, 1), 0.75);
  near(studentTail(2.5, 1e7), normalTail(2.5), 1e-5);
  near(studentTail(3, 0.5), 1 - studentTail(-3, 0.5));
});

Deno.test("studentQuantile() is the inverse of the tail, for parts of a degree too", () => {
  near(studentQuantile(0.025, 5), 2.5705818356363146, 1e-9);
  near(studentQuantile(0.01, 3), 4.540702858568132, 1e-9);
  for (const freedom of [0.5, 1, 2.7, 30, 1e4]) {
    for (const tail of [0.4, 0.05, 1e-5]) {
      near(studentTail(studentQuantile(tail, freedom), freedom), tail, 1e-8);
    }
  }
});

Deno.test("regularizedBeta() is symmetric and goes from 0 to 1", () => {
  assert.deepEqual([regularizedBeta(0, 2, 3), regularizedBeta(1, 2, 3)], [0, 1]);
  near(regularizedBeta(0.3, 1, 1), 0.3);
  near(regularizedBeta(0.3, 2, 5), 1 - regularizedBeta(0.7, 5, 2));
});

Deno.test("logGamma() and logChoose() are exact enough for counts", () => {
  near(logGamma(1), 0, 1e300);
  near(logGamma(0.5), Math.log(Math.sqrt(Math.PI)));
  near(logGamma(11), Math.log(3_628_800));
  near(logChoose(52, 5), Math.log(2_598_960));
});

Deno.test("fisherTails() knows the lady who tasted tea", () => {
  const tea = (right: number): CountTable => ({
    ...{ experiment: { hits: right, total: 4 }, control: { hits: 4 - right, total: 4 } },
  });
  near(fisherTails(tea(4)).atLeast, 1 / 70);
  near(fisherTails(tea(3)).atLeast, 17 / 70);
  near(fisherTails(tea(0)).atMost, 1 / 70);
  near(fisherTails(tea(4)).atMost, 1);
});

Deno.test("fisherTails() holds for a million requests, on both sides", () => {
  const table = {
    ...{ experiment: { hits: 50, total: 1_000_000 }, control: { hits: 0, total: 1_000_000 } },
  };
  near(fisherTails(table).atLeast, 2 ** -50, 0.01);
  near(fisherTails(table).atMost, 1);
  const swapped = fisherTails({ experiment: table.control, control: table.experiment });
  near(swapped.atMost, 2 ** -50, 0.01);
  const far = { experiment: { hits: 9e5, total: 1e6 }, control: { hits: 1e5, total: 1e6 } };
  assert.deepEqual(fisherTails(far), { atLeast: 0, atMost: 1 });
});

Deno.test("poissonTails() halves per event when both sides are alike", () => {
  const events = (hits: number, other: number): CountTable => ({
    ...{ experiment: { hits, total: 100 }, control: { hits: other, total: 100 } },
  });
  near(poissonTails(events(10, 0)).atLeast, 2 ** -10);
  near(poissonTails(events(0, 10)).atMost, 2 ** -10);
  near(poissonTails(events(0, 0)).atLeast, 1);
  near(poissonTails(events(300, 300)).atLeast, 0.5162826, 1e-4);
});

Deno.test("both tails together are all there is, and what was seen once more", () => {
  const side = fc.integer({ min: 1, max: 40 }).chain((total) =>
    fc.integer({ min: 0, max: total }).map((hits) => ({ hits, total }))
  );
  fc.assert(fc.property(side, side, (experiment, control) => {
    const { atLeast, atMost } = fisherTails({ experiment, control });
    const hits = experiment.hits + control.hits;
    const all = experiment.total + control.total;
    const chanceOf = (k: number) =>
      Math.exp(
        logChoose(experiment.total, k) + logChoose(control.total, hits - k) - logChoose(all, hits),
      );
    let brute = 0;
    for (let k = experiment.hits; k <= Math.min(experiment.total, hits); k++) brute += chanceOf(k);
    assert.ok(Math.abs(atLeast - brute) < 1e-10);
    assert.ok(Math.abs(atLeast + atMost - 1 - chanceOf(experiment.hits)) < 1e-10);
  }));
});
