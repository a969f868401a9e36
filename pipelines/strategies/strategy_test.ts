import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import type { Rng } from "@netops/core";
import type { DeployStep } from "./step.ts";
import { rollbackSteps, STRATEGIES, type StrategyName, type StrategyOptions } from "./strategy.ts";

const NAMES = Object.keys(STRATEGIES) as StrategyName[];
const OPTIONS: StrategyOptions = {
  old: { group: "shop-v000", replicas: 3 },
  fresh: { group: "shop-v002" },
  baseline: "shop-baseline-v001",
  sharesPercent: [10, 50],
  bakeMs: 60_000,
  stopsOld: false,
};

/** A world that breaks as soon as a step would hurt a request. */
class World {
  readonly groups = new Map<string, { replicas: number; isReady: boolean; isDrained: boolean }>();
  weights: Readonly<Record<string, number>> = {};

  constructor({ old }: StrategyOptions) {
    if (old === undefined) return;
    this.groups.set(old.group, { replicas: old.replicas, isReady: true, isDrained: false });
    this.weights = { [old.group]: 100 };
  }

  carryOut(step: DeployStep): void {
    if (step.kind === "spawn") {
      assert.ok(!this.groups.has(step.group), `${step.group} is there already`);
      const made = { replicas: step.replicas, isReady: false, isDrained: true };
      this.groups.set(step.group, made);
    } else if (step.kind === "ready") {
      this.#group(step.group).isReady = true;
      assert.equal(step.replicas, this.#group(step.group).replicas);
    } else if (step.kind === "route") this.#route(step);
    else if (step.kind === "drain") {
      assert.ok(!(step.group in this.weights), `${step.group} still gets requests`);
      this.#group(step.group).isDrained = true;
    } else if (step.kind === "stop") {
      assert.ok(this.#group(step.group).isDrained, `${step.group} was not drained`);
      this.groups.delete(step.group);
    } else {
      for (const group of [step.baseline, step.canary]) {
        assert.ok(this.#group(group).isReady);
        assert.ok((this.weights[group] ?? 0) > 0, `${group} is judged without requests`);
      }
    }
  }

  #route({ weights, require }: Extract<DeployStep, { kind: "route" }>): void {
    const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    assert.equal(total, 100);
    for (const [group, weight] of Object.entries(weights)) {
      assert.ok(weight > 0 && this.#group(group).isReady, `${group} was not ready`);
      assert.ok((require[group] ?? 0) >= 1, `nothing guards ${group}`);
      this.#group(group).isDrained = false;
    }
    for (const [group, least] of Object.entries(require)) {
      assert.ok(least <= this.#group(group).replicas, `${group} never has ${least}`);
    }
    this.weights = weights;
  }

  #group(name: string) {
    const group = this.groups.get(name);
    assert.ok(group !== undefined, `${name} is not there`);
    return group;
  }
}

function randomOptions(rng: Rng): StrategyOptions {
  const drawn = Array.from({ length: rng.integer(5) }, () => 1 + rng.integer(99));
  const { old: _, ...rest } = OPTIONS;
  const replicas = 1 + rng.integer(5);
  return {
    ...rest,
    ...(rng.integer(4) === 0 ? {} : { old: { group: "shop-v000", replicas } }),
    fresh: {
      group: "shop-v002",
      ...(rng.integer(2) === 0 ? {} : { replicas: 1 + rng.integer(5) }),
    },
    sharesPercent: [...new Set(drawn)].sort((one, other) => one - other),
    stopsOld: rng.integer(2) === 0,
  };
}

Deno.test("no step of any strategy takes a group away from requests, and every switch is guarded", () => {
  const rng = createFixedRng("strategies");
  for (let round = 0; round < 2_000; round++) {
    const options = randomOptions(rng);
    for (const name of NAMES) {
      const world = new World(options);
      for (const step of STRATEGIES[name](options)) world.carryOut(step);
      const serves = name === "none" && options.old !== undefined ? options.old : options.fresh;
      assert.deepEqual(world.weights, { [serves.group]: 100 }, name);
      assert.ok(!world.groups.has(options.baseline), "the baseline was left");
    }
  }
});

Deno.test("wherever a deploy stands, a rollback gives the old group everything and leaves nothing fresh", () => {
  const rng = createFixedRng("rollbacks");
  for (let round = 0; round < 500; round++) {
    const options = { ...randomOptions(rng), stopsOld: false, old: OPTIONS.old! };
    for (const name of NAMES.filter((one) => one !== "highlander")) {
      const steps = STRATEGIES[name](options);
      const world = new World(options);
      for (const step of steps.slice(0, rng.integer(steps.length + 1))) world.carryOut(step);
      for (const step of rollbackSteps(options, [...world.groups.keys()])) world.carryOut(step);
      assert.deepEqual([...world.groups.keys()], ["shop-v000"], name);
      assert.deepEqual(world.weights, { "shop-v000": 100 });
    }
  }
});

Deno.test("a red/black deploy keeps the old group unless it is told to stop it", () => {
  const kinds = (options: StrategyOptions) => STRATEGIES.redblack(options).map(({ kind }) => kind);
  assert.deepEqual(kinds(OPTIONS), ["spawn", "ready", "route", "drain"]);
  const stops = { ...OPTIONS, stopsOld: true };
  assert.deepEqual(kinds(stops), ["spawn", "ready", "route", "drain", "stop"]);
  assert.equal(STRATEGIES.highlander(OPTIONS).at(-1)?.kind, "stop");
});

Deno.test("a canary is judged against a fresh baseline with the same share", () => {
  const routes = STRATEGIES.canary(OPTIONS).flatMap((step) =>
    step.kind === "route" ? [step.weights] : []
  );
  assert.deepEqual(routes, [
    { "shop-v000": 80, "shop-baseline-v001": 10, "shop-v002": 10 },
    { "shop-baseline-v001": 50, "shop-v002": 50 },
    { "shop-v002": 100 },
  ]);
  const judged = STRATEGIES.canary(OPTIONS).flatMap((step) =>
    step.kind === "judge" ? [`${step.look} ${step.baseline} ${step.bakeMs}`] : []
  );
  assert.deepEqual(judged, ["1 shop-baseline-v001 60000", "2 shop-baseline-v001 60000"]);
});

Deno.test("a monitored deploy looks at each share, and not at a group that has no requests any more", () => {
  const kinds = STRATEGIES.monitored(OPTIONS).map(({ kind }) => kind);
  assert.deepEqual(
    kinds,
    ["spawn", "ready", "route", "judge", "route", "judge", "route", "drain"],
  );
});
