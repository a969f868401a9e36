import assert from "node:assert/strict";
import type { Route, RouteSnapshot } from "@netops/core/contracts";
import { RouteBoard, type RouteGuard } from "./route_board.ts";

/** A route of an app to one group. */
function routeOf(key: string, serverGroup = `${key}-v000`): Route {
  return { key, app: key, groups: [{ serverGroup, weight: 1 }], rules: [], auth: "none" };
}

const NOBODY_UP: RouteGuard = { countUp: () => 0, hasGroup: () => true };

Deno.test("every change raises the epoch by one, above that of the earlier run", () => {
  const board = new RouteBoard(41);
  assert.equal(board.snapshot.epoch, 42);
  board.reset([routeOf("a")], [{ app: "a", port: 1 }]);
  board.put(routeOf("b"));
  assert.equal(board.snapshot.epoch, 44);
  assert.deepEqual(board.snapshot.routes.map((route) => route.key), ["a", "b"]);
  assert.deepEqual(board.snapshot.listeners, [{ app: "a", port: 1 }]);
});

Deno.test("put() replaces the route of its key and leaves the others and old snapshots alone", () => {
  const board = new RouteBoard(0);
  board.reset([routeOf("a"), routeOf("b")], []);
  const before = board.snapshot;
  board.put(routeOf("a", "a-v001"));
  assert.deepEqual(board.snapshot.routes, [routeOf("b"), routeOf("a", "a-v001")]);
  assert.deepEqual(before.routes, [routeOf("a"), routeOf("b")]);
});

Deno.test("switch() moves a route when epoch and guard hold", () => {
  const board = new RouteBoard(0);
  board.put(routeOf("a"));
  const outcome = board.switch({
    key: "a",
    expectEpoch: board.snapshot.epoch,
    route: routeOf("a", "a-v001"),
    require: { "a-v001": 2, "a-v000": 0 },
  }, { ...NOBODY_UP, countUp: (group) => group === "a-v001" ? 2 : 0 });
  assert.ok(outcome.ok);
  assert.equal(outcome.snapshot, board.snapshot);
  assert.equal(board.snapshot.routes[0]?.groups[0]?.serverGroup, "a-v001");
});

Deno.test("switch() changes nothing when the epoch moved, the guard refuses or the keys differ", () => {
  const board = new RouteBoard(0);
  board.put(routeOf("a"));
  const before = board.snapshot;
  const request = {
    key: "a",
    expectEpoch: before.epoch,
    route: routeOf("a", "a-v001"),
    require: {},
  };
  const cases = [
    { code: "CONFLICT", change: { expectEpoch: before.epoch - 1 } },
    { code: "CONFLICT", change: { expectEpoch: before.epoch + 1 } },
    { code: "REFUSED", change: { require: { "a-v001": 1 } } },
    { code: "REQUEST_INVALID", change: { route: routeOf("b") } },
  ];
  for (const { code, change } of cases) {
    const outcome = board.switch({ ...request, ...change }, NOBODY_UP);
    assert.ok(!outcome.ok);
    assert.equal(outcome.error.code, code);
    assert.equal(board.snapshot, before);
  }
});

Deno.test("switch() refuses groups that are not there, and a route that nobody would serve", () => {
  const board = new RouteBoard(0);
  board.put(routeOf("a"));
  const before = board.snapshot;
  const guard: RouteGuard = {
    countUp: () => 9,
    hasGroup: (name, app) => app === "a" && ["a-v000", "a-v001"].includes(name),
  };
  const of = (weights: Record<string, number>) =>
    Object.entries(weights).map(([serverGroup, weight]) => ({ serverGroup, weight }));
  const rule = { name: "try", serverGroup: "a-v009", cohortRatio: 0.5 };
  const cases: [Partial<Route>, RegExp][] = [
    [{ groups: [] }, /no server group of it would get requests/],
    [{ groups: of({ "a-v000": 0, "a-v001": 0 }) }, /no server group of it would get requests/],
    [{ groups: of({ "a-v000": 1, "a-v009": 0 }) }, /a has no server group a-v009/],
    [{ rules: [rule] }, /a has no server group a-v009/],
    [{ app: "b" }, /b has no server group a-v000/],
  ];
  const switchTo = (change: Partial<Route>) =>
    board.switch({
      ...{ key: "a", expectEpoch: before.epoch, require: {} },
      route: { ...routeOf("a"), ...change },
    }, guard);
  for (const [change, why] of cases) {
    const outcome = switchTo(change);
    assert.ok(!outcome.ok);
    assert.equal(outcome.error.code, "REFUSED");
    assert.match(outcome.error.message, why);
    assert.equal(board.snapshot, before);
  }
  assert.ok(switchTo({ groups: of({ "a-v000": 0, "a-v001": 2 }) }).ok);
});

Deno.test("missingAcks() names the living that do not route by an epoch yet", () => {
  const board = new RouteBoard(0);
  board.acknowledge("g1", 5);
  board.acknowledge("g1", 3);
  board.acknowledge("g2", 4);
  assert.deepEqual(board.missingAcks(5, ["g1", "g2", "g3"]), ["g2", "g3"]);
  assert.deepEqual(board.missingAcks(4, ["g1", "g2"]), []);
  board.fence("g1");
  assert.deepEqual(board.missingAcks(4, ["g1", "g2"]), ["g1"]);
  assert.deepEqual(board.missingAcks(4, []), []);
});

Deno.test("watch() tells every new snapshot until it is told to stop", () => {
  const board = new RouteBoard(0);
  const seen: RouteSnapshot[] = [];
  const stop = board.watch((snapshot) => seen.push(snapshot));
  board.put(routeOf("a"));
  assert.deepEqual(seen, [board.snapshot]);
  stop();
  board.put(routeOf("b"));
  assert.equal(seen.length, 1);
});
