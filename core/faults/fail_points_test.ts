import assert from "node:assert/strict";
import type { FailPoint } from "../contracts/fault.ts";
import { NetopsError } from "../errors/netops_error.ts";
import { type FailMode, FailPoints } from "./fail_points.ts";
import { bookFixture, heldFault } from "./fault_fakes.ts";

function fixture() {
  const { timer, book } = bookFixture();
  const points = new FailPoints({ book, timer });
  const put = (
    mode: FailMode,
    changes: { id?: string; point?: FailPoint; delayMs?: number; ratio?: number } = {},
  ) => {
    const { id = "f", point = "kv", delayMs = 0, ratio = 1 } = changes;
    book.put(heldFault({ type: "fail-point", point, mode, delayMs, ratio }, { id }));
  };
  return { timer, book, points, put };
}

Deno.test("while nothing is to fail nobody waits for anything", () => {
  const { points } = fixture();
  assert.equal(points.pass("kv"), undefined);
  assert.equal(points.strikes("kv", "error"), false);
  const bytes = new Uint8Array([1]);
  assert.equal(points.corrupt("kv", bytes), bytes);
});

Deno.test("a place fails with the error of its fault, and no other place does", async () => {
  const { book, points, put } = fixture();
  put("error");
  await assert.rejects(
    async () => await points.pass("kv"),
    (thrown) =>
      thrown instanceof NetopsError && thrown.code === "UNREACHABLE" &&
      thrown.details["fault"] === "f",
  );
  await points.pass("objects");
  assert.deepEqual(book.list().map(({ hits }) => hits), [1]);
  book.close();
});

Deno.test("delays at a place add up before its error, and end with their fault", async () => {
  const { timer, book, points, put } = fixture();
  put("delay", { id: "a", delayMs: 100 });
  put("delay", { id: "b", delayMs: 200 });
  put("error", { id: "c" });
  let failedAtMs = -1;
  const passing = points.pass("kv")?.catch(() => failedAtMs = timer.clock.monotonicMs());
  await timer.advance(1_000);
  await passing;
  assert.equal(failedAtMs, 300);
  book.remove("c");
  let passedAtMs = -1;
  const other = points.pass("kv")?.then(() => passedAtMs = timer.clock.monotonicMs());
  await timer.advance(50);
  book.remove("a");
  await timer.advance(0);
  book.remove("b");
  await other;
  assert.equal(passedAtMs, 1_050);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a signal ends a delay", async () => {
  const { book, points, put } = fixture();
  put("delay", { delayMs: 60_000 });
  const leaving = new AbortController();
  const passing = points.delay("kv", leaving.signal);
  leaving.abort();
  await passing;
  book.close();
});

Deno.test("a ratio of calls fails, the rest does not", async () => {
  const { book, points, put } = fixture();
  put("error", { ratio: 0.25 });
  let failed = 0;
  for (let n = 0; n < 1_000; n++) await points.pass("kv")?.catch(() => failed++);
  assert.ok(Math.abs(failed - 250) < 60, `${failed}`);
  assert.equal(book.list()[0]?.hits, failed);
  book.close();
});

Deno.test("corrupt bytes are a copy that differs, as long as the fault lasts", async () => {
  const { timer, points, put } = fixture();
  put("corrupt", { point: "store-read" });
  const bytes = new Uint8Array([1, 2, 3]);
  assert.deepEqual([...points.corrupt("store-read", bytes)], [254, 2, 3]);
  assert.deepEqual([...bytes], [1, 2, 3]);
  await timer.advance(5_000);
  assert.equal(points.corrupt("store-read", bytes), bytes);
});

Deno.test("only what a process asks for can be made to fail there, and only in those ways", () => {
  const { points } = fixture();
  const offers = (point: FailPoint, mode: FailMode) =>
    points.offers({ type: "fail-point", point, mode, delayMs: 0, ratio: 1 });
  points.offer("kv", ["error"]);
  points.offer("kv", ["delay"]);
  assert.deepEqual(
    [offers("kv", "error"), offers("kv", "delay"), offers("kv", "lie"), offers("names", "error")],
    [true, true, false, false],
  );
  assert.equal(points.offers({ type: "empty-body" }), false);
});

Deno.test("a place hears when a fault begins there", () => {
  const { book, points } = fixture();
  const heard: FailMode[] = [];
  points.onBegin("registry-answer", (_fault, mode) => heard.push(mode));
  const effect = { type: "fail-point", mode: "stale", delayMs: 0, ratio: 1 } as const;
  for (const point of ["registry-answer", "kv"] as const) {
    book.put(heldFault({ ...effect, point }, { id: point }));
  }
  for (const fault of book.faults) points.begin(fault);
  assert.deepEqual(heard, ["stale"]);
  book.close();
});
