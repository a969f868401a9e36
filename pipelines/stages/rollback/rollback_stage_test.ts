import assert from "node:assert/strict";
import { createSimulation, type Simulation } from "../../simulation/simulate_deploy.ts";
import { type Drive, drive, endOf, kindsOf } from "../deploy/deploy_fixture.ts";
import { deployStage } from "../deploy/deploy_stage.ts";
import { rollbackStage } from "./rollback_stage.ts";

const SPEC = {
  ...{ name: "back", needs: [], onFailure: "halt", type: "rollback" },
  ...{ readyMs: 60_000, drainMs: 30_000 },
};

/** A world in which v001 serves and v000 is kept. */
async function deployed(stopsOld = false): Promise<Simulation> {
  const strategy = "redblack";
  const simulation = createSimulation({ seed: "back", strategy, watchMs: 0, spec: { stopsOld } });
  const { last } = await drive(deployStage, simulation);
  assert.equal(last.status, "SUCCEEDED", last.reason);
  return simulation;
}

function back(simulation: Simulation, spec: Record<string, unknown> = {}, how: Drive = {}) {
  const key = `${spec.to ?? "x-2"}/back`;
  return drive(rollbackStage, simulation, { spec: { ...SPEC, ...spec }, scope: { key }, ...how });
}

Deno.test("a rollback gives everything to the group that was kept, and drops nothing", async () => {
  const simulation = await deployed();
  const driven = await back(simulation);
  assert.equal(driven.last.status, "SUCCEEDED", driven.last.reason);
  assert.equal(driven.last.reason, "shop-v000 serves again");
  assert.equal(endOf(simulation), "shop-v000×2 | shop-v000=100");
  assert.deepEqual(simulation.world.drops, []);
  const { verdict, from, to, group, dropped, requests } = driven.last.outputs ?? {};
  assert.deepEqual([verdict, from, to, group, dropped], [
    "rolled-back",
    "shop-v001",
    "shop-v000",
    "shop-v000",
    0,
  ]);
  assert.ok(Number(requests) > 0);
  assert.equal(kindsOf(driven), "ready routed settled drained stopped");
});

Deno.test("a rollback without anything kept says what to do, and changes nothing", async () => {
  const simulation = await deployed(true);
  const effects = simulation.platform.effects.length;
  const { last } = await back(simulation);
  assert.equal(last.status, "FAILED");
  assert.match(
    last.reason ?? "",
    /no earlier group of it is kept; netops deploy history shop, then .*deploy rollback shop --to GROUP/,
  );
  assert.equal(simulation.platform.effects.length, effects);
});

Deno.test("a version that is gone is started again, by the name of its group or its artifact", async () => {
  for (const to of ["shop-v000", "old"]) {
    const simulation = await deployed(true);
    const { last } = await back(simulation, { to });
    assert.equal(last.status, "SUCCEEDED", last.reason);
    assert.equal(last.outputs?.version, "old.c0");
    assert.equal(endOf(simulation), "shop-v002×2 | shop-v002=100");
    assert.deepEqual(simulation.world.drops, []);
  }
});

Deno.test("a kept group is found by its name, its version or its artifact", async () => {
  for (const to of ["shop-v000", "old.c0", "old"]) {
    const simulation = await deployed();
    await back(simulation, { to });
    assert.equal(endOf(simulation), "shop-v000×2 | shop-v000=100", to);
  }
});

Deno.test("what serves already is no rollback", async () => {
  const { last } = await back(await deployed(), { to: "shop-v001" });
  assert.equal(last.outputs?.verdict, "refused");
  assert.match(last.reason ?? "", /shop-v001 as that serves already/);
});

Deno.test("a target that does not come up leaves what serves as it is", async () => {
  const simulation = await deployed(true);
  simulation.platform.artifacts.set("dead", {
    ...simulation.platform.artifacts.get("old")!,
    diesAtStart: true,
  });
  const { last } = await back(simulation, { to: "dead" });
  assert.equal(last.status, "FAILED");
  assert.equal(last.outputs?.verdict, "inconclusive");
  assert.match(last.reason ?? "", /shop-v002 does not come up: .*; shop-v001 serves/);
  assert.equal(endOf(simulation), "shop-v001×2 | shop-v001=100");
  assert.deepEqual(simulation.world.drops, []);
});

Deno.test("a bad version is ended soon, and the outcome says what was cut", async () => {
  const release = { sockets: 2, socketLifeMs: 1e9 };
  const simulation = createSimulation({ seed: "cut", strategy: "redblack", release, watchMs: 0 });
  await drive(deployStage, simulation);
  const startedMs = simulation.world.nowMs;
  const { last } = await back(simulation, { drainMs: 60_000 });
  assert.match(last.reason ?? "", /shop-v001 was ended with 0 requests, 2 WebSockets/);
  assert.ok(simulation.world.nowMs - startedMs < 15_000);
  assert.equal(endOf(simulation), "shop-v000×2 | shop-v000=100");
});

Deno.test("killed after any step, or with its result lost, a rollback ends the same", async () => {
  for (const stopsOld of [false, true]) {
    const spec = stopsOld ? { to: "shop-v000" } : {};
    const undisturbed = await deployed(stopsOld);
    const { steps } = await back(undisturbed, spec);
    for (let lost = 0; lost < steps; lost++) {
      const simulation = await deployed(stopsOld);
      const { last } = await back(simulation, spec, { isLost: (count) => count === lost });
      assert.equal(last.status, "SUCCEEDED");
      assert.equal(endOf(simulation), endOf(undisturbed), `step ${lost}`);
      assert.deepEqual(simulation.platform.effects, undisturbed.platform.effects);
    }
  }
});

Deno.test("a rollback that is cancelled leaves what served", async () => {
  for (let cancelAt = 0; cancelAt < 6; cancelAt++) {
    const simulation = await deployed();
    const { last } = await back(simulation, {}, { cancelAt });
    assert.equal(last.status, "CANCELED");
    assert.equal(endOf(simulation), "shop-v000×2 shop-v001×2 | shop-v001=100");
  }
});
