import assert from "node:assert/strict";
import type { RequestEffect } from "../contracts/fault.ts";
import type { HttpHandler } from "../ports/http.ts";
import { bookFixture, heldFault } from "./fault_fakes.ts";
import { serveWithFaults, type ServeWithFaultsOptions } from "./serve_with_faults.ts";

const PEER = { hostname: "127.0.0.1", port: 1 };
const TEN_BYTES = "0123456789";

function fixture(options?: Partial<ServeWithFaultsOptions>, inner?: HttpHandler) {
  const { timer, book } = bookFixture();
  const served: string[] = [];
  const handler = serveWithFaults((request, peer) => {
    served.push(request.url);
    return inner?.(request, peer) ??
      new Response(TEN_BYTES, { headers: { "content-length": "10", etag: '"1"' } });
  }, { book, timer, ...options });
  const ask = async (path = "/", init: RequestInit = {}) =>
    await handler(new Request(`http://127.0.0.1${path}`, init), PEER);
  const put = (...effects: RequestEffect[]) =>
    effects.forEach((effect, n) => book.put(heldFault(effect, { id: `f-${n}` })));
  return { timer, book, served, ask, put };
}

/** Tells whether a promise has settled once everything that can run has run. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  promise.then(() => done = true);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  return done;
}

Deno.test("without faults the handler's own answer goes out", async () => {
  const own = new Response("x");
  const { ask } = fixture({}, () => own);
  assert.equal(await ask(), own);
});

Deno.test("delays add up, then the first abort answers and the handler never hears of it", async () => {
  const { timer, book, served, ask, put } = fixture();
  put(
    { type: "abort", status: 503 },
    { type: "delay", delayMs: 300, jitterMs: 0 },
    { type: "abort", status: 500 },
    { type: "delay", delayMs: 200, jitterMs: 0 },
  );
  const answer = ask();
  await timer.advance(499);
  assert.equal(await isDone(answer), false);
  await timer.advance(1);
  const response = await answer;
  assert.equal(response.status, 503);
  assert.match(await response.text(), /f-0/);
  assert.deepEqual(served, []);
  assert.deepEqual(
    book.list().map(({ hits }) => hits),
    [1, 1, 0, 1],
    "the second abort was not given",
  );
  book.close();
});

Deno.test("jitter spreads a delay evenly around it", async () => {
  const { timer, book, ask, put } = fixture();
  put({ type: "delay", delayMs: 100, jitterMs: 50 });
  const waits: number[] = [];
  for (let n = 0; n < 200; n++) {
    book.renew(["f-0"], 5_000);
    const beganMs = timer.clock.monotonicMs();
    const answer = ask().then(() => waits.push(timer.clock.monotonicMs() - beganMs));
    await timer.advance(150);
    await answer;
  }
  assert.ok(waits.every((waitMs) => waitMs >= 50 && waitMs <= 150));
  assert.ok(Math.min(...waits) < 60 && Math.max(...waits) > 140);
  book.close();
});

Deno.test("removing a fault lets the requests go on at once that wait for it, and leaves no timer", async () => {
  const { timer, book, served, ask, put } = fixture();
  put({ type: "delay", delayMs: 60_000, jitterMs: 0 }, {
    type: "delay",
    delayMs: 100,
    jitterMs: 0,
  });
  const answer = ask();
  await timer.advance(1_000);
  book.remove("f-0");
  assert.equal(await isDone(answer), false, "the other one still holds");
  await timer.advance(100);
  assert.equal(await (await answer).text(), TEN_BYTES);
  assert.equal(served.length, 1);
  book.close();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a request that waits is let go by the lapse of the lease", async () => {
  const { timer, ask, put } = fixture();
  put({ type: "delay", delayMs: 60_000, jitterMs: 0 }, { type: "abort", status: 500 });
  const answer = ask();
  await timer.advance(5_000);
  assert.equal((await answer).status, 200, "the abort has lapsed as well");
});

Deno.test("a client that leaves ends the wait, and the handler is not asked", async () => {
  const { timer, book, served, ask, put } = fixture();
  put({ type: "delay", delayMs: 60_000, jitterMs: 0 });
  const leaving = new AbortController();
  const answer = ask("/", { signal: leaving.signal });
  await timer.advance(10);
  leaving.abort();
  assert.equal((await answer).status, 499);
  assert.deepEqual(served, []);
  book.close();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("an abort of a HEAD, or with a status that has no body, has none", async () => {
  const { book, ask, put } = fixture();
  put({ type: "abort", status: 503 });
  assert.equal((await ask("/", { method: "HEAD" })).body, null);
  put({ type: "abort", status: 204 });
  assert.equal((await ask()).body, null);
  book.close();
});

Deno.test("an empty body keeps status and headers but no length", async () => {
  const { book, ask, put } = fixture();
  put({ type: "empty-body" });
  const response = await ask();
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("etag"), '"1"');
  assert.equal(response.headers.get("content-length"), null);
  assert.equal(await response.text(), "");
  book.close();
});

Deno.test("a body is cut to the fewest bytes of all that cut it, and its source is given up", async () => {
  let given = "";
  const { book, ask, put } = fixture({}, () =>
    new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(new TextEncoder().encode(TEN_BYTES)),
        cancel: (reason) => void (given = String(reason)),
      }),
    ));
  put({ type: "truncate-body", keepBytes: 25 }, { type: "truncate-body", keepBytes: 12 });
  assert.equal(await (await ask()).text(), "012345678901");
  assert.equal(given, "undefined");
  put({ type: "truncate-body", keepBytes: 0 });
  assert.equal(await (await ask()).text(), "");
  book.close();
});

Deno.test("the last content type stays, whatever the handler said", async () => {
  const { book, ask, put } = fixture();
  put(
    { type: "content-type", contentType: "text/html" },
    { type: "content-type", contentType: "image/gif" },
  );
  const response = await ask();
  assert.equal(response.headers.get("content-type"), "image/gif");
  assert.equal(await response.text(), TEN_BYTES);
  book.close();
});

Deno.test("a slow body takes its bytes over its rate, and reads no further than it is read", async () => {
  let pulls = 0;
  const { timer, book, ask, put } = fixture({}, () =>
    new Response(
      new ReadableStream({
        pull: (controller) => {
          if (pulls++ === 3) controller.close();
          else controller.enqueue(new Uint8Array(1_000));
        },
      }, { highWaterMark: 0 }),
    ));
  put({ type: "slow-body", bytesPerSecond: 1_000 });
  const response = await ask();
  await timer.advance(1_000);
  assert.equal(pulls, 0, "nobody has read yet");
  const beganMs = timer.clock.monotonicMs();
  const whole = response.bytes();
  await timer.advance(2_900);
  assert.equal(await isDone(whole), false);
  await timer.advance(200);
  assert.equal((await whole).byteLength, 3_000);
  assert.ok(timer.clock.monotonicMs() - beganMs >= 3_000);
  book.close();
});

Deno.test("a slow body flows as soon as its fault ends", async () => {
  const { timer, book, ask, put } = fixture({}, () => new Response(new Uint8Array(100_000)));
  put({ type: "slow-body", bytesPerSecond: 100 });
  const whole = (await ask()).bytes();
  await timer.advance(500);
  book.remove("f-0");
  assert.equal((await whole).byteLength, 100_000);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a reader that gives up a slow body ends the wait and the source", async () => {
  let isCancelled = false;
  const { timer, book, ask, put } = fixture({}, () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array(10_000)),
        cancel: () => void (isCancelled = true),
      }),
    ));
  put({ type: "slow-body", bytesPerSecond: 10 });
  const reader = (await ask()).body!.getReader();
  const read = reader.read();
  await timer.settle();
  await reader.cancel();
  assert.equal((await read).done, true);
  assert.equal(isCancelled, true);
  book.close();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("the answer to a WebSocket stays as it is", async () => {
  const upgraded = { status: 101 } as Response;
  const { book, ask, put } = fixture({}, () => upgraded);
  put({ type: "content-type", contentType: "text/html" });
  assert.equal(await ask(), upgraded);
  book.close();
});

Deno.test("only accounts that are meant are touched, what goes around never, and who was is told", async () => {
  const touched: [string, readonly string[]][] = [];
  const { book, ask } = fixture({
    accountOf: (headers) => headers.get("account") ?? undefined,
    goesAround: (request) => request.url.endsWith("/healthz"),
    onTouched: (request, ids) => touched.push([new URL(request.url).pathname, ids]),
  });
  book.put(heldFault({ type: "abort", status: 500 }, { match: { account: "ann" } }));
  const status = async (path: string, account: string) =>
    (await ask(path, { headers: { account } })).status;
  assert.equal(await status("/a", "bob"), 200);
  assert.equal(await status("/healthz", "ann"), 200);
  assert.equal(await status("/a", "ann"), 500);
  assert.deepEqual(touched, [["/a", ["f"]]]);
  book.close();
});

Deno.test("a handler that throws is told as touched all the same", async () => {
  const touched: string[] = [];
  const { book, ask, put } = fixture(
    { onTouched: (_request, ids) => touched.push(...ids) },
    () => Promise.reject(new Error("broken")),
  );
  put({ type: "delay", delayMs: 0, jitterMs: 0 });
  await assert.rejects(ask(), /broken/);
  assert.deepEqual(touched, ["f-0"]);
  book.close();
});
