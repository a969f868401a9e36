import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { breakWhenIdle, type StreamEnd } from "./idle_stream.ts";

function controlled() {
  let controller: ReadableStreamDefaultController<Uint8Array>;
  let cancelled: unknown;
  const source = new ReadableStream<Uint8Array>({
    start: (given) => void (controller = given),
    cancel: (reason) => void (cancelled = reason),
  });
  const timer = new FakeTimer();
  const ends: StreamEnd[] = [];
  const stream = breakWhenIdle(source, {
    ...{ idleTimeoutMs: 1_000, clock: timer.clock, timer },
    onEnd: (how) => ends.push(how),
  });
  return { stream, timer, source: controller!, cancelled: () => cancelled, ends };
}

Deno.test("breakWhenIdle() passes pieces on and ends without a timer left", async () => {
  const { stream, timer, source } = controlled();
  source.enqueue(new Uint8Array([1]));
  source.close();
  assert.deepEqual(new Uint8Array(await new Response(stream).arrayBuffer()), new Uint8Array([1]));
  assert.equal(timer.pendingCount, 0);
});

Deno.test("breakWhenIdle() breaks a stream that is silent and cancels its source", async () => {
  const { stream, timer, cancelled } = controlled();
  const rejected = assert.rejects(new Response(stream).arrayBuffer(), /silent/);
  await timer.advance(1_000);
  await rejected;
  assert.match(String(cancelled()), /silent/);
});

Deno.test("breakWhenIdle() lets a stream live as long as pieces come", async () => {
  const { stream, timer, source } = controlled();
  const reader = stream.getReader();
  for (let n = 0; n < 5; n++) {
    const read = reader.read();
    await timer.advance(900);
    source.enqueue(new Uint8Array([n]));
    assert.deepEqual((await read).value, new Uint8Array([n]));
  }
  await reader.cancel("enough");
  assert.equal(timer.pendingCount, 0);
});

Deno.test("breakWhenIdle() says once how it ended, and that a client that does not read is not the source's silence", async () => {
  const whole = controlled();
  whole.source.close();
  await new Response(whole.stream).arrayBuffer();
  const broken = controlled();
  broken.source.error(new Error("reset"));
  await assert.rejects(new Response(broken.stream).arrayBuffer());
  const silent = controlled();
  const rejected = assert.rejects(new Response(silent.stream).arrayBuffer());
  await silent.timer.advance(1_000);
  await rejected;
  const left = controlled();
  const reader = left.stream.getReader();
  const read = reader.read();
  await reader.cancel("enough");
  await read;
  const unread = controlled();
  await unread.timer.advance(1_000);
  const ends = [whole, broken, silent, left, unread].map((one) => one.ends);
  assert.deepEqual(ends, [["complete"], ["broken"], ["broken"], ["left"], ["left"]]);
});
