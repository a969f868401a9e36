import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import { defaultCanaryConfig } from "../metrics/default_canary_config.ts";
import { drawNormal, drawPoisson } from "./random_draws.ts";
import { GOOD_RELEASE, releaseModel } from "./release_model.ts";
import { createSimulation, simulateDeploy } from "./simulate_deploy.ts";
import { simulateMany } from "./simulate_many.ts";

const NEW = { kind: "artifact", hash: "new" } as const;

function world(seed = "world") {
  const simulation = createSimulation({ seed });
  const { platform } = simulation;
  const spawn = (key: string) => platform.spawn({ key, app: "shop", source: NEW, replicas: 2 });
  const route = (groups: Record<string, number>) => {
    const [own] = simulation.world.snapshot.routes;
    return {
      ...{ key: "shop", expectEpoch: simulation.world.snapshot.epoch, require: {} },
      route: {
        ...own!,
        groups: Object.entries(groups).map(([serverGroup, weight]) => ({ serverGroup, weight })),
      },
    };
  };
  return { ...simulation, spawn, route };
}

Deno.test("requests to a group that is not up, or not there, are dropped and counted", async () => {
  const { world: all, platform, spawn, route } = world();
  const { name } = await spawn("k");
  await platform.switchRoute(route({ [name]: 1 }));
  all.advanceTo(all.nowMs + 400);
  assert.ok(all.drops.length > 0 && all.drops.every((drop) => drop.endsWith(`at ${name}`)));
  all.drops.length = 0;
  await platform.switchRoute(route({ "shop-v009": 1 }));
  all.advanceTo(all.nowMs + 1_000);
  assert.ok(all.drops.some((drop) => drop.endsWith("at -")));
  const { gateways } = await platform.ledger();
  assert.ok(gateways.every(({ groups }) => (groups["-"]?.dropped ?? 0) > 0));
});

Deno.test("a group that is ended with requests under way drops them", async () => {
  const { world: all, platform, spawn, route, serving } = world();
  const { name } = await spawn("k");
  all.advanceTo(all.nowMs + 3_000);
  await assert.rejects(platform.stop(serving), /has requests/);
  await platform.switchRoute(route({ [name]: 1 }));
  assert.equal((await platform.load(serving)).isDrained, false, "no gateway follows yet");
  await platform.stop(serving);
  all.advanceTo(all.nowMs + 200);
  assert.ok(all.drops.length > 0);
  all.advanceTo(all.nowMs + 500);
  assert.equal(await platform.group(serving), undefined);
  await assert.rejects(platform.load(serving), /Cannot find the server group/);
});

Deno.test("one key is one group, also when that is gone", async () => {
  const { world: all, platform, spawn } = world();
  const [one, two, other] = [await spawn("k"), await spawn("k"), await spawn("l")];
  assert.equal(one.name, two.name);
  assert.notEqual(one.name, other.name);
  await platform.stop(one.name);
  all.advanceTo(all.nowMs + 1_000);
  await assert.rejects(spawn("k"), /was stopped/);
});

Deno.test("epochs grow, and a switch is refused when somebody was faster or too little is up", async () => {
  const { world: all, platform, spawn, route } = world();
  const { name } = await spawn("k");
  const stale = route({ [name]: 1 });
  const { epoch } = await platform.switchRoute(route({ "shop-v000": 1 }));
  assert.equal(epoch, stale.expectEpoch + 1);
  await assert.rejects(platform.switchRoute(stale), /by now/);
  const early = { ...route({ [name]: 1 }), require: { [name]: 2 } };
  await assert.rejects(platform.switchRoute(early), /has 0 of 2 instances up/);
  assert.equal((await platform.settled(epoch)).isSettled, false);
  all.advanceTo(all.nowMs + 200);
  assert.equal((await platform.settled(epoch)).isSettled, true);
});

Deno.test("every metric of the default configuration is simulated", async () => {
  const { world: all, metrics, serving } = world();
  const fromMs = Math.ceil(all.nowMs / 1_000) * 1_000;
  all.advanceTo(fromMs + 25_000);
  const config = defaultCanaryConfig();
  const window = {
    ...{ app: "shop", baseline: serving, canary: serving, fromMs, toMs: fromMs + 20_000 },
    stepMs: 1_000,
  };
  const { data, problems } = await metrics.read(config, window);
  assert.deepEqual(problems, []);
  for (const { name } of config.metrics) {
    const { control = [], experiment } = data[name] ?? {};
    assert.equal(control.length, 20, name);
    assert.ok(control.every((value) => Number.isFinite(value)), name);
    assert.deepEqual(control, experiment, name);
  }
  const mean = (values: readonly number[] = []) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.ok(Math.abs(mean(data.latency?.control) * 1_000 - 12 * Math.exp(0.125)) < 1);
  assert.ok(Math.abs(mean(data.requests?.control) - 200) < 20);
  assert.ok(Math.abs(mean(data.refusals?.control) - 4) < 1);
  assert.ok(Math.abs(mean(data["memory growth"]?.control) - 1) < 0.2);
  const two = await metrics.read(config, { ...window, stepMs: 2_000 });
  assert.ok(Math.abs(mean(two.data.requests?.control) - 400) < 40);
  const strange = { metrics: [{ name: "x", query: { type: "netops", expr: "up" } }] };
  assert.deepEqual((await metrics.read(strange, window)).problems, ['Metric "x" is not simulated']);
});

Deno.test("draws have the mean and the spread they should have", () => {
  const rng = createFixedRng("draws");
  const many = (draw: () => number) => Array.from({ length: 20_000 }, draw);
  for (const expected of [0.3, 7, 80]) {
    const draws = many(() => drawPoisson(rng, expected));
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const spread = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
    assert.ok(Math.abs(mean / expected - 1) < 0.05, `${mean}`);
    assert.ok(Math.abs(spread / expected - 1) < 0.08, `${spread}`);
  }
  assert.equal(drawPoisson(rng, 0), 0);
  const normal = many(() => drawNormal(rng));
  assert.ok(Math.abs(normal.reduce((sum, value) => sum + value, 0) / normal.length) < 0.03);
});

Deno.test("models have names", () => {
  assert.equal(releaseModel("good"), GOOD_RELEASE);
  assert.equal(releaseModel("errors 5 %")?.errorRatio, 0.05);
  assert.equal(releaseModel("toString"), undefined);
});

Deno.test("the same seed gives the same deploy, to the last number", async () => {
  const run = (seed: string) => simulateDeploy({ seed, sharesPercent: [50], bakeMs: 20_000 });
  assert.deepEqual(await run("a"), await run("a"));
  assert.notDeepEqual((await run("a")).requests, (await run("b")).requests);
});

Deno.test("of many deploys the good are promoted, the bad go back, and none drops a request", async () => {
  const told: string[] = [];
  const summary = await simulateMany({
    ...{ deploys: 12, seed: "many", sharesPercent: [25, 50] },
    models: { errors: { errorRatio: 0.05 }, slow: { latencyMs: 18 } },
    onOutcome: (model) => told.push(model),
  });
  const { good, bad, models } = summary;
  assert.deepEqual([good.deploys, good.promoted, good.rolledBack], [12, 12, 0]);
  assert.deepEqual([bad.deploys, bad.rolledBack, bad.rightRatio], [12, 12, 1]);
  assert.deepEqual(models.map(({ model, deploys }) => [model, deploys]), [["errors", 6], [
    "slow",
    6,
  ]]);
  assert.equal(good.dropped + bad.dropped, 0);
  assert.ok(bad.timeToVerdictMs.p50 < good.timeToVerdictMs.p50);
  assert.ok(bad.timeToVerdictMs.p50 <= bad.timeToVerdictMs.p95);
  assert.ok(bad.mostUsersHit > 0);
  assert.equal(told.length, 24);
});
