import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { ExecutionView } from "@netops/core/contracts";
import { ConductorRig, type RigOptions, type StageDraft } from "./conductor_fixture.ts";
import { handler, stage, stageIn } from "./stage_doubles.ts";

async function carryOut(
  stages: readonly StageDraft[],
  options: RigOptions,
): Promise<ExecutionView> {
  await using rig = await ConductorRig.open(options);
  const { id } = await rig.start(stages);
  return (await rig.untilOver(id))!;
}

Deno.test("what may pass is tried again with growing waits, is told meanwhile, and forgotten after", async () => {
  const atMs: number[] = [];
  await using rig = await ConductorRig.open({
    handlers: {
      wait: handler(({ nowMs }) => {
        atMs.push(nowMs);
        if (atMs.length < 8) throw new NetopsError("UNREACHABLE", "Cannot ask fleet");
        return atMs.length < 9 ? { status: "RUNNING" } : { status: "SUCCEEDED" };
      }),
    },
  });
  const { id } = await rig.start([stage("a")]);
  await rig.advance(1_000);
  const { record } = (await rig.read(id))!;
  assert.deepEqual(record.stages[0]?.troubles?.last, "Cannot ask fleet");
  assert.equal((await rig.untilOver(id))?.status, "SUCCEEDED");
  const waits = atMs.slice(1).map((one, at) => one - atMs[at]!);
  assert.deepEqual(waits, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 250]);
});

Deno.test("a stage that gets nowhere for 5 min is taken back and fails, with the trouble as its reason", async () => {
  let cancelled = 0;
  await using rig = await ConductorRig.open({
    handlers: {
      wait: handler(() => {
        throw new NetopsError("CONFLICT", "Cannot lease shop: ann holds it");
      }, () => ({ status: ++cancelled < 3 ? "RUNNING" : "CANCELED" })),
    },
  });
  const startMs = rig.clock.nowMs();
  const { id } = await rig.start([stage("a")]);
  const view = await rig.untilOver(id);
  const tookMs = rig.clock.nowMs() - startMs;
  assert.ok(tookMs >= 300_000 && tookMs < 310_000, `${tookMs}`);
  const { status, reason } = stageIn(view, "a");
  assert.deepEqual([status, reason], ["TERMINAL", "Cannot lease shop: ann holds it, for 5m"]);
  assert.equal(cancelled, 3);
  assert.equal(view?.verdict, "inconclusive");
});

Deno.test("every other error fails a stage at once, and what it holds is taken back first", async () => {
  const order: string[] = [];
  const view = await carryOut([stage("a", { onFailure: "ignore" }), stage("b", { needs: ["a"] })], {
    handlers: {
      wait: handler(({ spec }) => {
        order.push(spec.name);
        if (spec.name === "b") return { status: "SUCCEEDED" };
        throw new NetopsError("REFUSED", "Cannot stop v1: it has traffic", { fix: "netops ps" });
      }, ({ spec }) => {
        order.push(`back ${spec.name}`);
        return { status: "CANCELED" };
      }),
    },
  });
  assert.deepEqual(order, ["a", "back a", "b"]);
  const { status, reason } = stageIn(view, "a");
  assert.deepEqual([status, reason], [
    "FAILED_CONTINUE",
    "Cannot stop v1: it has traffic; netops ps",
  ]);
});

Deno.test("what cannot be taken back is named, and its execution is not called cancelled", async () => {
  await using rig = await ConductorRig.open({
    handlers: {
      wait: handler(
        () => ({ status: "RUNNING" }),
        () => ({ status: "FAILED", reason: "v2 stays" }),
      ),
    },
  });
  const { id } = await rig.start([stage("a")]);
  await rig.advance(500);
  await rig.conductor.wish(id, { wish: "abort", by: "ann" });
  const view = await rig.untilOver(id);
  assert.deepEqual([view?.status, stageIn(view, "a").status], ["TERMINAL", "TERMINAL"]);
  assert.equal(view?.reason, "a: v2 stays");

  const failing = await carryOut([stage("a")], {
    handlers: {
      wait: handler(() => {
        throw new NetopsError("NOT_FOUND", "Cannot find v1");
      }, () => {
        throw new NetopsError("REFUSED", "Cannot stop v2");
      }),
    },
  });
  assert.equal(
    stageIn(failing, "a").reason,
    "Cannot find v1; not all was taken back: Cannot stop v2",
  );
});

Deno.test("a stage that takes longer than it may is taken back and fails, also after a restart", async () => {
  for (const restarts of [false, true]) {
    let cancelled = false;
    await using rig = await ConductorRig.open({
      handlers: {
        wait: handler(() => ({ status: "RUNNING", wakeAtMs: Infinity }), () => {
          cancelled = true;
          return { status: "CANCELED" };
        }),
      },
    });
    const startMs = rig.clock.nowMs();
    const { id } = await rig.start([stage("a", { timeoutMs: 45_000 })]);
    await rig.advance(10_000);
    if (restarts) await rig.boot();
    const view = await rig.untilOver(id);
    assert.equal(rig.clock.nowMs() - startMs, 45_000);
    assert.ok(cancelled);
    assert.equal(stageIn(view, "a").reason, "it took longer than 45s");
  }
});

Deno.test("a stage that gives out too much, or holds too much, fails with that as its reason", async () => {
  const outputs = await carryOut([stage("a")], {
    handlers: {
      wait: handler(() => ({ status: "SUCCEEDED", outputs: { body: "x".repeat(5_000) } })),
    },
  });
  assert.match(stageIn(outputs, "a").reason ?? "", /^it gave out more than 4096 bytes/);
  const state = await carryOut(
    [stage("a", { onFailure: "ignore" }), stage("b", { needs: ["a"] })],
    {
      handlers: {
        wait: handler(({ spec }) =>
          spec.name === "a"
            ? { status: "RUNNING", state: "x".repeat(70_000) }
            : { status: "SUCCEEDED" }
        ),
      },
    },
  );
  assert.match(stageIn(state, "a").reason ?? "", /^Cannot store d-00000001 as it takes 7\d+ bytes/);
  assert.equal(stageIn(state, "b").status, "SUCCEEDED");
});
