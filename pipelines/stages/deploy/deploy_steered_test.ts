import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { DeliveryPlatform } from "../../ports/delivery_platform.ts";
import { createSimulation, type SimulationOptions } from "../../simulation/simulate_deploy.ts";
import type { StageStep, StageWishes } from "../stage_handler.ts";
import { type Drive, drive, endOf } from "./deploy_fixture.ts";
import { deployStage } from "./deploy_stage.ts";

const BACK = "shop-v000×2 | shop-v000=100";
const DONE = "shop-v000×2 shop-v001×2 | shop-v001=100";

async function deploy(options: Partial<SimulationOptions> = {}, how: Drive = {}) {
  const simulation = createSimulation({ seed: "steered", ...options });
  return { ...await drive(deployStage, simulation, how), ...simulation, end: endOf(simulation) };
}

/** Wishes for something from when a deploy is at a step until somebody took it. */
function wishAt(kind: string, wishes: StageWishes) {
  const taken = new Set<string>();
  let isAsked = false;
  return {
    taken,
    wish: (_: number, last: StageStep<unknown> | undefined): StageWishes => {
      for (const name of last?.took ?? []) taken.add(name);
      isAsked ||= last?.deploy?.step === kind;
      return isAsked && taken.size === 0 ? wishes : {};
    },
  };
}

Deno.test("promoted by hand, a bake is over at once, and the next one is not", async () => {
  const { wish, taken } = wishAt("judge", { promote: "step" });
  const { last, end, world } = await deploy({ sharesPercent: [10, 50] }, { wish });
  const looks = last.deploy?.looks ?? [];
  assert.equal(looks[0]?.rule, "promoted by hand");
  assert.deepEqual(looks.map(({ isSkipped = false }) => isSkipped), [true, false, false, false]);
  assert.ok(looks[0] && looks[0].toMs - looks[0].fromMs < 5_000);
  assert.deepEqual(looks.map(({ look }) => look), [1, 2, 3, 4], "the next bake has its own looks");
  assert.equal(looks.at(-1)?.verdict, "pass");
  assert.equal(end, "shop-v000×2 shop-v001×2 | shop-v001=100");
  assert.deepEqual([...taken], ["promote"]);
  assert.deepEqual(world.drops, []);
});

Deno.test("promoted to the end by hand, no share and no look is left, but the watch is", async () => {
  const { wish } = wishAt("judge", { promote: "full" });
  const { last, events, end } = await deploy({ sharesPercent: [5, 25, 50] }, { wish });
  assert.equal(last.status, "SUCCEEDED");
  const weights = events.filter(({ kind }) => kind === "routed").map(({ data }) => data.weights);
  assert.equal(weights.length, 2);
  assert.deepEqual(weights[1], { "shop-v001": 100 });
  assert.deepEqual((last.deploy?.looks ?? []).map(({ rule }) => rule), ["promoted by hand"]);
  assert.ok(events.some(({ kind, data }) => kind === "watch" && data.ended === undefined));
  assert.equal(end, DONE);
});

Deno.test("promoted by hand while it is watched, a deploy is over", async () => {
  const { wish } = wishAt("watch", { promote: "step" });
  const { events, last } = await deploy({ strategy: "redblack", watchMs: 600_000 }, { wish });
  assert.equal(last.outputs?.verdict, "promoted");
  assert.ok(Number(last.outputs?.timeToVerdictMs) < 10_000);
  assert.ok(events.some(({ kind, data }) => kind === "watch" && data.ended === "by hand"));
});

Deno.test("a promotion where nothing waits for it is taken, and changes nothing", async () => {
  const { wish, taken } = wishAt("drain", { promote: "step" });
  const { end } = await deploy({ strategy: "rolling", watchMs: 0 }, { wish });
  assert.deepEqual([...taken], ["promote"]);
  assert.equal(end, DONE);
});

Deno.test("rolled back by hand, from wherever it stands, the old group has everything", async () => {
  for (const kind of ["ready", "route", "judge", "watch", "drain"]) {
    const { wish, taken } = wishAt(kind, { rollback: true });
    const { last, end, world } = await deploy({ sharesPercent: [20] }, { wish });
    assert.equal(last.outputs?.verdict, "rolled-back", kind);
    assert.match(last.reason ?? "", /^rolled back by hand/);
    assert.equal(last.status, "FAILED");
    assert.deepEqual([...taken], ["rollback"], kind);
    assert.equal(end, BACK, kind);
    assert.deepEqual(world.drops, [], kind);
  }
});

Deno.test("an old group that somebody else ended is started again on the way back", async () => {
  const { wish } = wishAt("judge", { rollback: true });
  let isEnded = false;
  const simulation = createSimulation({ seed: "gone", strategy: "canary", sharesPercent: [50] });
  const { world } = simulation;
  const { last } = await drive(deployStage, simulation, {
    wish: (count, step) => {
      const wishes = wish(count, step);
      if (wishes.rollback === true && !isEnded) {
        isEnded = true;
        world.groups.get("shop-v000")!.stopsAtMs = world.nowMs;
        world.groups.delete("shop-v000");
      }
      return wishes;
    },
  });
  assert.equal(last.outputs?.verdict, "rolled-back");
  assert.equal(last.outputs?.group, "shop-v002");
  assert.equal(last.outputs?.version, "old.c0");
  assert.equal(endOf(simulation), "shop-v002×2 | shop-v002=100");
  assert.deepEqual(world.drops, []);
});

/** A platform of which one method behaves otherwise. */
function with_(
  platform: DeliveryPlatform,
  change: Partial<DeliveryPlatform>,
): DeliveryPlatform {
  return new Proxy(platform, {
    get: (target, name) => {
      const own = Reflect.get(change, name) ?? Reflect.get(target, name);
      return typeof own === "function" ? own.bind(target) : own;
    },
  });
}

Deno.test("routes that change meanwhile are looked at again, and both changes last", async () => {
  const simulation = createSimulation({ seed: "conflict", strategy: "redblack" });
  const { platform } = simulation;
  let others = 0;
  const scope = {
    platform: with_(platform, {
      switchRoute: (change) => {
        if (others++ < 3) {
          const { snapshot } = platform.world;
          const other = { ...snapshot.routes[0]!, key: `other${others}`, app: "other" };
          platform.replaceRoutes({ ...snapshot, routes: [...snapshot.routes, other] });
        }
        return platform.switchRoute(change);
      },
    }),
  };
  const { last } = await drive(deployStage, simulation, { scope });
  assert.equal(last.status, "SUCCEEDED", last.reason);
  assert.equal(others, 4);
  assert.equal(platform.world.snapshot.routes.length, 4);
  assert.equal(endOf(simulation), DONE);
});

Deno.test("what the platform refuses for good takes a release back, with its words", async () => {
  const simulation = createSimulation({ seed: "refused", strategy: "redblack" });
  const refusal = new NetopsError("REFUSED", "Cannot switch as the guard says no", {
    fix: "ask it",
  });
  const switchRoute = () => Promise.reject(refusal);
  const scope = { platform: with_(simulation.platform, { switchRoute }) };
  const { last } = await drive(deployStage, simulation, { scope });
  assert.match(last.reason ?? "", /^Cannot switch as the guard says no; ask it; shop-v000 serves$/);
  assert.equal(last.outputs?.verdict, "refused", "no user had it");
  assert.equal(endOf(simulation), BACK);
});

Deno.test("a switch that is refused when some users have it already takes it back", async () => {
  const simulation = createSimulation({ seed: "late", strategy: "rolling", sharesPercent: [50] });
  let switches = 0;
  const refusal = new NetopsError("REFUSED", "Cannot switch as the guard says no");
  const switchRoute: typeof simulation.platform.switchRoute = (change) =>
    ++switches === 2 ? Promise.reject(refusal) : simulation.platform.switchRoute(change);
  const scope = { platform: with_(simulation.platform, { switchRoute }) };
  const { last } = await drive(deployStage, simulation, { scope });
  assert.equal(last.outputs?.verdict, "rolled-back", last.reason);
  assert.equal(endOf(simulation), BACK);
});

Deno.test("what may be otherwise in a moment is left to be tried again", async () => {
  for (const code of ["UNREACHABLE", "DISK_FULL", "OVERLOADED"] as const) {
    const simulation = createSimulation({ seed: "unknown", strategy: "redblack" });
    const error = new NetopsError(code, "Fleet does not answer");
    const spawn = () => Promise.reject(error);
    const scope = { platform: with_(simulation.platform, { spawn }) };
    await assert.rejects(drive(deployStage, simulation, { scope }), /Fleet does not answer/);
  }
});

Deno.test("a way back that fails says so, and who has the requests", async () => {
  const { wish } = wishAt("watch", { rollback: true });
  const simulation = createSimulation({ seed: "lost", strategy: "redblack" });
  let switches = 0;
  const refusal = new NetopsError("REFUSED", "Cannot switch as the guard says no");
  const scope = {
    platform: with_(simulation.platform, {
      switchRoute: (change) =>
        ++switches > 1 ? Promise.reject(refusal) : simulation.platform.switchRoute(change),
    }),
  };
  const { last } = await drive(deployStage, simulation, { scope, wish });
  assert.equal(last.status, "FAILED");
  assert.equal(last.outputs?.verdict, "inconclusive");
  assert.match(last.reason ?? "", /could not be taken back: .*guard says no; shop-v001 has what/);
});

Deno.test("errors that begin after a promotion send everything back at once", async () => {
  const release = { errorRatio: 0.2, errorsAfterMs: 4_000 };
  const { last, end, events } = await deploy({ strategy: "redblack", release, watchMs: 20_000 });
  assert.equal(last.outputs?.verdict, "rolled-back");
  assert.match(last.reason ?? "", /shop-v001 fails more requests: \d+ of \d+, the old version/);
  assert.equal(end, BACK);
  assert.ok(Number(last.outputs?.timeToVerdictMs) < 8_000);
  assert.equal(events.some(({ kind }) => kind === "rollback"), true);
});

Deno.test("a death, or wrong answers, after a promotion send everything back", async () => {
  const dies = await deploy({ strategy: "rolling", release: { diesAfterMs: 3_000 } });
  assert.match(dies.last.reason ?? "", /shop-v001: 1 instance died|2 instances died/);
  assert.equal(dies.end, BACK);
  const spec = {
    judging: {
      ...{ mode: "netops" as const, warmupMs: 0, stepMs: 1_000, extensions: 0 },
      checks: [{ path: "/ok", status: 200 }],
    },
  };
  const wrong = await deploy({ strategy: "highlander", release: { wrongRatio: 0.6 }, spec });
  assert.match(wrong.last.reason ?? "", /shop-v001 answers check \/ok wrongly/);
  assert.equal(wrong.end, BACK, "the watch stands before the end of the old group");
});

Deno.test("a gateway that is replaced while requests move costs no count and no verdict", async () => {
  const simulation = createSimulation({
    seed: "gateways",
    strategy: "canary",
    sharesPercent: [50],
  });
  const { world } = simulation;
  let isReplaced = false;
  const { last, all } = await drive(deployStage, simulation, {
    before: (_, step) => {
      if (isReplaced || step?.deploy?.step !== "judge") return;
      isReplaced = true;
      world.replaceGateway(0, "gateway-9");
    },
  });
  assert.equal(last.outputs?.verdict, "promoted", last.reason);
  assert.equal(last.outputs?.dropped, 0);
  const requests = all.map(({ deploy }) => deploy?.requests ?? 0);
  assert.ok(requests.every((count, at) => count >= (requests[at - 1] ?? 0)), "a count went back");
  assert.ok(Number(last.outputs?.requests) > 10_000);
});

Deno.test("requests that a switch drops take the release back, unless so many may be", async () => {
  const run = async (mostDropped: number) => {
    const simulation = createSimulation({
      seed: "drops",
      strategy: "redblack",
      spec: { mostDropped },
    });
    const { world } = simulation;
    let isDropped = false;
    const { last } = await drive(deployStage, simulation, {
      before: (_, step) => {
        if (isDropped || step?.events?.some(({ kind }) => kind === "routed") !== true) return;
        isDropped = true;
        world.drop("shop-v000", 3);
      },
    });
    return { last, end: endOf(simulation) };
  };
  const strict = await run(0);
  assert.equal(strict.last.outputs?.verdict, "rolled-back");
  assert.match(strict.last.reason ?? "", /^3 requests were dropped as traffic moved, 0 may be/);
  assert.equal(strict.end, BACK);
  const loose = await run(3);
  assert.equal(loose.last.outputs?.verdict, "promoted");
  assert.equal(loose.last.outputs?.dropped, 3);
});
