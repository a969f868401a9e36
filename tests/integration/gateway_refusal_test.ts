import assert from "node:assert/strict";
import { rawRequest } from "../harness/raw_request.ts";
import { type GatewayRig, startGatewayRig } from "./gateway_rig.ts";

async function statusOf(rig: GatewayRig, head: string, body = ""): Promise<number> {
  const text = `${head.replaceAll("\n", "\r\n")}\r\n\r\n${body}`;
  return (await rawRequest(rig.port, text)).status;
}

const ours = (rig: GatewayRig) => `host: 127.0.0.1:${rig.port}\nconnection: close`;

Deno.test("a foreign, broken or missing Host is refused whatever the path says", async () => {
  await using rig = await startGatewayRig();
  let calls = 0;
  await rig.origin("hello", () => {
    calls++;
    return new Response();
  });
  const hosts = [
    "evil.example",
    `evil.example:${rig.port}`,
    `127.0.0.1:${rig.port}/hello/`,
    `127.0.0.1:${rig.port}@evil.example`,
    "127.0.0.1",
    "127.0.0.1:1",
    "a b",
    "[::",
    "",
  ];
  for (const path of ["/hello/", "/healthz"]) {
    for (const host of hosts) {
      const status = await statusOf(rig, `GET ${path} HTTP/1.1\nhost: ${host}\nconnection: close`);
      assert.equal(status, 421, `${path} with Host "${host}"`);
    }
    assert.equal(await statusOf(rig, `GET ${path} HTTP/1.1\nconnection: close`), 421);
    assert.equal(await statusOf(rig, `GET ${path} HTTP/1.0`), 421);
  }
  assert.equal(calls, 0);
  for (const name of ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"]) {
    const head = `GET /healthz HTTP/1.1\nhost: ${name}:${rig.port}\nconnection: close`;
    assert.equal(await statusOf(rig, head), 200, name);
  }
});

Deno.test("a page of a foreign origin is refused, an allowed one is not", async () => {
  await using rig = await startGatewayRig({ config: { allowOrigins: ["http://localhost:3000"] } });
  await rig.origin("hello", () => new Response("ok"));
  const from = async (origin: string) => {
    const response = await fetch(`${rig.url}/hello/`, { headers: { origin } });
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await from("http://evil.example"), 403);
  assert.equal(await from("null"), 403);
  assert.equal(await from("http://localhost:3000"), 200);
  assert.equal(await from(rig.url), 200);
});

Deno.test("methods and targets that no edge should pass are refused", async () => {
  await using rig = await startGatewayRig();
  await rig.origin("hello", () => new Response("ok"));
  const cases: Record<string, number> = {
    "TRACE /hello/": 405,
    "CONNECT 127.0.0.1:1": 405,
    "PURGE /hello/": 405,
    "get /hello/": 405,
    "GET /hello/%2fx": 400,
    "GET /hello/a\\b": 400,
    "GET /hello/%00": 400,
    "GET /hello/#a": 400,
    "GET http://evil.example/hello/": 421,
    "GET https://127.0.0.1/hello/": 421,
    "GET /healthz/../hello/": 200,
    "GET /hello/%2e%2e/hello/": 200,
    "OPTIONS *": 404,
  };
  for (const [line, status] of Object.entries(cases)) {
    assert.equal(await statusOf(rig, `${line} HTTP/1.1\n${ours(rig)}`), status, line);
  }
  const absolute = `GET http://127.0.0.1:${rig.port}/hello/ HTTP/1.1\n${ours(rig)}`;
  assert.equal(await statusOf(rig, absolute), 200);
  const body = `GET /hello/ HTTP/1.1\n${ours(rig)}\ncontent-length: 3`;
  assert.equal(await statusOf(rig, body, "abc"), 400);
});

Deno.test("refusals come in the order 404, 401, 429, 431, 413", async () => {
  await using rig = await startGatewayRig({
    config: { maxBodyBytes: 100, maxHeaderBytes: 2_000 },
    verifier: { verify: (token) => token === "good" ? { account: "a", country: "DE" } : undefined },
  });
  await rig.origin("hello", (request) => new Response(request.body));
  rig.route("hello", { auth: "user", limit: { count: 2, perMs: 60_000 } });
  const post = async (path: string, headers: Record<string, string>) => {
    const response = await fetch(rig.url + path, {
      method: "POST",
      headers: { ...headers, "x-big": "x".repeat(4_000) },
      body: "x".repeat(1_000),
    });
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.ok(response.headers.get("x-request-id"));
    await response.body?.cancel().catch(() => {});
    return response;
  };
  const good = { authorization: "Bearer good" };
  assert.equal((await post("/nothing/", good)).status, 404);
  const stranger = await post("/hello/", { authorization: "Bearer bad" });
  assert.equal(stranger.status, 401);
  assert.equal(stranger.headers.get("www-authenticate"), "Bearer");
  assert.equal((await post("/hello/", good)).status, 431);
  assert.equal((await post("/hello/", good)).status, 431);
  const limited = await post("/hello/", good);
  assert.equal(limited.status, 429);
  assert.ok(Number(limited.headers.get("retry-after")) >= 1);
});

Deno.test("no token is valid without a verifier that says so", async () => {
  await using rig = await startGatewayRig();
  await rig.origin("hello", () => new Response());
  rig.route("hello", { auth: "user" });
  const response = await fetch(`${rig.url}/hello/`, { headers: { authorization: "Bearer x" } });
  assert.equal(response.status, 401);
  await response.body?.cancel();
});

Deno.test("a body over the limit is refused at once when stated, else when it got too long", async () => {
  await using rig = await startGatewayRig({ config: { maxBodyBytes: 1_000 } });
  let received = 0;
  await rig.origin("sink", async (request) => {
    for await (const piece of request.body!) received += piece.byteLength;
    return new Response("taken");
  });
  const stated = await rawRequest(
    rig.port,
    `POST /sink/ HTTP/1.1\r\nhost: 127.0.0.1:${rig.port}\r\ncontent-length: 999999999\r\n\r\nabc`,
  );
  assert.equal(stated.status, 413);
  assert.ok(stated.closed, "the connection stays open");
  const chunk = `400\r\n${"x".repeat(0x400)}\r\n`;
  const chunked = await rawRequest(
    rig.port,
    `POST /sink/ HTTP/1.1\r\nhost: 127.0.0.1:${rig.port}\r\ntransfer-encoding: chunked\r\n\r\n` +
      chunk.repeat(4),
  );
  assert.equal(chunked.status, 413);
  assert.ok(received <= 1_000, `the instance got ${received} bytes`);
});

Deno.test("a body without progress is answered with 408 and the request to hang up", async () => {
  await using rig = await startGatewayRig({ config: { bodyProgressTimeoutMs: 100 } });
  await rig.origin("sink", async (request) => new Response(await request.text().catch(() => "")));
  for (const framing of ["content-length: 10", "transfer-encoding: chunked"]) {
    const body = framing.startsWith("content") ? "abc" : "3\r\nabc\r\n";
    const text = `POST /sink/ HTTP/1.1\r\nhost: 127.0.0.1:${rig.port}\r\n${framing}\r\n\r\n${body}`;
    const answer = await rawRequest(rig.port, text, 500);
    assert.equal(answer.status, 408, framing);
    assert.match(answer.text, /connection: close/i);
    assert.match(answer.text, /REQUEST_STALLED/);
  }
});

Deno.test("the public port has no route of ours but /healthz", async () => {
  await using rig = await startGatewayRig();
  const health = await fetch(`${rig.url}/healthz`);
  assert.deepEqual(await health.json(), { runId: "run-1", status: "UP" });
  for (const path of ["/metrics", "/routes", "/attempts", "/", "/healthz/x"]) {
    const response = await fetch(rig.url + path);
    assert.equal(response.status, 404, path);
    await response.body?.cancel();
  }
});

Deno.test("broken uploads speak against no instance, however many come", async () => {
  await using rig = await startGatewayRig();
  await rig.origin("sink", async (request) => new Response(await request.text().catch(() => "")));
  await Promise.all(Array.from({ length: 60 }, () => breakUpload(rig.port)));
  const response = await fetch(`${rig.url}/sink/`, { method: "POST", body: "x" });
  assert.deepEqual([response.status, await response.text()], [200, "x"]);
});

/** Sends one good chunk, and a broken one once the instance is being talked to. */
async function breakUpload(port: number): Promise<void> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const send = (text: string) => connection.write(new TextEncoder().encode(text));
  await send(`POST /sink/ HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n`);
  await send("transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
  await new Promise((resolve) => setTimeout(resolve, 100));
  await send("zz\r\n");
  await connection.read(new Uint8Array(1_000)).catch(() => null);
  connection.close();
}
