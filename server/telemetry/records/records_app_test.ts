import assert from "node:assert/strict";
import { RecordingLogger } from "@netops/core/testing";
import { createRecordsApp } from "./records_app.ts";
import { logRow, NOW_MS, openTestRecords, spanRow, type TestRecords } from "./test_records.ts";

const ID = "0af7651916cd43dd8448eb211c80319c";

interface World extends TestRecords {
  get(path: string): Promise<{ status: number; body: Record<string, unknown> }>;
  fetch(path: string, headers?: Record<string, string>): Promise<Response>;
  readonly stop: AbortController;
}

async function inWorld(body: (world: World) => Promise<void>): Promise<void> {
  const records = openTestRecords();
  const stop = new AbortController();
  const { store, timer } = records;
  const app = createRecordsApp({
    store,
    timer,
    logger: new RecordingLogger(),
    signal: stop.signal,
    skewed: (from) =>
      ["off", "nobody"].filter((id) => from.has(id)).map((instance) => ({ instance })),
  });
  const fetch = async (path: string, headers = {}) => await app.request(path, { headers });
  const get = async (path: string) => {
    const response = await fetch(path);
    return { status: response.status, body: await response.json() };
  };
  try {
    await body({ ...records, get, fetch, stop });
  } finally {
    stop.abort();
    store.close();
  }
}

const texts = (body: Record<string, unknown>) =>
  (body["lines"] as { text: string }[]).map(({ text }) => text);

Deno.test("GET /v1/logs heeds every parameter", () =>
  inWorld(async ({ store, get }) => {
    store.addLogs([
      logRow("one", { level: "error", fields: { "a.b": 1 } }),
      logRow("two", {
        ...{ app: "other", instance: "other-1", traceId: ID, tsMs: NOW_MS - 500 },
        stream: "otlp",
      }),
    ]);
    const cases: [string, string[]][] = [
      ["", ["one", "two"]],
      ["app=other", ["two"]],
      ["instance=hello-1", ["one"]],
      ["service=other-1&service=nobody", ["two"]],
      ["stream=otlp", ["two"]],
      ["level=warn", ["one"]],
      ["grep=^TW", ["two"]],
      ["not=two", ["one"]],
      ["q=one", ["one"]],
      ["field.a.b=1", ["one"]],
      [`trace=${ID.toUpperCase()}`, ["two"]],
      [`sinceMs=${NOW_MS - 500}`, ["two"]],
      [`untilMs=${NOW_MS - 500}`, ["one"]],
      ["limit=1", ["two"]],
    ];
    for (const [query, expected] of cases) {
      const { status, body } = await get(`/v1/logs?${query}`);
      assert.deepEqual(
        [status, body["schema"], texts(body)],
        [200, "netops.logs/v1", expected],
        query,
      );
    }
    const { body } = await get("/v1/logs?limit=1&count=true");
    assert.deepEqual([body["total"], body["complete"], body["skipped"], body["behindBytes"]], [
      2,
      true,
      0,
      0,
    ]);
  }));

Deno.test("parameters that are wrong, unknown, empty or given twice are refused with what would be right", () =>
  inWorld(async ({ get }) => {
    const wrong = [
      "/v1/logs?grpe=x",
      "/v1/logs?level=loud",
      "/v1/logs?limit=0",
      "/v1/logs?limit=1e3",
      "/v1/logs?limit=10001",
      "/v1/logs?sinceMs=-1",
      "/v1/logs?sinceMs=now",
      "/v1/logs?app=",
      "/v1/logs?app=a&app=b",
      "/v1/logs?grep=(",
      "/v1/logs?q=--",
      "/v1/logs?field.=1",
      `/v1/logs?q=${"x".repeat(2_001)}`,
      "/v1/logs?count=maybe",
      "/v1/logs/stream?limit=1",
      "/v1/traces?slow=1",
      "/v1/traces?failed=yes",
      "/v1/traces/nothex!",
      "/v1/timeline?limit=10001",
      "/v1/timeline?until=1",
    ];
    for (const path of wrong) {
      const { status, body } = await get(path);
      assert.deepEqual([status, body["code"]], [400, "REQUEST_INVALID"], path);
      assert.match(String(body["detail"]), /^Cannot /, path);
    }
    assert.match(String((await get("/v1/logs?grpe=x")).body["fix"]), /app, count, grep, instance/);
  }));

Deno.test("traces are listed, shown whole, and unknown ones are not found", () =>
  inWorld(async ({ store, get }) => {
    store.addSpans([
      spanRow(ID, "a", { status: "error", durationMs: 300, attributes: { "netops.fault": "f-1" } }),
      spanRow("bb", "a", { service: "other", startMs: NOW_MS - 9_000 }),
    ]);
    const ids = async (query: string) =>
      ((await get(`/v1/traces?${query}`)).body["traces"] as { traceId: string }[]).map((
        { traceId },
      ) => traceId);
    assert.deepEqual(await ids(""), [ID, "bb"]);
    assert.deepEqual(await ids("service=other"), ["bb"]);
    assert.deepEqual(await ids("failed=true"), [ID]);
    assert.deepEqual(await ids("slowMs=200"), [ID]);
    assert.deepEqual(await ids("fault=f-1"), [ID]);
    assert.deepEqual(await ids(`sinceMs=${NOW_MS - 2_000}`), [ID]);
    assert.deepEqual(await ids("limit=1"), [ID]);
    const { body } = await get(`/v1/traces/${ID}`);
    assert.deepEqual([body["schema"], body["traceId"], (body["spans"] as unknown[]).length], [
      "netops.trace/v1",
      ID,
      1,
    ]);
    const missing = await get(`/v1/traces/${"1".repeat(32)}`);
    assert.deepEqual([missing.status, missing.body["code"]], [404, "NOT_FOUND"]);
    assert.match(String(missing.body["fix"]), /trace find/);
  }));

Deno.test("the time line is read by time and kind", () =>
  inWorld(async ({ store, get }) => {
    const event = {
      runId: "r",
      seq: 1,
      tsMs: NOW_MS,
      kind: "fault.begin",
      subject: "f",
      actor: "x",
      data: {},
    };
    store.addEvents([event]);
    assert.deepEqual((await get("/v1/timeline?kind=fault")).body["events"], [event]);
    assert.deepEqual((await get(`/v1/timeline?untilMs=${NOW_MS}`)).body["events"], []);
    assert.deepEqual((await get("/v1/timeline?kind=fau")).body["events"], []);
  }));

Deno.test("the time line says whose clock is off among those that tell it, and is silent where none is", () =>
  inWorld(async ({ store, get }) => {
    const event = { runId: "r", tsMs: NOW_MS, kind: "k", subject: "s", data: {} };
    store.addEvents([{ ...event, seq: 1, actor: "off" }, { ...event, seq: 2, actor: "fine" }]);
    const { body } = await get("/v1/timeline");
    assert.deepEqual(body["skewed"], [{ instance: "off" }]);
    assert.equal("skewed" in (await get(`/v1/timeline?untilMs=${NOW_MS}`)).body, false);
  }));

Deno.test("a stream sends lines as they are written, from a cursor on, and ends with the process", () =>
  inWorld(async ({ store, fetch, stop }) => {
    store.addLogs([logRow("before")]);
    store.flush();
    const response = await fetch("/v1/logs/stream?grep=wanted");
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    const reader = response.body?.pipeThrough(
      new TextDecoderStream() as TransformStream<Uint8Array, string>,
    ).getReader();
    assert.match((await reader?.read())?.value ?? "", /^: ping/);
    store.addLogs([logRow("noise"), logRow("wanted 1")]);
    const pending = reader?.read();
    store.flush();
    assert.match((await pending)?.value ?? "", /^id: 3\ndata: \{.*"text":"wanted 1"/);
    const again = await fetch("/v1/logs/stream", { "last-event-id": "1" });
    const replay = again.body?.pipeThrough(
      new TextDecoderStream() as TransformStream<Uint8Array, string>,
    ).getReader();
    assert.match((await replay?.read())?.value ?? "", /noise[^]*wanted 1/);
    stop.abort();
    assert.equal((await reader?.read())?.done, true);
    await replay?.cancel();
  }));

Deno.test("50,000 hostile lines leave the store whole, searchable and bounded", () =>
  inWorld(async ({ store, get, dropped }) => {
    const hostile = [
      "\x1b[31m",
      "<img onerror=x>",
      "\0",
      "\ud800",
      '"',
      "' or 1=1 --",
      "%_\\",
      "\u202e",
      "😀".repeat(50),
      "x".repeat(5_000),
      '{"a":',
      "NEAR(",
      "\n\r\n",
    ];
    for (let n = 0; n < 50_000; n += 500) {
      store.addLogs(Array.from({ length: 500 }, (_, k) => {
        const odd = hostile[(n + k) % hostile.length] ?? "";
        return logRow(`${odd} ${n + k}`, {
          app: odd.slice(0, 300),
          fields: { [odd]: odd },
          tsMs: (n + k) % 7 === 0 ? -1 : NOW_MS,
        });
      }));
    }
    const { body } = await get("/v1/logs?limit=1&count=true");
    assert.deepEqual([body["total"], [...dropped]], [50_000, []]);
    assert.equal(texts((await get("/v1/logs?q=49999")).body).length, 1);
    assert.equal(texts((await get("/v1/logs?grep=49999$")).body).length, 0);
    assert.equal(
      texts((await get(`/v1/logs?grep=${encodeURIComponent("49999 ")}`)).body).length,
      1,
    );
    const all = await countOfMost(get);
    assert.ok(all > 0);
  }));

async function countOfMost(get: World["get"]): Promise<number> {
  const { body } = await get("/v1/logs?limit=10000");
  assert.equal(body["complete"], texts(body).length === 10_000);
  return texts(body).length;
}
