import assert from "node:assert/strict";
import type { Route, ServerGroupView } from "@netops/core/contracts";
import { probeOf } from "./deploy_plan.ts";
import { hasWeights, routeOf, sharesOf, withWeights } from "./route_change.ts";

const ROUTE: Route = {
  ...{ key: "shop", app: "shop", auth: "user", limit: { count: 5, perMs: 1_000 } },
  groups: [{ serverGroup: "old", weight: 1 }],
  rules: [
    { name: "beta", serverGroup: "old", header: { name: "x-beta", value: "1" } },
    { name: "other", serverGroup: "else", cohortRatio: 0.1 },
  ],
};

Deno.test("new weights keep everything else of a route", () => {
  const next = withWeights(ROUTE, { old: 75, fresh: 25 });
  const { groups, ...rest } = next;
  const { groups: _, ...before } = ROUTE;
  assert.deepEqual(rest, before);
  assert.deepEqual(groups, [{ serverGroup: "old", weight: 75 }, {
    serverGroup: "fresh",
    weight: 25,
  }]);
});

Deno.test("a rule does not keep a group in service that lost all its weight", () => {
  const next = withWeights(ROUTE, { fresh: 100, old: 0 });
  assert.deepEqual(next.groups, [{ serverGroup: "fresh", weight: 100 }]);
  assert.deepEqual(next.rules.map(({ serverGroup }) => serverGroup), ["fresh", "else"]);
  const back = withWeights(next, { old: 100 });
  assert.deepEqual(back.rules, ROUTE.rules, "and gets it back");
});

Deno.test("a switch that was made is known by its shares and rules", () => {
  const wanted = withWeights(ROUTE, { old: 3, fresh: 1 });
  const same = {
    ...wanted,
    groups: [{ serverGroup: "fresh", weight: 25 }, { serverGroup: "old", weight: 75 }],
  };
  assert.equal(hasWeights(same, wanted), true);
  assert.equal(hasWeights(ROUTE, wanted), false);
  const moved = withWeights(ROUTE, { fresh: 1 });
  assert.equal(hasWeights({ ...moved, rules: ROUTE.rules }, moved), false, "a rule is left behind");
  assert.deepEqual(sharesOf({ ...ROUTE, groups: [] }), {});
  assert.equal(routeOf({ epoch: 1, routes: [ROUTE], listeners: [] }, "shop"), ROUTE);
  assert.equal(routeOf({ epoch: 1, routes: [], listeners: [] }, "shop"), undefined);
});

Deno.test("probes go where they reach the service, and spare the limits of a route", () => {
  const group = { healthPath: "/health" } as ServerGroupView;
  const open = { ...ROUTE, auth: "none" as const };
  const { limit: _, ...free } = open;
  assert.deepEqual(probeOf(free, group), { path: "/health", perSecond: 20 });
  assert.deepEqual(probeOf(free, {} as ServerGroupView)?.path, "/");
  assert.equal(probeOf(ROUTE, group), undefined, "every probe would lack its token");
  assert.equal(probeOf({ ...free, auth: "user", openPaths: ["/login"] }, group)?.path, "/login");
  assert.equal(probeOf(open, group)?.perSecond, 1);
  assert.equal(probeOf({ ...open, limit: { count: 1, perMs: 1_000 } }, group), undefined);
  assert.equal(probeOf(free, undefined), undefined, "nothing serves yet");
  assert.equal(probeOf(undefined, group), undefined);
});
