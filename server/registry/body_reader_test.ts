import { NetopsError } from "@netops/core";
import { FakeTimer } from "@netops/core/testing";
import assert from "node:assert/strict";
import { readBody } from "./body_reader.ts";

const LIMITS = { mostBytes: 10, withinMs: 1_000 };

function requestOf(body: BodyInit): Request {
  return new Request("http://h/", { method: "POST", body });
}

function rejectsWith(code: string, promise: Promise<unknown>): Promise<void> {
  return assert.rejects(promise, (thrown) => thrown instanceof NetopsError && thrown.code === code);
}

Deno.test("readBody() reads up to its limit and not a byte more", async () => {
  const timer = new FakeTimer();
  assert.equal(await readBody(requestOf("é".repeat(5)), timer, LIMITS), "ééééé");
  await rejectsWith("TOO_LARGE", readBody(requestOf("x".repeat(11)), timer, LIMITS));
  assert.equal(timer.pendingCount, 0);
});

Deno.test("readBody() gives up on a body that does not end", async () => {
  const timer = new FakeTimer();
  const endless = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array([65])),
  });
  const reading = rejectsWith("TIMED_OUT", readBody(requestOf(endless), timer, LIMITS));
  await timer.advance(1_000);
  await reading;
});

Deno.test("readBody() refuses what is no UTF-8 and what breaks off", async () => {
  const timer = new FakeTimer();
  await rejectsWith("REQUEST_INVALID", readBody(requestOf(new Uint8Array([255])), timer, LIMITS));
  const broken = new ReadableStream<Uint8Array>({ pull: (c) => c.error(new Error("gone")) });
  await rejectsWith("REQUEST_INVALID", readBody(requestOf(broken), timer, LIMITS));
});
