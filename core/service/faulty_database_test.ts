import assert from "node:assert/strict";
import { FailPoints } from "../faults/fail_points.ts";
import { bookFixture, heldFault } from "../faults/fault_fakes.ts";
import { faultyDatabase } from "./faulty_database.ts";

async function fixture() {
  const { timer, book } = bookFixture();
  const real = await Deno.openKv(":memory:");
  const carried: (Promise<void> | undefined)[] = [];
  const kv = faultyDatabase(real, {
    points: new FailPoints({ book, timer }),
    carrier: { passDatabase: () => carried.shift() },
  });
  const put = (mode: "error" | "delay", delayMs = 0) =>
    book.put(heldFault({ type: "fail-point", point: "kv", mode, delayMs, ratio: 1 }));
  return { timer, book, kv, carried, put };
}

const UNREACHABLE = { code: "UNREACHABLE" };

Deno.test("a database without a fault reads, writes, lists and commits as ever", async () => {
  const { kv } = await fixture();
  await kv.set(["a", 1], "x");
  const entry = await kv.get(["a", 1]);
  assert.equal(entry.value, "x");
  const { ok } = await kv.atomic().check(entry).set(["a", 2], "y").delete(["b"]).commit();
  assert.equal(ok, true);
  const keys = [];
  const list = kv.list({ prefix: ["a"] });
  for await (const { key } of list) keys.push(key[1]);
  assert.deepEqual(keys, [1, 2]);
  assert.equal(typeof list.cursor, "string");
  assert.deepEqual((await kv.getMany([["a", 1], ["c"]])).map(({ value }) => value), ["x", null]);
  kv.close();
});

Deno.test("every call fails while its fault lasts, what was asked is not done, and ends with the lease", async () => {
  const { timer, kv, put } = await fixture();
  put("error");
  await assert.rejects(async () => await kv.get(["a"]), UNREACHABLE);
  await assert.rejects(async () => await kv.set(["a"], 1), UNREACHABLE);
  await assert.rejects(async () => await kv.atomic().set(["a"], 1).commit(), UNREACHABLE);
  await assert.rejects(async () => await kv.list({ prefix: [] }).next(), UNREACHABLE);
  await timer.advance(5_000);
  assert.equal((await kv.get(["a"])).value, null);
  kv.close();
});

Deno.test("a late call is answered after its delay", async () => {
  const { timer, book, kv, put } = await fixture();
  put("delay", 300);
  let atMs = -1;
  const set = kv.set(["a"], 1).then(() => atMs = timer.clock.monotonicMs());
  await timer.advance(299);
  assert.equal(atMs, -1);
  await timer.advance(1);
  await set;
  assert.equal(atMs, 300);
  book.close();
  assert.equal((await kv.get(["a"])).value, 1);
  kv.close();
});

Deno.test("what the request that is served carries comes first", async () => {
  const { book, kv, carried, put } = await fixture();
  carried.push(Promise.reject(new Error("carried")));
  await assert.rejects(async () => await kv.get(["a"]), /carried/);
  carried.push(Promise.resolve());
  put("error");
  await assert.rejects(async () => await kv.get(["a"]), UNREACHABLE);
  book.close();
  kv.close();
});
