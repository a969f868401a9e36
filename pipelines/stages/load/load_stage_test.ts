import assert from "node:assert/strict";
import type { JobView, StageSpecOf } from "@netops/core/contracts";
import { COMMON, drive, type FakeWorld, fakeWorld } from "../stage_fixture.ts";
import { loadStage } from "./load_stage.ts";

const SPEC: StageSpecOf<"load"> = {
  ...COMMON,
  ...{ name: "k6", type: "load", script: "hotpath.js", dir: "/src", env: { RATE: "50" } },
  deadlineMs: 60_000,
};
const HERE = { findProgram: (name: string) => `/opt/${name}` };

function endsAs(end: Pick<JobView, "status" | "exitCode">) {
  return (look: number, { platform }: FakeWorld) => {
    const [job] = platform.jobs.values();
    if (look > 2 && job?.endedAtMs === undefined && job !== undefined) platform.endJob(job.id, end);
  };
}

Deno.test("the script runs once under k6, whichever look is lost", async () => {
  for (let crashAt = -1; crashAt < 5; crashAt++) {
    const world = fakeWorld({ services: HERE });
    const before = endsAs({ status: "succeeded", exitCode: 0 });
    const { last } = await drive(loadStage, [world, SPEC], { crashAt, before });
    assert.deepEqual(last.outputs, { exitCode: 0 });
    assert.equal(world.platform.orders.length, 1);
    const { command, dir, env, deadlineMs } = world.platform.orders[0]!;
    assert.deepEqual([command[0], command.at(-1), dir, deadlineMs], [
      ...["/opt/k6", "hotpath.js", "/src", 60_000],
    ]);
    assert.deepEqual(env, {
      ...{ K6_NO_USAGE_REPORT: "true", K6_AUTO_EXTENSION_RESOLUTION: "false", RATE: "50" },
    });
  }
});

Deno.test("crossed thresholds are named, and so is what else went wrong", async () => {
  const exits: readonly [number, RegExp][] = [
    [99, /^thresholds of the script were crossed: p95 was "900" ms$/],
    [107, /^the script threw/],
    [3, /^k6 ended with exit code 3: p95/],
  ];
  for (const [exitCode, words] of exits) {
    const world = fakeWorld({ services: HERE });
    const line = 'time="x" level=error msg="p95 was \\"900\\" ms"';
    world.platform.lines.set("job-k6-0", ["checks: 3", line, "iterations: 20"]);
    const before = endsAs({ status: "failed", exitCode });
    const { last } = await drive(loadStage, [world, SPEC], { before });
    assert.equal(last.status, "FAILED");
    assert.match(last.reason ?? "", words);
  }
});

Deno.test("without k6 the stage says how to get it and starts nothing", async () => {
  const world = fakeWorld();
  const { last } = await drive(loadStage, [world, SPEC]);
  assert.equal(last.status, "FAILED");
  assert.match(last.reason ?? "", /install it .*NETOPS_K6=PATH netops up$/);
  assert.deepEqual(world.platform.effects, []);
});

Deno.test("a cancel stops k6", async () => {
  const world = fakeWorld({ services: HERE });
  const { last } = await drive(loadStage, [world, SPEC], { isCanceled: (look) => look > 1 });
  assert.equal(last.status, "CANCELED");
  assert.equal(world.platform.effects.at(-1), "stop job-k6-0");
});
