import assert from "node:assert/strict";
import type { Route, RouteRule } from "@netops/core/contracts";
import { FakePlatform } from "../fake_platform.ts";
import { fairWeight, isServing, routeOf, trafficOf, withTraffic } from "./route_weight.ts";

const RULE: RouteRule = { name: "insiders", serverGroup: "b", cohortRatio: 0.1 };
const ROUTE: Route = {
  ...{ key: "hello", app: "hello", auth: "none" },
  groups: [{ serverGroup: "a", weight: 90 }, { serverGroup: "b", weight: 10 }],
  rules: [RULE, { name: "other", serverGroup: "a", header: { name: "x", value: "y" } }],
};

Deno.test("taking the traffic off a group takes its rules, too, and nobody else's", () => {
  const without = withTraffic(ROUTE, "b", { weight: 0, rules: [] });
  assert.deepEqual(without.groups, [
    { serverGroup: "a", weight: 90 },
    { serverGroup: "b", weight: 0 },
  ]);
  assert.deepEqual(without.rules.map(({ name }) => name), ["other"]);
  assert.equal(isServing(trafficOf(without, "b")), false);
});

Deno.test("what was taken off a group can be given back", () => {
  const before = trafficOf(ROUTE, "b");
  const without = withTraffic(ROUTE, "b", { weight: 0, rules: [] });
  assert.deepEqual(withTraffic(without, "b", before), ROUTE);
});

Deno.test("a group that is not behind the route yet is put behind it", () => {
  const { groups } = withTraffic(ROUTE, "c", { weight: 5, rules: [] });
  assert.deepEqual(groups.at(-1), { serverGroup: "c", weight: 5 });
});

Deno.test("a group gets as much for each instance as those beside it", async () => {
  const platform = new FakePlatform([
    { name: "a", desired: 4, weight: 100 },
    { name: "b", desired: 2, weight: 50 },
    { name: "c", desired: 2, weight: 0 },
    { name: "off", desired: 8, weight: 0 },
  ]);
  const groups = await platform.groups("hello");
  const route = routeOf(platform.snapshot, groups[2]!);
  assert.equal(fairWeight(route, "c", groups), 50);
  assert.equal(fairWeight(route, "a", groups), 100);
});

Deno.test("a group alone gets all, and so does one beside others without instances", async () => {
  const platform = new FakePlatform([
    { name: "a", desired: 0, weight: 3 },
    { name: "c", desired: 2, weight: 0 },
  ]);
  const groups = await platform.groups("hello");
  assert.equal(fairWeight(routeOf(platform.snapshot, groups[1]!), "c", groups), 100);
});
