import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import { startLink } from "@netops/chaos/link";
import {
  close,
  dial,
  endingOf,
  LinkRig,
  readBytes,
  roundTrip,
  sleep,
  startEcho,
  TcpService,
  until,
  writeAll,
} from "./link_rig.ts";

const MEGABYTE = new Uint8Array(1_048_576);

/** A service that sends as long as somebody takes it; `sent` says how much the system took. */
function startFirehose(): TcpService & { sentBytes: number } {
  const service = new TcpService(async (conn) => {
    while (true) firehose.sentBytes += await conn.write(MEGABYTE);
  });
  const firehose = Object.assign(service, { sentBytes: 0 });
  return firehose;
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

Deno.test("with sinks that take nothing, every call of the API answers in under 50 ms", async () => {
  await using hose = startFirehose();
  await using rig = await LinkRig.start();
  // What the machine does besides holds up a process without connections just as much.
  await using idle = await LinkRig.start();
  const port = await rig.proxy("hose", hose.port);
  const dead = await Promise.all(Array.from({ length: 20 }, () => dial(port)));
  const types = [
    { type: "latency", attributes: { latency: 50, jitter: 10 } },
    { type: "bandwidth", attributes: { rate: 1_000 } },
    { type: "bandwidth", name: "stall", attributes: { rate: 0 } },
    { type: "slicer", attributes: { average_size: 64, size_variation: 32, delay: 10 } },
    { type: "timeout", attributes: { timeout: 0 } },
    { type: "limit_data", attributes: { bytes: 1_000_000_000 } },
    { type: "slow_close", attributes: { delay: 10_000 } },
    { type: "noop", attributes: {} },
  ];
  const tookMs: number[] = [];
  const idleMs: number[] = [];
  const ask = async (...call: Parameters<LinkRig["ask"]>) => {
    const answer = await rig.ask(...call);
    assert.ok(answer.status < 300, JSON.stringify(answer));
    tookMs.push(answer.tookMs);
    idleMs.push((await idle.ask("GET", "/proxies")).tookMs);
  };
  for (let round = 0; round < 2; round++) {
    for (const toxic of types) await ask("POST", "/proxies/hose/toxics", toxic);
    await sleep(100);
    for (const { type, ...toxic } of types) {
      const name = "name" in toxic ? toxic.name : `${type}_downstream`;
      await ask("PATCH", `/proxies/hose/toxics/${name}`, { attributes: toxic.attributes });
      await ask("GET", "/proxies");
      await ask("DELETE", `/proxies/hose/toxics/${name}`);
    }
  }
  for (const toxic of types) await ask("POST", "/proxies/hose/toxics", toxic);
  await sleep(100);
  await ask("POST", "/reset");
  await ask("PATCH", "/proxies/hose", { enabled: false });
  await ask("PATCH", "/proxies/hose", { enabled: true });
  await ask("DELETE", "/proxies/hose");
  const [median, ofIdle] = [medianOf(tookMs), medianOf(idleMs)];
  assert.ok(median < 50 + ofIdle, `median ${median} ms, without connections ${ofIdle} ms`);
  const [slowest, slowestIdle] = [Math.max(...tookMs), Math.max(...idleMs)];
  assert.ok(slowest < 1_000 + slowestIdle, `slowest ${slowest} ms`);
  dead.forEach(close);
});

Deno.test("a toxic ends by itself, and connections go on", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start();
  using conn = await dial(await rig.proxy("echo", echo.port));
  const { body } = await rig.toxic("echo", {
    ...{ type: "latency", durationMs: 300, attributes: { latency: 10_000 } },
  });
  assert.equal(body.durationMs, 300);
  assert.ok(body.remainingMs > 0 && body.remainingMs <= 300);
  const tookMs = await roundTrip(conn);
  assert.ok(tookMs >= 250 && tookMs < 2_000, `${tookMs} ms`);
  assert.deepEqual((await rig.ask("GET", "/proxies/echo/toxics")).body, []);
});

Deno.test("a duration begins anew when it is named again, and only then", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start();
  await rig.proxy("echo", echo.port);
  const path = "/proxies/echo/toxics/t";
  await rig.toxic("echo", { type: "noop", name: "t", durationMs: 400 });
  await sleep(200);
  await rig.ask("PATCH", path, { toxicity: 0.5 });
  assert.ok((await rig.ask("GET", path)).body.remainingMs <= 210);
  await rig.ask("PATCH", path, { durationMs: 400 });
  assert.ok((await rig.ask("GET", path)).body.remainingMs > 300);
  await sleep(250);
  assert.equal((await rig.ask("GET", path)).status, 200);
  await until(async () => (await rig.ask("GET", path)).status === 404, "it ends");
});

Deno.test("a bound makes every toxic end, and refuses longer ones", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start({ mostToxicMs: 300 });
  await rig.proxy("echo", echo.port);
  const add = (more: Record<string, unknown>) =>
    rig.ask("POST", "/proxies/echo/toxics", { type: "noop", ...more });
  assert.equal((await add({})).body.durationMs, 300);
  for (const durationMs of [301, 0, -1]) {
    const { status, body } = await add({ name: "long", durationMs });
    assert.equal(status, 400);
    assert.match(body.error, /durationMs must be at (least 1|most 300)/);
  }
  await until(async () => (await rig.ask("GET", "/proxies/echo/toxics")).body.length === 0, "end");
});

Deno.test("connections are closed within 200 ms where it is asked for, and the proxy goes on", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start();
  const port = await rig.proxy("echo", echo.port);
  const asks = [
    () => rig.ask("DELETE", "/proxies/echo/connections"),
    () => rig.ask("PATCH", "/proxies/echo", { closeConnections: true }),
  ];
  const tookMs: number[] = [];
  for (const ask of [...asks, ...asks]) {
    await rig.toxic("echo", { type: "bandwidth", name: "b", attributes: { rate: 0 } });
    const conns = await Promise.all(Array.from({ length: 10 }, () => dial(port)));
    await until(() => echo.open.size === 10, "all are connected");
    for (const conn of conns) await writeAll(conn, new TextEncoder().encode("x"));
    const startedAtMs = performance.now();
    assert.equal((await ask()).status, 200);
    for (const conn of conns) assert.notEqual(await endingOf(conn, 1_000), "open");
    tookMs.push(performance.now() - startedAtMs);
    await until(() => echo.open.size === 0, "the service's side is closed");
    conns.forEach(close);
    await rig.ask("DELETE", "/proxies/echo/toxics/b");
    using fresh = await dial(port);
    await roundTrip(fresh);
    await rig.ask("DELETE", "/proxies/echo/connections");
    await until(() => echo.open.size === 0, "nothing is left for the next turn");
  }
  assert.ok(medianOf(tookMs) < 200, `${tookMs} ms`);
});

Deno.test("switching off, deleting and stopping close every socket", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start();
  for (const end of ["off", "delete", "stop"]) {
    const port = await rig.proxy(end, echo.port);
    using conn = await dial(port);
    await roundTrip(conn);
    if (end === "off") await rig.ask("PATCH", "/proxies/off", { enabled: false });
    if (end === "delete") await rig.ask("DELETE", "/proxies/delete");
    if (end === "stop") await rig.service.stop();
    assert.notEqual(await endingOf(conn), "open");
    await until(() => echo.open.size === 0, "the service's side is closed");
    await assert.rejects(dial(port), Deno.errors.ConnectionRefused);
  }
});

Deno.test("what is not on loopback, and who is not on it, is refused with a reason", async () => {
  await using rig = await LinkRig.start();
  const foreign = [
    { listen: "0.0.0.0:0", upstream: "127.0.0.1:1" },
    { listen: ":0", upstream: "127.0.0.1:1" },
    { listen: "127.0.0.1:0", upstream: "10.0.0.1:80" },
    { listen: "127.0.0.1:0", upstream: "example.com:80" },
    { listen: "127.0.0.1:0", upstream: "127.0.0.1.example.com:80" },
  ];
  for (const addresses of foreign) {
    const { status, body } = await rig.ask("POST", "/proxies", { name: "x", ...addresses });
    assert.equal(status, 400, JSON.stringify(addresses));
    assert.match(body.error, /is not on loopback: use 127\.0\.0\.1/);
  }
  await rig.proxy("own", 1);
  for (const change of [{ listen: "0.0.0.0:0" }, { upstream: "8.8.8.8:53" }]) {
    const { status } = await rig.ask("PATCH", "/proxies/own", change);
    assert.equal(status, 400);
  }
  const from = async (headers: Record<string, string>) => {
    const response = await fetch(`${rig.service.url}/proxies`, { headers });
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await from({ "user-agent": "Mozilla/5.0" }), 403);
  assert.equal(await from({ origin: "http://evil.example" }), 403);
  assert.equal(await from({ "user-agent": "curl/8" }), 200);
});

Deno.test("each direction ends apart: an answer still comes after the client has ended its side", async () => {
  await using answering = new TcpService(async (conn) => {
    const asked = await readBytes(conn, 1_000);
    await sleep(50);
    await writeAll(conn, new TextEncoder().encode(`got ${asked.byteLength}`));
    await conn.closeWrite();
  });
  await using rig = await LinkRig.start();
  const port = await rig.proxy("answering", answering.port);
  for (
    const toxic of [undefined, { type: "latency", stream: "upstream", attributes: { latency: 50 } }]
  ) {
    if (toxic !== undefined) await rig.toxic("answering", toxic);
    using conn = await dial(port);
    await writeAll(conn, new TextEncoder().encode("hello"));
    await conn.closeWrite();
    assert.equal(new TextDecoder().decode(await readBytes(conn, 100)), "got 5");
    assert.equal(await endingOf(conn), "end");
  }
  await until(
    async () => (await rig.ask("GET", "/proxies/answering/connections")).body.open === 0,
    "none open",
  );
});

Deno.test("a client that reads nothing holds the service back, with and without toxics", async () => {
  await using hose = startFirehose();
  await using rig = await LinkRig.start({ bufferBytes: 1_000_000 });
  const port = await rig.proxy("hose", hose.port);
  for (const toxic of [undefined, { type: "latency", attributes: { latency: 20 } }]) {
    if (toxic !== undefined) await rig.toxic("hose", toxic);
    hose.sentBytes = 0;
    using _conn = await dial(port);
    await sleep(400);
    const before = hose.sentBytes;
    await sleep(200);
    assert.equal(hose.sentBytes, before, "it still sends");
    // What fills are four socket buffers and, with the toxic, ours.
    assert.ok(before < 32_000_000, `${before} bytes were taken`);
    const { body } = await rig.ask("GET", "/proxies/hose/connections");
    const held = body.connections.map((view: { heldBytes: number }) => view.heldBytes);
    assert.ok(Math.max(...held) < 1_300_000, `${held} bytes are held`);
    await rig.ask("DELETE", "/proxies/hose/connections");
  }
});

Deno.test("more connections than allowed are closed at once, and seats come free", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start({ mostConnections: 2 });
  const port = await rig.proxy("echo", echo.port);
  const conns = await Promise.all([dial(port), dial(port)]);
  for (const conn of conns) await roundTrip(conn);
  using third = await dial(port);
  assert.notEqual(await endingOf(third), "open");
  const metrics = await (await fetch(`${rig.service.url}/metrics`)).text();
  assert.match(metrics, /link_connections_refused_total\{proxy="echo"\} 1/);
  conns.forEach(close);
  await until(
    async () => (await rig.ask("GET", "/proxies/echo/connections")).body.open === 0,
    "free",
  );
  using again = await dial(port);
  await roundTrip(again);
});

Deno.test("when nobody listens upstream the client's connection ends", async () => {
  await using rig = await LinkRig.start();
  const port = await rig.proxy("nobody", 1);
  using conn = await dial(port);
  assert.notEqual(await endingOf(conn), "open");
});

Deno.test("bytes are counted as Toxiproxy counts them", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start();
  const port = await rig.proxy("echo", echo.port);
  using conn = await dial(port);
  await roundTrip(conn, "12345");
  const metrics = await (await fetch(`${rig.service.url}/metrics`)).text();
  for (const what of ["received", "sent"]) {
    for (const direction of ["upstream", "downstream"]) {
      const line = metrics.split("\n").find((text) =>
        text.startsWith(`toxiproxy_proxy_${what}_bytes_total{`) &&
        text.includes(`direction="${direction}"`)
      );
      assert.match(line ?? "", new RegExp(`proxy="echo".* 5$`));
      assert.match(line ?? "", new RegExp(`upstream="127.0.0.1:${echo.port}"`));
    }
  }
});

Deno.test("toxics that come, change and go in any order under load lose and mix up no byte", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start();
  const port = await rig.proxy("echo", echo.port);
  const rng = createHost().createRng("overlap");
  const stopAtMs = performance.now() + 2_000;
  const talk = async (own: number) => {
    using conn = await dial(port);
    let turns = 0;
    while (performance.now() < stopAtMs) {
      const size = 1 + rng.integer(30_000);
      const sent = Uint8Array.from({ length: size }, (_, index) => (index * own + turns) % 251);
      const [got] = await Promise.all([readBytes(conn, size), writeAll(conn, sent)]);
      assert.deepEqual(got, sent);
      turns++;
    }
    return turns;
  };
  const toxics = [
    { type: "latency", attributes: { latency: 20, jitter: 10 } },
    { type: "bandwidth", attributes: { rate: 2_000 } },
    { type: "slicer", attributes: { average_size: 500, size_variation: 200, delay: 100 } },
    { type: "timeout", attributes: { timeout: 0 } },
    { type: "noop", attributes: {} },
  ];
  const meddle = async () => {
    while (performance.now() < stopAtMs) {
      const toxic = toxics[rng.integer(toxics.length)]!;
      const stream = rng.next() < 0.5 ? "upstream" : "downstream";
      const name = `${toxic.type}-${stream}`;
      await rig.ask("POST", "/proxies/echo/toxics", { ...toxic, name, stream });
      await sleep(rng.integer(20));
      const other = toxics[rng.integer(toxics.length)]!;
      await rig.ask("PATCH", `/proxies/echo/toxics/${name}`, { toxicity: rng.next() });
      await rig.ask("DELETE", `/proxies/echo/toxics/${other.type}-${stream}`);
    }
    await rig.ask("POST", "/reset");
  };
  const [, ...turns] = await Promise.all([meddle(), talk(3), talk(5), talk(7)]);
  assert.ok(turns.every((count) => count > 3), `${turns} round trips`);
  using conn = await dial(port);
  assert.ok(await roundTrip(conn) < 1_000);
  const { body } = await rig.ask("GET", "/proxies/echo/connections");
  assert.ok(body.connections.every((view: { toxics: string[] }) => view.toxics.length === 0));
});

Deno.test("startLink() starts the proxy in a process of its own and ends it", async () => {
  await using echo = startEcho();
  const link = await startLink(createHost(), { port: 0, seed: "1", config: { mostToxicMs: 500 } });
  try {
    const answer = await fetch(`${link.url}/proxies`, {
      method: "POST",
      body: JSON.stringify({
        ...{ name: "echo", listen: "127.0.0.1:0", upstream: `127.0.0.1:${echo.port}` },
      }),
    });
    const { listen } = await answer.json();
    using conn = await dial(Number(listen.split(":")[1]));
    await roundTrip(conn);
    const toxic = await fetch(`${link.url}/proxies/echo/toxics`, {
      method: "POST",
      body: '{"type":"noop"}',
    });
    assert.equal((await toxic.json()).durationMs, 500);
  } finally {
    await link.stop();
  }
  await assert.rejects(fetch(`${link.url}/version`));
});
