import assert from "node:assert/strict";
import { contextOf, routeOf, withCode } from "../filter_fixture.ts";
import { readHeaders } from "./read_headers.ts";

Deno.test("readHeaders() refuses a head over its limit and takes one at it", () => {
  const context = contextOf("/", { headers: { "x-a": "x".repeat(100) } });
  context.route = routeOf();
  const sizeBytes = [...context.request.headers]
    .reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  assert.equal(readHeaders({ maxHeaderBytes: sizeBytes }).run(context), undefined);
  const tight = readHeaders({ maxHeaderBytes: sizeBytes - 1 });
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
  readHeaders({ maxHeaderBytes: 10_000 }).run(context);
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
