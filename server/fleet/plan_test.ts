import assert from "node:assert/strict";
import type { Group, Member, World } from "./model.ts";
import { createSeats } from "./seats.ts";
import { nextLookMs, plan } from "./plan.ts";

/** A group of `desired` seats without members. */
function groupOf(desired: number): Group {
  return {
    name: "hello-v000",
    cluster: "hello",
    version: "v1",
    manifest: {
      app: "hello",
      tier: "service",
      command: ["true"],
      dir: "/tmp",
      exclude: [],
      env: {},
      port: undefined,
      replicas: desired,
      health: { kind: "tcp" },
      startTimeoutMs: 1_000,
      stopTimeoutMs: 500,
      dependsOn: [],
      auth: "none",
      limit: undefined,
      metricsPath: undefined,
      optional: false,
    },
    dir: "/tmp",
    createdAtMs: 0,
    desired,
    seats: createSeats(10, [{ region: "local", zone: "a" }, { region: "local", zone: "b" }]),
    wasUp: false,
  };
}

function memberOf(slot: number, phase: Member["phase"]): Member {
  return {
    id: `m${slot}`,
    group: "hello-v000",
    slot,
    region: "local",
    zone: "a",
    host: "127.0.0.1",
    port: 20_000 + slot,
    adminPort: 20_000 + slot,
    startedAtMs: 0,
    pid: 1,
    startMark: "1",
    phase,
    nextProbeMs: 10_000,
    probing: false,
    failedProbes: 0,
    probeReason: undefined,
    upSinceMs: undefined,
  };
}

function worldOf(group: Group, members: readonly Member[]): World {
  return {
    groups: new Map([[group.name, group]]),
    members: new Map(members.map((member) => [member.id, member])),
    stopping: false,
  };
}

Deno.test("plan() fills every free seat up to what is desired", () => {
  const actions = plan(worldOf(groupOf(2), []), 0);
  assert.deepEqual(actions.map((a) => a.kind), ["spawn", "spawn"]);
});

Deno.test("plan() leaves a seat empty while its holder is still stopping", () => {
  const stopping = memberOf(0, {
    kind: "stopping",
    sinceMs: 0,
    killAtMs: 500,
    reason: "test",
    failed: false,
    killed: false,
  });
  assert.deepEqual(plan(worldOf(groupOf(1), [stopping]), 100), []);
});

Deno.test("plan() kills a stopping member once when its time is over", () => {
  const stopping = memberOf(0, {
    kind: "stopping",
    sinceMs: 0,
    killAtMs: 500,
    reason: "test",
    failed: false,
    killed: false,
  });
  const world = worldOf(groupOf(1), [stopping]);
  assert.deepEqual(plan(world, 500), [{ kind: "kill", id: "m0" }]);
  stopping.phase = { ...stopping.phase, killed: true } as Member["phase"];
  assert.deepEqual(plan(world, 600), []);
});

Deno.test("plan() stops what is above the desired size", () => {
  const members = [0, 1, 2].map((slot) => memberOf(slot, { kind: "up", sinceMs: 0 }));
  const actions = plan(worldOf(groupOf(1), members), 0);
  assert.deepEqual(actions.map((a) => a.kind === "stop" && a.id), ["m1", "m2"]);
});

Deno.test("plan() waits for the backoff of a seat", () => {
  const group = groupOf(1);
  group.seats[0]!.notBeforeMs = 300;
  assert.deepEqual(plan(worldOf(group, []), 299), []);
  assert.equal(plan(worldOf(group, []), 300).length, 1);
  assert.equal(nextLookMs(worldOf(group, []), 100), 300);
});

Deno.test("plan() stops a member that is not healthy within startTimeout, as a failure", () => {
  const world = worldOf(groupOf(1), [memberOf(0, { kind: "starting", sinceMs: 0 })]);
  assert.deepEqual(plan(world, 999), []);
  const [action] = plan(world, 1_000);
  assert.ok(action?.kind === "stop" && action.failed && /not healthy/.test(action.reason));
});

Deno.test("plan() leaves a member alone that a fault holds", () => {
  const down = memberOf(0, { kind: "down", sinceMs: 0, reason: "paused" });
  const world = worldOf(groupOf(1), [down]);
  assert.equal(plan(world, 5_000, { isLeased: () => true }).length, 0);
  assert.equal(plan(world, 5_000, { isLeased: () => false })[0]?.kind, "stop");
});

Deno.test("plan() starts nothing and stops everything once the platform stops", () => {
  const world = worldOf(groupOf(2), [memberOf(0, { kind: "up", sinceMs: 0 })]);
  world.stopping = true;
  assert.deepEqual(plan(world, 0).map((a) => a.kind), ["stop"]);
});

Deno.test("plan() probes a member when its time has come, one probe at a time", () => {
  const member = memberOf(0, { kind: "up", sinceMs: 0 });
  const world = worldOf(groupOf(1), [member]);
  member.nextProbeMs = 50;
  assert.deepEqual(plan(world, 50), [{ kind: "probe", id: "m0" }]);
  member.probing = true;
  assert.deepEqual(plan(world, 60), []);
});
