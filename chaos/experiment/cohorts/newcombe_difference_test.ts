import assert from "node:assert/strict";
import fc from "fast-check";
import { createHost } from "@netops/core/host";
import { newcombeDifference, wilsonInterval } from "./newcombe_difference.ts";

const close = (one: number, other: number, digits = 4) =>
  assert.ok(Math.abs(one - other) < 0.51 * 10 ** -digits, `${one} is not ${other}`);

Deno.test("the figures are those of Newcombe's table II, method 10", () => {
  const table: [number, number, number, number, number, number][] = [
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ];
  for (const [count, of, otherCount, otherOf, low, high] of table) {
    const interval = newcombeDifference({ count, of }, { count: otherCount, of: otherOf });
    close(interval.low, low);
    close(interval.high, high);
  }
});

Deno.test("one share has the interval that Newcombe gives for Wilson's score method", () => {
  // Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3.
  const rows: [number, number, number, number][] = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ];
  for (const [count, of, low, high] of rows) {
    const [seenLow, seenHigh] = wilsonInterval({ count, of });
    close(seenLow, low);
    close(seenHigh, high);
  }
});

const share = fc.integer({ min: 1, max: 5_000 }).chain((of) =>
  fc.integer({ min: 0, max: of }).map((count) => ({ count, of }))
);

Deno.test("the interval holds the difference, stays in [-1, 1], and turns round with the arms", () => {
  fc.assert(
    fc.property(share, share, (one, other) => {
      const { difference, low, high } = newcombeDifference(one, other);
      assert.ok(low <= difference && difference <= high && low < high);
      assert.ok(low >= -1 - 1e-12 && high <= 1 + 1e-12);
      const turned = newcombeDifference(other, one);
      assert.ok(Math.abs(turned.low + high) < 1e-12 && Math.abs(turned.high + low) < 1e-12);
      const tenfold = ({ count, of }: typeof one) => ({ count: 10 * count, of: 10 * of });
      const more = newcombeDifference(tenfold(one), tenfold(other));
      assert.ok(more.high - more.low < high - low, "more requests tell more");
    }),
    { numRuns: 5_000, seed: 1 },
  );
});

Deno.test("of equal arms the interval leaves 0 out about one time in twenty", () => {
  const rng = createHost().createRng("coverage");
  let missed = 0;
  const turns = 4_000;
  const failuresOf = () => {
    let count = 0;
    for (let request = 0; request < 200; request++) if (rng.next() < 0.1) count++;
    return { count, of: 200 };
  };
  for (let turn = 0; turn < turns; turn++) {
    const { low, high } = newcombeDifference(failuresOf(), failuresOf());
    if (low > 0 || high < 0) missed++;
  }
  assert.ok(missed / turns > 0.03 && missed / turns < 0.065, `${missed} of ${turns}`);
});
