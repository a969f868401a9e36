import assert from "node:assert/strict";
import {
  action,
  document,
  ExperimentWorld,
  fault,
  httpProbe,
  hypothesis,
} from "../experiment_fixture.ts";
import { readExperiment } from "../experiment.ts";
import { planExperiment } from "./plan.ts";

const GIVEN = document({
  ...hypothesis(httpProbe("a", 200)),
  method: [
    action("m", "true", { pauses: { before: 1, after: 2 } }),
    fault("f", { count: 1, parameters: { a: 1 } }),
    { ref: "m" },
  ],
  rollbacks: [action("r")],
});

function plan(given: unknown, seed = "1") {
  return planExperiment(readExperiment(JSON.stringify(given), "x.json"), { seed });
}

Deno.test("equal experiments and seeds have one plan, others another", () => {
  assert.equal(plan(GIVEN).hash, plan(GIVEN).hash);
  const { method, ...rest } = GIVEN;
  assert.equal(plan(GIVEN).hash, plan({ method, ...rest }).hash, "the order of keys counts");
  assert.notEqual(plan(GIVEN).hash, plan(GIVEN, "2").hash);
  assert.notEqual(plan(GIVEN).hash, plan({ ...GIVEN, title: "other" }).hash);
});

Deno.test("a plan tells steps in order with offsets, faults and their draws", () => {
  const { steps } = plan(GIVEN);
  assert.deepEqual(steps.map(({ phase, name, offsetMs }) => [phase, name, offsetMs]), [
    ["hypothesis", "a", 0],
    ["method", "m", 1_000],
    ["method", "f", 3_000],
    ["method", "m", 3_000],
    ["rollbacks", "r", 0],
  ]);
  const planned = steps[2]?.fault;
  assert.deepEqual([planned?.kind, planned?.durationMs, planned?.count], [
    "process-pause",
    3_000,
    1,
  ]);
});

Deno.test("a run injects what the plan says, draw by draw", async () => {
  const world = new ExperimentWorld();
  const { record } = await world.run(GIVEN, { seed: "1" });
  const planned = plan(GIVEN);
  assert.equal(record.planHash, planned.hash);
  assert.equal(world.actions.injected[0]?.seed, planned.steps[2]?.fault?.seed);
});

Deno.test("a plan says which arm a fault hits, and by what the arms are compared", () => {
  assert.equal(plan(GIVEN).cohorts, undefined);
  const given = {
    ...GIVEN,
    method: [fault("f", { fault: "request-abort", cohort: "experiment" }), fault("g")],
    netops: { cohorts: { percent: 25, tolerance: { failures: 0.02, latency: "50ms" } } },
  };
  const { cohorts, steps } = plan(given);
  assert.deepEqual(cohorts, {
    ...{ share: 0.25, by: "account", leastRequests: 100, failures: 0.02, latencyMs: 50 },
  });
  const faults = steps.flatMap((step) => step.fault ?? []);
  assert.deepEqual(faults.map(({ cohort }) => cohort), ["experiment", undefined]);
});
