import assert from "node:assert/strict";
import type { StrategyName } from "@netops/core/contracts";
import { createSimulation, type SimulationOptions } from "../../simulation/simulate_deploy.ts";
import { type Drive, drive, endOf, kindsOf } from "./deploy_fixture.ts";
import { deployStage } from "./deploy_stage.ts";
import { readyStep } from "./ready_step.ts";
import type { StepWork } from "./step_work.ts";

async function deploy(options: Partial<SimulationOptions> = {}, how: Drive = {}) {
  const simulation = createSimulation({ seed: "deploy", ...options });
  const driven = await drive(deployStage, simulation, how);
  return { ...driven, ...simulation, end: endOf(simulation), kinds: kindsOf(driven) };
}

const ENDS: Readonly<Record<StrategyName, string>> = {
  none: "shop-v000×2 shop-v001×2 | shop-v000=100",
  redblack: "shop-v000×2 shop-v001×2 | shop-v001=100",
  rolling: "shop-v000×2 shop-v001×2 | shop-v001=100",
  highlander: "shop-v001×2 | shop-v001=100",
  canary: "shop-v000×2 shop-v001×2 | shop-v001=100",
  monitored: "shop-v000×2 shop-v001×2 | shop-v001=100",
};

Deno.test("a good release is promoted by every strategy, and no request is dropped", async () => {
  for (const [strategy, wanted] of Object.entries(ENDS)) {
    const { last, end, world } = await deploy({ strategy: strategy as StrategyName });
    assert.equal(last.status, "SUCCEEDED", `${strategy}: ${last.reason}`);
    assert.equal(last.outputs?.verdict, "promoted");
    assert.equal(end, wanted, strategy);
    assert.deepEqual(world.drops, [], strategy);
    assert.equal(last.outputs?.dropped, 0);
    assert.equal(world.probes, undefined, "probes are still sent");
  }
});

Deno.test("a red/black deploy tells each thing that happened", async () => {
  const { kinds, last, events } = await deploy({ strategy: "redblack" });
  assert.equal(kinds, "spawned ready routed settled watch drained");
  assert.match(last.reason ?? "", /^shop-v001 serves; shop-v000 is kept for a rollback$/);
  const routed = events.find(({ kind }) => kind === "routed");
  assert.deepEqual(routed?.data.weights, { "shop-v001": 100 });
  const { group, from, to, version, requests, timeToVerdictMs, usersHit } = last.outputs ?? {};
  assert.deepEqual([group, from, to, version], [
    "shop-v001",
    "shop-v000",
    "shop-v001",
    "new.c0",
  ]);
  assert.ok(Number(requests) > 1_000 && Number(usersHit) < 20);
  assert.ok(Number(timeToVerdictMs) > 10_000 && Number(timeToVerdictMs) < 12_000);
});

Deno.test("the detail of a deploy says where it is and who gets how much", async () => {
  const { all } = await deploy({ strategy: "canary", sharesPercent: [20] });
  const judged = all.filter(({ deploy }) => deploy?.step === "judge").at(-1)?.deploy;
  assert.ok(judged);
  assert.deepEqual(
    judged.groups.map(({ role, wantPercent, up, version }) => [role, wantPercent, up, version]),
    [["old", 60, 2, "old.c0"], ["baseline", 20, 2, "old.c0"], ["fresh", 20, 2, "new.c0"]],
  );
  for (const { wantPercent, actualPercent = 0 } of judged.groups) {
    assert.ok(Math.abs(wantPercent - actualPercent) < 5, `${wantPercent} ${actualPercent}`);
  }
  assert.ok(judged.untilMs !== undefined && judged.epoch === 3);
  assert.deepEqual([judged.stepNumber, judged.stepCount, judged.isRollingBack], [6, 12, false]);
  assert.ok(judged.probesSent > 0 && judged.probesLost === 0);
});

Deno.test("before anything moves the detail says who serves, and so it does after an abort there", async () => {
  const sharesIn = (steps: Awaited<ReturnType<typeof deploy>>["all"]) =>
    steps.flatMap(({ deploy }) => deploy === undefined ? [] : [deploy])
      .filter(({ epoch }) => epoch === undefined)
      .map(({ groups }) =>
        groups.map(({ role, wantPercent }) => `${role} ${wantPercent}`).join(", ")
      );
  const { all } = await deploy({ strategy: "redblack" });
  const before = sharesIn(all);
  assert.ok(before.length > 3, "nothing was seen before the first move");
  assert.deepEqual([...new Set(before)], ["old 100, fresh 0"]);
  const aborted = await deploy({ strategy: "redblack" }, { cancelAt: 3 });
  assert.equal(aborted.last.status, "CANCELED");
  assert.deepEqual([...new Set(sharesIn(aborted.all))].at(-1), "old 100, fresh 0");
  assert.equal(aborted.last.deploy?.groups[0]?.wantPercent, 100);
});

Deno.test("a start may take as long as was said, whatever the old version took", async () => {
  const said = await deploy({
    ...{ strategy: "redblack", release: { startMs: 20_000 }, spec: { readyMs: 40_000 } },
  });
  assert.equal(said.last.outputs?.verdict, "promoted", said.last.reason);
  const never = await deploy({
    ...{ strategy: "redblack", release: { startMs: 90_000 }, spec: { readyMs: 8_000 } },
  });
  assert.match(
    never.last.reason ?? "",
    /^shop-v001 never became healthy: 0 of 2 instances are healthy after 8 s; shop-v000 serves$/,
  );
});

Deno.test("a group that never became healthy says so with the last answer of its health check", () => {
  const instance = { status: "STARTING", probeReason: "health answered 503" };
  const group = {
    ...{ name: "shop-v001", createdAtMs: 0, desired: 2, up: 0, deaths: 0 },
    ...{ lastLines: ["waiting for a port"], instances: [{ status: "STARTING" }, instance] },
  };
  const outcome = readyStep(
    {
      ...{ scope: { nowMs: 9_000 }, groups: [group], plan: { source: {} } },
      settings: { readyMs: 8_000, isReadySaid: true },
      state: { names: { fresh: "shop-v001" }, progress: { untilMs: 8_000 } },
    } as unknown as StepWork,
    { kind: "ready", group: "fresh", replicas: 2 },
  );
  assert.deepEqual([outcome.next, "reason" in outcome ? outcome.reason : ""], [
    "back",
    "shop-v001 never became healthy: 0 of 2 instances are healthy after 8 s (health answered 503); " +
    "it said: waiting for a port",
  ]);
});

Deno.test("the state and the detail stay small, however many looks there were", async () => {
  const spec = { judging: judging({ extensions: 2 }) };
  const { all } = await deploy({ strategy: "canary", sharesPercent: [5, 10, 20, 30, 40], spec });
  const sizes = all.map(({ state, deploy }) => [JSON.stringify(state), JSON.stringify(deploy)]);
  assert.ok(Math.max(...sizes.map(([state]) => state?.length ?? 0)) < 12_000);
  assert.ok(Math.max(...sizes.map(([, detail]) => detail?.length ?? 0)) < 12_000);
});

function judging(change: Record<string, unknown> = {}) {
  return {
    ...{ mode: "netops" as const, warmupMs: 0, stepMs: 1_000, checks: [], extensions: 0 },
    ...change,
  };
}

Deno.test("each option of a deploy counts", async () => {
  const replicas = await deploy({ strategy: "redblack", spec: { replicas: 3 } });
  assert.equal(replicas.end, "shop-v000×2 shop-v001×3 | shop-v001=100");
  const stops = await deploy({ strategy: "rolling", spec: { stopsOld: true } });
  assert.equal(stops.end, "shop-v001×2 | shop-v001=100");
  const unwatched = await deploy({ strategy: "redblack", watchMs: 0 });
  assert.equal(unwatched.kinds, "spawned ready routed settled drained");
  const shares = await deploy({ strategy: "rolling", sharesPercent: [50, 10, 10] });
  const weights = shares.events.filter(({ kind }) => kind === "routed")
    .map(({ data }) => (data.weights as Record<string, number>)["shop-v001"]);
  assert.deepEqual(weights, [10, 50, 100]);
  const warm = await deploy({
    sharesPercent: [50],
    spec: { judging: judging({ warmupMs: 20_000 }) },
  });
  const [first] = warm.last.deploy?.looks ?? [];
  const routedAt = warm.all.findIndex(({ events = [] }) =>
    events.some(({ kind }) => kind === "settled")
  );
  assert.ok(routedAt > 0 && first !== undefined && first.toMs - first.fromMs === 20_000);
  const mute = await deploy({ strategy: "redblack", spec: { artifact: undefined } as never });
  assert.equal(mute.last.outputs?.version, "old.c0", "a redeploy of what serves");
});

Deno.test("the version that serves already is no deploy", async () => {
  const { last, end, kinds, platform } = await deploy({ spec: { artifact: "old" } });
  assert.equal(last.status, "SUCCEEDED");
  assert.equal(last.outputs?.verdict, "promoted");
  assert.equal(last.reason, "unchanged: shop-v000 serves this version already");
  assert.equal(end, "shop-v000×2 | shop-v000=100");
  assert.equal(kinds.includes("routed"), false);
  const outputs = { bake: { artifact: "old", version: "old.c0" } };
  const known = await deploy({ spec: { artifact: "old" } }, { scope: { outputs } });
  assert.equal(known.last.reason, "unchanged: shop-v000 serves this version already");
  assert.deepEqual(known.platform.effects, ["spawn shop-v000 old ×2"], "nothing is started for it");
  assert.notDeepEqual(platform.effects, []);
});

Deno.test("a fixed port is refused with what to do", async () => {
  const { last, platform } = await deploy({ isPortFixed: true });
  assert.deepEqual(platform.effects, ["spawn shop-v000 old ×2"]);
  assert.equal(last.status, "FAILED");
  assert.equal(last.outputs?.verdict, "refused");
  assert.match(last.reason ?? "", /port of shop is fixed.*take "port" of shop out of netops.yaml/);
});

Deno.test("a configuration that no judge could use is refused before anything starts", async () => {
  const config = { metrics: [{ name: "errors" }] };
  const { last, platform } = await deploy({ spec: { judging: judging({ config }) } });
  assert.equal(last.outputs?.verdict, "refused");
  assert.match(last.reason ?? "", /"errors" is in no group/);
  assert.deepEqual(platform.effects, ["spawn shop-v000 old ×2"]);
});

Deno.test("only the group that served last is kept", async () => {
  const simulation = createSimulation({ seed: "tidy", strategy: "redblack" });
  const { platform, world } = simulation;
  for (const hash of ["old", "new"]) {
    await platform.spawn({
      key: `kept ${hash}`,
      app: "shop",
      source: { kind: "artifact", hash },
      replicas: 1,
    });
  }
  world.advanceTo(world.nowMs + 2_000);
  await drive(deployStage, simulation);
  assert.equal(endOf(simulation), "shop-v000×2 shop-v003×2 | shop-v003=100");
  assert.deepEqual(world.drops, []);
});

Deno.test("what cannot be drained is kept, and the outcome says so", async () => {
  const old = { sockets: 3, socketLifeMs: 1e9 };
  const { last, end, world } = await deploy({
    ...{ strategy: "highlander", old, spec: { drainMs: 5_000 } },
  });
  assert.equal(last.status, "SUCCEEDED");
  assert.match(last.reason ?? "", /shop-v000 is kept: 0 requests, 3 WebSockets are still there/);
  assert.equal(end, "shop-v000×2 shop-v001×2 | shop-v001=100");
  assert.deepEqual(world.drops, []);
  const short = await deploy({ strategy: "highlander", old: { sockets: 3, socketLifeMs: 9_000 } });
  assert.equal(short.end, "shop-v001×2 | shop-v001=100", "a wait that is long enough ends it");
});

Deno.test("a first deploy takes over where nothing serves", async () => {
  const simulation = createSimulation({ seed: "first", strategy: "canary" });
  const { platform, world } = simulation;
  world.groups.clear();
  const routes = world.snapshot.routes.map((route) => ({ ...route, groups: [] }));
  platform.replaceRoutes({ ...world.snapshot, routes });
  world.advanceTo(world.nowMs + 1_000);
  const { last } = await drive(deployStage, simulation);
  assert.equal(last.status, "SUCCEEDED", last.reason);
  assert.equal(last.outputs?.from, undefined);
  assert.equal(endOf(simulation), "shop-v001×1 | shop-v001=100");
});
