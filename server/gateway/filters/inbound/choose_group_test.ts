import assert from "node:assert/strict";
import type { Upstream } from "@netops/core/clients";
import { createFixedRng } from "@netops/core/testing";
import { contextOf, routeOf, withCode } from "../filter_fixture.ts";
import { chooseGroup } from "./choose_group.ts";

function choose(up: readonly string[], headers: Record<string, string> = {}) {
  const upstream = { isAvailable: (_app: string, group: string) => up.includes(group) } as Upstream;
  const context = contextOf("/", { headers });
  context.route = routeOf({
    groups: [{ serverGroup: "hello-v001", weight: 1 }, { serverGroup: "hello-v002", weight: 0 }],
    rules: [
      { name: "testers", serverGroup: "hello-v002", header: { name: "x-tester", value: "1" } },
    ],
  });
  chooseGroup({ upstream, rng: createFixedRng("a") }).run(context);
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
  const upstream = { isAvailable: () => false } as Partial<Upstream> as Upstream;
  const filter = chooseGroup({ upstream, rng: createFixedRng("a") });
  const run = (init: RequestInit) => {
    const context = contextOf("/", init);
    context.route = routeOf({ fallback: { app: "other", path: "/" } });
    filter.run(context);
    return context;
  };
  for (const method of ["GET", "HEAD"]) {
    assert.equal(run({ method }).unavailable?.code, "NO_INSTANCE");
  }
  assert.throws(() => run({ method: "POST" }), withCode("NO_INSTANCE"));
  assert.throws(() => run({ headers: { upgrade: "websocket" } }), withCode("NO_INSTANCE"));
});
