import type { PlannedApp } from "@netops/core/contracts";
import assert from "node:assert/strict";
import { ConductorRig } from "./conductor_rig.ts";
import { FleetRig } from "./fleet_rig.ts";

const APP: PlannedApp = {
  app: "counter",
  entry: "tests/integration/platform_app_entry.ts",
  replicas: 2,
  placement: "zones",
  individuals: [],
  permissions: [],
  usesKv: true,
  route: { auth: "none", openPaths: [] },
  dependsOn: ["kv"],
  config: { counts: true },
};

const LONER: PlannedApp = { ...APP, app: "loner", replicas: 1, placement: "none" };

/** Spread over zones, but found by its callers themselves. */
const { route: _, ...UNROUTED } = { ...APP, app: "unrouted", replicas: 1 };

Deno.test("an app of the platform is cloned, takes over and comes back", async (t) => {
  await FleetRig.withApps([APP, LONER, UNROUTED], async (rig) => {
    const conductor = new ConductorRig(rig, "counter");
    const step = (name: string, run: (conductor: ConductorRig) => Promise<void>) =>
      t.step(name, () => run(conductor));
    await step("a clone runs the same code and gets no request", clones);
    await step("it takes over with no request failed", takesOver);
    await step("what is gone comes back, and the size is that of who serves", comesBack);
    await step("what has one owner or no route is refused", refuses);
  });
});

async function clones(conductor: ConductorRig): Promise<void> {
  const { fleet, rig } = conductor;
  const clone = await conductor.clone("e1/new", "counter-v000", "canary");
  assert.deepEqual([clone.name, clone.tier, clone.artifact], [
    ...["counter-canary-v000", "platform", undefined],
  ]);
  await conductor.untilUp(clone.name, 1);
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.deepEqual(await groupsThatAnswer(rig), ["counter-v000"]);
  const rows = (await rig.instances("counter")).map((row) => [row.serverGroup, row.status]);
  assert.deepEqual(rows.toSorted(), [
    ["counter-canary-v000", "OUT_OF_SERVICE"],
    ["counter-v000", "UP"],
    ["counter-v000", "UP"],
  ]);
  const status = await fleet.status();
  const counter = status.apps.find(({ app }) => app === "counter")!;
  assert.deepEqual([status.healthy, counter.desired, counter.up], [true, 2, 2]);
  await conductor.end(clone.name);
}

async function takesOver(conductor: ConductorRig): Promise<void> {
  const { rig } = conductor;
  await conductor.clone("e2/new", "counter-v000");
  await conductor.untilUp("counter-v001", 1);
  const asked = await rig.whileAsking("/counter/who", async () => {
    await conductor.shift({ "counter-v001": 1 });
    await conductor.end("counter-v000");
  });
  assert.deepEqual(asked.failures, []);
  assert.ok(asked.count > 5, `${asked.count} requests`);
  assert.deepEqual(await groupsThatAnswer(rig), ["counter-v001"]);
}

async function comesBack(conductor: ConductorRig): Promise<void> {
  const { fleet, rig } = conductor;
  const back = await conductor.clone("e3/back", "counter-v000");
  await conductor.untilUp(back.name, 1);
  await conductor.shift({ [back.name]: 1 });
  await conductor.end("counter-v001");
  assert.equal((await fleet.scale("counter", 2)).desired, 2);
  await rig.untilUp("counter", 2);
}

async function refuses({ fleet, rig }: ConductorRig): Promise<void> {
  for (
    const [app, why] of [
      ["loner", /its data has one owner/],
      ["unrouted", /no route leads to it/],
    ] as const
  ) {
    const source = { kind: "group", name: `${app}-v000` } as const;
    const spawned = fleet.spawnGroup({ key: "no", app, source, replicas: 1 });
    await assert.rejects(spawned, { code: "REFUSED", message: why });
    await assert.rejects(fleet.stopGroup(`${app}-v000`), { code: "REFUSED" });
  }
  const source = { kind: "artifact", hash: "a".repeat(40) } as const;
  const baked = fleet.spawnGroup({ key: "no", app: "counter", source, replicas: 1 });
  await assert.rejects(baked, { code: "REFUSED", message: /only clones/ });
  await rig.untilUp("loner", 1);
}

/** Server groups whose instances answer the gateway. */
async function groupsThatAnswer(rig: FleetRig): Promise<string[]> {
  const groups = new Set<string>();
  for (let count = 0; count < 40; count++) {
    const response = await fetch(`${rig.run.urls.gateway}/counter/who`);
    assert.equal(response.status, 200);
    groups.add((await response.json()).serverGroup);
  }
  return [...groups].sort();
}
