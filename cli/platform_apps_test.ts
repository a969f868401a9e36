import assert from "node:assert/strict";
import { APP_ENTRIES, planPlatform, PLATFORM_APPS } from "./platform_apps.ts";

const GROUND_PROCESSES = 7;

Deno.test("profile none runs no app of the platform, std at least 25 processes with the ground", () => {
  assert.deepEqual(planPlatform("none", "linux"), []);
  const count = planPlatform("std", "linux").reduce((sum, app) => sum + app.replicas, 0);
  assert.ok(count + GROUND_PROCESSES >= 25, `${count} processes`);
});

Deno.test("a plan survives the pipe to fleet, with every individual and without functions", () => {
  for (const profile of ["lite", "std", "full"] as const) {
    const plan = planPlatform(profile, "linux");
    assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
    const oca = plan.find(({ app }) => app === "oca");
    assert.equal(oca?.replicas, { lite: 2, std: 4, full: 8 }[profile]);
    assert.equal(new Set(oca?.individuals.map(({ id }) => id)).size, oca?.replicas);
  }
});

Deno.test("every app has a name of its own and an entry of its own", () => {
  assert.equal(new Set(PLATFORM_APPS.map(({ app }) => app)).size, PLATFORM_APPS.length);
  assert.equal(new Set(APP_ENTRIES).size, PLATFORM_APPS.length);
});

Deno.test("an app that falls back, or depends on one, names one that exists", () => {
  const names = new Set(["kv", ...PLATFORM_APPS.map(({ app }) => app)]);
  for (const { app, route, dependsOn } of PLATFORM_APPS) {
    for (const other of [...dependsOn, ...(route?.fallback ? [route.fallback.app] : [])]) {
      assert.ok(names.has(other), `${app} names ${other}`);
    }
  }
});
