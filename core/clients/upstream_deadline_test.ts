import assert from "node:assert/strict";
import { instanceOf } from "./client_fakes.ts";
import { createWorld } from "./upstream_world_test.ts";

Deno.test("an attempt that hangs is given up at attemptTimeoutMs and its signal aborts", async () => {
  const { upstream, discovery, request, timer } = createWorld({ attemptTimeoutMs: 2_000 });
  discovery.set([instanceOf("a"), instanceOf("b")]);
  const signals: AbortSignal[] = [];
  const calls = upstream.call(request(({ attempt, signal }) => {
    signals.push(signal);
    return attempt === 1 ? new Promise<Response>(() => undefined) : new Response("ok");
  }));
  await timer.advance(2_100);
  const result = await calls;
  assert.deepEqual(result.attempts.map((attempt) => attempt.code), ["timeout", "200"]);
  assert.deepEqual(signals.map((signal) => signal.aborted), [true, false]);
  upstream.close();
});

Deno.test("the deadline ends everything with TIMED_OUT", async () => {
  const { upstream, discovery, request, timer } = createWorld();
  discovery.set([instanceOf("a"), instanceOf("b")]);
  const deadlineAtMs = timer.clock.nowMs() + 300;
  const hang = () => new Promise<Response>(() => undefined);
  const calls = upstream.call(request(hang, { deadlineAtMs }));
  await timer.advance(400);
  const result = await calls;
  assert.equal(result.kind === "failed" && result.error.code, "TIMED_OUT");
  assert.equal(result.attempts.length, 1);
  const late = await upstream.call(request(() => new Response(), { deadlineAtMs }));
  assert.equal(late.kind === "failed" && late.error.code, "TIMED_OUT");
  assert.equal(late.attempts.length, 0, "nothing is sent after the deadline");
  upstream.close();
});

Deno.test("callers in a hurry do not open breakers", async () => {
  const { upstream, discovery, request, timer, events } = createWorld();
  discovery.set([instanceOf("a")]);
  for (let turn = 0; turn < 30; turn++) {
    const deadlineAtMs = timer.clock.nowMs() + 5;
    const calls = upstream.call(
      request(() => new Promise<Response>(() => undefined), { deadlineAtMs }),
    );
    await timer.advance(20);
    await calls;
  }
  assert.deepEqual(events.events, []);
  upstream.close();
});

Deno.test("a response that comes after the timeout is cancelled", async () => {
  const { upstream, discovery, request, timer } = createWorld({
    attemptTimeoutMs: 1_000,
    maxAttempts: 1,
  });
  discovery.set([instanceOf("a")]);
  let cancelled = false;
  const late = Promise.withResolvers<Response>();
  const calls = upstream.call(request(() => late.promise));
  await timer.advance(1_100);
  await calls;
  late.resolve(new Response(new ReadableStream({ cancel: () => void (cancelled = true) })));
  await timer.settle();
  assert.ok(cancelled);
  upstream.close();
});

Deno.test("a client that leaves cancels the attempt and blames nobody", async () => {
  const { upstream, discovery, request, timer, metrics } = createWorld();
  discovery.set([instanceOf("a"), instanceOf("b")]);
  const client = new AbortController();
  const calls = upstream.call(request(() => new Promise<Response>(() => undefined), {
    signal: client.signal,
  }));
  await timer.advance(10);
  client.abort();
  const result = await calls;
  assert.deepEqual(result.attempts.map((attempt) => attempt.code), ["cancelled"]);
  assert.equal(metrics.observed("upstream_request_duration_seconds")[0]?.labels.code, "cancelled");
  upstream.close();
});
