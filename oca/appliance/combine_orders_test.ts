import assert from "node:assert/strict";
import type { OcaOrders } from "@netops/core/contracts";
import { combineOrders } from "./combine_orders.ts";

const title = (titleId: string) => ({ titleId, version: "1" });
const orders = (more: Partial<OcaOrders>): OcaOrders => ({
  ...{ wantedState: "SERVING", settled: true, manifest: [], sources: {} },
  ...more,
});

Deno.test("who spoke last says whether to serve, and who is silent for six seconds says nothing", () => {
  const old = { orders: orders({ wantedState: "DRAINED" }), heardAtMs: 1_000 };
  const young = { orders: orders({}), heardAtMs: 2_000 };
  assert.equal(combineOrders([old, young], 3_000)?.wantedState, "SERVING");
  assert.equal(combineOrders([old], 6_999)?.wantedState, "DRAINED");
  assert.equal(combineOrders([old], 7_000), undefined);
  assert.equal(combineOrders([], 0), undefined);
});

Deno.test("a title is to be held while any cachecontrol wants it, in the order of the newest", () => {
  const old = { orders: orders({ manifest: [title("a"), title("b")] }), heardAtMs: 1 };
  const young = { orders: orders({ manifest: [title("c"), title("b")] }), heardAtMs: 2 };
  const { manifest } = combineOrders([old, young], 3)!;
  assert.deepEqual(manifest.map(({ titleId }) => titleId), ["c", "b", "a"]);
});

Deno.test("sources are those of all, each once, peers before origin", () => {
  const one = { orders: orders({ sources: { a: ["p1/fill", "o/files"], b: [] } }), heardAtMs: 2 };
  const two = { orders: orders({ sources: { a: ["p2/fill", "p1/fill"] } }), heardAtMs: 1 };
  const { sources } = combineOrders([one, two], 3)!;
  assert.deepEqual({ ...sources }, { a: ["p1/fill", "p2/fill", "o/files"], b: [] });
});

Deno.test("orders are settled only when all cachecontrols know origin's titles", () => {
  const knows = { orders: orders({}), heardAtMs: 2 };
  const asks = { orders: orders({ settled: false }), heardAtMs: 1 };
  assert.equal(combineOrders([knows, asks], 3)?.settled, false);
  assert.equal(combineOrders([knows], 3)?.settled, true);
});
