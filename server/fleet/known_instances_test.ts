import assert from "node:assert/strict";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { groupOf, manifestOf, memberOf } from "./fleet_fixture.ts";
import { KnownInstances } from "./known_instances.ts";
import type { Member, World } from "./model.ts";

/** A new group with one instance, and gateways by what each says: whether it knows it, or nothing. */
function open(says: Record<string, boolean | "silent">) {
  const timer = new FakeTimer();
  const groups = [
    groupOf({ name: "gateway-v000", manifest: manifestOf({ app: "gateway" }) }),
    groupOf({ name: "hello-v001" }),
  ];
  const fresh = memberOf({ id: "fresh", group: "hello-v001" });
  const ids = Object.keys(says);
  const gateways = ids.map((id, at) =>
    memberOf({ id, group: "gateway-v000", adminPort: 9_000 + at })
  );
  const world: World = {
    groups: new Map(groups.map((group) => [group.name, group])),
    members: new Map([...gateways, fresh].map((member) => [member.id, member])),
    stopping: false,
  };
  const http = new ScriptedHttpClient(({ url, signal }) => {
    const isKnown = says[ids[Number(new URL(url).port) - 9_000]!];
    if (isKnown !== "silent") return Response.json({ isKnown });
    return new Promise((_, reject) =>
      signal?.addEventListener("abort", () => reject(signal.reason))
    );
  });
  const supervisor = { world, groupOf: (member: Member) => world.groups.get(member.group) };
  const known = new KnownInstances({ supervisor, http, timer, clock: timer.clock });
  const hear = (kind: "up" | "down" | "gone") => known.heard({ kind, member: fresh });
  const count = () => known.countKnown("hello-v001");
  return { timer, http, known, hear, count, says, fresh, world };
}

Deno.test("an instance counts when every gateway knows it, asked every 50 ms", async () => {
  const { timer, http, known, hear, count, says } = open({ g1: true, g2: false });
  known.watch("hello-v001");
  assert.equal(count(), 0);
  hear("up");
  await timer.advance(50);
  assert.equal(count(), 0);
  assert.equal(http.requests[0]?.url, "http://127.0.0.1:9000/instances/hello/fresh");
  says["g2"] = true;
  await timer.advance(50);
  assert.equal(count(), 1);
  const asked = http.requests.length;
  await timer.advance(1_000);
  assert.equal(http.requests.length, asked, "nobody is asked any more");
  assert.equal(timer.pendingCount, 0);
});

Deno.test("groups that nobody watches are not asked for: healthy is enough", async () => {
  const { timer, http, hear, count, fresh } = open({ g1: false });
  hear("up");
  await timer.advance(1_000);
  assert.deepEqual([count(), http.requests.length], [1, 0]);
  fresh.phase = { kind: "starting", sinceMs: 0 };
  assert.equal(count(), 0);
});

Deno.test("a gateway that says nothing is not waited for longer than 3 s", async () => {
  const { timer, known, hear, count } = open({ g1: true, g2: "silent" });
  known.watch("hello-v001");
  hear("up");
  await timer.advance(2_900);
  assert.equal(count(), 0);
  await timer.advance(1_500);
  assert.equal(count(), 1);
});

Deno.test("without a gateway there is nobody who would have to know", async () => {
  const { timer, known, hear, count } = open({});
  known.watch("hello-v001");
  hear("up");
  await timer.advance(0);
  assert.equal(count(), 1);
});

Deno.test("one that is down or gone is forgotten, and asked for anew when it is up again", async () => {
  const { timer, known, hear, count, says } = open({ g1: true });
  known.watch("hello-v001");
  hear("up");
  await timer.advance(0);
  assert.equal(count(), 1);
  hear("down");
  assert.equal(count(), 0);
  says["g1"] = false;
  hear("up");
  await timer.advance(200);
  assert.equal(count(), 0);
  hear("gone");
  says["g1"] = true;
  await timer.advance(200);
  assert.deepEqual([count(), timer.pendingCount], [0, 0]);
});

Deno.test("nobody is asked when the platform stops", async () => {
  const { timer, known, hear } = open({ g1: false });
  known.watch("hello-v001");
  hear("up");
  await timer.advance(100);
  known.close();
  await timer.advance(100);
  assert.equal(timer.pendingCount, 0);
});
