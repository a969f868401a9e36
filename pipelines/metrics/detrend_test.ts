import assert from "node:assert/strict";
import { detrend } from "./detrend.ts";

const steps = (count: number, value: (at: number) => number) =>
  Array.from({ length: count }, (_, at) => value(at));
const spread = (values: readonly number[]) => Math.max(...values) / Math.min(...values);

Deno.test("what both sides have in common goes, and the difference between them stays", () => {
  const machine = (at: number) => 1 + at / 30;
  const { control, experiment } = detrend({
    control: steps(60, machine),
    experiment: steps(60, (at) => 1.2 * machine(at)),
  });
  assert.ok(spread(control.slice(5, 55)) < 1.05, `${spread(control)}`);
  for (const [at, value] of experiment.entries()) {
    assert.ok(Math.abs(value / (control[at] ?? NaN) - 1.2) < 1e-12);
  }
  const mean = control.reduce((sum, value) => sum + value, 0) / 60;
  assert.ok(mean > 1.5 && mean < 2.2, `the unit stays: ${mean}`);
});

Deno.test("sides are treated alike", () => {
  const [one, other] = [steps(30, (at) => 1 + at % 7), steps(30, (at) => 2 + at % 5)];
  const there = detrend({ control: one, experiment: other });
  const back = detrend({ control: other, experiment: one });
  assert.deepEqual([there.control, there.experiment], [back.experiment, back.control]);
});

Deno.test("what only one side does stays", () => {
  const { control, experiment } = detrend({
    control: steps(40, () => 1),
    experiment: steps(40, (at) => at < 20 ? 1 : 3),
  });
  assert.ok((experiment[35] ?? 0) / (control[35] ?? 0) > 2.9);
});

Deno.test("missing points stay missing, and a side without points is left alone", () => {
  const { control } = detrend({ control: [NaN, 2, 2], experiment: [2, NaN, 2] });
  assert.deepEqual(control, [NaN, 2, 2]);
  assert.deepEqual(detrend({ control: [], experiment: [1, 5] }), {
    control: [],
    experiment: [1, 5],
  });
  assert.deepEqual(detrend({ control: [0, 0], experiment: [0, 0] }), {
    ...{ control: [0, 0], experiment: [0, 0] },
  });
});
