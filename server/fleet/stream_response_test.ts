import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { streamResponse } from "./stream_response.ts";

/** A stream whose source the test drives. */
function begin(format: "sse" | "jsonl") {
  const timer = new FakeTimer();
  const state = { stopped: 0, send: (_: number) => {}, end: () => {} };
  const response = streamResponse<number>({
    format,
    timer,
    start(send, end) {
      Object.assign(state, { send, end });
      return () => void state.stopped++;
    },
  });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  return { timer, state, response, reader };
}

Deno.test("an event stream opens, sends items, and pings every 2 s", async () => {
  const { timer, state, response, reader } = begin("sse");
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal((await reader.read()).value, ": open\n\n");
  state.send(7);
  assert.equal((await reader.read()).value, "data: 7\n\n");
  await timer.advance(2_000);
  assert.equal((await reader.read()).value, ": ping\n\n");
  await reader.cancel();
  assert.equal(state.stopped, 1);
  assert.equal(timer.pendingCount, 0);
  state.send(8);
});

Deno.test("a JSON lines stream ends when its source says so", async () => {
  const { timer, state, response, reader } = begin("jsonl");
  assert.equal(response.headers.get("content-type"), "application/jsonl");
  state.send(1);
  state.end();
  state.end();
  state.send(2);
  assert.equal((await reader.read()).value, "1\n");
  assert.equal((await reader.read()).done, true);
  assert.equal(state.stopped, 1);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a source that ends while it starts is stopped", async () => {
  let stopped = 0;
  const response = streamResponse<number>({
    format: "jsonl",
    timer: new FakeTimer(),
    start(send, end) {
      send(1);
      end();
      return () => void stopped++;
    },
  });
  assert.equal(await response.text(), "1\n");
  assert.equal(stopped, 1);
});

Deno.test("a reader that falls 16 MiB behind is cut off", async () => {
  const timer = new FakeTimer();
  let stopped = 0;
  let send = (_: string) => {};
  const { body } = streamResponse<string>({
    format: "sse",
    timer,
    start(sendItem) {
      send = sendItem;
      return () => void stopped++;
    },
  });
  const mebibyte = "x".repeat(1024 * 1024);
  for (let item = 0; item < 15; item++) send(mebibyte);
  assert.equal(stopped, 0);
  for (let item = 0; item < 2; item++) send(mebibyte);
  assert.equal(stopped, 1);
  assert.equal(timer.pendingCount, 0);
  await assert.rejects(async () => {
    for await (const _ of body!) { /* until it breaks */ }
  }, /too slow/);
});
