import assert from "node:assert/strict";
import { rawRequest } from "../harness/raw_request.ts";
import { startRawOrigin } from "../harness/raw_origin.ts";
import { type GatewayRig, startGatewayRig } from "./gateway_rig.ts";

interface Seen {
  readonly headers: Headers[];
  readonly urls: string[];
  readonly closes: { code: number; reason: string }[];
  readonly sockets: WebSocket[];
  closed: PromiseWithResolvers<void>;
}

/** An instance that echoes, and closes with 4001 when told "bye". */
async function startEcho(rig: GatewayRig): Promise<Seen> {
  const seen: Seen = {
    headers: [],
    urls: [],
    closes: [],
    sockets: [],
    closed: Promise.withResolvers<void>(),
  };
  await rig.origin("chat", (request) => {
    const url = new URL(request.url);
    if (url.pathname === "/forbidden") return new Response("no", { status: 403 });
    // The request's own headers are gone once it is upgraded.
    seen.headers.push(new Headers(request.headers));
    seen.urls.push(url.pathname + url.search);
    const wanted = request.headers.get("sec-websocket-protocol")?.split(", ") ?? [];
    const protocol = wanted.includes("v2") ? "v2" : undefined;
    const { socket, response } = Deno.upgradeWebSocket(request, protocol ? { protocol } : {});
    seen.sockets.push(socket);
    socket.onopen = () => socket.send("welcome");
    socket.onmessage = (event) => {
      if (event.data === "bye") socket.close(4001, "as you wish");
      else socket.send(event.data);
    };
    socket.onclose = ({ code, reason }) => {
      seen.closes.push({ code, reason });
      seen.closed.resolve();
    };
    return response;
  });
  return seen;
}

/** A client that collects what it gets. */
async function open(url: string, protocols: string[] = [], headers: Record<string, string> = {}) {
  const socket = new WebSocket(url, { protocols, headers });
  socket.binaryType = "arraybuffer";
  const messages: (string | ArrayBuffer)[] = [];
  const waiting: (() => void)[] = [];
  socket.onmessage = (event) => {
    messages.push(event.data);
    for (const wake of waiting.splice(0)) wake();
  };
  const closed = Promise.withResolvers<{ code: number; reason: string }>();
  socket.onclose = ({ code, reason }) => closed.resolve({ code, reason });
  const opened = Promise.withResolvers<boolean>();
  socket.onopen = () => opened.resolve(true);
  socket.onerror = (event) => {
    event.preventDefault();
    opened.resolve(false);
  };
  const isOpen = await opened.promise;
  const until = async (count: number) => {
    while (messages.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    return messages;
  };
  return { socket, isOpen, messages, until, closed: closed.promise };
}

Deno.test("a WebSocket passes text, binary, subprotocol, query and headers both ways", async () => {
  await using rig = await startGatewayRig();
  const seen = await startEcho(rig);
  const url = `ws://127.0.0.1:${rig.port}/chat/room?name=a`;
  const client = await open(url, ["v1", "v2"], { cookie: "a=b", "x-netops-fault": "x" });
  assert.ok(client.isOpen);
  assert.equal(client.socket.protocol, "v2");
  client.socket.send("hi");
  client.socket.send(new Uint8Array([1, 2, 3]));
  const messages = await client.until(3);
  assert.deepEqual(messages.slice(0, 2), ["welcome", "hi"]);
  assert.deepEqual(new Uint8Array(messages[2] as ArrayBuffer), new Uint8Array([1, 2, 3]));
  assert.deepEqual(seen.urls, ["/room?name=a"]);
  assert.equal(seen.headers[0]?.get("cookie"), "a=b");
  assert.equal(seen.headers[0]?.get("x-forwarded-prefix"), "/chat");
  assert.equal(seen.headers[0]?.get("x-netops-fault"), null);
  client.socket.close(4002, "enough");
  await seen.closed.promise;
  assert.deepEqual(seen.closes, [{ code: 4002, reason: "enough" }]);
  await client.closed;
});

Deno.test("a close of the instance reaches the client with code and reason", async () => {
  await using rig = await startGatewayRig();
  const seen = await startEcho(rig);
  const client = await open(`ws://127.0.0.1:${rig.port}/chat/`);
  client.socket.send("bye");
  assert.deepEqual(await client.closed, { code: 4001, reason: "as you wish" });
  await seen.closed.promise;
});

Deno.test("a large message passes whole", async () => {
  await using rig = await startGatewayRig();
  await startEcho(rig);
  const client = await open(`ws://127.0.0.1:${rig.port}/chat/`);
  const text = "x".repeat(1_000_000);
  client.socket.send(text);
  const messages = await client.until(2);
  assert.equal(messages[1], text);
  client.socket.close(1000);
  await client.closed;
});

Deno.test("a stop says 1001 to every WebSocket, and the instance hears of it", async () => {
  await using rig = await startGatewayRig();
  const seen = await startEcho(rig);
  const clients = await Promise.all(
    [1, 2, 3].map(() => open(`ws://127.0.0.1:${rig.port}/chat/`)),
  );
  rig.gateway.openSockets.closeAll();
  for (const client of clients) {
    assert.deepEqual(await client.closed, { code: 1001, reason: "the gateway stops" });
  }
  await seen.closed.promise;
  while (rig.gateway.openSockets.count > 0) await new Promise((resolve) => setTimeout(resolve, 5));
});

Deno.test("a refused handshake gives the status of the instance, a dead instance 502", async () => {
  await using rig = await startGatewayRig();
  await startEcho(rig);
  await using silent = startRawOrigin({ answers: [], perConnection: 0 });
  rig.register("dead", silent.port);
  const handshake = (path: string, rest = "") =>
    rawRequest(
      rig.port,
      `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${rig.port}\r\nconnection: Upgrade\r\n` +
        `upgrade: websocket\r\nsec-websocket-version: 13\r\n` +
        `sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n${rest}\r\n`,
      500,
    );
  assert.equal((await handshake("/chat/forbidden")).status, 403);
  assert.equal((await handshake("/dead/")).status, 502);
  assert.equal((await handshake("/nobody/")).status, 404);
  assert.equal((await handshake("/chat/", "origin: http://evil.example\r\n")).status, 403);
});

Deno.test("a handshake that is not valid is refused", async () => {
  await using rig = await startGatewayRig();
  const seen = await startEcho(rig);
  const good = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  };
  const flaws: Partial<typeof good>[] = [
    { "sec-websocket-key": "short" },
    { "sec-websocket-version": "12" },
    { connection: "close" },
  ];
  for (const flaw of flaws) {
    const fields = Object.entries({ ...good, ...flaw }).map(([name, value]) => `${name}: ${value}`);
    const head = ["GET /chat/ HTTP/1.1", `host: 127.0.0.1:${rig.port}`, ...fields].join("\r\n");
    const answer = await rawRequest(rig.port, `${head}\r\n\r\n`, 500);
    assert.equal(answer.status, 400, JSON.stringify(flaw));
  }
  assert.equal(seen.urls.length, 0);
});
