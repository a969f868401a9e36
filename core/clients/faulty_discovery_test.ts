import assert from "node:assert/strict";
import { FailPoints } from "../faults/fail_points.ts";
import { bookFixture, heldFault } from "../faults/fault_fakes.ts";
import { fakeDiscovery, instanceOf } from "./client_fakes.ts";
import { faultyDiscovery } from "./faulty_discovery.ts";

Deno.test("nobody is found while names fail, and everybody again afterwards", () => {
  const { timer, book } = bookFixture();
  const points = new FailPoints({ book, timer });
  const known = fakeDiscovery();
  known.set([instanceOf("shop-1")]);
  const discovery = faultyDiscovery(known, points);
  assert.equal(discovery.up("shop").length, 1);
  const effect = {
    type: "fail-point",
    point: "names",
    mode: "error",
    delayMs: 0,
    ratio: 1,
  } as const;
  book.put(heldFault(effect));
  assert.deepEqual([discovery.up("shop"), discovery.instances("shop")], [[], []]);
  assert.equal(discovery.up("shop"), discovery.up("shop"), "callers tell changes by the array");
  book.close();
  assert.equal(discovery.up("shop").length, 1);
});
