import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import {
  action,
  document,
  ExperimentWorld,
  fault,
  httpProbe,
  hypothesis,
} from "../experiment_fixture.ts";
import { Halt } from "./interruption.ts";

const HELD = hypothesis(httpProbe("answers", 200));
const ARMS = { cohorts: { percent: 20, by: "request", tolerance: { failures: 0.05 } } };
const ON_ARM = fault("f", { fault: "request-abort", cohort: "experiment" });

const arm = (failures: number, requests = 1_000) => ({
  ...{ drawn: requests, requests, failures, given: requests },
  latenciesMs: [[10, requests]] as const,
});

async function run(arms: ExperimentWorld["arms"], parts: object = {}, options = {}) {
  const world = new ExperimentWorld();
  world.arms = arms;
  const experiment = { ...HELD, netops: ARMS, method: [ON_ARM], ...parts };
  const { verdict, record } = await world.run(document(experiment), options);
  return { world, verdict, told: [verdict.verdict, verdict.exitCode], record };
}

Deno.test("arms that are alike hold, worse ones deviate, and what is not known is inconclusive", async () => {
  const alike = await run({ control: arm(1), experiment: arm(2), happened: 5 });
  assert.deepEqual(alike.told, ["held", 0]);
  assert.match(alike.verdict.reason, /the arms are alike: .* \(95 %: /);
  const worse = await run({ control: arm(1), experiment: arm(500), happened: 5 });
  assert.deepEqual([...worse.told, worse.verdict.deviated], ["deviated", 5, true]);
  assert.match(worse.verdict.reason, /fail 49\.9 points more often/);
  const few = await run({ control: arm(0, 50), experiment: arm(0), happened: 5 });
  assert.deepEqual(few.told, ["inconclusive", 9]);
  assert.match(few.verdict.reason, /not known: the control arm had 50 requests/);
});

Deno.test("who cannot be asked, or fails to answer, leaves it unknown", async () => {
  const nobody = await run(undefined);
  const broken = await run(new NetopsError("NO_INSTANCE", "No gateway says"));
  assert.deepEqual([nobody.told, broken.told], [["inconclusive", 9], ["inconclusive", 9]]);
  assert.match(broken.verdict.reason, /could not be read: No gateway says/);
});

Deno.test("arms alone are enough: no hypothesis is needed, and one that is left counts all the same", async () => {
  const alike = { control: arm(1), experiment: arm(2), happened: 5 };
  const bare = await run(alike, { "steady-state-hypothesis": undefined });
  assert.deepEqual(bare.told, ["held", 0]);
  const unmet = await run(alike, hypothesis(httpProbe("answers", 418)));
  assert.deepEqual([unmet.told, unmet.record.facts.comparison], [["deviated", 5], undefined]);
});

Deno.test("a run that was ended, refused, failed or dry compares nothing and never passes", async () => {
  const alike = { control: arm(1), experiment: arm(2), happened: 5 };
  const halted = new AbortController();
  halted.abort(new Halt("operator", "stop"));
  const cases = [
    await run(alike, {}, { signal: halted.signal }),
    await run(alike, { method: [ON_ARM, action("m", "missing")] }),
    await run(alike, {}, { dry: "actions" }),
  ];
  assert.deepEqual(cases.map(({ told }) => told), [
    ...[["interrupted", 7], ["failed", 1], ["inconclusive", 9]],
  ]);
  assert.ok(cases.every(({ record }) => record.facts.comparison === undefined));
});

Deno.test("the fault gets the arms of its run: the same seed draws the same ones", async () => {
  const alike = { control: arm(1), experiment: arm(2) };
  const options = { experimentId: "x-7" };
  const first = (await run(alike, {}, options)).world.actions.injected[0]?.cohort;
  const again = (await run(alike, {}, options)).world.actions.injected[0]?.cohort;
  const other = (await run(alike, {}, { ...options, seed: "2" })).world.actions.injected[0]?.cohort;
  assert.deepEqual(first, again);
  assert.deepEqual([first?.id, first?.share, first?.by], ["x-7", 0.2, "request"]);
  assert.notEqual(first?.seed, other?.seed);
  const plain = await run(alike, { method: [fault("f"), ON_ARM] });
  assert.equal(plain.world.actions.injected[0]?.cohort, undefined);
});
