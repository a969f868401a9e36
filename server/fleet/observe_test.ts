import assert from "node:assert/strict";
import type { Member, World } from "./model.ts";
import { recordProbe, spreadProbes } from "./observe.ts";

function starting(): Member {
  return {
    ...{ id: "m", group: "g-v000", slot: 0, region: "r", zone: "a", host: "127.0.0.1", port: 1 },
    ...{ adminPort: 1, startedAtMs: 0, pid: 1, startMark: "", nextProbeMs: 0, probing: true },
    phase: { kind: "starting", sinceMs: 0 },
    failedProbes: 0,
    probeReason: undefined,
    upSinceMs: undefined,
  };
}

const BAD = { healthy: false, reason: "503" } as const;

Deno.test("recordProbe() makes a member UP with the first good answer", () => {
  const member = starting();
  assert.equal(recordProbe(member, BAD, 10), false);
  assert.equal(member.phase.kind, "starting");
  assert.equal(recordProbe(member, { healthy: true }, 20), true);
  assert.deepEqual(member.phase, { kind: "up", sinceMs: 20 });
  assert.equal(member.upSinceMs, 20);
  assert.equal(member.probing, false);
});

Deno.test("recordProbe() makes a member DOWN only after three bad answers in a row", () => {
  const member = starting();
  recordProbe(member, { healthy: true }, 0);
  recordProbe(member, BAD, 1);
  recordProbe(member, BAD, 2);
  recordProbe(member, { healthy: true }, 3);
  for (const at of [4, 5]) assert.equal(recordProbe(member, BAD, at), false);
  assert.equal(recordProbe(member, BAD, 6), true);
  assert.ok(member.phase.kind === "down" && member.phase.reason.includes("503"));
  assert.equal(recordProbe(member, { healthy: true }, 7), true);
  assert.equal(member.upSinceMs, 0);
});

Deno.test("recordProbe() changes nothing of a member that is stopping", () => {
  const member = starting();
  const phase = { kind: "stopping", sinceMs: 0, killAtMs: 9, reason: "", failed: false } as const;
  member.phase = { ...phase, killed: false };
  assert.equal(recordProbe(member, { healthy: true }, 5), false);
  assert.equal(member.phase.kind, "stopping");
});

Deno.test("spreadProbes() asks each less often while many start, and leaves those that are up alone", () => {
  const worldWith = (count: number): World => ({
    groups: new Map(),
    members: new Map(Array.from({ length: count }, (_, at) => [`m${at}`, starting()])),
    stopping: false,
  });
  const nextAfter = (count: number): number => {
    const member = starting();
    spreadProbes(member, worldWith(count), 1_000);
    return member.nextProbeMs - 1_000;
  };
  assert.deepEqual([1, 10, 31].map(nextAfter), [40, 40, 124]);
  const up = starting();
  recordProbe(up, { healthy: true }, 0);
  spreadProbes(up, worldWith(31), 0);
  assert.equal(up.nextProbeMs, 1_000);
});
