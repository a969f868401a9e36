import assert from "node:assert/strict";
import { NetopsError } from "../errors/netops_error.ts";
import { problemResponse } from "../errors/problem.ts";
import { FakeTimer } from "../testing/fake_timer.ts";
import { EventLogWire, isPassing } from "./event_log_wire.ts";

function open(send: () => Response | Promise<Response>) {
  const timer = new FakeTimer();
  // deno-lint-ignore require-await -- what it throws must be a rejection
  const wire = new EventLogWire({ timer, send: async () => send() });
  const call = (signal?: AbortSignal) =>
    wire.call("GET", "/x", { timeoutMs: 1_000, ...(signal === undefined ? {} : { signal }) });
  return { timer, call };
}

/** A body that sends its head and then nothing. */
function silent(onCancel: () => void): Response {
  return new Response(new ReadableStream({ cancel: onCancel }));
}

Deno.test("an answer is read as JSON, also after a space, and an empty one is undefined", async () => {
  assert.deepEqual(await open(() => new Response(' {"a":1}')).call(), { a: 1 });
  assert.equal(await open(() => new Response(null, { status: 204 })).call(), undefined);
});

Deno.test("problems are thrown as what they say", async () => {
  const full = () => problemResponse(new NetopsError("DISK_FULL", "Cannot append"));
  await assert.rejects(open(full).call(), { code: "DISK_FULL", message: "Cannot append" });
  const odd = () => new Response("<html>", { status: 502 });
  await assert.rejects(open(odd).call(), { code: "UPSTREAM_FAILED" });
});

Deno.test("connections that break, also in the middle of a body, are UNREACHABLE", async () => {
  const refused = () => Promise.reject(new TypeError("refused"));
  await assert.rejects(open(refused).call(), { code: "UNREACHABLE" });
  const broken = () =>
    new Response(new ReadableStream({ start: (controller) => controller.error(new Error("x")) }));
  await assert.rejects(open(broken).call(), { code: "UNREACHABLE" });
  await assert.rejects(open(() => new Response('{"a":')).call(), { code: "UNREACHABLE" });
});

Deno.test("head and body together may not take longer than they may", async () => {
  let cancelled = false;
  const { timer, call } = open(() => silent(() => cancelled = true));
  const outcome = call().catch((error: NetopsError) => error.code);
  await timer.advance(1_000);
  assert.equal(await outcome, "TIMED_OUT");
  assert.equal(cancelled, true);
  const headless = open(() => new Promise<Response>(() => undefined));
  const late = headless.call().catch((error: NetopsError) => error.code);
  await headless.timer.advance(1_000);
  assert.equal(await late, "TIMED_OUT");
});

Deno.test("who leaves gets his own reason, and the connection is freed", async () => {
  let cancelled = false;
  const { timer, call } = open(() => silent(() => cancelled = true));
  const leaving = new AbortController();
  const outcome = call(leaving.signal).catch((error) => error);
  await timer.settle();
  const reason = new Error("enough");
  leaving.abort(reason);
  assert.equal(await outcome, reason);
  assert.equal(cancelled, true);
  assert.equal(timer.pendingCount, 0);
  await assert.rejects(call(leaving.signal), { message: "enough" });
});

Deno.test("isPassing() tells what passes by itself from what does not", () => {
  for (const code of ["UNREACHABLE", "NO_INSTANCE", "TIMED_OUT", "UPSTREAM_FAILED"] as const) {
    assert.equal(isPassing(new NetopsError(code, "Cannot")), true, code);
  }
  for (const code of ["DISK_FULL", "TOO_LARGE", "UNAUTHENTICATED", "CONFLICT", "BUG"] as const) {
    assert.equal(isPassing(new NetopsError(code, "Cannot")), false, code);
  }
  assert.equal(isPassing(new Error("x")), false);
});
