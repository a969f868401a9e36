import assert from "node:assert/strict";
import type { StageSpecOf } from "@netops/core/contracts";
import { COMMON, drive, type FakeWorld, fakeWorld, STARTED_AT_MS } from "../stage_fixture.ts";
import type { StageWishes } from "../stage_handler.ts";
import { approveStage } from "./approve_stage.ts";

const SPEC: StageSpecOf<"approve"> = {
  ...COMMON,
  ...{ name: "ok", type: "approve", message: "Ship it?", roles: [], expiresMs: 3_600_000 },
  otherwise: "reject",
};

function answerAt(answers: Readonly<Record<number, StageWishes["answer"]>>) {
  return (look: number, world: FakeWorld) => {
    const answer = answers[look];
    if (answer !== undefined) world.wishes = { answer };
  };
}

Deno.test("a yes lets on and says whose it was", async () => {
  const before = answerAt({ 1: { approve: true, by: "ada", note: "looks good" } });
  const { steps, last } = await drive(approveStage, [fakeWorld(), SPEC], { before });
  assert.equal(steps[0]?.reason, "waits for an answer: Ship it?");
  assert.equal(steps[0]?.wakeAtMs, STARTED_AT_MS + 3_600_000);
  assert.equal(last.status, "SUCCEEDED");
  assert.equal(last.reason, "approved by ada: looks good");
  assert.deepEqual(last.outputs, { approvedBy: "ada", approved: true });
});

Deno.test("a no fails the stage with its note", async () => {
  const before = answerAt({ 1: { approve: false, by: "ada", note: "not on a Friday" } });
  const { last } = await drive(approveStage, [fakeWorld(), SPEC], { before });
  assert.equal(last.status, "FAILED");
  assert.equal(last.reason, "rejected by ada: not on a Friday");
  assert.equal(last.outputs, undefined);
});

Deno.test("an answer in a wrong role, or in none, does not count and the stage says so", async () => {
  const spec = { ...SPEC, roles: ["sre", "lead"] };
  const world = fakeWorld();
  const before = answerAt({
    ...{ 1: { approve: true, by: "bob" }, 2: { approve: false, by: "eve", role: "guest" } },
    3: { approve: true, by: "ada", role: "lead" },
  });
  const { steps, last } = await drive(approveStage, [world, spec], { before });
  assert.deepEqual(steps.map(({ reason }) => reason), [
    "waits for an answer (sre or lead): Ship it?",
    "waits for an answer (sre or lead): Ship it?; the answer of bob without a role does not count",
    "waits for an answer (sre or lead): Ship it?; the answer of eve as guest does not count",
    "approved by ada",
  ]);
  assert.equal(last.outputs?.["approvedBy"], "ada");
  assert.deepEqual(world.wishes, {});
});

Deno.test("nobody's answer counts as what the stage says, at an absolute time", async () => {
  const rejected = await drive(approveStage, [fakeWorld(), SPEC]);
  assert.equal(rejected.last.status, "FAILED");
  assert.equal(rejected.last.reason, "nobody answered within 1h, which counts as a no");
  const approved = await drive(approveStage, [fakeWorld(), { ...SPEC, otherwise: "approve" }]);
  assert.deepEqual(approved.last.outputs, { approvedBy: "nobody", approved: true });
});

Deno.test("a no that was taken in time is not turned into a yes by the expiry", async () => {
  const world = fakeWorld();
  world.wishes = { answer: { approve: false, by: "ada" } };
  world.nowMs = STARTED_AT_MS + 3_600_001;
  const { last } = await drive(approveStage, [world, { ...SPEC, otherwise: "approve" }]);
  assert.equal(last.status, "FAILED");
});

Deno.test("the question is told once, also when the first look is lost", async () => {
  for (const crashAt of [-1, 0, 1]) {
    const { steps } = await drive(approveStage, [fakeWorld(), SPEC], { crashAt });
    const told = steps.flatMap(({ events = [] }) => events);
    assert.equal(told.length, 1);
    assert.deepEqual(told[0]?.data, {
      ...{ message: "Ship it?", roles: [], otherwise: "reject" },
      expiresAtMs: STARTED_AT_MS + 3_600_000,
    });
  }
});
