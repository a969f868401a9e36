import assert from "node:assert/strict";
import type { FaultPlace, HeldFault, RequestEffect } from "../contracts/fault.ts";
import { createScope } from "../host/async_scope.ts";
import type { HttpHandler } from "../ports/http.ts";
import { FakeTimer } from "../testing/mod.ts";
import { FaultCarrier } from "./fault_carrier.ts";
import { FAULT_CONTEXT_HEADER, FaultContextSeal } from "./fault_context.ts";
import { bookFixture, heldFault } from "./fault_fakes.ts";
import { FaultTagger } from "./tag_requests.ts";

const PEER = { hostname: "127.0.0.1", port: 1 };
const ABORT: RequestEffect = { type: "abort", status: 503 };
const LIMITS = { mostMs: 10_000, signal: undefined };
const seal = new FaultContextSeal("token");

/** A gateway's tagger, and processes that requests come to, over one fake time. */
function world() {
  const { timer, book } = bookFixture();
  const { clock } = timer;
  let oversized = 0;
  const tagger = new FaultTagger({ book, seal, clock, onOversized: (count) => oversized += count });
  const put = (effect: RequestEffect, at: FaultPlace, changes: Partial<HeldFault> = {}) =>
    book.put(heldFault(effect, { at, ...changes }));
  const tag = (account?: string) =>
    tagger.tag({ method: "GET", path: "/", account, header: () => null })?.value;
  return { timer, book, tagger, put, tag, oversized: () => oversized };
}

function processOf(app: string, timer: FakeTimer) {
  const hits: string[] = [];
  const refused: string[] = [];
  const carrier = new FaultCarrier({
    ...{ app, seal, scope: createScope(), clock: timer.clock, timer },
    onHit: (kind) => hits.push(kind),
    onRefused: (reason) => refused.push(reason),
  });
  const ask = async (handler: HttpHandler, value: string | undefined) => {
    const headers = value === undefined ? {} : { [FAULT_CONTEXT_HEADER]: value };
    const request = new Request("http://127.0.0.1/", { headers });
    return await carrier.serve(handler)(request, PEER);
  };
  return { carrier, hits, refused, ask };
}

const hello = () => new Response("hello");

Deno.test("only the app that is meant does what a request carries, for every request that matches", async () => {
  const { timer, book, put, tag } = world();
  put(ABORT, { point: "server", app: "shop" }, { match: { account: "ann" } });
  const shop = processOf("shop", timer);
  const cart = processOf("cart", timer);
  assert.equal((await shop.ask(hello, tag("ann"))).status, 503);
  assert.equal((await cart.ask(hello, tag("ann"))).status, 200);
  assert.equal(tag("bob"), undefined);
  assert.equal((await shop.ask(hello, tag("bob"))).status, 200);
  assert.deepEqual([shop.hits, cart.hits], [["abort"], []]);
  assert.equal(book.list()[0]?.hits, 2, "two requests were given it");
  book.close();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("what is forged, expired or too large is not heeded, and counted", async () => {
  const { timer, book, put, tag } = world();
  put(ABORT, { point: "server" });
  const shop = processOf("shop", timer);
  const value = tag() ?? "";
  assert.equal((await shop.ask(hello, `0${value.slice(1)}x`)).status, 200);
  assert.equal((await shop.ask(hello, "x".repeat(5_000))).status, 200);
  timer.clock.advance(5_000);
  assert.equal((await shop.ask(hello, value)).status, 200);
  assert.deepEqual(shop.refused, ["forged", "oversized", "expired"]);
  assert.deepEqual(shop.hits, []);
  book.close();
});

Deno.test("a request that waits goes on when what it carries expires, though nobody could tell it", async () => {
  const { timer, book, put, tag } = world();
  put({ type: "delay", delayMs: 60_000, jitterMs: 0 }, { point: "server" }, { leaseMs: 2_000 });
  const shop = processOf("shop", timer);
  const answer = shop.ask(hello, tag());
  await timer.advance(2_000);
  assert.equal(await (await answer).text(), "hello");
  assert.equal(book.isIdle, true);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("jitter is drawn once, at the gateway", () => {
  const { book, put, tag } = world();
  put({ type: "delay", delayMs: 100, jitterMs: 50 }, { point: "server" });
  const drawn = Array.from({ length: 20 }, () => {
    const opened = seal.open(tag() ?? "", 0);
    return opened.kind === "faults" ? opened.faults[0]?.effect : undefined;
  });
  assert.ok(drawn.every((effect) => effect?.type === "delay" && effect.jitterMs === 0));
  const delays = drawn.map((effect) => effect?.type === "delay" ? effect.delayMs : 0);
  assert.ok(new Set(delays).size > 5 && delays.every((delayMs) => delayMs >= 50 && delayMs <= 150));
  book.close();
});

Deno.test("calls fail that are meant, of the app that is meant, and only while the request is served", async () => {
  const { timer, book, put, tag } = world();
  put(ABORT, { point: "client", app: "billing", from: "shop" });
  const shop = processOf("shop", timer);
  let later: (() => unknown) | undefined;
  const handler = async () => {
    const { carrier } = shop;
    await Promise.resolve();
    const answers = await Promise.all(
      ["billing", "search"].map((app) => carrier.meetCall(app, LIMITS)),
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    promise.then(() => later = () => carrier.meetCall("billing", LIMITS));
    queueMicrotask(resolve);
    return Response.json(answers.map((answer) => answer?.status ?? null));
  };
  assert.deepEqual(await (await shop.ask(handler, tag())).json(), [503, null]);
  await timer.settle();
  assert.equal(later?.(), undefined, "work that outlives the request carries nothing");
  const other = processOf("cart", timer);
  let met: unknown = "not asked";
  await other.ask(() => {
    met = other.carrier.meetCall("billing", LIMITS);
    return hello();
  }, tag());
  assert.equal(met, undefined);
  book.close();
});

Deno.test("a call is held up no longer than it may take", async () => {
  const { timer, book, put, tag } = world();
  put({ type: "delay", delayMs: 60_000, jitterMs: 0 }, { point: "client" });
  const shop = processOf("shop", timer);
  let tookMs = -1;
  const answer = shop.ask(async () => {
    await shop.carrier.meetCall("billing", { mostMs: 700, signal: undefined });
    tookMs = timer.clock.monotonicMs();
    return hello();
  }, tag());
  await timer.advance(1_000);
  await answer;
  assert.equal(tookMs, 700);
  book.close();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("the database fails for the requests that are meant, and for nobody else in the same moment", async () => {
  const { timer, book, put, tag } = world();
  put(ABORT, { point: "kv", app: "shop" }, { match: { account: "ann" } });
  const shop = processOf("shop", timer);
  const handler = async () => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    await shop.carrier.passDatabase();
    return hello();
  };
  const asked = ["bob", "ann", "bob"].map((account) => shop.ask(handler, tag(account)));
  const ends = await Promise.allSettled(asked);
  assert.deepEqual(ends.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled"]);
  assert.equal(shop.carrier.passDatabase(), undefined, "outside of requests");
  book.close();
});

Deno.test("a message carries on what its request carried, and is handled in its scope until it expires", async () => {
  const { timer, book, put, tag } = world();
  put(ABORT, { point: "kv", app: "search" });
  const shop = processOf("shop", timer);
  const search = processOf("search", timer);
  let message: { headers?: Readonly<Record<string, string>> } = {};
  await shop.ask(() => {
    message = shop.carrier.carry({ headers: { a: "1" } });
    return hello();
  }, tag());
  assert.equal(message.headers?.["a"], "1");
  const handle = () =>
    search.carrier.handle(message, async () => await search.carrier.passDatabase());
  await assert.rejects(handle(), { code: "UNREACHABLE" });
  timer.clock.advance(5_000);
  await handle();
  assert.deepEqual(search.refused, ["expired"]);
  const plain = {};
  assert.equal(shop.carrier.carry(plain), plain);
  book.close();
});

Deno.test("a request is told as touched by what happened to it, to its calls and at its database, and by nothing else", async () => {
  const { timer, book, put, tag } = world();
  put({ type: "delay", delayMs: 0, jitterMs: 0 }, { point: "server" }, { id: "served" });
  put({ type: "delay", delayMs: 0, jitterMs: 0 }, { point: "client", app: "billing" }, {
    id: "call",
  });
  put(ABORT, { point: "kv" }, { id: "database" });
  put(ABORT, { point: "client", app: "search" }, { id: "other call" });
  const shop = processOf("shop", timer);
  const told: (readonly string[])[] = [];
  const handler = shop.carrier.serve(async () => {
    await shop.carrier.meetCall("billing", LIMITS);
    await shop.carrier.passDatabase();
    return hello();
  }, (_request, ids) => told.push(ids));
  const headers = { [FAULT_CONTEXT_HEADER]: tag() ?? "" };
  const answer = handler(new Request("http://127.0.0.1/", { headers }), PEER);
  await assert.rejects(async () => await answer, { code: "UNREACHABLE" });
  assert.deepEqual(told, [["served", "call", "database"]]);
  book.close();
});

Deno.test("the next hop gets what came, and a hop of a request that carries nothing gets nothing", async () => {
  const { timer, book, put, tag } = world();
  put(ABORT, { point: "server", app: "billing" });
  const shop = processOf("shop", timer);
  const value = tag();
  const seen: (string | undefined)[] = [];
  const handler = () => {
    seen.push(shop.carrier.value);
    return hello();
  };
  await shop.ask(handler, value);
  await shop.ask(handler, undefined);
  assert.deepEqual(seen, [value, undefined]);
  book.close();
});

Deno.test("a slow body stays slow after its head, until it expires", async () => {
  const { timer, book, put, tag } = world();
  put({ type: "slow-body", bytesPerSecond: 10 }, { point: "server" }, { leaseMs: 1_000 });
  const shop = processOf("shop", timer);
  const response = await shop.ask(() => new Response(new Uint8Array(1_000)), tag());
  let isDone = false;
  const whole = response.bytes().then(() => isDone = true);
  await timer.advance(900);
  assert.equal(isDone, false);
  await timer.advance(200);
  await whole;
  assert.equal(book.isIdle, true);
});

Deno.test("of 100,000 requests of 1,000 accounts all 100 of one account fail two hops on, and no other", async () => {
  const { timer, book, put, tag } = world();
  put(ABORT, { point: "kv", app: "billing" }, { match: { account: "acc-7" }, leaseMs: 600_000 });
  const shop = processOf("shop", timer);
  const billing = processOf("billing", timer);
  const bill = async () => {
    await Promise.resolve();
    await billing.carrier.passDatabase();
    return new Response(null, { status: 204 });
  };
  const buy = async () => {
    await Promise.resolve();
    return await billing.ask(bill, shop.carrier.value);
  };
  const failed: string[] = [];
  for (let round = 0; round < 100; round++) {
    const accounts = Array.from({ length: 1_000 }, (_, n) => `acc-${n}`);
    await Promise.all(accounts.map(async (account) => {
      await shop.ask(buy, tag(account)).catch(() => failed.push(account));
    }));
  }
  assert.equal(failed.length, 100);
  assert.deepEqual([...new Set(failed)], ["acc-7"]);
  assert.equal(book.list()[0]?.hits, 100);
  book.close();
  assert.equal(timer.pendingCount, 0);
});
