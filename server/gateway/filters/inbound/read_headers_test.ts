import assert from "node:assert/strict";
import { PRINCIPAL_HEADER, PrincipalSeal } from "@netops/core";
import { contextOf, routeOf, withCode } from "../filter_fixture.ts";
import { readHeaders } from "./read_headers.ts";

const seal = new PrincipalSeal("token");
let foreign = 0;
const reader = (maxHeaderBytes: number) =>
  readHeaders({ maxHeaderBytes, seal, onForeignFaults: () => foreign++ });

Deno.test("readHeaders() refuses a head over its limit and takes one at it", () => {
  const context = contextOf("/", { headers: { "x-a": "x".repeat(100) } });
  context.route = routeOf();
  const sizeBytes = [...context.request.headers]
    .reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  assert.equal(
    reader(sizeBytes).run(context),
    undefined,
  );
  const tight = reader(sizeBytes - 1);
  assert.throws(() => tight.run(context), withCode("HEAD_TOO_LARGE"));
});

Deno.test("readHeaders() says ours last, so that a client's word for them never counts", () => {
  const context = contextOf("/", {
    headers: {
      "x-forwarded-for": "6.6.6.6",
      "x-forwarded-proto": "https",
      "x-netops-deadline": "1",
      connection: "x-request-id, traceparent",
    },
  });
  Object.assign(context, {
    route: routeOf(),
    requestId: "r",
    traceParent: "t",
    cohort: "c",
    deadlineAtMs: 12.7,
  });
  reader(10_000).run(context);
  assert.deepEqual({ ...context.headers }, {
    "x-forwarded-for": "127.0.0.9",
    "x-forwarded-host": "127.0.0.1:7070",
    "x-forwarded-proto": "http",
    "x-forwarded-port": "7070",
    "x-forwarded-prefix": "/hello",
    "x-request-id": "r",
    traceparent: "t",
    "x-netops-cohort": "c",
    "x-netops-deadline": "12",
  });
});

const forged = {
  authorization: "Bearer token-of-the-user",
  "x-netops-account": "somebody-else",
  [PRINCIPAL_HEADER]: new PrincipalSeal("guessed").seal({
    account: "somebody-else",
    country: "US",
  }),
};

function headersOf(principal: "sealed" | "plain" | undefined, isSignedIn: boolean) {
  const context = contextOf("/", { headers: forged });
  context.route = routeOf(principal === undefined ? {} : { principal });
  if (isSignedIn) context.principal = { account: "a1", country: "DE" };
  reader(10_000).run(context);
  return context.headers ?? {};
}

Deno.test("readHeaders() tells an app of ours by a seal who is signed in", () => {
  for (const principal of [undefined, "sealed"] as const) {
    const headers = headersOf(principal, true);
    assert.deepEqual(seal.open(headers[PRINCIPAL_HEADER]), { account: "a1", country: "DE" });
    assert.equal(headers["x-netops-account"], undefined);
  }
});

Deno.test("readHeaders() tells a service of the user the account only, and gives it no seal", () => {
  const headers = headersOf("plain", true);
  assert.equal(headers["x-netops-account"], "a1");
  assert.equal(headers[PRINCIPAL_HEADER], undefined);
});

Deno.test("readHeaders() lets nobody say by themselves who they are", () => {
  const headers = headersOf(undefined, false);
  assert.equal(headers["x-netops-account"], undefined);
  assert.equal(headers[PRINCIPAL_HEADER], undefined);
});

Deno.test("readHeaders() keeps the token that it verified from the instance, and no other", () => {
  assert.equal(headersOf(undefined, true)["authorization"], undefined);
  assert.equal(headersOf("plain", true)["authorization"], undefined);
  assert.equal(headersOf(undefined, false)["authorization"], forged.authorization);
});

Deno.test("readHeaders() passes no fault context on that came from outside, and tells of it", () => {
  const context = contextOf("/", { headers: { "x-netops-fault": "forged" } });
  context.route = routeOf();
  const before = foreign;
  reader(10_000).run(context);
  assert.equal(context.headers?.["x-netops-fault"], undefined);
  assert.equal(foreign, before + 1);
  reader(10_000).run(Object.assign(contextOf("/"), { route: routeOf() }));
  assert.equal(foreign, before + 1);
});
