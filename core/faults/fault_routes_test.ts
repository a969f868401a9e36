import assert from "node:assert/strict";
import type { FaultEffect, FaultPlace } from "../contracts/fault.ts";
import { NetopsError } from "../errors/netops_error.ts";
import { bookFixture, heldFault } from "./fault_fakes.ts";
import { isRequestEffect } from "./fault_book.ts";
import { createFaultRoutes } from "./fault_routes.ts";

function fixture(carries?: () => boolean) {
  const { book } = bookFixture();
  const routes = createFaultRoutes({
    book,
    accepts: isRequestEffect,
    ...(carries === undefined ? {} : { carries }),
    authorize: (headers) => {
      if (headers.get("authorization") !== "Bearer t") {
        throw new NetopsError("UNAUTHENTICATED", "No");
      }
    },
  });
  const ask = async (method: string, path: string, body?: unknown) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, string> = { authorization: "Bearer t" };
    if (text !== undefined) headers["content-length"] = String(text.length);
    const init = { method, headers, ...(text === undefined ? {} : { body: text }) };
    return await (await routes(new Request(`http://127.0.0.1${path}`, init))).json();
  };
  return { book, routes, ask };
}

const withCode = (code: string) => (thrown: unknown) =>
  thrown instanceof NetopsError && thrown.code === code;
const ABORT = heldFault({ type: "abort", status: 503 }, { id: "f.1" });

Deno.test("a fault is put, listed, renewed and removed, and what is gone is missing", async () => {
  const { ask, book } = fixture();
  const view = await ask("PUT", "/faults/f.1", ABORT);
  assert.equal(view.id, "f.1");
  assert.equal(view.hits, 0);
  const { faults } = await ask("GET", "/faults");
  assert.deepEqual(faults, [view]);
  const renewal = { ids: ["f.1", "f.2"], leaseMs: 1_000 };
  assert.deepEqual(await ask("POST", "/faults/renew", renewal), { missing: ["f.2"] });
  assert.equal(book.list()[0]?.leaseLeftMs, 1_000);
  assert.deepEqual(await ask("DELETE", "/faults/f.1"), { removed: true });
  assert.deepEqual(await ask("DELETE", "/faults/f.1"), { removed: false });
  assert.equal(book.isIdle, true);
});

Deno.test("whoever has not the token changes and sees nothing", async () => {
  const { routes, book } = fixture();
  for (const method of ["GET", "PUT", "DELETE", "POST"]) {
    const request = new Request("http://127.0.0.1/faults/f", { method });
    await assert.rejects(routes(request), withCode("UNAUTHENTICATED"));
  }
  assert.equal(book.isIdle, true);
});

Deno.test("what is no fault, another one's, or cannot be carried out here is refused", async () => {
  const { ask, book } = fixture();
  const refused = [
    { ...ABORT, extra: 1 },
    { ...ABORT, leaseMs: 1 },
    { ...ABORT, id: "f.2" },
    { ...ABORT, effect: { type: "pause" } },
    "no object",
  ];
  for (const body of refused) {
    await assert.rejects(ask("PUT", "/faults/f.1", body), withCode("REQUEST_INVALID"));
  }
  await assert.rejects(ask("POST", "/faults/renew", { ids: 1 }), withCode("REQUEST_INVALID"));
  await assert.rejects(ask("PATCH", "/faults/f.1"), withCode("METHOD_NOT_ALLOWED"));
  assert.equal(book.isIdle, true);
});

Deno.test("a body without a length, or of too great a one, is not read", async () => {
  const { routes } = fixture();
  const ask = (headers: Record<string, string>) =>
    routes(
      new Request("http://127.0.0.1/faults/f", {
        ...{ method: "PUT", body: "{}" },
        headers: { authorization: "Bearer t", ...headers },
      }),
    );
  await assert.rejects(ask({}), withCode("TOO_LARGE"));
  await assert.rejects(ask({ "content-length": "1048577" }), withCode("TOO_LARGE"));
});

Deno.test("only a gateway takes what requests carry, and only what can happen there", async () => {
  const carried = (effect: FaultEffect, at: FaultPlace) => ({ ...ABORT, effect, at });
  const abort = { type: "abort", status: 503 } as const;
  const refused = withCode("REQUEST_INVALID");
  const server = { point: "server", app: "shop" } as const;
  await assert.rejects(fixture().ask("PUT", "/faults/f.1", carried(abort, server)), refused);
  const { ask, book } = fixture(() => true);
  for (
    const [effect, at] of [
      [{ type: "empty-body" }, { point: "client" }],
      [{ type: "slow-body", bytesPerSecond: 1 }, { point: "kv" }],
      [{ type: "hog-memory", sizeBytes: 1 }, server],
    ] as const
  ) {
    await assert.rejects(ask("PUT", "/faults/f.1", carried(effect, at)), refused);
  }
  for (const point of ["server", "client", "kv"] as const) {
    await ask("PUT", "/faults/f.1", carried(abort, { point, from: "cart" }));
  }
  await ask("PUT", "/faults/f.1", carried({ type: "empty-body" }, server));
  assert.equal(book.requestFaults.length, 0, "the gateway does not do it itself");
  assert.equal(book.carriedFaults.length, 1);
  book.close();
});
