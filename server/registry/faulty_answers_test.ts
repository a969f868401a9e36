import assert from "node:assert/strict";
import type { RegistryWatchMessage } from "@netops/core/contracts";
import { type FailMode, FailPoints, FaultBook } from "@netops/core/faults";
import { createHost } from "@netops/core/host";
import { createRegistryHandler } from "./app.ts";
import { FaultyAnswers } from "./faulty_answers.ts";
import { instanceBody, makeInstance, RegistryWorld } from "./testing.ts";

const PEER = { hostname: "127.0.0.1", port: 1 };

function fixture() {
  const world = new RegistryWorld();
  const { timer, clock, registry, cache, watch } = world;
  const book = new FaultBook({
    ...{ timer, clock, createRng: createHost().createRng, owner: "registry-1" },
    onBegin: (fault) => points.begin(fault),
  });
  const points = new FailPoints({ book, timer });
  const app = { registry, cache, watch, timer, clock };
  const handle = createRegistryHandler({ ...app, faults: new FaultyAnswers(app, points) });
  const put = (mode: FailMode) =>
    book.put({
      id: mode,
      kind: "registry",
      effect: { type: "fail-point", point: "registry-answer", mode, delayMs: 500, ratio: 1 },
      ...{ match: {}, remainingMs: 60_000, leaseMs: 5_000, seed: "1" },
    });
  const ask = async (path: string, method = "GET", init: RequestInit = {}) =>
    await handle(new Request(`http://127.0.0.1:7072${path}`, { ...init, method }), PEER);
  const ports = async () => {
    const response = await ask("/eureka/apps/HELLO", "GET", {
      headers: { accept: "application/json" },
    });
    if (!response.ok) return response.status;
    const { application } = await response.json();
    return application.instance.map((each: { port: { $: number } }) => each.port.$);
  };
  const watchIt = async () => new Watcher((await ask("/watch")).body!);
  return { world, book, put, ask, ports, watchIt, registry };
}

class Watcher {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** The next message but pings; undefined at the end. */
  async next(): Promise<RegistryWatchMessage | undefined> {
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      const message = JSON.parse(new TextDecoder().decode(value).slice(6));
      if (message.type !== "ping") return message;
    }
  }
}

const second = { instanceId: "h2:hello:8081", port: { $: 8081, "@enabled": "true" } };

Deno.test("a stale registry shows what was, takes what comes, and tells it when the fault ends", async () => {
  const { world, book, put, ask, ports, watchIt, registry } = fixture();
  registry.register(makeInstance());
  const watcher = await watchIt();
  await watcher.next();
  put("stale");
  const written = await ask("/eureka/apps/HELLO", "POST", {
    headers: { "content-type": "application/json" },
    body: JSON.stringify(instanceBody(second)),
  });
  assert.equal(written.status, 204);
  assert.deepEqual(await ports(), [8080]);
  const late = await watchIt();
  const snapshot = await late.next();
  assert.equal(snapshot?.type === "snapshot" && snapshot.instances.length, 1);
  await world.timer.advance(5_000);
  assert.equal(book.isIdle, true);
  assert.deepEqual(await ports(), [8080, 8081]);
  const told = await watcher.next();
  assert.equal(told?.type === "change" && told.instance.port, 8081);
  assert.equal(await late.next(), undefined, "it comes again for the truth");
  world.watch.close();
});

Deno.test("a lying registry names a port where nobody is, and sends watchers away at begin and end", async () => {
  const { world, book, put, ports, watchIt, registry } = fixture();
  registry.register(makeInstance());
  const before = await watchIt();
  await before.next();
  put("lie");
  assert.equal(await before.next(), undefined);
  assert.deepEqual(await ports(), [1]);
  const during = await watchIt();
  const snapshot = await during.next();
  assert.equal(snapshot?.type === "snapshot" && snapshot.instances[0]?.port, 1);
  book.remove("lie");
  assert.equal(await during.next(), undefined);
  assert.deepEqual(await ports(), [8080]);
  world.watch.close();
});

Deno.test("a failing registry answers no read, late ones are late, and heartbeats are taken", async () => {
  const { world, book, put, ask, ports, watchIt, registry } = fixture();
  registry.register(makeInstance());
  const watcher = await watchIt();
  await watcher.next();
  put("error");
  assert.equal(await watcher.next(), undefined);
  assert.equal(await ports(), 502);
  assert.equal((await ask("/eureka/apps/HELLO/h1:hello:8080", "PUT")).status, 200);
  book.remove("error");
  put("delay");
  let isDone = false;
  const late = ports().then(() => isDone = true);
  await world.timer.advance(499);
  assert.equal(isDone, false);
  await world.timer.advance(1);
  await late;
  book.close();
  world.watch.close();
});
