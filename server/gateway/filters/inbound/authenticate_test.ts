import assert from "node:assert/strict";
import type { Route } from "@netops/core/contracts";
import { contextOf, routeOf, withCode } from "../filter_fixture.ts";
import { authenticate } from "./authenticate.ts";
import { checkTarget } from "./check_target.ts";

const PRINCIPAL = { account: "a-1", country: "DE" };

const filter = authenticate({
  verifier: { verify: (token) => token === "good" ? PRINCIPAL : undefined },
});

function contextWith(authorization: string | undefined) {
  const context = contextOf("/", { headers: authorization ? { authorization } : {} });
  context.route = routeOf({ auth: "user" });
  return context;
}

function appliesTo(path: string, options: { route?: Partial<Route>; method?: string } = {}) {
  const { route, method = "GET" } = options;
  const context = contextOf(path, { method });
  checkTarget().run(context);
  context.route = routeOf({ auth: "user", ...route });
  return filter.applies(context);
}

Deno.test("authenticate() applies to public requests of routes that need a user", () => {
  const context = contextWith(undefined);
  assert.equal(filter.applies(context), true);
  context.route = routeOf();
  assert.equal(filter.applies(context), false);
  const internal = contextOf("/", {
    listener: { kind: "internal", hostname: "h", port: 1, app: "hello" },
  });
  internal.route = routeOf({ auth: "user" });
  assert.equal(filter.applies(internal), false);
});

Deno.test("authenticate() leaves open paths alone, whatever the method and the query", () => {
  const route = { openPaths: ["/login", "/keys"] };
  for (const method of ["GET", "HEAD", "OPTIONS", "POST"]) {
    assert.equal(appliesTo("/hello/login?next=%2Fme", { route, method }), false);
  }
  assert.equal(appliesTo("/hello/a/../keys", { route }), false, "as the instance sees it");
});

Deno.test("authenticate() takes nothing for an open path that is not one byte for byte", () => {
  const route = { openPaths: ["/login", "/keys"] };
  const odd = [
    "/login/",
    "//login",
    "/login/me",
    "/Login",
    "/l%6Fgin",
    "/loginx",
    "/login;a",
    "/me",
  ];
  for (const path of [...odd, "/login/../me", "/keys/%2e%2e/me", "/"]) {
    assert.equal(appliesTo(`/hello${path}`, { route }), true, path);
  }
  assert.equal(appliesTo("/hello/login", { route: { openPaths: [] } }), true);
  assert.equal(appliesTo("/hello/login"), true);
});

Deno.test("authenticate() takes a token that the verifier knows and keeps whose it is", () => {
  for (const scheme of ["Bearer", "bearer"]) {
    const context = contextWith(`${scheme} good`);
    assert.equal(filter.run(context), undefined);
    assert.deepEqual(context.principal, PRINCIPAL);
  }
});

Deno.test("authenticate() waits for a verifier that has to look", async () => {
  const slow = authenticate({
    verifier: { verify: (token) => Promise.resolve(token === "good" ? PRINCIPAL : undefined) },
  });
  const context = contextWith("Bearer good");
  assert.equal(await slow.run(context), undefined);
  assert.deepEqual(context.principal, PRINCIPAL);
  const bad = contextWith("Bearer bad");
  await assert.rejects(async () => await slow.run(bad), withCode("UNAUTHENTICATED"));
  assert.equal(bad.principal, undefined);
});

Deno.test("authenticate() refuses a missing, odd or unknown token", () => {
  for (const sent of [undefined, "good", "Basic good", "Bearer", "Bearer bad", "Bearer good x"]) {
    assert.throws(() => filter.run(contextWith(sent)), withCode("UNAUTHENTICATED"));
  }
});

Deno.test("authenticate() keeps an account to one cohort unless the client chose its own", () => {
  const context = contextWith("Bearer good");
  context.cohort = "127.0.0.9";
  filter.run(context);
  assert.equal(context.cohort, "a-1");
  const chosen = contextWith("Bearer good");
  Object.assign(chosen, { cohort: "blue", isCohortSent: true });
  filter.run(chosen);
  assert.equal(chosen.cohort, "blue");
});
