import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import protobuf from "protobufjs";
import { OTLP_PROTO } from "../wire/proto_rig.ts";
import { attributesOf, createOtlpRig, NOW_MS } from "./otlp_intake_rig.ts";

const { root } = protobuf.parse(OTLP_PROTO);
const resource = {
  attributes: attributesOf({
    ...{ "service.name": "hello", "service.instance.id": "hello-1", version: "v2" },
  }),
};
const ids = { traceId: "AB".repeat(16), spanId: "cd".repeat(8) };
const span = (changes: object = {}) => ({
  ...{ ...ids, name: "GET /", kind: 2, status: { code: 2, message: "boom" } },
  ...{ startTimeUnixNano: "1700000000000250000", endTimeUnixNano: "1700000000001750000" },
  ...changes,
});
const traces = (...spans: unknown[]) => ({
  resourceSpans: [{ resource, scopeSpans: [{ spans }] }],
});

Deno.test("a span becomes a row, with its resource and its exception", async () => {
  const { postJson, spans } = createOtlpRig();
  const attributes = [
    { key: "http.status", value: { intValue: "500" } },
    { key: "list", value: { arrayValue: { values: [{ intValue: 1 }, { boolValue: true }] } } },
    { key: "odd", value: { doubleValue: "NaN" } },
  ];
  const events = [{ name: "exception", attributes: attributesOf({ "exception.type": "E" }) }];
  const answer = await postJson("traces", traces(span({ attributes, events })));
  assert.deepEqual([answer.status, await answer.json()], [200, {}]);
  const { events: rowEvents, ...row } = spans.rows[0]!;
  assert.deepEqual(row, {
    ...{ traceId: "ab".repeat(16), spanId: "cd".repeat(8), service: "hello", instance: "hello-1" },
    ...{ name: "GET /", kind: "server", status: "error" },
    ...{ startMs: 1_700_000_000_000.25, durationMs: 1.5 },
    attributes: {
      ...{ "resource.version": "v2", "exception.type": "E", "status.message": "boom" },
      ...{ "http.status": 500, list: "[1,true]", odd: "NaN" },
    },
  });
  assert.deepEqual(rowEvents?.map(({ name }) => name), ["exception"]);
});

Deno.test("a span without valid ids is rejected, and the others are taken", async () => {
  const { postJson, spans, drops } = createOtlpRig();
  const bad = [{ traceId: "" }, { traceId: "0".repeat(32) }, { spanId: "xyz" }, { spanId: "ab" }];
  const answer = await postJson("traces", traces(span(), ...bad.map((id) => span(id))));
  assert.deepEqual(await answer.json(), {
    partialSuccess: { rejectedSpans: "4", errorMessage: "Some ids are no ids" },
  });
  assert.equal(spans.rows.length, 1);
  assert.deepEqual(drops, ["spans bad_id 4"]);
});

Deno.test("what a sink has no room for is told in the answer", async () => {
  const { post, spans } = createOtlpRig();
  spans.room = 1;
  const type = root.lookupType("ExportTraceServiceRequest");
  const raw = (hex: string) => Uint8Array.fromHex(hex);
  const one = { traceId: raw(ids.traceId), spanId: raw(ids.spanId) };
  const body = new Uint8Array(
    type.encode(type.fromObject({ resourceSpans: [{ scopeSpans: [{ spans: [one, one, one] }] }] }))
      .finish(),
  );
  const answer = await post("traces", body, {
    "content-type": "application/x-protobuf",
  });
  assert.equal(answer.headers.get("content-type"), "application/x-protobuf");
  const said = root.lookupType("ExportTraceServiceResponse").decode(await answer.bytes());
  assert.deepEqual(said.toJSON(), {
    partialSuccess: { rejectedSpans: "2", errorMessage: "There is no room" },
  });
  assert.equal(spans.rows[0]?.service, "unknown_service");
});

Deno.test("a line becomes a row, with a level and a time whatever it lacks", async () => {
  const { postJson, logs } = createOtlpRig();
  const logRecords = [
    { ...ids, timeUnixNano: "1700000000000000000", severityNumber: 17, body: { stringValue: "a" } },
    { observedTimeUnixNano: "1700000000001000000", severityText: "WARN", body: { intValue: 5 } },
    { body: { kvlistValue: { values: [{ key: "k", value: { boolValue: true } }] } } },
  ];
  const body = { resourceLogs: [{ resource, scopeLogs: [{ scope: { name: "s" }, logRecords }] }] };
  assert.equal((await postJson("logs", body)).status, 200);
  const fields = { "resource.version": "v2", "otel.scope": "s" };
  const common = { app: "hello", instance: "hello-1", stream: "otlp", fields };
  assert.deepEqual(logs.rows, [
    {
      ...{ ...common, tsMs: NOW_MS, level: "error", text: "a" },
      ...{ traceId: "ab".repeat(16), spanId: ids.spanId },
    },
    { ...common, tsMs: NOW_MS + 1, level: "warn", text: "5" },
    { ...common, tsMs: NOW_MS, level: "info", text: '{"k":true}' },
  ]);
});

Deno.test("gzip is undone, and a bomb is not", async () => {
  const { post, spans, drops } = createOtlpRig({ mostBytes: 100_000 });
  const headers = { "content-type": "application/json", "content-encoding": "gzip" };
  const packed = gzipSync(JSON.stringify(traces(span())));
  assert.equal((await post("traces", new Uint8Array(packed), headers)).status, 200);
  assert.equal(spans.rows.length, 1);
  const bomb = new Uint8Array(gzipSync(new Uint8Array(5_000_000)));
  assert.equal((await post("traces", bomb, headers)).status, 413);
  assert.equal((await post("traces", "{}", headers)).status, 400);
  assert.equal((await post("traces", "{}", { ...headers, "content-encoding": "br" })).status, 415);
  assert.deepEqual(drops, [
    ...["traces too_large 1", "traces bad_encoding 1", "traces unknown_encoding 1"],
  ]);
});

Deno.test("what cannot be taken is answered as the protocol says, in the sender's encoding", async () => {
  const { intake, post, spans } = createOtlpRig({ mostBytes: 1_000 });
  const get = await intake.handle("logs", new Request("http://t/"));
  assert.deepEqual([get.status, get.headers.get("allow")], [405, "POST"]);
  assert.equal((await post("logs", "x", { "content-type": "text/plain" })).status, 415);
  assert.equal((await post("logs", "x".repeat(1_001))).status, 413);
  const bad = await post("logs", "{");
  assert.deepEqual([bad.status, await bad.json()], [
    400,
    { code: 3, message: "Cannot read the body: it is not JSON" },
  ]);
  const proto = await post("logs", new Uint8Array([0xff]), {
    "content-type": "application/x-protobuf",
  });
  const status = root.lookupType("RpcStatus").decode(await proto.bytes()).toJSON();
  assert.deepEqual([proto.status, status["code"]], [400, 3]);
  spans.isBusy = true;
  const busy = await post("traces", "{}");
  assert.deepEqual([busy.status, busy.headers.get("retry-after")], [503, "1"]);
  assert.equal((await post("logs", "{}")).status, 200);
});

Deno.test("bodies that would fill the memory together have to wait", async () => {
  const { intake } = createOtlpRig({ budgetBytes: 1_500, mostBytes: 1_000 });
  const open: ReadableStreamDefaultController<Uint8Array>[] = [];
  const headers = { "content-type": "application/json" };
  const slow = () =>
    intake.handle(
      "logs",
      new Request("http://t/", {
        ...{ method: "POST", headers },
        body: new ReadableStream({ start: (controller) => void open.push(controller) }),
      }),
    );
  const first = slow();
  assert.equal((await slow()).status, 503);
  open[0]?.enqueue(new TextEncoder().encode("{}"));
  open[0]?.close();
  assert.equal((await first).status, 200);
  const third = slow();
  open[2]?.close();
  assert.equal((await third).status, 400);
});

Deno.test("every request that was taken is told as it came, and no other", async () => {
  const { post, deliveries } = createOtlpRig();
  const packed = new Uint8Array(gzipSync("{}"));
  await post("logs", packed, {
    ...{ "content-type": "application/json", "content-encoding": "gzip" },
  });
  await post("logs", "{");
  assert.deepEqual(deliveries, [
    { signal: "logs", contentType: "application/json", contentEncoding: "gzip", body: packed },
  ]);
});

const deep = (levels: number): unknown =>
  levels === 0 ? { intValue: 1 } : { arrayValue: { values: [deep(levels - 1)] } };

const HOSTILE: readonly unknown[] = [
  ...[null, 5, "text", [], true],
  { resourceSpans: 5 },
  { resourceSpans: [5] },
  { resourceSpans: [null] },
  { resourceSpans: [{ resource: [] }] },
  { resourceSpans: [{ scopeSpans: {} }] },
  { resourceSpans: [{ scopeSpans: [{ scope: 1 }] }] },
  traces(5),
  traces(span({ name: 5 })),
  traces(span({ name: { toString: "x" } })),
  traces(span({ kind: "SERVER" })),
  traces(span({ kind: 1.5 })),
  traces(span({ startTimeUnixNano: "later" })),
  traces(span({ startTimeUnixNano: "1".repeat(30) })),
  traces(span({ startTimeUnixNano: -1, endTimeUnixNano: "99999999999999999999" })),
  traces(span({ traceId: 7 })),
  traces(span({ status: "error" })),
  traces(span({ attributes: {} })),
  traces(span({ attributes: [null] })),
  traces(span({ attributes: [{ key: 1 }] })),
  traces(span({ attributes: [{ key: "a", value: "b" }] })),
  traces(span({ attributes: [{ key: "a", value: { intValue: "x" } }] })),
  traces(span({ attributes: [{ key: "a", value: { boolValue: "true" } }] })),
  traces(span({ attributes: [{ key: "__proto__", value: { stringValue: "x" } }] })),
  traces(span({ attributes: [{ key: "a", value: deep(500) }] })),
  traces(span({ events: [1] })),
  traces(span({ name: "\u001b[31m<script>".repeat(1_000) })),
  traces(...Array.from({ length: 2_000 }, () => span())),
  JSON.parse('{"__proto__":{"resourceSpans":[{}]},"constructor":1}'),
];

Deno.test("hostile JSON is taken or refused, never more than that", async () => {
  const { postJson, spans } = createOtlpRig();
  for (const body of HOSTILE) {
    const { status } = await postJson("traces", body);
    assert.ok(status === 200 || status === 400, `${status} ${JSON.stringify(body).slice(0, 80)}`);
  }
  for (const row of spans.rows) {
    assert.ok(Number.isFinite(row.startMs) && row.durationMs >= 0);
    assert.equal(Object.getPrototypeOf(row.attributes), Object.prototype);
  }
  const attributes = [{ key: "a", value: deep(500) }];
  await postJson("traces", traces(span({ attributes })));
  assert.equal(spans.rows.at(-1)?.attributes["a"], "[[[[[[[null]]]]]]]");
});
