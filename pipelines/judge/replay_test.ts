import assert from "node:assert/strict";
import type { StoredLook } from "@netops/core/contracts";
import { createFixedRng } from "@netops/core/testing";
import type { CanaryConfig } from "./canary_config.ts";
import { judgeLook, type LookInput, lookView, storedLook } from "./judge_look.ts";
import { lookInput, replay, replayLook } from "./replay.ts";

const CONFIG: CanaryConfig = {
  metrics: ["latency", "errors", "flat"].map((name) => ({
    ...{ name, groups: ["g"] },
    analysisConfigurations: { canary: { direction: "increase", critical: name === "errors" } },
  })),
};

function noise(seed: string, base: number): number[] {
  const rng = createFixedRng(seed);
  return Array.from({ length: 30 }, () => base + rng.next());
}

function input(change: Partial<LookInput> = {}): LookInput {
  const ones = Array<number>(30).fill(20);
  const counts = ones.map((_, at) => at % 3);
  return {
    config: CONFIG,
    data: {
      latency: { control: [NaN, ...noise("a", 5)], experiment: [...noise("b", 5.2), NaN] },
      errors: {
        ...{ control: counts, experiment: [...counts].reverse() },
        of: { control: ones, experiment: ones },
      },
      flat: { control: ones, experiment: ones.map((one) => one + 1) },
    },
    ...{ mode: "netops", seed: "seed-1", over: { look: 1, looks: 2, stepMs: 1_000 } },
    ...change,
  };
}

function store(from: LookInput): StoredLook {
  const look = lookView(judgeLook(from), { look: 1, fromMs: 1_000, toMs: 31_000 });
  const stored = storedLook({ execution: "e-1", app: "shop" }, from, look);
  return JSON.parse(JSON.stringify(stored));
}

Deno.test("a look that went through JSON is judged again to the same bytes, by either judge", () => {
  for (const mode of ["netops", "kayenta"] as const) {
    const from = input({ mode });
    const stored = store(from);
    const again = replay(stored);
    assert.deepEqual(again.differences, []);
    assert.equal(again.isSame, true);
    assert.equal(JSON.stringify(again.look), JSON.stringify(stored.look));
    assert.equal(JSON.stringify(again.judgement), JSON.stringify(judgeLook(from)));
  }
});

Deno.test("Kayenta's noise on constant series is that of the seed", () => {
  const flat = ({ seed }: { readonly seed: string }) =>
    judgeLook(input({ mode: "kayenta", seed })).metrics[2]?.estimate;
  assert.equal(flat({ seed: "seed-1" }), flat({ seed: "seed-1" }));
  assert.notEqual(flat({ seed: "seed-1" }), flat({ seed: "seed-2" }));
  const stored = { ...store(input({ mode: "kayenta" })), seed: "seed-2" };
  assert.equal(replay(stored).isSame, false);
});

Deno.test("an infinite point is missing, live as in a replay", () => {
  const { data } = input();
  const latency = { control: noise("a", 5), experiment: [Infinity, ...noise("b", 5)] };
  const from = input({ data: { ...data, latency } });
  assert.equal(judgeLook(from).metrics[0]?.samples.experiment, 30);
  assert.equal(replay(store(from)).isSame, true);
});

Deno.test("whatever was tampered with shows, and where", () => {
  const stored = store(input());
  const told = (change: Partial<StoredLook>) =>
    replay({ ...stored, ...change }).differences.map(({ what }) => what);
  assert.deepEqual(told({ look: { ...stored.look, score: 12 } }), ["score"]);
  assert.deepEqual(told({ look: { ...stored.look, verdict: "fail" } }), ["verdict"]);
  const [first, ...rest] = stored.look.metrics;
  assert.ok(first);
  const moved = { ...stored.look, metrics: [{ ...first, estimate: 9 }, ...rest] };
  assert.deepEqual(told({ look: moved }), ["metrics.latency.estimate"]);
  assert.deepEqual(
    replay({ ...stored, look: moved }).differences[0],
    {
      what: "metrics.latency.estimate",
      stored: "9",
      again: JSON.stringify(first.estimate),
    },
  );
  assert.ok(told({ over: { ...stored.over, look: 2 } }).length > 0);
  assert.ok(told({ data: { ...stored.data, errors: { control: [], experiment: [] } } }).length > 0);
});

Deno.test("the points of a stored look can be judged by another configuration", () => {
  const latency = { control: noise("a", 5), experiment: [...noise("b", 9), NaN] };
  const stored = store(input({ data: { ...input().data, latency } }));
  assert.equal(replayLook(stored).metrics[0]?.classification, "High");
  const again = lookInput(stored);
  assert.deepEqual(again.data["latency"], latency);
  const config: CanaryConfig = {
    metrics: CONFIG.metrics.map((metric) => ({
      ...metric,
      analysisConfigurations: { canary: { direction: "decrease" } },
    })),
  };
  assert.equal(judgeLook({ ...again, config }).metrics[0]?.classification, "Pass");
});

Deno.test("what could not be had, and the bake that would do, stand in the look", () => {
  const { data } = input();
  const short = { control: [1, 2], experiment: [1, 2] };
  const judged = judgeLook(input({ data: { ...data, latency: short } }));
  const problems = ["Metric x is missing"];
  const look = lookView(judged, { look: 2, fromMs: 0, toMs: 5, problems });
  assert.deepEqual([look.needMs, look.problems, look.look], [10_000, problems, 2]);
  assert.equal(look.verdict, "inconclusive");
});

Deno.test("what does not count says so in a look", () => {
  const [latency, ...rest] = CONFIG.metrics;
  assert.ok(latency);
  const quiet = { ...latency, analysisConfigurations: { canary: { muted: true } } };
  const judged = judgeLook(input({ config: { metrics: [quiet, ...rest] } }));
  const { metrics } = lookView(judged, { look: 1, fromMs: 0, toMs: 1 });
  assert.deepEqual(metrics.map(({ muted }) => muted), [true, undefined, undefined]);
});
