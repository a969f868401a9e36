import assert from "node:assert/strict";
import type { LoadOrder } from "../run/load_order.ts";
import { GRACE_MS } from "../run/load_order.ts";
import { optionsOf } from "./k6_options.ts";
import { BEACON_DEADLINE_MS, CLOSE_LIMIT_MS } from "./last_words.ts";

const ORDER: LoadOrder = {
  ...{ id: "l1", name: "hotpath", engine: "k6", engineVersion: "1.8.1", seed: 1, maxVus: 40 },
  ...{ gatewayUrl: "http://127.0.0.1:7070", fleetUrl: "", clientRanges: [], thresholds: [] },
  ...{ exports: [], env: {}, folder: "/tmp" },
};

Deno.test("a constant rate is k6's constant rate, to the thousandth", () => {
  const arrivals = { startRate: 2.5, stages: [{ targetRate: 2.5, durationMs: 4_000 }] };
  assert.deepEqual(optionsOf({ ...ORDER, arrivals }).scenarios?.["sessions"], {
    ...{ executor: "constant-arrival-rate", rate: 2_500, timeUnit: "1000s", duration: "5000ms" },
    ...{ preAllocatedVUs: 40, maxVUs: 40, gracefulStop: "15000ms" },
  });
});

Deno.test("a ramp is k6's ramp, with a tail for what is due as it ends", () => {
  const stages = [{ targetRate: 10, durationMs: 5_000 }, { targetRate: 0, durationMs: 1_000 }];
  assert.deepEqual(
    optionsOf({ ...ORDER, arrivals: { startRate: 1, stages } }).scenarios?.["sessions"],
    {
      ...{ executor: "ramping-arrival-rate", startRate: 1_000, timeUnit: "1000s" },
      stages: [
        { target: 10_000, duration: "5000ms" },
        { target: 0, duration: "1000ms" },
        { target: 1_000, duration: "1000ms" },
      ],
      ...{ preAllocatedVUs: 40, maxVUs: 40, gracefulStop: "15000ms" },
    },
  );
});

Deno.test("the closed model is so many viewers for so long", () => {
  assert.deepEqual(optionsOf({ ...ORDER, vus: 8, durationMs: 3_000 }).scenarios?.["sessions"], {
    ...{ executor: "constant-vus", vus: 8, duration: "3000ms", gracefulStop: "15000ms" },
  });
  assert.throws(() => optionsOf(ORDER), /neither arrivals nor vus/);
});

Deno.test("k6 judges nothing: the report measures every threshold exactly, and one verdict decides", () => {
  const thresholds = [{ metric: "request_failed{kind:segment}", limit: "rate<0.01" }];
  assert.equal(optionsOf({ ...ORDER, vus: 1, thresholds }).thresholds, undefined);
});

Deno.test("k6 waits longer for sessions that were stopped than their last beacons can take", () => {
  const scenario = optionsOf({ ...ORDER, vus: 1, durationMs: 1_000 }).scenarios?.["sessions"];
  const lastWordsMs = Number.parseInt(scenario?.gracefulStop ?? "0") - GRACE_MS;
  assert.ok(lastWordsMs > BEACON_DEADLINE_MS && lastWordsMs > CLOSE_LIMIT_MS, `${lastWordsMs}`);
});
