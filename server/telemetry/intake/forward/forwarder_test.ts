import assert from "node:assert/strict";
import { FakeClock, FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import type { OtlpDelivery } from "../otlp/otlp_intake.ts";
import { Forwarder } from "./forwarder.ts";

const delivery = (text: string): OtlpDelivery => ({
  ...{ signal: "logs", contentType: "application/json", contentEncoding: "gzip" },
  body: new TextEncoder().encode(text),
});

function world(answer: () => number | Promise<Response>, mostBytes?: number) {
  const clock = new FakeClock();
  const timer = new FakeTimer(clock);
  const http = new ScriptedHttpClient(async () => {
    const said = await answer();
    return typeof said === "number" ? new Response(null, { status: said }) : said;
  });
  const drops: string[] = [];
  const forwarder = new Forwarder({
    ...{ url: "http://collector:4318", http, clock, timer, headers: { authorization: "Bearer t" } },
    onDrop: (what, reason, count) => drops.push(`${what} ${reason} ${count}`),
    ...(mostBytes === undefined ? {} : { mostBytes }),
  });
  const sent = () => http.requests.map(({ body }) => new TextDecoder().decode(body as Uint8Array));
  return { clock, timer, http, drops, forwarder, sent };
}

Deno.test("a request is passed on as it came", async () => {
  const { timer, http, forwarder, sent } = world(() => 200);
  forwarder.offer(delivery("a"));
  forwarder.offer(delivery("b"));
  await timer.settle();
  assert.deepEqual(sent(), ["a", "b"]);
  assert.equal(http.requests[0]?.url, "http://collector:4318/v1/logs");
  assert.deepEqual(http.requests[0]?.headers, {
    ...{
      authorization: "Bearer t",
      "content-type": "application/json",
      "content-encoding": "gzip",
    },
  });
  assert.deepEqual([forwarder.waitingBytes, timer.pendingCount], [0, 0]);
});

Deno.test("while the endpoint is away it is asked less and less often, and nothing is lost", async () => {
  let status = 503;
  const { timer, forwarder, sent, drops } = world(() => status);
  forwarder.offer(delivery("a"));
  await timer.advance(0);
  forwarder.offer(delivery("b"));
  await timer.advance(999);
  assert.equal(sent().length, 1);
  await timer.advance(1);
  assert.equal(sent().length, 2);
  await timer.advance(1_999);
  assert.equal(sent().length, 2);
  status = 200;
  await timer.advance(1);
  assert.deepEqual(sent(), ["a", "a", "a", "b"]);
  assert.deepEqual(drops, []);
});

Deno.test("what is refused for good is not sent again", async () => {
  const { timer, forwarder, sent, drops } = world(() => 400);
  forwarder.offer(delivery("a"));
  forwarder.offer(delivery("b"));
  await timer.advance(60_000);
  assert.deepEqual(sent(), ["a", "b"]);
  assert.deepEqual(drops, ["forward refused 1", "forward refused 1"]);
});

Deno.test("the oldest go when there is no room, and a huge one never comes in", async () => {
  const { timer, forwarder, drops, sent } = world(() => Promise.reject(new Error("away")), 10);
  forwarder.offer(delivery("first"));
  for (const text of ["aaaa", "bbbb", "cccc"]) forwarder.offer(delivery(text));
  forwarder.offer(delivery("x".repeat(11)));
  await timer.settle();
  assert.deepEqual(drops, ["forward queue_full 1", "forward too_large 1", "forward queue_full 1"]);
  assert.ok(forwarder.waitingBytes <= 10);
  await timer.advance(1_000);
  assert.deepEqual(sent(), ["first", "bbbb"]);
  forwarder.close();
  assert.deepEqual(drops.at(-1), "forward closed 2");
  assert.equal(timer.pendingCount, 0);
});

Deno.test("an endpoint that hangs is given up after 10 s, and offering never waits", async () => {
  const clock = new FakeClock();
  const timer = new FakeTimer(clock);
  const http = new ScriptedHttpClient(({ signal }) =>
    new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("late"))))
  );
  const drops: string[] = [];
  const onDrop = (what: string, reason: string) => drops.push(`${what} ${reason}`);
  const forwarder = new Forwarder({ url: "http://c", http, clock, timer, onDrop });
  forwarder.offer(delivery("a"));
  await timer.advance(10_000);
  await timer.advance(1_000);
  assert.equal(http.requests.length, 2);
  forwarder.close();
  await timer.settle();
  forwarder.offer(delivery("b"));
  assert.deepEqual(drops, ["forward closed", "forward closed"]);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("it says since when and why the endpoint takes nothing, and what waits", async () => {
  let status = 503;
  const { clock, timer, forwarder } = world(() => status);
  assert.deepEqual(forwarder.state, {
    ...{ url: "http://collector:4318", failingSinceMs: undefined, lastError: "" },
    ...{ waitingRequests: 0, waitingBytes: 0, failures: 0, dropped: 0 },
  });
  const startMs = clock.nowMs();
  forwarder.offer(delivery("abc"));
  await timer.advance(1_000);
  forwarder.offer(delivery("d"));
  const { state } = forwarder;
  assert.deepEqual([state.failingSinceMs, state.lastError], [startMs, "it answered 503"]);
  assert.deepEqual([state.waitingRequests, state.waitingBytes, state.failures], [2, 4, 2]);
  status = 401;
  await timer.advance(2_000);
  assert.equal(forwarder.state.lastError, "it answered 401");
  assert.deepEqual([forwarder.state.waitingRequests, forwarder.state.dropped], [0, 2]);
  status = 200;
  forwarder.offer(delivery("e"));
  await timer.settle();
  assert.deepEqual([forwarder.state.failingSinceMs, forwarder.state.lastError], [undefined, ""]);
  assert.equal(forwarder.state.failures, 4);
});
