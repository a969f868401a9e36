import assert from "node:assert/strict";
import type { JobView, StageSpecOf } from "@netops/core/contracts";
import { COMMON, drive, type FakeWorld, fakeWorld } from "../stage_fixture.ts";
import { loadStage } from "./load_stage.ts";

const SPEC: StageSpecOf<"load"> = {
  ...COMMON,
  ...{ name: "rush", type: "load", script: "hotpath", dir: "/src", env: { TARGET: "/shop/" } },
  ...{ rate: 20, durationMs: 30_000, thresholds: ["startup_ms:p(95)<500"], deadlineMs: 60_000 },
};
const HERE = { findProgram: (name: string) => `/opt/${name}` };

function endsAs(end: Pick<JobView, "status" | "exitCode">) {
  return (look: number, { platform }: FakeWorld) => {
    const [job] = platform.jobs.values();
    if (look > 2 && job?.endedAtMs === undefined && job !== undefined) platform.endJob(job.id, end);
  };
}

Deno.test("the load runs once, whichever look is lost, with everything it was told", async () => {
  for (let crashAt = -1; crashAt < 5; crashAt++) {
    const world = fakeWorld({ services: HERE });
    const before = endsAs({ status: "succeeded", exitCode: 0 });
    const { last } = await drive(loadStage, [world, SPEC], { crashAt, before });
    assert.deepEqual(last.outputs, { exitCode: 0, verdict: "passed" });
    assert.equal(world.platform.orders.length, 1);
    const { command, dir, env, deadlineMs } = world.platform.orders[0]!;
    assert.deepEqual(command, [
      ...["/opt/netops", "load", "run", "hotpath", "--no-input", "--plain", "--rate", "20"],
      ...["--for", "30000ms", "--thresholds", "startup_ms:p(95)<500", "--k6", "/opt/k6"],
    ]);
    assert.deepEqual([dir, env, deadlineMs], ["/src", { TARGET: "/shop/" }, 60_000]);
  }
});

Deno.test("a load that says neither rate nor time keeps its own", async () => {
  const world = fakeWorld({ services: { findProgram: () => undefined } });
  const { rate: _rate, durationMs: _duration, ...plain } = SPEC;
  const before = endsAs({ status: "succeeded", exitCode: 0 });
  await drive(loadStage, [world, { ...plain, script: "/src/shop.ts", thresholds: [] }], { before });
  assert.deepEqual(world.platform.orders[0]!.command, [
    ...["netops", "load", "run", "/src/shop.ts", "--no-input", "--plain"],
  ]);
});

Deno.test("a load that failed, or of which nobody knows, fails the stage with its reason", async () => {
  const exits: readonly [number, string, RegExp][] = [
    [5, "FAILED  startup_ms p(95)<500 was crossed", /^the load failed: startup_ms p\(95\)/],
    [9, "INCONCLUSIVE  the load was not delivered", /^the load is inconclusive: the load was not/],
    [2, "fix: did you mean hotpath?", /^the load cannot be run as it is written: .*hotpath/],
    [7, "", /^netops load run ended with exit code 7$/],
  ];
  for (const [exitCode, line, words] of exits) {
    const world = fakeWorld({ services: HERE });
    world.platform.lines.set("job-rush-0", ["SPS 3", line]);
    if (line === "") world.platform.lines.set("job-rush-0", []);
    const before = endsAs({ status: "failed", exitCode });
    const { last } = await drive(loadStage, [world, SPEC], { before });
    assert.equal(last.status, "FAILED");
    assert.match(last.reason ?? "", words);
  }
});

Deno.test("a cancel stops the load", async () => {
  const world = fakeWorld({ services: HERE });
  const { last } = await drive(loadStage, [world, SPEC], { isCanceled: (look) => look > 1 });
  assert.equal(last.status, "CANCELED");
  assert.equal(world.platform.effects.at(-1), "stop job-rush-0");
});
