import assert from "node:assert/strict";
import { contextOf, routeOf, withCode } from "../filter_fixture.ts";
import { authenticate } from "./authenticate.ts";

const filter = authenticate({
  verifier: { verify: (token) => token === "good" ? { account: "a-1" } : undefined },
});

function contextWith(authorization: string | undefined) {
  const context = contextOf("/", { headers: authorization ? { authorization } : {} });
  context.route = routeOf({ auth: "user" });
  return context;
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

Deno.test("authenticate() takes a token that the verifier knows and keeps whose it is", async () => {
  for (const scheme of ["Bearer", "bearer"]) {
    const context = contextWith(`${scheme} good`);
    assert.equal(await filter.run(context), undefined);
    assert.deepEqual(context.principal, { account: "a-1" });
  }
});

Deno.test("authenticate() refuses a missing, odd or unknown token", async () => {
  for (const sent of [undefined, "good", "Basic good", "Bearer", "Bearer bad", "Bearer good x"]) {
    await assert.rejects(
      async () => await filter.run(contextWith(sent)),
      withCode("UNAUTHENTICATED"),
    );
  }
});
