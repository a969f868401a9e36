import assert from "node:assert/strict";
import { noisyLoad } from "./compare_fixture.ts";
import { compareLoads } from "./compare_loads.ts";
import { shareInterval } from "./share_interval.ts";

Deno.test("viewers who left before a picture count against a load", () => {
  const one = noisyLoad({ seed: 34 });
  const leaving = (left: number) => ({ ...one, starts: { ...one.starts, started: 1_200, left } });
  const verdict = (from: number, to: number) =>
    compareLoads(leaving(from), leaving(to)).effects.find(({ metric }) => metric === "left")
      ?.verdict;
  assert.deepEqual(
    [verdict(0, 0), verdict(0, 60), verdict(60, 0), verdict(0, 9), verdict(6, 6)],
    ["same", "worse", "better", "unknown", "same"],
  );
  const none = { ...one, starts: { ...one.starts, started: 0, failedTechnical: 0, left: 0 } };
  assert.equal(compareLoads(one, none).verdict, "unknown");
});

Deno.test("shareInterval() holds Newcombe's own example", () => {
  // 56 of 70 and 48 of 80: 0.2, and 0.0524 to 0.3339 at 95 %.
  const { mean, low, high } = shareInterval({ part: 48, whole: 80 }, { part: 56, whole: 70 }, 0.05);
  const near = (actual: number, expected: number) =>
    assert.ok(Math.abs(actual - expected) < 1e-3, `${actual}, not ${expected}`);
  near(mean, 0.2);
  near(low, 0.0524);
  near(high, 0.3339);
});
