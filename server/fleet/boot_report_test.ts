import assert from "node:assert/strict";
import { findBootFailure, isAllUp, reportBoot } from "./boot_report.ts";
import { groupOf, manifestOf, memberOf, worldOf } from "./fleet_fixture.ts";
import type { Group } from "./model.ts";

/** A group whose first seat has fared like this. */
function failing(lastReason: string, quickDeaths: number, change: Partial<Group> = {}): Group {
  const group = groupOf(change);
  Object.assign(group.seats[0]!, { lastReason, quickDeaths });
  return group;
}

function failureOf(group: Group, elapsedMs = 10) {
  return findBootFailure(worldOf(group, []), elapsedMs, 60_000);
}

Deno.test("findBootFailure() sees hope while nothing failed and time is left", () => {
  assert.equal(failureOf(groupOf()), undefined);
  assert.equal(failureOf(failing("exited with code 1", 2)), undefined);
  assert.equal(failureOf(failing("the platform stops", 0)), undefined);
});

Deno.test("findBootFailure() names a program that cannot be started at once", () => {
  const failure = failureOf(failing('Cannot start "nodde" as it is not on this machine', 1));
  assert.equal(failure?.code, "SPAWN_FAILED");
  assert.match(failure?.message ?? "", /nodde/);
  assert.match(failure?.fix ?? "", /hello/);
});

Deno.test("findBootFailure() names a service that never got healthy", () => {
  const failure = failureOf(failing("not healthy within 1000 ms", 1));
  assert.equal(failure?.code, "UNHEALTHY");
  assert.equal(failure?.message, "hello did not become healthy within 1s");
});

Deno.test("findBootFailure() names a crash loop at the third death, with the reason", () => {
  const failure = failureOf(failing("exited with code 7", 3));
  assert.equal(failure?.code, "CRASH_LOOP");
  assert.equal(failure?.message, "hello died 3 times while starting: exited with code 7");
});

Deno.test("findBootFailure() sends nobody to netops.yaml for an app that does not stand there", () => {
  const manifest = manifestOf({ tier: "platform" });
  for (
    const reason of ['Cannot start "deno"', "Port 1 is held by x", "not healthy within 1000 ms"]
  ) {
    assert.match(failureOf(failing(reason, 1))?.fix ?? "", /netops\.yaml/);
    const { fix } = failureOf(failing(reason, 1, { manifest }))!;
    assert.ok(fix !== undefined && !/netops\.yaml/.test(fix), fix);
  }
});

Deno.test("findBootFailure() forgives a group that was up once", () => {
  assert.equal(failureOf(failing("exited with code 7", 9, { wasUp: true })), undefined);
});

Deno.test("findBootFailure() names what is missing when the time is over", () => {
  assert.equal(failureOf(groupOf(), 59_999), undefined);
  const failure = failureOf(groupOf(), 60_000);
  assert.equal(failure?.code, "TIMED_OUT");
  assert.match(failure?.message ?? "", /within 1m; missing: hello$/);
  const unrouted = failureOf(groupOf({ desired: 0 }), 60_000);
  assert.match(unrouted?.message ?? "", /missing: a route in every gateway$/);
});

Deno.test("isAllUp() wants every desired instance up", () => {
  const two = [memberOf(), memberOf({ id: "m2", slot: 1 })];
  assert.equal(isAllUp(worldOf(groupOf(), two)), true);
  assert.equal(isAllUp(worldOf(groupOf(), two.slice(1))), false);
  const starting = memberOf({ id: "m2", slot: 1, phase: { kind: "starting", sinceMs: 0 } });
  assert.equal(isAllUp(worldOf(groupOf(), [memberOf(), starting])), false);
  assert.equal(isAllUp(worldOf(groupOf({ desired: 0 }), [])), true);
});

const OPTIONS = {
  phase: "starting",
  runId: "run-1",
  elapsedMs: 12.6,
  readyMs: undefined,
  failure: undefined,
  gatewayUrl: "http://127.0.0.1:7070",
  appReadyMs: new Map([["hello", 9.4]]),
  lastLines: () => ["last words"],
} as const;

Deno.test("reportBoot() says what a late app waits for, with its last lines", () => {
  const health = { kind: "http", path: "/health" } as const;
  const group = groupOf({ manifest: manifestOf({ health }) });
  const report = reportBoot(worldOf(group, [memberOf()]), { ...OPTIONS, appReadyMs: new Map() });
  assert.equal(report.elapsedMs, 13);
  assert.deepEqual(report.apps, [{
    app: "hello",
    tier: "service",
    desired: 2,
    up: 1,
    status: "STARTING",
    waitingFor: "GET /health",
    lastLines: ["last words"],
    url: "http://127.0.0.1:7070/hello/",
  }]);
});

Deno.test("reportBoot() names the reason of the last death before the health check", () => {
  const report = reportBoot(worldOf(failing("exited with code 7", 1), []), OPTIONS);
  assert.equal(report.apps[0]?.waitingFor, "exited with code 7");
});

Deno.test("reportBoot() shows an app that is up without lines, and when it was ready", () => {
  const world = worldOf(groupOf({ desired: 1 }), [memberOf()]);
  const [app] = reportBoot(world, { ...OPTIONS, phase: "ready", readyMs: 20 }).apps;
  assert.deepEqual([app?.status, app?.lastLines, app?.readyMs], ["UP", [], 9]);
  assert.equal("waitingFor" in (app ?? {}), false);
});
