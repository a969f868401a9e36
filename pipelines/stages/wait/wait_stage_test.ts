import assert from "node:assert/strict";
import type { StageSpecOf } from "@netops/core/contracts";
import { COMMON, drive, fakeWorld, STARTED_AT_MS } from "../stage_fixture.ts";
import { waitStage } from "./wait_stage.ts";

const SPEC: StageSpecOf<"wait"> = { ...COMMON, name: "soak", type: "wait", durationMs: 60_000 };

Deno.test("a wait is over after its time by the wall clock", async () => {
  const world = fakeWorld();
  const { steps, last } = await drive(waitStage, [world, SPEC]);
  assert.deepEqual(steps.map(({ status }) => status), ["RUNNING", "SUCCEEDED"]);
  assert.equal(steps[0]?.wakeAtMs, STARTED_AT_MS + 60_000);
  const odd = await drive(waitStage, [fakeWorld(), { ...SPEC, durationMs: 95_000 }]);
  assert.match(odd.steps[0]?.reason ?? "", /^waits 1m 35s; /, "in whole seconds");
  assert.deepEqual(last.outputs, { waitedMs: 60_000 });
});

Deno.test("a wait that nobody looked at for longer than its time is over at the next look", async () => {
  const world = fakeWorld();
  const late = { before: () => world.nowMs = STARTED_AT_MS + 90_000 };
  const { steps, last } = await drive(waitStage, [world, SPEC], late);
  assert.equal(steps.length, 1);
  assert.deepEqual(last.outputs, { waitedMs: 90_000 });
});

Deno.test("a promote skips what is left of a wait, once", async () => {
  const world = fakeWorld();
  const promote = (look: number) => {
    if (look === 1) {
      Object.assign(world, { wishes: { promote: "step" }, nowMs: STARTED_AT_MS + 10_000 });
    }
  };
  const { last } = await drive(waitStage, [world, SPEC], { before: promote });
  assert.equal(last.status, "SUCCEEDED");
  assert.equal(last.reason, "skipped by a promote, 50s early");
  assert.deepEqual(last.outputs, { waitedMs: 10_000 });
  assert.deepEqual(world.wishes, {});
});

Deno.test("a rollback ends a wait as failed, also together with a promote", async () => {
  const world = fakeWorld();
  world.wishes = { rollback: true, promote: "full" };
  const { last } = await drive(waitStage, [world, SPEC]);
  assert.equal(last.status, "FAILED");
  assert.equal(last.reason, "ended by a rollback");
  assert.deepEqual(last.took, ["rollback"]);
});

Deno.test("a wait that is told to end ends at once", async () => {
  const { last } = await drive(waitStage, [fakeWorld(), SPEC], {
    isCanceled: (look) => look === 1,
  });
  assert.equal(last.status, "CANCELED");
});
