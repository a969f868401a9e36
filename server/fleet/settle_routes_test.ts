import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { groupOf, manifestOf, memberOf } from "./fleet_fixture.ts";
import type { Group, Member, World } from "./model.ts";
import { RouteBoard } from "./route_board.ts";
import { SettleRoutes } from "./settle_routes.ts";

function open() {
  const timer = new FakeTimer();
  const gateways = groupOf({ name: "gateway-v000", manifest: manifestOf({ app: "gateway" }) });
  const playback = groupOf({
    ...{ name: "playback-v000", manifest: manifestOf({ app: "playback", tier: "platform" }) },
    platform: { dependsOn: ["catalog"] } as unknown as NonNullable<Group["platform"]>,
  });
  const groups = new Map([gateways, playback].map((group) => [group.name, group]));
  const world: World = { groups, members: new Map<string, Member>(), stopping: false };
  const restarted: string[] = [];
  const supervisor = {
    world,
    groupOf: (member: Member) => groups.get(member.group),
    restart: (id: string, reason: string) => restarted.push(`${id}: ${reason}`) > 0,
  };
  const add = (id: string, group = "gateway-v000", change: Partial<Member> = {}) =>
    world.members.set(id, memberOf({ id, group, ...change }));
  const routes = new RouteBoard(0);
  const switchTo = (app: string) => {
    routes.put({ key: app, app, groups: [], rules: [], auth: "none" });
    settling.begin(app);
    return routes.snapshot.epoch;
  };
  const settling = new SettleRoutes({ routes, supervisor, timer });
  return { timer, world, routes, settling, add, switchTo, restarted };
}

Deno.test("a switch is settled when every gateway that serves routes by it", () => {
  const { routes, settling, add, switchTo } = open();
  for (const id of ["g1", "g2"]) add(id);
  add("g3", "gateway-v000", { upSinceMs: undefined });
  const epoch = switchTo("hello");
  routes.acknowledge("g1", epoch);
  assert.deepEqual(settling.settled(epoch), { epoch, isSettled: false, silent: ["g2"] });
  routes.acknowledge("g2", epoch + 1);
  assert.deepEqual(settling.settled(epoch), { epoch, isSettled: true, silent: [] });
  const next = { epoch: epoch + 1, isSettled: false, silent: ["g1"] };
  assert.deepEqual(settling.settled(epoch + 1), next);
  routes.acknowledge("g1", epoch + 1);
  assert.equal(settling.settled(epoch + 1).isSettled, false, "there is no such epoch yet");
  settling.close();
});

Deno.test("who stays silent for 3 s is replaced, with nobody waiting for it", async () => {
  const { timer, world, routes, settling, add, switchTo, restarted } = open();
  for (const id of ["g1", "g2"]) add(id);
  routes.acknowledge("g1", switchTo("hello"));
  await timer.advance(3_000);
  assert.deepEqual(restarted, [], "what waits to be read may be its answer");
  await timer.advance(250);
  assert.deepEqual(restarted, ["g2: it does not acknowledge the routes"]);
  world.members.delete("g2");
  await timer.advance(250);
  assert.equal(timer.pendingCount, 0);
  switchTo("hello");
  settling.close();
  await timer.advance(5_000);
  assert.equal(restarted.length, 1, "nobody is replaced when the platform stops");
});

Deno.test("of gateways that are all late one at a time is replaced, and none while another one starts", async () => {
  const { timer, world, routes, settling, add, switchTo, restarted } = open();
  for (const id of ["g1", "g2"]) add(id);
  switchTo("hello");
  await timer.advance(3_250);
  assert.deepEqual(restarted.map((text) => text.slice(0, 2)), ["g1"]);
  world.members.delete("g1");
  add("g3", "gateway-v000", { upSinceMs: undefined, phase: { kind: "starting", sinceMs: 0 } });
  await timer.advance(5_000);
  assert.equal(restarted.length, 1, "g2 is the one that serves");
  add("g3");
  routes.acknowledge("g3", routes.snapshot.epoch);
  await timer.advance(250);
  assert.deepEqual(restarted.map((text) => text.slice(0, 2)), ["g1", "g2"]);
  settling.close();
});

Deno.test("a gateway that is alone is given 10 s", async () => {
  const { timer, settling, add, switchTo, restarted } = open();
  add("g1");
  switchTo("hello");
  await timer.advance(9_750);
  assert.deepEqual(restarted, []);
  await timer.advance(250);
  assert.equal(restarted.length, 1);
  settling.close();
});

Deno.test("a process of ours counts for switches of what it calls, once it follows the routes", () => {
  const { routes, settling, add, switchTo } = open();
  add("p1", "playback-v000");
  add("p2", "playback-v000");
  routes.acknowledge("p1", 1);
  assert.equal(settling.settled(switchTo("hello")).isSettled, true, "it does not call hello");
  const epoch = switchTo("catalog");
  assert.deepEqual(settling.silent(epoch), ["p1"], "p2 follows no routes");
  routes.acknowledge("p1", epoch);
  assert.deepEqual(settling.silent(epoch), []);
  assert.deepEqual(settling.silent(switchTo("hello")), [], "the last switch of catalog counts");
  settling.close();
});

Deno.test("wait() ends when all route by it, or the platform stops", async () => {
  const { timer, world, routes, settling, add, switchTo } = open();
  add("g1");
  const epoch = switchTo("hello");
  let done = false;
  const waiting = settling.wait(epoch).then(() => done = true);
  await timer.advance(1_000);
  assert.equal(done, false);
  routes.acknowledge("g1", epoch);
  await timer.advance(25);
  await waiting;
  const forever = settling.wait(switchTo("hello"));
  world.stopping = true;
  await timer.advance(25);
  await forever;
  settling.close();
});
