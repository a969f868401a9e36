import assert from "node:assert/strict";
import type { RoutesWatch } from "@netops/core/clients";
import { contextOf, routeOf, withCode } from "../filter_fixture.ts";
import { findRoute } from "./find_route.ts";

const hello = routeOf();
let epoch: number | undefined = 1;
const filter = findRoute({
  routes: {
    snapshot: () => epoch === undefined ? undefined : { epoch, routes: [hello], listeners: [] },
    route: (key: string) => key === "hello" ? hello : undefined,
    routeOfApp: (app: string) => app === "hello" ? hello : undefined,
  } as RoutesWatch,
});

function run(path: string, app?: string) {
  const context = contextOf("/", {
    listener: { kind: app ? "internal" : "public", hostname: "h", port: 1, ...(app && { app }) },
  });
  context.target = { path, query: "?q=1" };
  filter.run(context);
  return context;
}

Deno.test("findRoute() routes by the first segment on the public port and strips it", () => {
  assert.equal(run("/hello/a/b").upstreamTarget, "/a/b?q=1");
  assert.equal(run("/hello").upstreamTarget, "/?q=1");
  assert.equal(run("/hello/").route, hello);
  for (const path of ["/", "/other", "//hello", "/hell"]) {
    assert.throws(() => run(path), withCode("NOT_FOUND"), path);
  }
});

Deno.test("findRoute() gives an internal listener's whole path space to its app", () => {
  assert.equal(run("/hello/a", "hello").upstreamTarget, "/hello/a?q=1");
  assert.throws(() => run("/hello", "other"), withCode("NOT_FOUND"));
});

Deno.test("findRoute() says 503 and not 404 until the first routes have come", () => {
  epoch = undefined;
  try {
    assert.throws(() => run("/hello/"), withCode("OVERLOADED"));
  } finally {
    epoch = 1;
  }
});
