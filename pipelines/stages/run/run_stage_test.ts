import assert from "node:assert/strict";
import type { JobView, StageSpecOf } from "@netops/core/contracts";
import { FakePlatform } from "../fake_platform.ts";
import { COMMON, drive, type FakeWorld, fakeWorld } from "../stage_fixture.ts";
import { runStage } from "./run_stage.ts";

const SPEC: StageSpecOf<"run"> = {
  ...COMMON,
  ...{ name: "smoke", type: "run", command: ["npm", "test"], dir: "/src", env: { A: "1" } },
  deadlineMs: 60_000,
};

function endAt(at: number, end: Pick<JobView, "status" | "exitCode">) {
  return (look: number, { platform }: FakeWorld) => {
    const [job] = platform.jobs.values();
    if (look >= at && job?.endedAtMs === undefined && job !== undefined) {
      platform.endJob(job.id, end);
    }
  };
}

Deno.test("a command runs once as a detached job, whichever look is lost", async () => {
  for (let crashAt = -1; crashAt < 6; crashAt++) {
    const world = fakeWorld();
    const before = endAt(4, { status: "succeeded", exitCode: 0 });
    const { last } = await drive(runStage, [world, SPEC], { crashAt, before });
    assert.equal(last.status, "SUCCEEDED");
    assert.deepEqual(last.outputs, { exitCode: 0 });
    assert.deepEqual(world.platform.effects, ["job e-1/smoke/run"]);
  }
});

Deno.test("the job is what the stage says", async () => {
  const world = fakeWorld();
  await drive(runStage, [world, SPEC], { before: endAt(1, { status: "succeeded", exitCode: 0 }) });
  assert.deepEqual(world.platform.orders, [{
    ...{ name: "smoke", command: ["npm", "test"], dir: "/src", deadlineMs: 60_000 },
    ...{ env: { A: "1", NETOPS_STAGE_KEY: "e-1/smoke" }, detached: true },
    key: "e-1/smoke/run",
  }]);
});

Deno.test("a command that fails says its exit code and its last lines", async () => {
  const world = fakeWorld();
  world.platform.lines.set("job-smoke-0", ["one", "", "two of 3 tests failed", "bye"]);
  const before = endAt(1, { status: "failed", exitCode: 3 });
  const { last } = await drive(runStage, [world, SPEC], { before });
  assert.equal(last.status, "FAILED");
  assert.equal(
    last.reason,
    "the command ended with exit code 3: one | two of 3 tests failed | bye",
  );
});

Deno.test("long output is cut, and its end is what is kept", async () => {
  const world = fakeWorld();
  world.platform.lines.set("job-smoke-0", ["x".repeat(5_000), "the end"]);
  const before = endAt(1, { status: "failed", exitCode: 1 });
  const { last } = await drive(runStage, [world, SPEC], { before });
  assert.ok((last.reason ?? "").length < 700);
  assert.match(last.reason ?? "", /the end$/);
});

Deno.test("a command that takes too long, or that somebody stops, fails and says which", async () => {
  const late = await drive(runStage, [fakeWorld(), SPEC], {
    before: endAt(1, { status: "timed-out", exitCode: 143 }),
  });
  assert.equal(late.last.reason, "job-smoke-0 took longer than 1m");
  const stopped = await drive(runStage, [fakeWorld(), SPEC], {
    before: endAt(1, { status: "stopped", exitCode: 143 }),
  });
  assert.equal(stopped.last.reason, "job-smoke-0 was stopped by somebody");
});

Deno.test("a job that fleet forgot fails the stage: nobody knows how far it came", async () => {
  const world = fakeWorld();
  const before = (look: number) => look === 2 && world.platform.jobs.clear();
  const { last } = await drive(runStage, [world, SPEC], { before: (look) => void before(look) });
  assert.equal(last.status, "FAILED");
  assert.match(last.reason ?? "", /does not know job-smoke-0 any more.*run the pipeline again$/);
  assert.equal(world.platform.effects.length, 1);
});

Deno.test("a cancel stops the job, also one whose start was not noted", async () => {
  for (const crashAt of [-1, 0]) {
    const world = fakeWorld();
    const isCanceled = (look: number) => look > 0;
    const { last } = await drive(runStage, [world, SPEC], { crashAt, isCanceled });
    assert.equal(last.status, "CANCELED");
    assert.deepEqual(world.platform.effects, ["job e-1/smoke/run", "stop job-smoke-0"]);
  }
});

Deno.test("a cancel before the start starts nothing", async () => {
  const world = fakeWorld({ platform: new FakePlatform() });
  const { last } = await drive(runStage, [world, SPEC], { isCanceled: () => true });
  assert.equal(last.status, "CANCELED");
  assert.deepEqual(world.platform.effects, []);
});

Deno.test("a value that nobody gave out fails the stage before anything runs", async () => {
  const world = fakeWorld();
  const spec = { ...SPEC, env: { GROUP: { output: "deploy.group" } } };
  await assert.rejects(drive(runStage, [world, spec]), /env GROUP.*deploy\.group has no value/);
  assert.deepEqual(world.platform.effects, []);
});
