import assert from "node:assert/strict";
import type { RouteSnapshot } from "../contracts/routes.ts";
import type { RegisteredInstance } from "../contracts/registry_watch.ts";
import { createHost } from "../host/host.ts";
import { FakeTimer, ScriptedHttpClient } from "../testing/mod.ts";
import { AddressLinks } from "./address_links.ts";
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

Deno.test("an instance that is linked is asked through its link, and its own connections are closed", async () => {
  const timer = new FakeTimer();
  let tell: (snapshot: RouteSnapshot) => void = () => undefined;
  const links = new AddressLinks({
    snapshot: () => undefined,
    onChange: (listener) => (tell = listener, () => undefined),
  });
  const asked: string[] = [];
  const closed: number[] = [];
  let made = 0;
  const clients = new InstanceClients({
    ...{ discovery: fakeDiscovery(1), timer, links },
    create: () => {
      const index = ++made;
      const client = new ScriptedHttpClient(({ url }) => {
        asked.push(url);
        return new Response();
      });
      return { send: (request) => client.send(request), close: () => void closed.push(index) };
    },
  });
  const set = (...pairs: { from: string; to: string }[]) =>
    tell({ epoch: 1, routes: [], listeners: [], links: pairs });
  const ask = () => clients.send({ method: "GET", url: "http://127.0.0.1:1/a" });
  await ask();
  set({ from: "127.0.0.1:1", to: "127.0.0.1:9" });
  await timer.advance(50);
  assert.deepEqual(closed, [1], "within 200 ms");
  await ask();
  set();
  await timer.advance(50);
  await ask();
  const own = "http://127.0.0.1:1/a";
  assert.deepEqual([asked, closed], [[own, "http://127.0.0.1:9/a", own], [1, 2]]);
  clients.close();
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
