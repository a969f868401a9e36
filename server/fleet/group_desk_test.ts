import assert from "node:assert/strict";
import { versionOf } from "../artifact/mod.ts";
import { bootOf, groupOf, manifestOf } from "./fleet_fixture.ts";
import { HASH, openDesk } from "./group_desk_fixture.ts";

Deno.test("spawn() starts a group of the next number without traffic and notes it", () => {
  const { spawn, supervisor, store, events } = openDesk();
  const { view, isNew } = spawn();
  assert.equal(isNew, true);
  assert.deepEqual([view.name, view.cluster, view.key], ["hello-v001", "hello", "e1/new"]);
  assert.deepEqual([view.artifact, view.version], [HASH, versionOf(HASH, manifestOf())]);
  assert.deepEqual([view.desired, view.up, view.shareRatio], [2, 0, 0]);
  const group = supervisor.world.groups.get("hello-v001")!;
  assert.deepEqual([group.desired, group.dir, group.seats.length], [2, `/store/${HASH}`, 50]);
  const row = store.group("hello-v001")!;
  assert.deepEqual([row.key, row.artifact, row.version], ["e1/new", HASH, view.version]);
  assert.equal(row.manifest?.app, "hello");
  assert.deepEqual(events, ["group.spawn hello-v001"]);
});

Deno.test("up is what the gateways know, and they are asked for each new group", () => {
  const watched: string[] = [];
  const known = { watch: (group: string) => void watched.push(group), countKnown: () => 7 };
  const { spawn } = openDesk({ known });
  assert.equal(spawn().view.up, 7);
  assert.deepEqual(watched, ["hello-v001"]);
});

Deno.test("a detail is a cluster of its own, with numbers of its own", () => {
  const { spawn } = openDesk();
  const of = (key: string, detail?: string) => {
    const { view } = spawn({ key, ...(detail === undefined ? {} : { detail }) });
    return [view.name, view.cluster];
  };
  assert.deepEqual(of("1", "baseline"), ["hello-baseline-v000", "hello-baseline"]);
  assert.deepEqual(of("2", "baseline"), ["hello-baseline-v001", "hello-baseline"]);
  assert.deepEqual(of("3"), ["hello-v001", "hello"]);
});

Deno.test("the same key is the same group, whatever else was started meanwhile", () => {
  const { spawn, supervisor, events } = openDesk();
  const first = spawn();
  spawn({ key: "other" });
  const again = spawn({ replicas: 7 });
  assert.deepEqual([again.isNew, again.view.name], [false, first.view.name]);
  assert.equal(supervisor.world.groups.get("hello-v001")!.desired, 2);
  assert.equal(events.length, 2);
  const service = manifestOf({ app: "b" });
  const two = openDesk({ boot: bootOf({ services: [manifestOf(), service] }) });
  two.spawn();
  assert.throws(() => two.spawn({ app: "b" }), { code: "CONFLICT", message: /it is of hello/ });
});

Deno.test("a group that was stopped does not come back by its key; one of an earlier run does", () => {
  const { spawn, desk, supervisor, store, clock } = openDesk();
  spawn();
  desk.stop("hello-v001");
  assert.equal(spawn().view.name, "hello-v001", "it is still stopping");
  supervisor.leaving.length = 0;
  assert.throws(() => spawn(), { code: "REFUSED", message: /hello-v001 again as it was stopped/ });
  const earlier = { app: "hello", version: "v", createdAtMs: clock.nowMs() - 1_000 };
  store.saveGroup({ ...earlier, name: "hello-v040", key: "e0/new" });
  assert.equal(spawn({ key: "e0/new" }).view.name, "hello-v040");
  assert.equal(spawn({ key: "e0/new" }).isNew, false);
  store.saveGroup({ ...earlier, name: "hello-v000", key: "e0/old" });
  const other = spawn({ key: "e0/old" }).view.name;
  assert.notEqual(other, "hello-v000", "its name is another group's by now");
});

Deno.test("names of groups that are there or were noted are not given again", () => {
  const { spawn, store, clock, supervisor } = openDesk();
  store.saveGroup({ name: "hello-v001", app: "hello", version: "v", createdAtMs: clock.nowMs() });
  assert.equal(spawn({ key: "1" }).view.name, "hello-v002");
  supervisor.addGroup(groupOf({ name: "hello-v003", createdAtMs: clock.nowMs() }));
  assert.equal(spawn({ key: "2" }).view.name, "hello-v004");
});

Deno.test("a fixed port has room for one group and one instance", () => {
  const manifest = manifestOf({ port: 3_000 });
  const desk = openDesk({ boot: bootOf({ services: [manifest] }) });
  assert.throws(() => desk.spawn({ replicas: 1 }), {
    ...{ code: "REFUSED", message: /hello-v000 has its port 3000, which is fixed/ },
  });
  desk.supervisor.world.groups.clear();
  assert.throws(() => desk.spawn({ replicas: 2 }), { code: "REFUSED", message: /one instance/ });
  const { view } = desk.spawn({ replicas: 1 });
  assert.equal(view.isPortFixed, true);
  assert.throws(() => desk.desk.resize(view.name, 2), {
    code: "REFUSED",
    message: /3000 is fixed/,
  });
});

Deno.test("resize() sets a size once, and does not empty what serves", () => {
  const { spawn, desk, events, supervisor } = openDesk();
  spawn();
  let sets = 0;
  const { setDesired } = supervisor;
  supervisor.setDesired = (group, desired) => (sets++, setDesired(group, desired));
  assert.equal(desk.resize("hello-v001", 4).desired, 4);
  desk.resize("hello-v001", 4);
  assert.equal(sets, 1, "asked for again it forgives no death");
  assert.equal(desk.resize("hello-v001", 0).desired, 0);
  assert.throws(() => desk.resize("hello-v000", 0), { code: "REFUSED", message: /it has traffic/ });
  assert.throws(() => desk.resize("nobody", 1), { code: "NOT_FOUND" });
  assert.deepEqual(events.slice(1), ["group.resize hello-v001", "group.resize hello-v001"]);
  desk.stop("hello-v001");
  assert.throws(() => desk.resize("hello-v001", 1), { code: "NOT_FOUND", message: /as it stops/ });
});

Deno.test("stop() ends what has no traffic, once, and is told apart from what never was", () => {
  const { spawn, desk, events, supervisor, route, routes } = openDesk();
  spawn();
  route({ "hello-v000": 1, "hello-v001": 0.1 });
  assert.throws(() => desk.stop("hello-v001"), { code: "REFUSED", message: /it has traffic/ });
  const rule = { name: "try", serverGroup: "hello-v001", cohortRatio: 0.1 };
  routes.put({ ...routes.snapshot.routes[0]!, groups: [], rules: [rule] });
  assert.throws(() => desk.stop("hello-v001"), { code: "REFUSED", message: /it has traffic/ });
  assert.throws(() => desk.stop("hello-v009"), { code: "NOT_FOUND" });
  route({ "hello-v001": 0 });
  assert.throws(() => desk.stop("hello-v001"), { code: "REFUSED", message: /no other group/ });
  route({ "hello-v000": 1 });
  const view = desk.stop("hello-v001");
  assert.deepEqual([view.name, view.desired], ["hello-v001", 0]);
  desk.stop("hello-v001");
  assert.deepEqual(events.slice(1), ["group.stop hello-v001"]);
  assert.equal(supervisor.leaving.length, 1);
  assert.equal(desk.get("hello-v001").desired, 0);
});

Deno.test("nothing is changed while the app is rolled or the platform boots", () => {
  const { spawn, desk, busy } = openDesk();
  spawn();
  busy.add("hello");
  for (
    const change of [
      () => spawn({ key: "2" }),
      () => desk.resize("hello-v001", 3),
      () => desk.stop("hello-v001"),
    ]
  ) assert.throws(change, { code: "CONFLICT" });
  assert.equal(spawn().isNew, false, "what is there already is no change");
});

Deno.test("list() has the oldest first and leaves the ground out", () => {
  const { spawn, desk, supervisor, clock } = openDesk();
  clock.advance(10);
  spawn();
  const ground = manifestOf({ app: "kv", tier: "ground" });
  supervisor.addGroup(groupOf({ name: "kv-v000", manifest: ground }));
  assert.deepEqual(desk.list("hello").map(({ name }) => name), ["hello-v000", "hello-v001"]);
  assert.deepEqual(desk.list().map(({ name }) => name), ["hello-v000", "hello-v001"]);
  assert.deepEqual(desk.list("nobody"), []);
  assert.throws(() => desk.get("kv-v000"), { code: "NOT_FOUND" });
});

Deno.test("a disk that is full starts nothing that would be forgotten", () => {
  const { spawn, store, supervisor } = openDesk();
  store.saveGroup = () => {
    throw new Error("database or disk is full");
  };
  assert.throws(() => spawn());
  assert.deepEqual([...supervisor.world.groups.keys()], ["hello-v000"]);
});
