import assert from "node:assert/strict";
import type { SpanRow } from "./record_rows.ts";
import { orderAsTree } from "./order_as_tree.ts";
import { SlowBook } from "./slow_book.ts";
import { NOW_MS, openTestRecords, spanRow } from "./test_records.ts";

const ID = "0af7651916cd43dd8448eb211c80319c";

Deno.test("a trace comes back whole: parents first, fractions and attributes kept, no span twice", () => {
  const { store } = openTestRecords();
  const child = spanRow(ID, "b", {
    ...{
      parentId: "a",
      service: "hello",
      name: "GET /\0",
      kind: "client",
      startMs: NOW_MS - 999.125,
    },
    ...{
      status: "error",
      attributes: { "http.response.status_code": 503, ok: false, note: "<b>" },
    },
  });
  store.addSpans([child, spanRow(ID, "a", { startMs: NOW_MS - 998 })]);
  store.flush();
  store.addSpans([child]);
  const trace = store.trace(ID);
  assert.deepEqual(trace?.spans.map((span) => span.spanId), ["a", "b"]);
  const { traceId: _, ...expected } = child;
  assert.deepEqual(trace?.spans[1], expected);
  assert.equal(store.trace("0".repeat(32)), undefined);
  const [summary] = store.findTraces({ limit: 5 });
  assert.deepEqual(summary, {
    ...{ traceId: ID, name: "GET /hello", service: "gateway", startMs: NOW_MS - 999.125 },
    ...{ durationMs: 11.125, spans: 2, errors: 1, services: ["gateway", "hello"], faults: [] },
    kept: "recent",
  });
  store.close();
});

Deno.test("a trace is found by a service that reports nothing itself, when somebody says that it was called", () => {
  const { store } = openTestRecords();
  store.addSpans([
    spanRow(ID, "a"),
    spanRow(ID, "b", { parentId: "a", kind: "client", attributes: { upstream_app: "shop" } }),
    spanRow(ID, "c", { parentId: "a", kind: "client", attributes: { "peer.service": "mail" } }),
    spanRow(ID, "d", { parentId: "a", kind: "client", attributes: { "peer.service": 7 } }),
  ]);
  for (const service of ["shop", "mail"]) {
    const [found] = store.findTraces({ service, limit: 5 });
    assert.deepEqual(found?.services, ["gateway", "mail", "shop"], service);
  }
  assert.deepEqual(store.findTraces({ service: "7", limit: 5 }), []);
  store.close();
});

Deno.test("a trace holds 1,000 spans, a span 64 attributes of 1,024 characters; the rest is counted", () => {
  const { store, dropped } = openTestRecords();
  const attributes = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, n]));
  store.addSpans(Array.from({ length: 1_005 }, (_, n) => spanRow(ID, `s${n}`, { attributes })));
  store.addSpans([spanRow("ff", "1", { attributes: { long: "x".repeat(5_000) } })]);
  const trace = store.trace(ID);
  assert.deepEqual([trace?.spans.length, trace?.droppedSpans], [1_000, 5]);
  assert.equal(dropped.get("spans/trace-full"), 5);
  assert.equal(Object.keys(trace?.spans[0]?.attributes ?? {}).length, 64);
  assert.equal(String(store.trace("ff")?.spans[0]?.attributes["long"]).length, 1_024);
  store.close();
});

Deno.test("orderAsTree() puts each span after its parent, and ends on circles and orphans", () => {
  const spans = [["c", "b"], ["x", "y"], ["y", "x"], ["b", "a"], ["a"], ["o", "gone"], ["d", "a"], [
    "s",
    "s",
  ]]
    .map(([spanId = "", parentId]) => parentId === undefined ? { spanId } : { spanId, parentId });
  assert.equal(orderAsTree(spans).map(({ spanId }) => spanId).join(""), "abcdosxy");
});

Deno.test("after ten minutes only traces with an error, slowness, a fault, a breaker or an operator are left, and a tenth", async () => {
  const { store, timer } = openTestRecords();
  const plain = Array.from({ length: 400 }, (_, n) => spanRow(`p${n}`, "1"));
  const marked = { "netops.breaker": "open" };
  store.addSpans([
    ...plain,
    spanRow("failed", "1", { status: "error" }),
    spanRow("slow", "1", { durationMs: 1_000 }),
    spanRow("fault", "1", { attributes: { "netops.fault": "f-1,f-2" } }),
    spanRow("breaker", "1", { attributes: marked }),
    spanRow("operator", "1", { attributes: { "netops.kept": "operator" } }),
    spanRow("other", "1", { attributes: { "netops.kept": "sampled" } }),
  ]);
  await timer.advance(300_000);
  assert.equal(store.findTraces({ limit: 1_000 }).length, 406);
  await timer.advance(400_000);
  const left = store.findTraces({ limit: 1_000 });
  const interesting = left.filter((each) => each.kept === "interesting").map((each) =>
    each.traceId
  );
  assert.deepEqual(interesting.sort(), ["breaker", "failed", "fault", "operator", "slow"]);
  const sampled = left.length - 5;
  assert.ok(sampled > 15 && sampled < 80, `${sampled} of 400`);
  for (const faultId of ["f-1", "f-2"]) {
    assert.deepEqual(store.findTraces({ faultId, limit: 5 }).map((each) => each.traceId), [
      "fault",
    ]);
  }
  const gone = plain.filter(({ traceId }) => left.every((each) => each.traceId !== traceId));
  assert.equal(store.trace(gone[0]?.traceId ?? ""), undefined);
  timer.clock.advance(86_400_000);
  await store.sweep();
  assert.deepEqual(store.findTraces({ limit: 1_000 }), []);
  store.close();
});

Deno.test("a span that comes late and failed makes its trace interesting after all", async () => {
  const { store, timer } = openTestRecords();
  const ids = Array.from({ length: 50 }, (_, n) => `t${n}`);
  store.addSpans(ids.map((id) => spanRow(id, "1")));
  await timer.advance(60_000);
  store.addSpans(ids.map((id) => spanRow(id, "2", { parentId: "1", status: "error" })));
  await timer.advance(700_000);
  assert.equal(store.findTraces({ limit: 100 }).length, 50);
  store.close();
});

Deno.test("slow is above the 99th percentile of the name, once it is known, or a second", () => {
  const book = new SlowBook();
  assert.equal(book.isSlow("a", 999), false);
  assert.equal(book.isSlow("a", 1_000), true);
  for (let n = 0; n < 200; n++) book.note("a", 10);
  assert.equal(book.isSlow("a", 10), false);
  assert.equal(book.isSlow("a", 30), true);
  assert.equal(book.isSlow("b", 30), false);
});

Deno.test("spans with odd numbers and names cost nothing but themselves", () => {
  const { store, dropped } = openTestRecords();
  const odd: Partial<SpanRow>[] = [{ durationMs: -5 }, { startMs: NaN }, { durationMs: Infinity }, {
    name: "x".repeat(10_000),
  }];
  store.addSpans(odd.map((more, n) => spanRow(`odd${n}`, "1", more)));
  assert.equal(store.findTraces({ limit: 10 }).length, 4);
  assert.deepEqual([...dropped], []);
  store.close();
});
