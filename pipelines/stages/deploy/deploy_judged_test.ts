import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { Judging, StoredLook } from "@netops/core/contracts";
import { replay } from "../../judge/replay.ts";
import { defaultCanaryConfig } from "../../metrics/default_canary_config.ts";
import { BAD_RELEASES } from "../../simulation/release_model.ts";
import { createSimulation, type SimulationOptions } from "../../simulation/simulate_deploy.ts";
import { type Drive, drive, endOf } from "./deploy_fixture.ts";
import { deployStage } from "./deploy_stage.ts";

const BACK = "shop-v000×2 | shop-v000=100";

function judging(change: Partial<Judging> = {}): Judging {
  return { mode: "netops", warmupMs: 0, stepMs: 1_000, checks: [], extensions: 0, ...change };
}

async function canary(options: Partial<SimulationOptions> = {}, how: Drive = {}) {
  const simulation = createSimulation({ seed: "judged", ...options });
  const driven = await drive(deployStage, simulation, how);
  const { verdict, usersHit } = driven.last.outputs ?? {};
  const { reason = "" } = driven.last;
  const end = endOf(simulation);
  return { ...driven, ...simulation, verdict, usersHit: Number(usersHit), reason, end };
}

const REASONS: Readonly<Record<string, RegExp>> = {
  "latency +20 %": /latency is High/,
  "latency +50 %": /latency is High/,
  "slow tail": /slow requests: /,
  "errors 1 %": /errors is High/,
  "errors 5 %": /errors is High/,
  "errors of a cohort": /errors is High/,
  "memory leak": /memory( growth)?: /,
  "cpu +50 %": /cpu per request: /,
  "crash loop": /instances? of shop-v001 died; it said: Error: out of luck/,
  "dies at start": /shop-v001 does not come up: it dies again and again; it said: /,
  "slow start":
    /shop-v001 never became healthy: 0 of 2 instances are healthy after 6 s, and the old version took 0\.8 s; to allow more: --ready TIME/,
  "refusals": /refusals: /,
};

Deno.test("each kind of bad release goes back, for its own reason, and nothing new is left", async () => {
  assert.deepEqual(Object.keys(REASONS), Object.keys(BAD_RELEASES));
  for (const [name, release] of Object.entries(BAD_RELEASES)) {
    const { verdict, reason, end, last, events } = await canary({ release });
    assert.equal(verdict, "rolled-back", `${name}: ${reason}`);
    assert.equal(last.status, "FAILED");
    assert.match(reason, REASONS[name]!, name);
    assert.match(reason, /; shop-v000 serves$/);
    assert.equal(end, BACK, name);
    assert.equal(events.filter(({ kind }) => kind === "rollback").length, 1);
    assert.equal(last.outputs?.dropped, 0, `${name}: the way back dropped something`);
  }
});

Deno.test("a bad release goes back at an early look, before its bake is over", async () => {
  const { last, looks } = await early();
  assert.ok(Number(last.outputs?.timeToVerdictMs) < 30_000);
  assert.deepEqual(looks.map(({ verdict }) => verdict), ["fail"]);
});

async function early() {
  const { last } = await canary({ strategy: "monitored", release: { errorRatio: 0.5 } });
  return { last, looks: last.deploy?.looks ?? [] };
}

Deno.test("every look is stored with all it was judged by, and a replay says the same to the byte", async () => {
  const { all } = await canary({ release: { errorRatio: 0.01 } });
  const stored = all.flatMap(({ look }) => look === undefined ? [] : [look]);
  assert.ok(stored.length >= 3);
  for (const look of stored) {
    const again = replay(JSON.parse(JSON.stringify(look)) as StoredLook);
    assert.deepEqual(again.differences, []);
  }
  assert.deepEqual(stored.map(({ look }) => look.look), stored.map((_, at) => at + 1));
  const [first] = stored;
  assert.deepEqual(
    [first?.over.looks, first?.over.falseFailRatio, first?.over.minSamples],
    [12, 0.02, 10],
    "three looks of three bakes, and one longer one each",
  );
});

Deno.test("answers that are wrong take a release back, though no metric shows them", async () => {
  const checks = [{ path: "/version", status: 200 }];
  const spec = { judging: judging({ checks }) };
  const bad = await canary({ release: { wrongRatio: 0.3 }, spec });
  assert.equal(bad.verdict, "rolled-back");
  assert.match(bad.reason, /check \/version is High/);
  const good = await canary({ spec });
  assert.equal(good.verdict, "promoted", good.reason);
  const alike = await canary({ old: { wrongRatio: 0.3 }, release: { wrongRatio: 0.3 }, spec });
  assert.equal(alike.verdict, "promoted", "what was wrong before is no worse");
});

Deno.test("a source that is away is waited for a little, and then nothing passes", async () => {
  const { verdict, reason, end, last } = await canary({ bakeMs: 20_000 }, {
    scope: { metrics: { read: () => Promise.reject(away()) } },
  });
  assert.equal(verdict, "inconclusive");
  assert.match(reason, /no-metrics: Telemetry does not answer/);
  assert.equal(end, BACK);
  assert.equal(last.status, "FAILED");
  let asked = 0;
  const world = createSimulation({ seed: "judged", sharesPercent: [50] });
  const read: typeof world.metrics.read = (config, window) =>
    asked++ % 3 < 2 ? Promise.reject(away()) : world.metrics.read(config, window);
  const driven = await drive(deployStage, world, { scope: { metrics: { read } } });
  assert.equal(driven.last.outputs?.verdict, "promoted", driven.last.reason);
});

function away(): NetopsError {
  return new NetopsError("UNREACHABLE", "Telemetry does not answer");
}

Deno.test("a release without requests is inconclusive, with what to do", async () => {
  const { verdict, reason, end, usersHit } = await canary({ requestsPerSecond: 0 });
  assert.equal(verdict, "inconclusive");
  assert.match(
    reason,
    /no request of a user in 60s: bake longer \(--bake\), or send it some: netops load init shop, then netops load run load\/shop\.ts/,
  );
  assert.equal(end, BACK);
  assert.equal(usersHit, 0);
  const none = await canary({ requestsPerSecond: 0, bakeMs: 0 });
  assert.match(none.reason, /got no request of a user in [1-9]\d*s: /, "the bake was lengthened");
});

Deno.test("too few requests are inconclusive, with the bake that would do", async () => {
  const { verdict, reason } = await canary({ requestsPerSecond: 1, sharesPercent: [10] });
  assert.equal(verdict, "inconclusive");
  assert.match(reason, /requests a side are needed.*try --bake \d/);
});

Deno.test("a look that shows too little is repeated over more time, as often as wanted", async () => {
  const few = { requestsPerSecond: 4, sharesPercent: [10], release: {} };
  const none = await canary({ ...few, bakeMs: 20_000, spec: { judging: judging() } });
  assert.equal(none.verdict, "inconclusive");
  const spec = { judging: judging({ extensions: 10 }) };
  const { last } = await canary({ ...few, bakeMs: 20_000, spec });
  const ends = (last.deploy?.looks ?? []).map(({ fromMs, toMs }) =>
    Math.round((toMs - fromMs) / 1_000)
  );
  assert.ok(ends.length > 2 && ends.at(-1)! > 60, `${ends}`);
});

Deno.test("a bake that is too short for its judge is lengthened to what it takes", async () => {
  const { verdict, last, reason, all } = await canary({ bakeMs: 5_000, sharesPercent: [20, 50] });
  assert.equal(verdict, "promoted", reason);
  const looks = last.deploy?.looks ?? [];
  const longer = looks[0]?.lengthenedToMs ?? 0;
  assert.ok(longer > 5_000 && longer === (looks[1]!.toMs - looks[1]!.fromMs), `${longer}`);
  const waits = [...new Set(all.map((step) => step.reason ?? ""))]
    .filter((words) => words.startsWith("look "));
  const words = "shop-v001 is compared with shop--baseline-v000";
  assert.deepEqual(waits.slice(0, 2), [
    `look 1 (share 1 of 2): ${words}`,
    `look 2 (share 1 of 2, lengthened to ${longer / 1_000}s as 5s showed too little): ${words}`,
  ]);
  assert.ok(waits.some((one) => one.includes("(share 2 of 2")), waits.join("\n"));
  assert.deepEqual([looks[0]?.verdict, looks.at(-1)?.verdict], ["inconclusive", "pass"]);
});

Deno.test("Kayenta's judge decides where that is wanted", async () => {
  const { all, verdict } = await canary({
    sharesPercent: [50],
    spec: { judging: judging({ mode: "kayenta" }) },
    release: { errorRatio: 0.2 },
  });
  assert.equal(verdict, "rolled-back");
  assert.equal(all.find(({ look }) => look !== undefined)?.look?.mode, "kayenta");
});

Deno.test("a configuration of one's own is what is judged by", async () => {
  const { metrics } = defaultCanaryConfig();
  const config = { metrics: metrics.filter(({ name }) => name === "cpu per request") };
  const spec = { judging: judging({ config }) };
  const errors = await canary({ release: { errorRatio: 0.002 }, spec });
  assert.equal(errors.verdict, "promoted", errors.reason);
  const cpu = await canary({ release: BAD_RELEASES["cpu +50 %"]!, spec });
  assert.equal(cpu.verdict, "rolled-back");
});
