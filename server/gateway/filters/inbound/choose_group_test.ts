import assert from "node:assert/strict";
import type { RoutesWatch, Upstream } from "@netops/core/clients";
import type { Route } from "@netops/core/contracts";
import { createFixedRng } from "@netops/core/testing";
import { contextOf, routeOf, withCode } from "../filter_fixture.ts";
import { InFlight } from "../../in_flight.ts";
import { RequestLedger } from "../../request_ledger.ts";
import { chooseGroup } from "./choose_group.ts";

/** The filter over routes and instances that a test sets. */
function filterOf(up: readonly string[], newest: () => Route | undefined) {
  const upstream: Partial<Upstream> = { isAvailable: (_app, group) => up.includes(group) };
  const routes: Partial<RoutesWatch> = { route: () => newest() };
  const groupLoad = new InFlight();
  const filter = chooseGroup({
    ...{ upstream: upstream as Upstream, routes: routes as RoutesWatch },
    ...{ rng: createFixedRng("a"), groupLoad, ledger: new RequestLedger() },
  });
  return { filter, groupLoad };
}

function choose(up: readonly string[], headers: Record<string, string> = {}) {
  const context = contextOf("/", { headers });
  context.route = routeOf({
    groups: [{ serverGroup: "hello-v001", weight: 1 }, { serverGroup: "hello-v002", weight: 0 }],
    rules: [
      { name: "testers", serverGroup: "hello-v002", header: { name: "x-tester", value: "1" } },
    ],
  });
  filterOf(up, () => context.route).filter.run(context);
  return context.serverGroup;
}

Deno.test("chooseGroup() follows rules first, then weights", () => {
  const both = ["hello-v001", "hello-v002"];
  assert.equal(choose(both), "hello-v001");
  assert.equal(choose(both, { "x-tester": "1" }), "hello-v002");
  assert.equal(choose(["hello-v001"], { "x-tester": "1" }), "hello-v001");
});

Deno.test("chooseGroup() says so when nobody is up, also when only a group without weight is", () => {
  assert.throws(() => choose([]), withCode("NO_INSTANCE"));
  assert.throws(() => choose(["hello-v002"]), withCode("NO_INSTANCE"));
});

Deno.test("chooseGroup() lets a GET go on that another app may answer, and says why it has to", () => {
  const run = (init: RequestInit) => {
    const context = contextOf("/", init);
    context.route = routeOf({ fallback: { app: "other", path: "/" } });
    filterOf([], () => context.route).filter.run(context);
    return context;
  };
  for (const method of ["GET", "HEAD"]) {
    assert.equal(run({ method }).unavailable?.code, "NO_INSTANCE");
  }
  assert.throws(() => run({ method: "POST" }), withCode("NO_INSTANCE"));
  assert.throws(() => run({ headers: { upgrade: "websocket" } }), withCode("NO_INSTANCE"));
});

Deno.test("chooseGroup() chooses by the newest routes, not by those that the request came in by", () => {
  const weights = (old: number, fresh: number) =>
    routeOf({
      groups: [
        { serverGroup: "hello-v001", weight: old },
        { serverGroup: "hello-v002", weight: fresh },
      ],
    });
  let newest: Route | undefined = weights(1, 0);
  const { filter, groupLoad } = filterOf(["hello-v001", "hello-v002"], () => newest);
  const context = contextOf("/");
  context.route = weights(1, 0);
  newest = weights(0, 1);
  filter.run(context);
  assert.equal(context.serverGroup, "hello-v002");
  assert.deepEqual(
    ["hello-v001", "hello-v002"].map((group) => groupLoad.count(group)),
    [0, 1],
    "it counts there from its choice on",
  );
  newest = weights(1, 0);
  assert.equal(context.reselectGroup?.(), "hello-v001");
  assert.deepEqual(
    ["hello-v001", "hello-v002"].map((group) => groupLoad.count(group)),
    [1, 0],
  );
  newest = undefined;
  assert.equal(context.reselectGroup?.(), undefined);
  assert.equal(groupLoad.count("hello-v001"), 1, "it stays where it was");
});
