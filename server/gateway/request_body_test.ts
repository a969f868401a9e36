import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { FakeTimer } from "@netops/core/testing";
import { hasBody, MAX_BUFFERED_BYTES, takeRequestBody } from "./request_body.ts";

const LIMITS = { maxBodyBytes: 1_000_000, progressTimeoutMs: 10_000 };

function post(pieces: readonly Uint8Array[], headers: Record<string, string>): Request {
  const stream = ReadableStream.from(pieces);
  return new Request("http://h/", { method: "POST", body: stream, headers });
}

const bytes = (count: number) => new Uint8Array(count).fill(7);
const withCode = (code: string) => (error: unknown) =>
  error instanceof NetopsError && error.code === code;

async function drain(content: ReadableStream<Uint8Array>): Promise<number> {
  let sizeBytes = 0;
  for await (const piece of content) sizeBytes += piece.byteLength;
  return sizeBytes;
}

Deno.test("hasBody() follows the framing fields", () => {
  assert.equal(hasBody(new Headers()), false);
  assert.equal(hasBody(new Headers({ "content-length": "0" })), false);
  assert.equal(hasBody(new Headers({ "content-length": "1" })), true);
  assert.equal(hasBody(new Headers({ "transfer-encoding": "chunked" })), true);
});

Deno.test("takeRequestBody() buffers a small body of a stated length, again and again", async () => {
  const request = post([bytes(3), bytes(2)], { "content-length": "5" });
  const body = await takeRequestBody(request, { ...LIMITS, timer: new FakeTimer() });
  assert.deepEqual(body?.open(), bytes(5));
  assert.equal(body?.isReplayable(), true);
  assert.deepEqual(body?.open(), bytes(5));
});

Deno.test("takeRequestBody() refuses a stated length over the limit before it reads", async () => {
  const request = post([], { "content-length": "1000001" });
  await assert.rejects(
    takeRequestBody(request, { ...LIMITS, timer: new FakeTimer() }),
    withCode("TOO_LARGE"),
  );
});

Deno.test("takeRequestBody() refuses a body that is shorter than it says", async () => {
  const request = post([bytes(3)], { "content-length": "5" });
  await assert.rejects(
    takeRequestBody(request, { ...LIMITS, timer: new FakeTimer() }),
    withCode("REQUEST_INVALID"),
  );
});

Deno.test("takeRequestBody() streams chunked bodies, which can be sent until they are read", async () => {
  const request = post([bytes(3), bytes(2)], { "transfer-encoding": "chunked" });
  const body = await takeRequestBody(request, { ...LIMITS, timer: new FakeTimer() });
  const unused = body!.open() as ReadableStream<Uint8Array>;
  await unused.cancel();
  assert.equal(body?.isReplayable(), true);
  assert.equal(await drain(body!.open() as ReadableStream<Uint8Array>), 5);
  assert.equal(body?.isReplayable(), false);
});

Deno.test("takeRequestBody() streams long bodies instead of holding them", async () => {
  const sizeBytes = MAX_BUFFERED_BYTES + 1;
  const request = post([bytes(sizeBytes)], { "content-length": String(sizeBytes) });
  const body = await takeRequestBody(request, { ...LIMITS, timer: new FakeTimer() });
  assert.equal(await drain(body!.open() as ReadableStream<Uint8Array>), sizeBytes);
});

Deno.test("a chunked body over the limit fails while it is read", async () => {
  const request = post([bytes(600_000), bytes(600_000)], { "transfer-encoding": "chunked" });
  const body = await takeRequestBody(request, { ...LIMITS, timer: new FakeTimer() });
  await assert.rejects(
    drain(body!.open() as ReadableStream<Uint8Array>),
    withCode("TOO_LARGE"),
  );
  assert.equal(body?.failure?.code, "TOO_LARGE");
});

Deno.test("a body in thousands of pieces of one byte is refused", async () => {
  const request = post(Array(5_000).fill(bytes(1)), { "transfer-encoding": "chunked" });
  const body = await takeRequestBody(request, { ...LIMITS, timer: new FakeTimer() });
  await assert.rejects(
    drain(body!.open() as ReadableStream<Uint8Array>),
    withCode("REQUEST_INVALID"),
  );
});

Deno.test("a body without progress fails after the timeout and leaves no timer", async () => {
  const timer = new FakeTimer();
  const stream = new ReadableStream<Uint8Array>({ start: (c) => c.enqueue(bytes(1)) });
  const request = new Request("http://h/", {
    method: "POST",
    body: stream,
    headers: { "content-length": "5" },
  });
  const taken = takeRequestBody(request, { ...LIMITS, timer });
  const rejected = assert.rejects(taken, withCode("REQUEST_STALLED"));
  await timer.advance(9_999);
  assert.equal(timer.pendingCount, 1);
  await timer.advance(10_000);
  await rejected;
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a body whose framing breaks is the client's fault", async () => {
  const stream = new ReadableStream<Uint8Array>({ start: (c) => c.error(new Error("bad chunk")) });
  const request = new Request("http://h/", {
    method: "POST",
    body: stream,
    headers: { "content-length": "5" },
  });
  await assert.rejects(
    takeRequestBody(request, { ...LIMITS, timer: new FakeTimer() }),
    withCode("REQUEST_INVALID"),
  );
});
