import assert from "node:assert/strict";
import type { RegisteredInstance } from "@netops/core/contracts";
import { createHost } from "@netops/core/host";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { InstanceClients } from "./instance_clients.ts";

function fakeDiscovery(...first: number[]) {
  let ports = first;
  let listener: (apps: readonly string[]) => void = () => {};
  return {
    apps: () => ["shop"],
    up: () => ports.map((port) => ({ host: "127.0.0.1", port }) as RegisteredInstance),
    onChange: (given: typeof listener) => (listener = given, () => {}),
    set(...next: number[]) {
      ports = next;
      listener(["shop"]);
    },
  };
}

Deno.test("InstanceClients keeps one client per instance and closes that of one that left", async () => {
  const timer = new FakeTimer();
  const discovery = fakeDiscovery(1, 2);
  const closed: number[] = [];
  let made = 0;
  const clients = new InstanceClients({
    ...{ discovery, timer },
    create: () => {
      const index = ++made;
      const client = new ScriptedHttpClient(() => new Response(String(index)));
      return { send: (request) => client.send(request), close: () => void closed.push(index) };
    },
  });
  const ask = async (url: string) => (await clients.send({ method: "GET", url })).text();
  assert.equal(await ask("http://127.0.0.1:1/a/b"), "1");
  assert.equal(await ask("http://127.0.0.1:2"), "2");
  assert.equal(await ask("http://127.0.0.1:1/c?x=/y"), "1");
  discovery.set(2);
  assert.deepEqual([clients.size, closed], [1, []], "a request that has it may still begin");
  await timer.advance(50);
  assert.deepEqual(closed, [1]);
  assert.equal(await ask("http://127.0.0.1:1/"), "3", "one that comes back gets a new one");
  clients.close();
  assert.deepEqual(closed, [1, 2, 3]);
});

Deno.test("a client that is closed lets what is in flight end", async () => {
  const host = createHost();
  const entered = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async () => {
    entered.resolve();
    await gate.promise;
    return new Response("done");
  });
  const discovery = fakeDiscovery(server.addr.port);
  const timer = new FakeTimer();
  const clients = new InstanceClients({
    ...{ discovery, timer },
    create: () => host.createHttpClient(),
  });
  const answer = clients.send({ method: "GET", url: `http://127.0.0.1:${server.addr.port}/` });
  await entered.promise;
  discovery.set();
  await timer.advance(50);
  gate.resolve();
  assert.equal(await (await answer).text(), "done");
  await server.shutdown();
});
