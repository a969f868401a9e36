import assert from "node:assert/strict";
import type { StrategyName } from "@netops/core/contracts";
import { defaultCanaryConfig } from "../../metrics/default_canary_config.ts";
import { createSimulation, type SimulationOptions } from "../../simulation/simulate_deploy.ts";
import { type Drive, drive, endOf } from "./deploy_fixture.ts";
import { deployStage } from "./deploy_stage.ts";

const STRATEGIES: readonly StrategyName[] = [
  ...["none", "redblack", "rolling", "highlander", "canary", "monitored"] as const,
];
const CONFIG = {
  judge: { judgeConfigurations: { falseFailRatio: 0.05 } },
  metrics: defaultCanaryConfig().metrics.filter(({ name }) => name === "errors"),
};
const JUDGING = {
  ...{ mode: "netops" as const, warmupMs: 0, stepMs: 1_000, checks: [], extensions: 0 },
  config: CONFIG,
};
const QUICK = {
  ...{ sharesPercent: [20, 50], bakeMs: 13_000, watchMs: 2_000, requestsPerSecond: 100 },
  spec: { judging: JUDGING },
};

async function run(options: Partial<SimulationOptions>, how: Drive = {}) {
  const simulation = createSimulation({ seed: "crash", ...QUICK, ...options });
  const driven = await drive(deployStage, simulation, how);
  const { verdict, group, from, to } = driven.last.outputs ?? {};
  const { effects } = simulation.platform;
  return {
    steps: driven.steps,
    effects,
    drops: simulation.world.drops,
    status: driven.last.status,
    told: JSON.stringify({ end: endOf(simulation), verdict, group, from, to, effects }),
    end: endOf(simulation),
  };
}

/** Every step, where they are few; of the many of a bake some, as they are alike. */
function chosen(steps: number): readonly number[] {
  const all = Array.from({ length: steps }, (_, at) => at);
  return all.filter((at) => at < 20 || steps - at < 22 || at % 6 === 0);
}

Deno.test("whatever step is lost, a deploy does the same things and ends the same", async () => {
  for (const strategy of STRATEGIES) {
    const whole = await run({ strategy });
    assert.equal(whole.status, "SUCCEEDED", `${strategy}: ${whole.told}`);
    for (const lost of chosen(whole.steps)) {
      const again = await run({ strategy }, { isLost: (count) => count === lost });
      assert.equal(again.told, whole.told, `${strategy}, step ${lost}`);
      assert.deepEqual(again.drops, []);
    }
  }
});

Deno.test("a deploy of which every second result is lost ends the same", async () => {
  for (const strategy of STRATEGIES) {
    const whole = await run({ strategy });
    const again = await run({ strategy }, { isLost: (count) => count % 2 === 0 });
    assert.equal(again.told, whole.told, strategy);
  }
});

Deno.test("whatever step of a way back is lost, a deploy goes back the same", async () => {
  for (const strategy of STRATEGIES.filter((one) => one !== "none")) {
    const release = { errorRatio: 0.3 };
    const whole = await run({ strategy, release });
    assert.equal(whole.status, "FAILED", strategy);
    for (const lost of chosen(whole.steps)) {
      const again = await run({ strategy, release }, { isLost: (count) => count === lost });
      assert.equal(again.told, whole.told, `${strategy}, step ${lost}`);
      assert.deepEqual(again.drops, []);
    }
  }
});

Deno.test("whenever a deploy is aborted, the old group has everything and nothing new is left", async () => {
  for (const strategy of STRATEGIES) {
    const { steps } = await run({ strategy });
    for (const cancelAt of chosen(steps)) {
      const { status, end, drops } = await run({ strategy }, { cancelAt });
      assert.equal(status, "CANCELED");
      assert.match(
        end,
        /^shop-v00\d×2 \| shop-v00\d=100$/,
        `${strategy}, step ${cancelAt}: ${end}`,
      );
      const isRestored = !end.startsWith("shop-v000");
      assert.ok(!isRestored || strategy === "highlander", `${strategy}, step ${cancelAt}: ${end}`);
      assert.deepEqual(drops, [], `${strategy}, step ${cancelAt}`);
    }
  }
});

Deno.test("aborted before any request moved a deploy is inconclusive, and rolled back only after that", async () => {
  const verdicts = new Set<unknown>();
  for (const strategy of STRATEGIES.filter((one) => one !== "none")) {
    const { steps } = await run({ strategy });
    for (const cancelAt of chosen(steps)) {
      const simulation = createSimulation({ seed: "crash", ...QUICK, strategy });
      let isMoved = false;
      const before = (count: number) => {
        if (count <= cancelAt && !endOf(simulation).endsWith("| shop-v000=100")) isMoved = true;
      };
      const { last } = await drive(deployStage, simulation, { cancelAt, before });
      const verdict = last.outputs?.verdict ?? "inconclusive";
      verdicts.add(verdict);
      assert.equal(
        verdict === "inconclusive",
        !isMoved,
        `${strategy}, step ${cancelAt}: ${verdict}`,
      );
    }
  }
  assert.ok(verdicts.has("inconclusive") && verdicts.has("rolled-back"));
});

Deno.test("a group that was started by a step whose result was lost is ended by an abort", async () => {
  for (const strategy of STRATEGIES) {
    const { steps } = await run({ strategy });
    for (const lost of chosen(steps).filter((at) => at < 12)) {
      const how = { isLost: (count: number) => count === lost, cancelAt: lost + 1 };
      const { status, end } = await run({ strategy }, how);
      assert.equal(status, "CANCELED");
      assert.equal(end, "shop-v000×2 | shop-v000=100", `${strategy}, step ${lost}`);
    }
  }
});
