import assert from "node:assert/strict";
import type { StoredLook } from "@netops/core/contracts";
import { createFixedRng } from "@netops/core/testing";
import { LookStore } from "./look_store.ts";

function look(toMs: number, points: number): StoredLook {
  const rng = createFixedRng(`look ${toMs}`);
  const values = Array.from({ length: points }, () => rng.next());
  return {
    execution: "d-1",
    look: { toMs },
    data: { errors: { values } },
  } as unknown as StoredLook;
}

Deno.test("looks of any size come back as they were, oldest first, those of others left out", async () => {
  using kv = await Deno.openKv(":memory:");
  const store = new LookStore(kv);
  const [small, large, other] = [look(2, 10), look(1, 40_000), look(3, 1)];
  await store.put({ execution: "d-1", stage: "b", number: 0 }, small);
  await store.put({ execution: "d-1", stage: "a", number: 0 }, large);
  await store.put({ execution: "d-2", stage: "a", number: 0 }, other);
  assert.deepEqual(await store.list("d-1"), [large, small]);
  assert.deepEqual(await store.list("d-3"), []);
});

Deno.test("a look that is made again after a crash takes the place of the one before, whatever its size", async () => {
  using kv = await Deno.openKv(":memory:");
  const store = new LookStore(kv);
  const place = { execution: "d-1", stage: "a", number: 0 };
  await store.put(place, look(1, 40_000));
  const again = look(2, 20_000);
  await store.put(place, again);
  await store.put({ ...place, number: 1 }, look(3, 5));
  assert.deepEqual((await store.list("d-1")).map((one) => one.look.toMs), [2, 3]);
  assert.deepEqual((await store.list("d-1"))[0], again);
});
