import assert from "node:assert/strict";
import { shapeOf } from "./shape_of.ts";

Deno.test("a shape is told so that it can be typed again", () => {
  const stages = [{ targetRate: 5, durationMs: 95_000 }];
  assert.equal(shapeOf({ arrivals: { startRate: 5, stages } }), "5/s for 95s");
  const ramp = [...stages, { targetRate: 5, durationMs: 120_000 }, {
    ...{ targetRate: 0.5, durationMs: 1_500 },
  }];
  assert.equal(
    shapeOf({ arrivals: { startRate: 0, stages: ramp } }),
    "0/s, to 5/s in 95s, 5/s for 2m, to 0.5/s in 1500ms",
  );
  assert.equal(shapeOf({ vus: 50, durationMs: 60_000 }), "50 VUs for 1m");
  assert.equal(shapeOf({}), "as the script says");
});
