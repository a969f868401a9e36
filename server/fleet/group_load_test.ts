import assert from "node:assert/strict";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { groupOf, manifestOf, memberOf } from "./fleet_fixture.ts";
import { readGroupLoad, readLedger } from "./group_load.ts";
import type { Member, World } from "./model.ts";
import { RouteBoard } from "./route_board.ts";

const IDLE = { inFlight: 0, sockets: 0 };

/** Gateways and what each of them says; undefined is one that never answers. */
function open(says: Readonly<Record<string, unknown>>, weight = 0) {
  const timer = new FakeTimer();
  const gateways = groupOf({ name: "gateway-v000", manifest: manifestOf({ app: "gateway" }) });
  const ids = Object.keys(says);
  const members = ids.map((id, at) =>
    memberOf({ id, group: "gateway-v000", adminPort: 9_000 + at })
  );
  const world: World = {
    groups: new Map([[gateways.name, gateways]]),
    members: new Map(members.map((member) => [member.id, member])),
    stopping: false,
  };
  const supervisor = { world, groupOf: (member: Member) => world.groups.get(member.group) };
  const routes = new RouteBoard(7);
  const group = groupOf({ name: "hello-v001" });
  routes.put({
    ...{ key: "hello", app: "hello", rules: [], auth: "none" },
    groups: [{ serverGroup: group.name, weight }],
  });
  const http = new ScriptedHttpClient(({ url, signal }) => {
    const answer = says[ids[Number(new URL(url).port) - 9_000]!];
    if (answer instanceof Response) return answer;
    if (answer !== undefined) return Response.json(answer);
    return new Promise((_, reject) =>
      signal?.addEventListener("abort", () => reject(signal.reason))
    );
  });
  const settling = { silent: () => [] as string[] };
  return { timer, supervisor, routes, settling, http, group, epoch: routes.snapshot.epoch };
}

async function loadOf(world: ReturnType<typeof open>) {
  const loading = readGroupLoad(world.group, world);
  await world.timer.advance(500);
  return await loading;
}

const EPOCH = 9;

Deno.test("a group is drained when every gateway says so and none sends there any more", async () => {
  const idle = { epoch: EPOCH, ...IDLE };
  const drained = open({ g1: idle, g2: { ...idle, epoch: EPOCH + 1 } });
  assert.equal(drained.epoch, EPOCH);
  assert.deepEqual(await loadOf(drained), {
    ...{ name: "hello-v001", inFlight: 0, sockets: 0, silent: [], isDrained: true },
  });
  assert.equal(drained.http.requests[0]?.url, "http://127.0.0.1:9000/groups/hello/hello-v001");
  assert.equal(drained.timer.pendingCount, 0);
  assert.equal((await loadOf(open({ g1: idle }, 1))).isDrained, false, "it has traffic");
  const busy = await loadOf(open({ g1: { ...idle, inFlight: 2 }, g2: { ...idle, sockets: 1 } }));
  assert.deepEqual([busy.inFlight, busy.sockets, busy.isDrained], [2, 1, false]);
});

Deno.test("not knowing is not drained: silent, failing or behind", async () => {
  const world = open({
    good: { epoch: EPOCH, ...IDLE },
    behind: { epoch: EPOCH - 1, inFlight: 1, sockets: 0 },
    silent: undefined,
    failing: new Response("no", { status: 500 }),
    broken: new Response("<html>"),
  });
  const { silent, isDrained, inFlight } = await loadOf(world);
  assert.deepEqual([silent.toSorted(), isDrained, inFlight], [
    ...[["behind", "broken", "failing", "silent"], false, 1],
  ]);
  const callers = open({ good: { epoch: EPOCH, ...IDLE } });
  callers.settling.silent = () => ["playback-1"];
  assert.deepEqual((await loadOf(callers)).silent, ["playback-1"]);
});

Deno.test("a ledger is what each gateway counted, and who did not answer", async () => {
  const groups = { "hello-v000": { answered: 3, dropped: 0, failed: 1 } };
  const world = open({ g1: { groups }, g2: undefined });
  const reading = readLedger("hello", world);
  await world.timer.advance(499);
  assert.equal(world.timer.pendingCount, 1);
  await world.timer.advance(1);
  assert.deepEqual(await reading, { gateways: [{ id: "g1", groups }], silent: ["g2"] });
  assert.equal(world.http.requests[0]?.url, "http://127.0.0.1:9000/ledger/hello");
});
