import assert from "node:assert/strict";
import type { LookView, ServerGroupView } from "@netops/core/contracts";
import { checkData, checkName, runChecks } from "./check_counts.ts";
import { evenLookTimes, lookTimes } from "./look_times.ts";
import { addLook, lookReason } from "./short_look.ts";

Deno.test("a bake is looked at early where that can show something, and at its end", () => {
  assert.deepEqual(lookTimes(60_000, 1_000), [20_000, 40_000, 60_000]);
  assert.deepEqual(lookTimes(30_000, 1_000), [20_000, 30_000]);
  assert.deepEqual(lookTimes(10_000, 1_000), [10_000]);
  assert.deepEqual(lookTimes(60_000, 10_000), [60_000]);
  assert.deepEqual(evenLookTimes(60_000, 4), [15_000, 30_000, 45_000, 60_000]);
});

const METRIC = {
  ...{ name: "m", classification: "Pass", critical: false, estimate: 1 },
  ...{ ci: [0, 2] as const, reason: "no change" },
};
const VIEW: LookView = {
  ...{
    look: 1,
    fromMs: 0,
    toMs: 1,
    verdict: "pass",
    score: 100,
    rule: "score-at-pass",
    metrics: [],
  },
};

Deno.test("a remembered look is short, and what did not pass stands first", () => {
  const many = Array.from({ length: 20 }, (_, at) => ({ ...METRIC, name: `m${at}` }));
  const odd = { ...METRIC, name: "bad", classification: "High", reason: "x".repeat(500) };
  const [look] = addLook([], { ...VIEW, metrics: [...many, odd], rule: "r".repeat(300) });
  assert.equal(look?.metrics.length, 12);
  assert.equal(look?.metrics[0]?.name, "bad");
  assert.ok(look?.metrics.every(({ reason }) => reason.length <= 200) && look.rule.length === 200);
  const looks = addLook([look!], VIEW);
  assert.deepEqual(looks[0]?.metrics.map(({ name }) => name), ["bad"], "older ones are shorter");
  let all: readonly LookView[] = [];
  for (let n = 1; n <= 60; n++) all = addLook(all, { ...VIEW, look: n });
  assert.deepEqual([all.length, all.at(-1)?.look], [40, 60]);
});

Deno.test("the reason of a look is the metric that decided", () => {
  const bad = { ...METRIC, name: "cpu", classification: "High", reason: "half more" };
  const blind = { ...METRIC, name: "lag", classification: "Nodata", reason: "too few" };
  const fatal = {
    ...METRIC,
    name: "errors",
    classification: "High",
    critical: true,
    reason: "many",
  };
  const told = (metrics: LookView["metrics"], change: Partial<LookView> = {}) =>
    lookReason({ ...VIEW, rule: "rule", verdict: "fail", metrics, ...change });
  assert.equal(told([blind, bad, fatal]), "rule; errors: many");
  assert.equal(told([blind, bad]), "rule; cpu: half more");
  assert.equal(told([METRIC, blind], { verdict: "inconclusive" }), "rule; lag: too few");
  assert.equal(told([METRIC], { verdict: "pass" }), "rule");
  assert.equal(told([{ ...fatal, muted: true }, bad]), "rule; cpu: half more");
  const missing = { verdict: "inconclusive" as const, problems: ['Metric "lag" is not asked for'] };
  assert.equal(told([blind], missing), 'rule; Metric "lag" is not asked for');
  assert.equal(told([], { problems: ["Metric x is missing"] }), "rule; Metric x is missing");
});

const JUDGING = {
  ...{ mode: "netops" as const, warmupMs: 0, stepMs: 1_000, extensions: 0 },
  checks: [{ path: "/a", status: 200 }, { path: "/b", status: 204, body: "ok" }],
};

function group(name: string, up: number): ServerGroupView {
  return { name, up } as ServerGroupView;
}

Deno.test("checks are counted by buckets of time, for both sides", async () => {
  const asked: string[] = [];
  const probe = {
    start: () => {},
    stop: () => Promise.reject(new Error("not here")),
    counts: () => ({ sent: 0, lost: 0 }),
    check: ({ name, up }: ServerGroupView, { path }: { readonly path: string }) => {
      asked.push(`${name} ${path}`);
      return Promise.resolve({ asked: up, wrong: name === "new" && path === "/b" ? 1 : 0 });
    },
  };
  const sides = { baseline: group("old", 3), canary: group("new", 2) };
  const start = {
    ...{ fromMs: 1_000, endsMs: [31_000], deaths: 0, extended: 0, stretched: 0, checkedAtMs: 0 },
    checks: [],
  };
  const run = (nowMs: number, progress: typeof start | Awaited<ReturnType<typeof runChecks>>) =>
    runChecks({ probe, sides, judging: JUDGING, bakeMs: 30_000, nowMs }, progress);
  const one = await run(1_000, start);
  const two = await run(4_000, one);
  assert.equal(two.checkedAtMs, 4_000);
  // 30 seconds of two instances give 60 answers, of which 75 are wanted.
  assert.equal(asked.filter((what) => what === "new /b").length, 4);
  const data = checkData(JUDGING, two, { bakeMs: 30_000, toMs: 6_000 });
  assert.deepEqual(data["check /b 204 /ok/"], {
    ...{ control: [0, 0, 0, 0], experiment: [2, 0, 2, 0] },
    of: { control: [6, 0, 6, 0], experiment: [4, 0, 4, 0] },
  });
  assert.deepEqual(data["check /a"]?.experiment, [0, 0, 0, 0]);
  assert.equal(checkName({ path: "/a", status: 200 }), "check /a");
});
