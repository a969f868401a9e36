import assert from "node:assert/strict";
import {
  createSimulation,
  type Simulation,
  type SimulationOptions,
} from "../../simulation/simulate_deploy.ts";
import { type Drive, drive } from "../deploy/deploy_fixture.ts";
import { canaryStage } from "./canary_stage.ts";

const JUDGING = { mode: "netops", warmupMs: 0, stepMs: 1_000, checks: [], extensions: 0 };
const SPEC = {
  ...{ name: "look", needs: [], onFailure: "halt", type: "canary", bakeMs: 60_000, looks: 3 },
  ...{ baseline: "shop-v000", canary: "shop-v001", judging: JUDGING },
};

/** A world in which both groups have half of the requests. */
async function pair(options: Partial<SimulationOptions> = {}): Promise<Simulation> {
  const simulation = createSimulation({ seed: "canary", ...options });
  const { platform, world } = simulation;
  await platform.spawn({
    ...{ key: "canary", app: "shop", replicas: 2, source: { kind: "artifact", hash: "new" } },
  });
  world.advanceTo(world.nowMs + 5_000);
  const [route] = world.snapshot.routes;
  const groups = ["shop-v000", "shop-v001"].map((serverGroup) => ({ serverGroup, weight: 1 }));
  platform.replaceRoutes({ ...world.snapshot, routes: [{ ...route!, groups }] });
  world.advanceTo(world.nowMs + 1_000);
  return simulation;
}

async function look(
  options: Partial<SimulationOptions> = {},
  spec: Record<string, unknown> = {},
  how: Drive = {},
) {
  const simulation = await pair(options);
  const effects = simulation.platform.effects.length;
  const driven = await drive(canaryStage, simulation, { spec: { ...SPEC, ...spec }, ...how });
  assert.equal(simulation.platform.effects.length, effects, "a comparison moves nothing");
  return { ...driven, ...simulation, outputs: driven.last.outputs };
}

Deno.test("a canary that is as good as the baseline passes at its last look", async () => {
  const { last, outputs, all } = await look();
  assert.equal(last.status, "SUCCEEDED", last.reason);
  assert.deepEqual(outputs, { judgement: "pass", score: 100 });
  const looks = all.flatMap((step) => step.look === undefined ? [] : [step.look]);
  assert.deepEqual(
    looks.map(({ look: { fromMs, toMs } }) => toMs - fromMs),
    [20_000, 40_000, 60_000],
  );
  assert.deepEqual(looks.map(({ over }) => [over.look, over.looks]), [[1, 4], [2, 4], [3, 4]]);
});

Deno.test("a canary that is worse fails at the first look that shows it", async () => {
  const { last, outputs, all } = await look({ release: { errorRatio: 0.2 } });
  assert.equal(last.status, "FAILED");
  assert.equal(outputs?.judgement, "fail");
  assert.match(last.reason ?? "", /errors is High/);
  assert.equal(all.filter((step) => step.look !== undefined).length, 1);
});

Deno.test("a canary that dies fails at once", async () => {
  const simulation = await pair();
  const { world } = simulation;
  const driven = await drive(canaryStage, simulation, {
    spec: SPEC,
    before: (count) => {
      if (count === 5) world.groups.get("shop-v001")?.kill(world.nowMs);
    },
  });
  assert.equal(driven.last.outputs?.judgement, "fail");
  assert.match(driven.last.reason ?? "", /1 instance of shop-v001 died/);
  assert.ok(driven.steps < 12);
});

Deno.test("what cannot be compared is inconclusive, and why", async () => {
  const gone = await look({}, { canary: "shop-v009" });
  assert.equal(gone.last.status, "FAILED");
  assert.deepEqual(gone.outputs, { judgement: "inconclusive" });
  assert.match(gone.last.reason ?? "", /shop-v009 is not there/);
  const idle = await look({ requestsPerSecond: 0 });
  assert.equal(idle.outputs?.judgement, "inconclusive");
  const config = { metrics: [] };
  const unusable = await look({}, { judging: { ...JUDGING, config } });
  assert.match(unusable.last.reason ?? "", /There is no metric to judge/);
});

Deno.test("a comparison may be passed by hand, and cancelled", async () => {
  const passed = await look({}, {}, {
    wish: (count, last) => count > 5 && last?.took === undefined ? { promote: "step" } : {},
  });
  assert.deepEqual(passed.outputs, { judgement: "pass" });
  assert.equal(passed.last.reason, "promoted by hand");
  const cancelled = await look({}, {}, { cancelAt: 4 });
  assert.equal(cancelled.last.status, "CANCELED");
});

Deno.test("each option of a comparison counts", async () => {
  const once = await look({}, { looks: 1, bakeMs: 30_000 });
  const looks = once.all.flatMap((step) => step.look === undefined ? [] : [step.look.look]);
  assert.deepEqual(looks.map(({ fromMs, toMs }) => toMs - fromMs), [30_000]);
  const swapped = await look({ release: { errorRatio: 0.2 } }, {
    ...{ baseline: "shop-v001", canary: "shop-v000" },
  });
  assert.equal(swapped.outputs?.judgement, "pass", "fewer errors are no failure");
  const checks = [{ path: "/x", status: 200 }];
  const wrong = await look({ release: { wrongRatio: 0.5 } }, { judging: { ...JUDGING, checks } });
  assert.match(wrong.last.reason ?? "", /check \/x is High/);
});
