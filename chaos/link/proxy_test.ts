import assert from "node:assert/strict";
import { createFixedRng, FakeTimer } from "@netops/core/testing";
import { HeldBytes } from "./held_bytes.ts";
import { FakeTcp } from "./link_fakes.ts";
import { Proxy } from "./proxy.ts";
import { createSeats } from "./seats.ts";

async function openProxy(
  options: { readonly mostDurationMs?: number; readonly seed?: string } = {},
) {
  const timer = new FakeTimer();
  const tcp = new FakeTcp();
  const held = new HeldBytes({ limitBytes: 1_000_000, mostInChainBytes: 100_000 });
  const world = {
    ...{ tcp, timer, held, clock: timer.clock, bufferBytes: 50_000, ...createSeats(100) },
    ...{ rng: createFixedRng(options.seed ?? "1"), createRng: createFixedRng },
    wake: (delayMs: number, run: () => void) => timer.after(delayMs, run),
    mostDurationMs: options.mostDurationMs,
  };
  const proxy = new Proxy(
    { name: "p", listen: "127.0.0.1:0", upstream: "127.0.0.1:80" },
    world,
  );
  assert.equal(await proxy.start(), undefined);
  const dial = async () => {
    const client = tcp.dial();
    await timer.settle();
    return { client, service: tcp.services.at(-1)! };
  };
  const add = (toxic: Record<string, unknown>) => proxy.toxicBook.add(JSON.stringify(toxic));
  return { proxy, timer, tcp, held, dial, add };
}

Deno.test("bytes go both ways, each end is passed on, and then both sockets are closed", async () => {
  const { proxy, timer, dial } = await openProxy();
  const { client, service } = await dial();
  client.feed("ask");
  client.feed(null);
  await timer.settle();
  assert.deepEqual([service.written, service.hasEnded, service.state], [["ask"], true, "open"]);
  service.feed("answer");
  service.feed(null);
  await timer.settle();
  assert.deepEqual([client.written, client.hasEnded], [["answer"], true]);
  assert.deepEqual([client.state, service.state], ["closed", "closed"]);
  assert.equal(proxy.connectionCount, 0);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a latency toxic holds bytes by one timer until they are due", async () => {
  const { timer, dial, add } = await openProxy();
  const { client, service } = await dial();
  add({ type: "latency", attributes: { latency: 100 } });
  service.feed("a");
  await timer.advance(50);
  service.feed("b");
  await timer.advance(49);
  assert.deepEqual(client.written, []);
  assert.equal(timer.pendingCount, 1);
  await timer.advance(1);
  assert.deepEqual(client.written, ["a"]);
  await timer.advance(50);
  assert.deepEqual(client.written, ["a", "b"]);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a toxic ends when its duration has passed, and lets go what it held", async () => {
  const { proxy, timer, dial, add } = await openProxy();
  const { client, service } = await dial();
  add({ type: "latency", durationMs: 200, attributes: { latency: 10_000 } });
  service.feed("a");
  await timer.advance(199);
  assert.deepEqual([proxy.toxics.length, client.written], [1, []]);
  await timer.advance(1);
  assert.deepEqual([proxy.toxics.length, client.written], [0, ["a"]]);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("with a bound, a toxic without a duration ends as well", async () => {
  const { proxy, timer, add } = await openProxy({ mostDurationMs: 1_000 });
  add({ type: "noop" });
  await timer.advance(999);
  assert.equal(proxy.toxics.length, 1);
  await timer.advance(1);
  assert.equal(proxy.toxics.length, 0);
});

Deno.test("without a bound, a toxic without a duration stays", async () => {
  const { proxy, timer, add } = await openProxy();
  add({ type: "noop" });
  assert.equal(timer.pendingCount, 0);
  await timer.advance(1_000_000_000);
  assert.equal(proxy.toxics.length, 1);
});

Deno.test("removing a toxic returns at once although a sink takes nothing", async () => {
  const { proxy, timer, held, dial, add } = await openProxy();
  const { client, service } = await dial();
  client.isDead = true;
  add({ type: "latency", name: "t", attributes: { latency: 10 } });
  for (let n = 0; n < 10; n++) service.feed("x".repeat(1_000));
  await timer.advance(1_000);
  assert.ok(proxy.toxicBook.remove("t"));
  assert.deepEqual(proxy.connections[0]?.toxics, []);
  proxy.closeConnections();
  assert.deepEqual([client.state, service.state, held.bytes], ["closed", "closed", 0]);
});

Deno.test("reset_peer resets both sides, and has the listener replaced by one that can", async () => {
  const { proxy, timer, tcp, dial, add } = await openProxy();
  add({ type: "reset_peer", attributes: { timeout: 50 } });
  await proxy.makeResettable();
  assert.deepEqual(tcp.listening.map(({ resettable }) => resettable), [false, true]);
  assert.equal(tcp.listening[0]?.port, tcp.listening[1]?.port);
  const { client, service } = await dial();
  service.feed("x");
  await timer.advance(49);
  assert.equal(client.state, "open");
  await timer.advance(1);
  assert.deepEqual([client.state, service.state], ["reset", "reset"]);
});

Deno.test("a client that breaks does not keep the service's end from being passed on", async () => {
  const { proxy, timer, dial } = await openProxy();
  const { client, service } = await dial();
  client.isBroken = true;
  service.feed("x");
  await timer.settle();
  client.feed(null);
  await timer.settle();
  assert.equal(service.hasEnded, true);
  assert.equal(proxy.connectionCount, 0);
});

Deno.test("who was being connected when the proxy stopped is not served by its next start", async () => {
  const { proxy, timer, tcp, dial } = await openProxy();
  const gate = Promise.withResolvers<void>();
  tcp.gate = gate.promise;
  const { client, service } = await dial();
  await proxy.update({ upstream: "127.0.0.1:81" });
  assert.ok(proxy.enabled);
  gate.resolve();
  await timer.settle();
  assert.deepEqual([client.state, service.state], ["closed", "closed"]);
  assert.equal(proxy.connectionCount, 0);
});

Deno.test("the lot of a connection depends on seed, number and toxic, not on what came between", async () => {
  const lots = async (seed: string, noise: boolean) => {
    const { proxy, dial, add } = await openProxy({ seed });
    if (noise) add({ type: "latency", name: "other", toxicity: 0.3, attributes: { jitter: 5 } });
    add({ type: "noop", name: "t", toxicity: 0.5 });
    for (let n = 0; n < 32; n++) await dial();
    return proxy.connections.map(({ toxics }) => toxics.includes("t") ? 1 : 0).join("");
  };
  const first = await lots("a", false);
  assert.equal(await lots("a", false), first);
  assert.equal(await lots("a", true), first);
  assert.notEqual(await lots("b", false), first);
});

Deno.test("a toxic that is made anew under its name draws anew", async () => {
  const { proxy, dial, add } = await openProxy();
  for (let n = 0; n < 32; n++) await dial();
  const lots = () => proxy.connections.map(({ toxics }) => toxics.length).join("");
  add({ type: "noop", name: "t", toxicity: 0.5 });
  const first = lots();
  proxy.toxicBook.remove("t");
  add({ type: "noop", name: "t", toxicity: 0.5 });
  assert.notEqual(lots(), first);
});

Deno.test("a proxy has at most 64 toxics", async () => {
  const { add } = await openProxy();
  for (let n = 0; n < 64; n++) assert.ok(!("error" in add({ type: "noop", name: `t${n}` })));
  assert.deepEqual(add({ type: "noop", name: "one more" }), {
    error: "a proxy has at most 64 toxics",
    status: 400,
  });
});
