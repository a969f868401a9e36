import assert from "node:assert/strict";
import type { StoredLook } from "@netops/core/contracts";
import { createFixedRng } from "@netops/core/testing";
import {
  type CanaryConfig,
  judgeLook,
  type LookInput,
  lookView,
  replay,
  storedLook,
} from "@netops/pipelines";
import { replayDocument } from "../commands/deploy_judge_replay.ts";
import { tryLook } from "./judge_backtest.ts";
import { replayLines } from "./judge_replay_lines.ts";
import { tryLines } from "./judge_try_lines.ts";

const MARKS = { paint: (_: string, text: string) => text, plain: true } as const;

function configOf(canary: Record<string, unknown>, ...names: readonly string[]): CanaryConfig {
  return {
    metrics: names.map((name) => ({
      ...{
        name,
        groups: ["g"],
        query: { expr: name, ...(name === "memory" ? { optional: true } : {}) },
      },
      analysisConfigurations: { canary },
    })),
  };
}

function noise(seed: string, at: number, count = 30): number[] {
  const rng = createFixedRng(seed);
  return Array.from({ length: count }, () => at + rng.next());
}

/** A look whose latency rose by a fifth, judged and stored. */
function stored(change: Partial<LookInput> = {}, problems: readonly string[] = []): StoredLook {
  const input: LookInput = {
    config: configOf({ direction: "increase", critical: true }, "latency"),
    data: {
      latency: { control: noise("a", 5), experiment: noise("b", 6) },
      memory: { control: noise("c", 5, 4), experiment: noise("d", 5, 4) },
    },
    ...{
      mode: "netops",
      seed: "1",
      over: { look: 1, looks: 2, stepMs: 1_000, falseFailRatio: 0.01 },
    },
    ...change,
  };
  const look = lookView(judgeLook(input), { look: 1, fromMs: 0, toMs: 30_000, problems });
  return JSON.parse(JSON.stringify(storedLook({ execution: "d-1", app: "shop" }, input, look)));
}

Deno.test("a configuration that allows more turns a fail into a pass, and says what decided", () => {
  const look = stored();
  const strict = tryLook(look, configOf({ direction: "increase", critical: true }, "latency"));
  assert.deepEqual([strict.then, strict.now, strict.deciding], ["fail", "fail", ["latency High"]]);
  const calm = { direction: "increase", effectSize: { allowedIncrease: 1.5 } };
  const { then, now, deciding, missing } = tryLook(look, configOf(calm, "latency"));
  assert.deepEqual([then, now, deciding, missing], ["fail", "pass", [], []]);
});

Deno.test("the settings of the new configuration count, and the look it was stays", () => {
  const slight = stored({
    data: { latency: { control: noise("a", 5), experiment: noise("b", 5.3) } },
  });
  const canary = { direction: "increase", critical: true };
  const verdict = (falseFailRatio: number) => {
    const judge = { judgeConfigurations: { falseFailRatio } };
    return tryLook(slight, { ...configOf(canary, "latency"), judge }).now;
  };
  assert.deepEqual([verdict(0.0001), verdict(0.2)], ["pass", "fail"]);
});

Deno.test("a metric that was not read judges nothing and is told; with none left nothing is known", () => {
  const canary = { direction: "increase" };
  const one = tryLook(stored(), configOf(canary, "latency", "errors"));
  assert.deepEqual([one.missing, one.now], [["errors"], "fail"]);
  const none = tryLook(stored(), configOf(canary, "errors", "deaths"));
  assert.deepEqual([none.missing, none.now], [["errors", "deaths"], "inconclusive"]);
});

Deno.test("an optional metric that shows too little does not block, as in a deploy", () => {
  const canary = { direction: "increase", effectSize: { allowedIncrease: 1.5 } };
  assert.equal(tryLook(stored(), configOf(canary, "latency", "memory")).now, "pass");
});

Deno.test("a back-test tells how many verdicts would have been others, and what was not read", () => {
  const calm = { direction: "increase", effectSize: { allowedIncrease: 1.5 } };
  const looks = [
    tryLook(stored(), configOf(calm, "latency", "errors")),
    tryLook(stored(), configOf({ direction: "increase", critical: true }, "latency")),
  ];
  const lines = tryLines(looks, MARKS);
  assert.match(lines[1] ?? "", /^d-1 +shop +1 +fail +pass$/);
  assert.match(lines[2] ?? "", /^d-1 +shop +1 +fail +fail +latency High$/);
  assert.deepEqual(lines.slice(-2), [
    "2 looks: 1 would have been others, 1 from fail to pass",
    '"errors" was not read at 1 of 2, and judged nothing there',
  ]);
  const same = tryLines(looks.slice(1), MARKS);
  assert.equal(same.at(-1), "1 look: every verdict would have been the same");
});

Deno.test("a replay that is the same says so, with the reasons of the last look and what was not measured", () => {
  const look = stored({}, ['Metric "cpu" is left out']);
  const looks = [{ stored: look, replay: replay(look) }];
  const lines = replayLines(looks, MARKS);
  assert.equal(lines[0], "same  d-1 look 1: fail (score 0)");
  assert.match(lines.join("\n"), /decided by critical-metric: latency is High/);
  assert.equal(lines.at(-1), 'not measured: Metric "cpu" is left out');
  const document = replayDocument(looks);
  assert.deepEqual([document.same, document.looks[0]?.same], [true, true]);
  assert.deepEqual(document.looks[0]?.then, document.looks[0]?.now);
});

Deno.test("a replay that is different says what was stored and what it is now", () => {
  const good = stored();
  const bad = { ...good, look: { ...good.look, verdict: "pass", score: 100 } } as StoredLook;
  const looks = [{ stored: bad, replay: replay(bad) }];
  const lines = replayLines(looks, MARKS);
  assert.equal(lines[0], "different  d-1 look 1: pass (score 100) then, fail (score 0) now");
  assert.deepEqual(lines.slice(1, 3), [
    '  verdict: "pass" then, "fail" now',
    "  score: 100 then, 0 now",
  ]);
  const document = replayDocument(looks);
  assert.equal(document.same, false);
  assert.deepEqual(document.looks[0]?.differences.map(({ what }) => what), ["verdict", "score"]);
});
