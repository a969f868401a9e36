import assert from "node:assert/strict";
import {
  PipelineSpec,
  type PipelineSpecInput,
  type RouteSnapshot,
  type ServerGroupView,
} from "@netops/core/contracts";
import { planPipeline } from "./plan_pipeline.ts";
import type { PlannedPlatform } from "./plan_world.ts";

function group(name: string, more: Partial<ServerGroupView> = {}): ServerGroupView {
  return {
    ...{ name, app: "shop", cluster: "shop", version: "aaaa-cccc", tier: "service" },
    ...{ artifact: "a1", createdAtMs: 1, desired: 2, up: 2, deaths: 0, lastLines: [] },
    ...{ shareRatio: 0, isPortFixed: false, instances: [], ...more },
  };
}

function routes(...groups: string[]): RouteSnapshot {
  const own = groups.map((serverGroup) => ({ serverGroup, weight: 1 }));
  return {
    ...{ epoch: 3, listeners: [] },
    routes: [{ key: "shop", app: "shop", groups: own, rules: [], auth: "none" }],
  };
}

const BAKED = {
  ...{ app: "shop", hash: "b2", version: "bbbb-cccc", isNew: true, warnings: [] },
  commit: "0123456789abcdef",
};

const PLATFORM: PlannedPlatform = {
  apps: [{ app: "shop", tier: "service" }, { app: "user", tier: "platform" }],
  groups: [
    group("shop-v000", { createdAtMs: 1 }),
    group("shop-v001", { createdAtMs: 2, shareRatio: 1 }),
  ],
  routes: routes("shop-v001"),
  goneGroups: ["shop-v002", "shop-baseline-v000"],
  bakes: {
    bake: { baked: BAKED, files: { added: ["lib/new.js"], changed: ["a.js"], removed: ["z.js"] } },
  },
};

const BAKE = { name: "bake", type: "bake", from: { kind: "dir", dir: "/v2" } } as const;
const ARTIFACT = { output: "bake.artifact" };

type Stages = PipelineSpecInput["stages"];

function plan(
  stages: Stages,
  platform: PlannedPlatform | null = PLATFORM,
  more: Partial<PipelineSpecInput> & { readonly given?: Record<string, string> } = {},
) {
  const { given = {}, ...rest } = more;
  const spec = PipelineSpec.parse({ name: "release", app: "shop", stages, ...rest });
  const world = platform === null ? {} : { platform };
  return planPipeline(spec, { parameters: given, ...world });
}

const CANARY: Stages = [BAKE, {
  ...{ name: "ship", type: "deploy", needs: ["bake"], artifact: ARTIFACT, strategy: "canary" },
  ...{ sharesPercent: [10, 50], bakeMs: 30_000 },
}];

Deno.test("a canary is told step by step, with the names that fleet would give", async () => {
  const { stages, changes, refusals } = await plan(CANARY);
  assert.deepEqual(stages[0]?.steps, [
    "bake /v2 as it is now: version bbbb-cccc, commit 0123456789ab",
  ]);
  assert.deepEqual(stages[1]?.steps, [
    "start shop-baseline-v001 without requests: 2 instances of aaaa-cccc",
    "wait until all of shop-baseline-v001 is healthy, at most 2m",
    "start shop-v003 without requests: 2 instances of bbbb-cccc",
    "wait until all of shop-v003 is healthy, at most 2m",
    "send 80 % to shop-v001, 10 % to shop-baseline-v001, 10 % to shop-v003",
    "compare shop-v003 with shop-baseline-v001 for 30s, by itself up to 1m 30s where that shows too little; go back when it is worse (share 1 of 2)",
    "send 50 % to shop-baseline-v001, 50 % to shop-v003",
    "compare shop-v003 with shop-baseline-v001 for 30s, by itself up to 1m 30s where that shows too little; go back when it is worse (share 2 of 2)",
    "send all requests to shop-v003",
    "watch shop-v003 for 10s, ready to go back at once",
    "wait until nothing is under way at shop-baseline-v001, at most 1m",
    "end shop-baseline-v001",
    "wait until nothing is under way at shop-v001, at most 1m",
    "end shop-v000, kept till now",
  ]);
  assert.deepEqual(refusals, []);
  assert.deepEqual(changes, [
    "requests: shop-v001 → shop-v003",
    "version: aaaa-cccc → bbbb-cccc (files only)",
    "started: shop-v003",
    "ended: shop-v000",
    "files: 1 added, 1 changed, 1 removed",
    "  ~ a.js",
    "  + lib/new.js",
    "  - z.js",
    "it takes at least 1m 10s, and the start of instances",
  ]);
});

Deno.test("a stage after a deploy sees what that leaves", async () => {
  const { stages, changes, refusals } = await plan([
    ...CANARY,
    { name: "grow", type: "resize", needs: ["ship"], group: { output: "ship.group" }, replicas: 5 },
    { name: "end", type: "destroy", needs: ["grow"], group: { output: "ship.from" } },
  ]);
  const [, , grow, end] = stages;
  assert.deepEqual(grow?.steps, ["give shop-v003 5 instances, now 2, and wait for them"]);
  assert.deepEqual(end?.steps.at(-1), "end shop-v001");
  assert.deepEqual(refusals, []);
  assert.ok(changes.includes("ended: shop-v000, shop-v001"));
});

Deno.test("what serves already is no deploy", async () => {
  const baked = { ...BAKED, hash: "a1", version: "aaaa-cccc" };
  const files = { added: [], changed: [], removed: [] };
  const { stages, changes } = await plan(CANARY, {
    ...PLATFORM,
    bakes: { bake: { baked, files } },
  });
  assert.deepEqual(stages[1]?.steps, [
    "nothing, as it is unchanged: shop-v001 serves this version already",
  ]);
  assert.deepEqual(changes, [
    "requests go to shop-v001, as now",
    "files: none differs from what serves",
  ]);
});

Deno.test("more than twenty files are counted, not named", async () => {
  const added = Array.from({ length: 25 }, (_, at) => `f${String(at).padStart(2, "0")}.js`);
  const files = { added, changed: [], removed: [] };
  const { changes } = await plan(CANARY, { ...PLATFORM, bakes: { bake: { baked: BAKED, files } } });
  const named = changes.filter((line) => line.startsWith("  "));
  assert.equal(named.length, 21);
  assert.deepEqual(named.slice(-2), ["  + f19.js", "  … and 5 more"]);
});

Deno.test("without a platform only what is written is told", async () => {
  const { stages, changes, refusals } = await plan(CANARY, null);
  assert.deepEqual(stages[0]?.steps, ["bake /v2 as it is now"]);
  assert.equal(
    stages[1]?.steps[2],
    "start the new group without requests: as many instances as serve of bake.artifact",
  );
  assert.ok(stages[1]?.steps.includes("send 50 % to a fresh baseline, 50 % to the new group"));
  assert.deepEqual([changes[0], refusals], [
    "no platform runs here, so that only what is written is known",
    [],
  ]);
});

interface Refused {
  readonly stage: Stages[number];
  readonly now?: Partial<PlannedPlatform>;
  readonly more?: Partial<PipelineSpecInput>;
  readonly why: RegExp;
}

Deno.test("what would be refused is told with its reason", async () => {
  const deploy = { name: "ship", type: "deploy", strategy: "redblack", artifact: "b2" } as const;
  const rolling = { ...deploy, strategy: "rolling" } as const;
  const none = { ...PLATFORM, groups: [], routes: routes() };
  const down = [group("shop-v001", { shareRatio: 1, up: 0 })];
  const end = { name: "end", type: "destroy", group: "shop-v001" } as const;
  const less = { name: "less", type: "resize", group: "shop-v001", replicas: 0 } as const;
  const fixed = [group("shop-v001", { shareRatio: 1, isPortFixed: true })];
  const bakes = { bake: { problem: "Cannot find /v2" } };
  const cases: readonly Refused[] = [
    { stage: deploy, more: { app: "shup" }, why: /^there is no application "shup"; .*: shop$/ },
    { stage: deploy, more: { app: "user" }, why: /^user is a part of netops itself$/ },
    { stage: deploy, now: { running: "e-7" }, why: /^e-7 of shop runs; wait for it with --queue/ },
    { stage: { ...deploy, artifact: undefined }, now: none, why: /^ship: .*as nothing serves/ },
    { stage: deploy, now: { groups: fixed }, why: /^ship: .*fixed, and shop-v001 listens on it/ },
    { stage: rolling, now: { groups: down }, why: /^the traffic guard: shop-v001 has 0 of 1 inst/ },
    { stage: BAKE, now: { bakes }, why: /^bake: Cannot find \/v2$/ },
    { stage: end, why: /^end: the traffic guard: shop-v001 is the only group that gets requests$/ },
    { stage: less, why: /^less: the traffic guard: / },
    {
      stage: { name: "on", type: "enable", group: "shop-v009" },
      why: /^on: there is no server gro/,
    },
    { stage: { name: "back", type: "rollback", to: "shop-v001" }, why: /^back: .*serves already/ },
    { stage: deploy, more: { parameters: [{ name: "tier" }] }, why: /^Cannot take .*tier: it has/ },
  ];
  for (const { stage, now = {}, more = {}, why } of cases) {
    const { refusals } = await plan([stage], { ...PLATFORM, ...now }, more);
    assert.ok(refusals.some((refusal) => why.test(refusal)), `${why}: ${refusals.join("; ")}`);
  }
  const queued = await plan([deploy], { ...PLATFORM, running: "e-7" }, { concurrency: "queue" });
  assert.deepEqual(queued.refusals, []);
});

Deno.test("a rollback names the group that it goes back to, and what it ends", async () => {
  const { stages, changes, refusals } = await plan([{ name: "back", type: "rollback" }]);
  assert.deepEqual(stages[0]?.steps, [
    "wait until all of shop-v000 is healthy, at most 2m",
    "send all requests to shop-v000",
    "wait until nothing is under way at shop-v001, at most 1m",
    "end shop-v001",
  ]);
  assert.deepEqual(changes.slice(0, 2), ["requests: shop-v001 → shop-v000", "ended: shop-v001"]);
  assert.deepEqual(refusals, []);
});

Deno.test("the first deploy of an app has nobody to take requests from", async () => {
  const { stages } = await plan(CANARY, { ...PLATFORM, groups: [], routes: routes() });
  assert.deepEqual(stages[1]?.steps, [
    "start shop-v003 without requests: 1 instance of bbbb-cccc",
    "wait until all of shop-v003 is healthy, at most 2m",
    "send all requests to shop-v003",
  ]);
});

Deno.test("every other type of stage is told in words, with values of parameters and outputs", async () => {
  const window = { timeZone: "UTC", hours: [{ from: "09:00", to: "17:00" }] };
  const { stages, changes } = await plan(
    [
      { name: "test", type: "run", command: ["npm", "test"], dir: "/src" },
      { name: "shell", type: "run", command: ["sh", "-c", "npm test"], dir: "/src" },
      { name: "ask", type: "approve", roles: ["release"], needs: ["test"], timeoutMs: 60_000 },
      {
        name: "rest",
        type: "wait",
        durationMs: 90_000,
        needs: [],
        window: { ...window, days: ["mon"] },
      },
      { name: "up", type: "until", question: { url: "/shop/", body: "ok" } },
      {
        name: "sure",
        type: "assert",
        that: [{ left: { parameter: "tier" }, is: "=", right: "x" }],
      },
      { name: "call", type: "http", url: "http://127.0.0.1/", status: 201, method: "POST" },
      { name: "more", type: "pipeline", pipeline: "nightly" },
      { name: "hurt", type: "chaos", experiment: "zone-lost", targets: ["a", "b"] },
      { name: "push", type: "load", script: "hotpath", dir: "/src", rate: 20, durationMs: 60_000 },
      { name: "look", type: "canary", baseline: "shop-v000", canary: "shop-v001", looks: 2 },
      {
        ...{ name: "maybe", type: "wait", durationMs: 1_000, needs: ["call"] },
        when: [{ left: { output: "call.status" }, is: "<", right: 300 }],
      },
    ],
    null,
    { parameters: [{ name: "tier", default: "gold" }], given: { tier: "tin" }, window },
  );
  assert.deepEqual(stages.map(({ steps }) => steps), [
    ["run npm test in /src, at most 30m"],
    ["run npm test in /src, at most 30m"],
    ["fails after 1m", "ask release: Go on?", "take no answer within 72h for no"],
    ["waits for mon 09:00 to 17:00 by the clock of UTC", "wait 1m 30s"],
    ["wait until /shop/ answers 200 with /ok/, asked every 1s, at most 5m"],
    ["tin = x must hold"],
    ["POST http://127.0.0.1/, for the answer 201, 3 more tries"],
    ["run the kept pipeline nightly to its end"],
    [
      "run the experiment zone-lost on a, at most 30m",
      "run the experiment zone-lost on b, at most 30m",
    ],
    ["put the load hotpath on it at 20/s for 1m, at most 30m"],
    ["compare shop-v001 with shop-v000 for 1m, 2 times"],
    ["is skipped unless call.status < 300", "wait 1s"],
  ]);
  assert.deepEqual(changes, [
    "waits for 09:00 to 17:00 by the clock of UTC",
    "no platform runs here, so that only what is written is known",
    "it takes at least 1m 30s, and the start of instances",
  ]);
});
