import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { createDeadlineHttp } from "./deadline_http.ts";

const request = { method: "GET", url: "http://127.0.0.1:1/v1/status" };

Deno.test("a process that hangs is TIMED_OUT after 5 s, with a way out", async () => {
  const timer = new FakeTimer();
  const hangs = {
    send: ({ signal }: { signal?: AbortSignal }) =>
      new Promise<Response>((_, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason))
      ),
    close: () => {},
  };
  const answer = assert.rejects(createDeadlineHttp(hangs, timer).send(request), {
    code: "TIMED_OUT",
    fix: "netops down --force",
  });
  await timer.advance(5_000);
  await answer;
});

for (
  const path of [
    "/v1/apps/late/restart",
    "/v1/apps/late/roll",
    "/v1/instances/late-1/restart",
    "/v1/jobs",
    "/v1/jobs/j1",
    "/v1/jobs/j1/follow",
    "/v1/events/stream",
  ]
) {
  Deno.test(`work may take 120 s, and no fix kills it: ${path}`, async () => {
    const timer = new FakeTimer();
    let state = "open";
    const http = {
      send: ({ signal }: { signal?: AbortSignal }) =>
        new Promise<Response>((_, reject) =>
          signal?.addEventListener("abort", () => reject(signal.reason))
        ),
      close: () => {},
    };
    const url = `http://127.0.0.1:1${path}`;
    const answer = createDeadlineHttp(http, timer).send({ method: "POST", url })
      .catch((error) => {
        state = error.code;
        assert.doesNotMatch(error.fix, /force/);
      });
    await timer.advance(119_000);
    assert.equal(state, "open");
    await timer.advance(1_000);
    await answer;
    assert.equal(state, "TIMED_OUT");
  });
}

Deno.test("an answer in time leaves no timer, and its body may take as long as it likes", async () => {
  const timer = new FakeTimer();
  let seen: AbortSignal | undefined;
  const http = {
    send: ({ signal }: { signal?: AbortSignal }) => {
      seen = signal;
      return Promise.resolve(new Response("ok"));
    },
    close: () => {},
  };
  await createDeadlineHttp(http, timer).send(request);
  assert.equal(timer.pendingCount, 0);
  await timer.advance(60_000);
  assert.equal(seen?.aborted, false);
});

Deno.test("an abort of the caller stays an abort", async () => {
  const stop = new AbortController();
  const http = {
    send: ({ signal }: { signal?: AbortSignal }) => {
      stop.abort();
      return Promise.reject(signal?.reason);
    },
    close: () => {},
  };
  const sent = createDeadlineHttp(http, new FakeTimer()).send({ ...request, signal: stop.signal });
  await assert.rejects(sent, { name: "AbortError" });
});
