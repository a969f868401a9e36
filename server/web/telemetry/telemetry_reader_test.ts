import assert from "node:assert/strict";
import type { HttpClient } from "@netops/core";
import { NetopsError } from "@netops/core";
import { FakeTimer } from "@netops/core/testing";
import { TelemetryReader } from "./telemetry_reader.ts";

function readerOf(send: HttpClient["send"], telemetryUrl = "http://t") {
  const timer = new FakeTimer();
  const http = { send, close: () => undefined };
  return { timer, reader: new TelemetryReader({ telemetryUrl, http, timer }) };
}

const code = (expected: string) => (thrown: unknown) =>
  thrown instanceof NetopsError && thrown.code === expected;

Deno.test("the words of Prometheus' API and of problem documents come through as they are", async () => {
  const api = { status: "error", errorType: "bad_data", error: "1:1: parse error" };
  const bad = readerOf(() => Promise.resolve(Response.json(api, { status: 400 }))).reader;
  await assert.rejects(bad.read("/q"), { code: "REQUEST_INVALID", message: "1:1: parse error" });
  const problem = { code: "NOT_FOUND", detail: "Cannot find a trace" };
  const none = readerOf(() => Promise.resolve(Response.json(problem, { status: 404 }))).reader;
  await assert.rejects(none.read("/t"), { code: "NOT_FOUND", message: "Cannot find a trace" });
});

Deno.test("values that are empty are left out of the question", async () => {
  let url = "";
  const { reader } = readerOf((request) => {
    url = request.url;
    return Promise.resolve(Response.json({}));
  });
  await reader.read("/v1/logs", { q: "a b", app: "", since: undefined, limit: 3 });
  assert.equal(url, "http://t/v1/logs?q=a+b&limit=3");
});

Deno.test("a platform without telemetry, an answer that is too large and one too many are refused", async () => {
  const ask = () => Promise.resolve(Response.json({}));
  await assert.rejects(readerOf(ask, "").reader.read("/"), code("UNREACHABLE"));
  const huge = readerOf(() => {
    const chunk = new Uint8Array(1_000_000);
    let sent = 0;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) =>
      ++sent > 20 ? controller.close() : controller.enqueue(chunk);
    return Promise.resolve(new Response(new ReadableStream({ pull })));
  }).reader;
  await assert.rejects(huge.read("/"), code("TOO_LARGE"));
  const silent = readerOf(() => new Promise(() => undefined));
  const waiting = Array.from({ length: 16 }, () => silent.reader.read("/"));
  await assert.rejects(silent.reader.read("/"), code("OVERLOADED"));
  silent.timer.advance(6_000);
  for (const one of await Promise.allSettled(waiting)) {
    assert.equal(one.status === "rejected" && code("TIMED_OUT")(one.reason), true);
  }
});
