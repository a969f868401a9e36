import assert from "node:assert/strict";
import type { TargetState } from "../intake/mod.ts";
import { clocksDocument, skewedClocks } from "./clock_views.ts";

function stateOf(instance: string, clock: TargetState["clock"]): TargetState {
  return {
    target: { id: instance, url: "http://127.0.0.1:9/m", labels: { app: "hello", instance } },
    ...{ health: "up", lastError: "", lastScrapeMs: 0, lastDurationMs: 0, samples: 0, clock },
  };
}

Deno.test("a clock is skewed only when it is more than 5 ms off for certain", () => {
  const states = [
    stateOf("fine", { skewMs: 4.9999, errorMs: 0.0001 }),
    stateOf("unsure", { skewMs: 20, errorMs: 15 }),
    stateOf("ahead", { skewMs: 20, errorMs: 14.9 }),
    stateOf("behind", { skewMs: -50.00049, errorMs: 2 }),
    stateOf("silent", undefined),
  ];
  const { schema, toleranceMs, clocks } = clocksDocument(states);
  assert.deepEqual([schema, toleranceMs], ["netops.clocks/v1", 5]);
  assert.deepEqual(clocks.map(({ instance, isSkewed }) => [instance, isSkewed]), [
    ["fine", false],
    ["unsure", false],
    ["ahead", true],
    ["behind", true],
  ]);
  assert.deepEqual(clocks[3], {
    ...{ app: "hello", instance: "behind", skewMs: -50, errorMs: 2, isSkewed: true },
  });
  assert.deepEqual(
    skewedClocks(states, new Set(["fine", "behind"])).map(({ instance }) => instance),
    ["behind"],
  );
});
