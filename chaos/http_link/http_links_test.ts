import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import { HttpLinks } from "./http_links.ts";

const HELD = { kind: "latency", match: {}, remainingMs: 60_000, leaseMs: 60_000, seed: "s" };

/** A service, links, and a way to ask either. */
async function openRig(handler: (request: Request) => Response | Promise<Response>) {
  const host = createHost();
  const { clock, timer, createRng, httpServer, webSockets } = host;
  const service = await httpServer.listen({ hostname: "127.0.0.1", port: 0 }, handler);
  const links = new HttpLinks({
    ...{ clock, timer, createRng, httpServer, webSockets },
    createHttpClient: () => host.createHttpClient(),
    authorize: () => undefined,
    accountOf: (headers) => headers.get("x-account") ?? undefined,
  });
  const client = host.createHttpClient();
  const hold = (id: string, effect: unknown, match: unknown = {}) => {
    const body = JSON.stringify({ ...HELD, id, effect, match });
    const headers = { "content-length": String(body.length) };
    return links.answer(
      "hello-1",
      new Request(`http://x/faults/${id}`, { method: "PUT", body, headers }),
    );
  };
  return {
    ...{ links, hold, client, address: `127.0.0.1:${service.port}` },
    [Symbol.asyncDispose]: async () => {
      await links.closeAll();
      client.close();
      await service.close(1_000);
    },
  };
}

Deno.test("a link passes requests on as they come, with method, path, headers, body and status", async () => {
  await using rig = await openRig(async (request) => {
    const body = `${request.method} ${new URL(request.url).pathname} ${await request.text()}`;
    return new Response(body, { status: 201, headers: { "x-own": request.headers.get("x-own")! } });
  });
  const { host, port } = await rig.links.open("hello-1", rig.address);
  const url = `http://${host}:${port}/a/b?c=d`;
  const response = await rig.client.send({
    method: "POST",
    url,
    body: "text",
    headers: { "x-own": "1" },
  });
  assert.deepEqual([response.status, response.headers.get("x-own")], [201, "1"]);
  assert.equal(await response.text(), "POST /a/b text");
  assert.equal(
    (await rig.links.open("hello-1", rig.address)).port,
    port,
    "one link for an instance",
  );
});

Deno.test("a link does what its faults say to the requests of a service that knows nothing", async () => {
  await using rig = await openRig(() => new Response("fine"));
  const { host, port } = await rig.links.open("hello-1", rig.address);
  const ask = async (headers: Record<string, string> = {}) => {
    const url = `http://${host}:${port}/`;
    const response = await rig.client.send({ method: "GET", url, headers });
    return `${response.status} ${await response.text()}`;
  };
  await rig.hold("f-1", { type: "abort", status: 418 }, { account: "ada" });
  assert.equal(await ask(), "200 fine");
  assert.match(await ask({ "x-account": "ada" }), /^418/);
  await rig.links.answer("hello-1", new Request("http://x/faults/f-1", { method: "DELETE" }));
  assert.equal(await ask({ "x-account": "ada" }), "200 fine");
});

Deno.test("a link in front of an instance that is gone says so at once", async () => {
  await using rig = await openRig(() => new Response());
  const { host, port } = await rig.links.open("gone", "127.0.0.1:1");
  const response = await rig.client.send({ method: "GET", url: `http://${host}:${port}/` });
  assert.equal(response.status, 502);
  await response.body?.cancel();
});

Deno.test("a link that is taken away lets what is under way end", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await using rig = await openRig(async () => {
    await promise;
    return new Response("late");
  });
  const { host, port } = await rig.links.open("hello-1", rig.address);
  const asked = rig.client.send({ method: "GET", url: `http://${host}:${port}/` });
  while ((await rig.links.list())[0]?.inFlight !== 1) {
    await new Promise((done) => setTimeout(done, 2));
  }
  const closing = rig.links.close("hello-1");
  resolve();
  assert.equal(await (await asked).text(), "late");
  await closing;
  assert.deepEqual(await rig.links.list(), []);
});
