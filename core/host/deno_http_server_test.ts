import assert from "node:assert/strict";
import { NetopsError } from "../errors/netops_error.ts";
import type { HttpHandler } from "../ports/http.ts";
import { createDenoHttpServer } from "./deno_http_server.ts";

const LOOPBACK = { hostname: "127.0.0.1", port: 0 };

Deno.test("listen() names the port and the peer", async () => {
  const listener = await createDenoHttpServer().listen(
    LOOPBACK,
    (_request, peer) => new Response(`${peer.hostname} ${peer.port > 0}`),
  );
  try {
    const response = await fetch(`http://127.0.0.1:${listener.port}/`);
    assert.equal(await response.text(), "127.0.0.1 true");
    assert.equal(listener.hostname, "127.0.0.1");
  } finally {
    await listener.close(1000);
  }
});

Deno.test("listen() on a taken port rejects with PORT_TAKEN", async () => {
  const server = createDenoHttpServer();
  const first = await server.listen(LOOPBACK, () => new Response());
  try {
    await assert.rejects(
      server.listen({ ...LOOPBACK, port: first.port }, () => new Response()),
      (error) => error instanceof NetopsError && error.code === "PORT_TAKEN",
    );
  } finally {
    await first.close(1000);
  }
});

Deno.test("listen() with shared lets a second listener have the same port", async () => {
  const server = createDenoHttpServer();
  const first = await server.listen({ ...LOOPBACK, shared: true }, () => new Response());
  try {
    const second = await server.listen(
      { hostname: "127.0.0.1", port: first.port, shared: true },
      () => new Response(),
    );
    assert.equal(second.port, first.port);
    await second.close(1000);
  } finally {
    await first.close(1000);
  }
});

Deno.test("a handler that throws is answered as a problem and nothing else breaks", async () => {
  const handler: HttpHandler = () => {
    throw new Error("secret");
  };
  const listener = await createDenoHttpServer().listen(LOOPBACK, handler);
  try {
    const response = await fetch(`http://127.0.0.1:${listener.port}/`);
    const text = await response.text();
    assert.equal(response.status, 500);
    assert.equal(JSON.parse(text).code, "BUG");
    assert.ok(!text.includes("secret"));
  } finally {
    await listener.close(1000);
  }
});

Deno.test("close() waits for what is in flight", async () => {
  const gate = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  const listener = await createDenoHttpServer().listen(LOOPBACK, async () => {
    entered.resolve();
    await gate.promise;
    return new Response("done");
  });
  const answer = fetch(`http://127.0.0.1:${listener.port}/`).then((r) => r.text());
  await entered.promise;
  const closed = listener.close(5000);
  gate.resolve();
  assert.equal(await answer, "done");
  await closed;
  await assert.rejects(fetch(`http://127.0.0.1:${listener.port}/`));
});

Deno.test("close() gives up on what is in flight at its deadline", async () => {
  const gate = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  const listener = await createDenoHttpServer().listen(LOOPBACK, async () => {
    entered.resolve();
    await gate.promise;
    return new Response("late");
  });
  const answer = fetch(`http://127.0.0.1:${listener.port}/`).then((r) => r.text());
  await entered.promise;
  await listener.close(50);
  await assert.rejects(fetch(`http://127.0.0.1:${listener.port}/`));
  gate.resolve();
  assert.equal(await answer, "late");
});

Deno.test("close() twice resolves twice", async () => {
  const listener = await createDenoHttpServer().listen(LOOPBACK, () => new Response());
  await Promise.all([listener.close(1000), listener.close(1000)]);
});
