import assert from "node:assert/strict";
import type { Route } from "@netops/core/contracts";
import { groupOf, manifestOf } from "./fleet_fixture.ts";
import { hasTraffic, shareOf } from "./group_traffic.ts";
import type { Group } from "./model.ts";

function boardOf(...routes: Partial<Route>[]) {
  const full = routes.map((route) => ({
    ...{ key: "hello", app: "hello", groups: [], rules: [], auth: "none" as const },
    ...route,
  }));
  return { snapshot: { epoch: 1, routes: full, listeners: [] } };
}

const weights = (of: Record<string, number>) =>
  Object.entries(of).map(([serverGroup, weight]) => ({ serverGroup, weight }));

const ofTier = (tier: "ground" | "platform" | "service"): Group =>
  groupOf({ manifest: manifestOf({ tier }) });

Deno.test("a group has traffic by weight or by a rule, and none by weight 0", () => {
  const group = groupOf();
  const rule = { name: "try", serverGroup: group.name, cohortRatio: 0.1 };
  assert.equal(hasTraffic(group, boardOf({ groups: weights({ "hello-v000": 1 }) })), true);
  assert.equal(hasTraffic(group, boardOf({ groups: weights({ "hello-v000": 0 }) })), false);
  assert.equal(hasTraffic(group, boardOf({ groups: weights({ "hello-v001": 1 }) })), false);
  assert.equal(hasTraffic(group, boardOf({ rules: [rule] })), true);
  const second = { key: "other", groups: weights({ "hello-v000": 1 }) };
  assert.equal(hasTraffic(group, boardOf({ groups: weights({ "hello-v001": 1 }) }, second)), true);
});

Deno.test("without a route a service has none, an app of ours all; the ground always has", () => {
  const elsewhere = boardOf({ app: "other" });
  assert.equal(hasTraffic(ofTier("service"), elsewhere), false);
  assert.equal(hasTraffic(ofTier("platform"), elsewhere), true);
  assert.equal(hasTraffic(ofTier("platform"), boardOf({})), false, "a route leads past it");
  assert.equal(hasTraffic(ofTier("ground"), boardOf({})), true);
});

Deno.test("the share is that of the weights, the largest of several routes", () => {
  const group = groupOf();
  const share = (...routes: Partial<Route>[]) => shareOf(group, boardOf(...routes));
  const some = { groups: weights({ "hello-v000": 1, "hello-v001": 3 }) };
  assert.equal(share(some), 0.25);
  assert.equal(share(some, { key: "b", groups: weights({ "hello-v000": 2 }) }), 1);
  assert.equal(share({ groups: weights({ "hello-v000": 0 }) }), 0);
  assert.equal(share({ app: "other" }), 0);
  assert.equal(shareOf(ofTier("platform"), boardOf({ app: "other" })), 1);
});
