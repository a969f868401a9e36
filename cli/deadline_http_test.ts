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
