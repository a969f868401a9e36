import assert from "node:assert/strict";
import type { HttpClient } from "@netops/core";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { limitedHttp } from "./limited_http.ts";
import { localHttp } from "./local_http.ts";

const GET = { method: "GET", url: "http://127.0.0.1:9/x" };

/** Answers never, until it is told to stop. */
const HANGING: HttpClient = {
  send: ({ signal }) =>
    new Promise((_, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    }),
  close: () => undefined,
};

Deno.test("limitedHttp() passes an answer on as a whole, and leaves no timer", async () => {
  const timer = new FakeTimer();
  const answers = [
    new Response("abc", { status: 201, headers: { a: "b" } }),
    new Response(null, { status: 204 }),
  ];
  const http = limitedHttp(new ScriptedHttpClient(() => answers.shift()!), timer, 1_000);
  const first = await http.send(GET);
  assert.deepEqual([first.status, first.headers.get("a"), await first.text()], [201, "b", "abc"]);
  const second = await http.send(GET);
  assert.deepEqual([second.status, await second.text()], [204, ""]);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("limitedHttp() gives up at its limit, and when whoever asked does", async () => {
  const timer = new FakeTimer();
  const http = limitedHttp(HANGING, timer, 1_000);
  const late = assert.rejects(http.send(GET), {
    code: "TIMED_OUT",
    message: "Cannot wait longer than 1000 ms for GET http://127.0.0.1:9/x",
  });
  await timer.advance(1_000);
  await late;
  const asking = new AbortController();
  const left = assert.rejects(http.send({ ...GET, signal: asking.signal }), /enough/);
  asking.abort(new Error("enough"));
  await left;
  assert.equal(timer.pendingCount, 0);
});

Deno.test("limitedHttp() counts the body too: one that stalls is late", async () => {
  const timer = new FakeTimer();
  const stalling = new ScriptedHttpClient(({ signal }) =>
    new Response(
      new ReadableStream({
        start: (controller) =>
          signal?.addEventListener("abort", () => controller.error(signal.reason), { once: true }),
      }),
    )
  );
  const late = assert.rejects(limitedHttp(stalling, timer, 500).send(GET), { code: "TIMED_OUT" });
  await timer.advance(500);
  await late;
});

Deno.test("localHttp() takes localhost for 127.0.0.1, and leaves all else", async () => {
  const client = new ScriptedHttpClient(() => new Response());
  const http = localHttp(client);
  const urls = [
    ["http://localhost:8080/a?b=1", "http://127.0.0.1:8080/a?b=1"],
    ["http://127.0.0.2/a", "http://127.0.0.2/a"],
    ["http://localhost.example/a", "http://localhost.example/a"],
    ["not a url", "not a url"],
  ] as const;
  for (const [url] of urls) await http.send({ method: "GET", url });
  assert.deepEqual(client.requests.map(({ url }) => url), urls.map(([, to]) => to));
});
