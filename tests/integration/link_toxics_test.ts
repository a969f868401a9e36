import assert from "node:assert/strict";
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

Deno.test("latency delays each direction by its value, and jitter stays within bounds", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start();
  using conn = await dial(await rig.proxy("echo", echo.port));
  assert.ok(await roundTrip(conn) < 140);
  await rig.toxic("echo", { type: "latency", attributes: { latency: 150 } });
  const down = await roundTrip(conn);
  assert.ok(down >= 150 && down < 1_000, `${down} ms`);
  await rig.toxic("echo", {
    ...{ type: "latency", stream: "upstream", attributes: { latency: 100, jitter: 50 } },
  });
  const both = await roundTrip(conn);
  assert.ok(both >= 200 && both < 1_200, `${both} ms`);
});

Deno.test("bandwidth holds its rate, and a removal in the middle loses no byte", async () => {
  await using source = new TcpService(async (conn) => {
    await writeAll(conn, Uint8Array.from({ length: 400_000 }, (_, index) => index % 253));
    await conn.closeWrite();
    await endingOf(conn);
  });
  await using rig = await LinkRig.start();
  const port = await rig.proxy("source", source.port);
  await rig.toxic("source", { type: "bandwidth", attributes: { rate: 200 } });
  using conn = await dial(port);
  const startedAtMs = performance.now();
  const first = await readBytes(conn, 100_000);
  const tookMs = performance.now() - startedAtMs;
  assert.ok(tookMs > 450 && tookMs < 1_500, `100 KB at 200 KB/s took ${tookMs} ms`);
  await rig.ask("DELETE", "/proxies/source/toxics/bandwidth_downstream");
  const rest = await readBytes(conn, 400_000);
  assert.equal(first.byteLength + rest.byteLength, 400_000);
  const all = [...first, ...rest];
  assert.ok(all.every((byte, index) => byte === index % 253));
  // At the rate of before it would have taken another 1.5 s.
  assert.ok(performance.now() - startedAtMs - tookMs < 1_000);
});

Deno.test("slow_close delays the end and not the data", async () => {
  await using source = new TcpService(async (conn) => {
    await writeAll(conn, new TextEncoder().encode("bye"));
    await conn.closeWrite();
    await endingOf(conn);
  });
  await using rig = await LinkRig.start();
  const port = await rig.proxy("source", source.port);
  await rig.toxic("source", { type: "slow_close", attributes: { delay: 300 } });
  using conn = await dial(port);
  const startedAtMs = performance.now();
  assert.equal((await readBytes(conn, 3)).byteLength, 3);
  assert.ok(performance.now() - startedAtMs < 200);
  assert.equal(await endingOf(conn), "end");
  assert.ok(performance.now() - startedAtMs >= 300);
});

Deno.test("timeout stops data and closes after its time", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start();
  const port = await rig.proxy("echo", echo.port);
  await rig.toxic("echo", { type: "timeout", attributes: { timeout: 200 } });
  using conn = await dial(port);
  const startedAtMs = performance.now();
  await writeAll(conn, new TextEncoder().encode("ping"));
  assert.equal(await endingOf(conn), "end");
  const tookMs = performance.now() - startedAtMs;
  assert.ok(tookMs >= 200 && tookMs < 1_500, `${tookMs} ms`);
  await until(() => echo.open.size === 0, "the service's connection is closed too");
});

Deno.test("after a timeout of 0 is removed the connection goes on, with every byte", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start();
  using conn = await dial(await rig.proxy("echo", echo.port));
  await roundTrip(conn);
  await rig.toxic("echo", { type: "timeout", name: "dead", attributes: { timeout: 0 } });
  await writeAll(conn, new TextEncoder().encode("held"));
  const held = readBytes(conn, 4);
  assert.equal(await Promise.race([held, sleep(200)]), undefined);
  await rig.ask("DELETE", "/proxies/echo/toxics/dead");
  assert.equal(new TextDecoder().decode(await held), "held");
  assert.ok(await roundTrip(conn) < 1_000);
});

Deno.test("reset_peer breaks connections with RST, old ones end", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start();
  const port = await rig.proxy("echo", echo.port);
  using old = await dial(port);
  await roundTrip(old);
  await rig.toxic("echo", { type: "reset_peer", attributes: { timeout: 0 } });
  using fresh = await dial(port);
  for (const conn of [old, fresh]) await writeAll(conn, new TextEncoder().encode("ping"));
  assert.equal(await endingOf(fresh), "reset");
  assert.equal(await endingOf(old), "end");
  await rig.ask("DELETE", "/proxies/echo/toxics/reset_peer_downstream");
  using after = await dial(port);
  assert.ok(await roundTrip(after) < 1_000);
});

Deno.test("a resettable proxy resets connections that were there before the toxic", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start();
  const port = await rig.proxy("echo", echo.port, { resettable: true });
  using conn = await dial(port);
  await roundTrip(conn);
  await rig.toxic("echo", { type: "reset_peer", stream: "upstream", attributes: { timeout: 100 } });
  const startedAtMs = performance.now();
  await writeAll(conn, new TextEncoder().encode("ping"));
  assert.equal(await endingOf(conn), "reset");
  assert.ok(performance.now() - startedAtMs >= 100);
});

Deno.test("slicer cuts into small pieces and keeps every byte in order", async () => {
  const sizes: number[] = [];
  const got: number[] = [];
  await using sink = new TcpService(async (conn) => {
    const buffer = new Uint8Array(65_536);
    for (let n = await conn.read(buffer); n !== null; n = await conn.read(buffer)) {
      sizes.push(n);
      got.push(...buffer.subarray(0, n));
    }
  });
  await using rig = await LinkRig.start();
  const port = await rig.proxy("sink", sink.port);
  await rig.toxic("sink", {
    ...{ type: "slicer", stream: "upstream" },
    attributes: { average_size: 100, size_variation: 20, delay: 2_000 },
  });
  using conn = await dial(port);
  const sent = Uint8Array.from({ length: 3_000 }, (_, index) => index % 241);
  await writeAll(conn, sent);
  await conn.closeWrite();
  await until(() => got.length === 3_000, "all bytes are there");
  assert.deepEqual(got, [...sent]);
  assert.ok(sizes.length > 10, `${sizes.length} reads`);
});

Deno.test("limit_data lets its bytes through on each connection and closes", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start();
  const port = await rig.proxy("echo", echo.port);
  await rig.toxic("echo", { type: "limit_data", attributes: { bytes: 10 } });
  for (let turn = 0; turn < 2; turn++) {
    using conn = await dial(port);
    await writeAll(conn, new TextEncoder().encode("0123456789abcdef"));
    assert.equal(new TextDecoder().decode(await readBytes(conn, 16)), "0123456789");
    assert.equal(await endingOf(conn), "end");
  }
});

Deno.test("a toxic with a match acts on segments alone", async () => {
  await using server = new TcpService(async (conn) => {
    const buffer = new Uint8Array(4_096);
    while (await conn.read(buffer) !== null) {
      await writeAll(
        conn,
        new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
      );
    }
  });
  await using rig = await LinkRig.start();
  const port = await rig.proxy("http", server.port);
  await rig.toxic("http", { type: "latency", match: "*.m4s", attributes: { latency: 200 } });
  using conn = await dial(port);
  const get = async (path: string) => {
    const startedAtMs = performance.now();
    await writeAll(conn, new TextEncoder().encode(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`));
    await conn.read(new Uint8Array(4_096));
    return performance.now() - startedAtMs;
  };
  assert.ok(await get("/t/1/list.m3u8") < 190);
  assert.ok(await get("/t/1/v/00001.m4s?sig=x") >= 200);
  assert.ok(await get("/t/1/v/1.m4s.txt") < 190);
});

Deno.test("a toxic acts on its share of connections, and each keeps its lot", async () => {
  await using echo = startEcho();
  await using rig = await LinkRig.start({}, "7");
  const port = await rig.proxy("echo", echo.port);
  const conns = await Promise.all(Array.from({ length: 60 }, () => dial(port)));
  await until(() => echo.open.size === 60, "all are connected");
  await rig.toxic("echo", {
    ...{ type: "latency", name: "some", toxicity: 0.5, attributes: { latency: 0 } },
  });
  const acting = async () => {
    const { body } = await rig.ask("GET", "/proxies/echo/connections");
    return body.connections
      .filter((view: { toxics: string[] }) => view.toxics.includes("some"))
      .map((view: { serial: number }) => view.serial) as number[];
  };
  const first = await acting();
  assert.ok(first.length > 15 && first.length < 45, `${first.length} of 60`);
  await rig.ask("PATCH", "/proxies/echo/toxics/some", { attributes: { latency: 1 } });
  assert.deepEqual(await acting(), first);
  await rig.ask("PATCH", "/proxies/echo/toxics/some", { toxicity: 0.9 });
  const more = await acting();
  assert.ok(first.every((serial) => more.includes(serial)) && more.length > first.length);
  conns.forEach(close);
});

Deno.test("the same seed and order of connections draws the same, another seed another", async () => {
  await using echo = startEcho();
  const drawn = async (seed: string, own?: string) => {
    await using rig = await LinkRig.start({}, seed);
    const port = await rig.proxy("echo", echo.port);
    await rig.toxic("echo", {
      ...{ type: "latency", toxicity: 0.5, ...(own === undefined ? {} : { seed: own }) },
    });
    const conns: Deno.Conn[] = [];
    for (let n = 0; n < 40; n++) {
      const conn = await dial(port);
      await roundTrip(conn);
      conns.push(conn);
    }
    const { body } = await rig.ask("GET", "/proxies/echo/connections");
    conns.forEach(close);
    return body.connections.map((view: { toxics: string[] }) => view.toxics.length).join("");
  };
  const one = await drawn("s1");
  assert.equal(await drawn("s1"), one);
  assert.notEqual(await drawn("s2"), one);
  assert.equal(await drawn("s1", "own"), await drawn("s2", "own"));
});
