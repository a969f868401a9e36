import assert from "node:assert/strict";
import { NetopsError } from "../errors/netops_error.ts";
import { createDenoHttpClient } from "./deno_http_client.ts";

/** Serves raw TCP: answers the first `answers` requests of a connection, then closes without a word. */
function closingOrigin(answers: number) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const seen: string[] = [];
  const open = new Set<Deno.TcpConn>();
  const serve = async (connection: Deno.TcpConn) => {
    open.add(connection);
    const buffer = new Uint8Array(4096);
    for (let served = 0;; served++) {
      const count = await connection.read(buffer).catch(() => null);
      if (count === null) break;
      seen.push(new TextDecoder().decode(buffer.subarray(0, count)).split(" ")[0] ?? "");
      if (served >= answers) break;
      const answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
      await connection.write(new TextEncoder().encode(answer));
    }
    if (open.delete(connection)) connection.close();
  };
  const loop = (async () => {
    for await (const connection of listener) serve(connection);
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}/`,
    seen,
    close: async () => {
      listener.close();
      for (const connection of open) {
        open.delete(connection);
        connection.close();
      }
      await loop;
    },
  };
}

for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
  Deno.test(`send() sends each ${method} once although idle connections are dead`, async () => {
    const origin = closingOrigin(1);
    const client = createDenoHttpClient();
    try {
      for (let n = 0; n < 10; n++) {
        const response = await client.send({ method, url: origin.url, body: "x" });
        assert.equal(await response.text(), "ok");
      }
      assert.deepEqual(origin.seen, Array(10).fill(method));
    } finally {
      client.close();
      await origin.close();
    }
  });
}

Deno.test("send() rejects and does not send again when the origin closes without an answer", async () => {
  const origin = closingOrigin(0);
  const client = createDenoHttpClient();
  try {
    await assert.rejects(
      client.send({ method: "POST", url: origin.url, body: "x" }),
      (error) => error instanceof NetopsError && error.details["phase"] === "exchange",
    );
    assert.deepEqual(origin.seen, ["POST"]);
  } finally {
    client.close();
    await origin.close();
  }
});

Deno.test("send() says that nothing was sent when the connection is refused", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const client = createDenoHttpClient();
  try {
    await assert.rejects(
      client.send({ method: "POST", url: `http://127.0.0.1:${port}/`, body: "x" }),
      (error) =>
        error instanceof NetopsError && error.code === "UNREACHABLE" &&
        error.details["phase"] === "connect",
    );
  } finally {
    client.close();
  }
});

Deno.test("send() neither follows redirects nor decodes bodies", async () => {
  const gzip = new Uint8Array(
    await new Response(
      new Blob(["hello ".repeat(100)]).stream().pipeThrough(new CompressionStream("gzip")),
    ).arrayBuffer(),
  );
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    if (request.url.endsWith("/moved")) {
      return new Response(null, { status: 302, headers: { location: "/gzip" } });
    }
    return new Response(gzip, { headers: { "content-encoding": "gzip" } });
  });
  const client = createDenoHttpClient();
  try {
    const base = `http://127.0.0.1:${server.addr.port}`;
    const moved = await client.send({ method: "GET", url: `${base}/moved` });
    assert.equal(moved.status, 302);
    await moved.body?.cancel();
    const coded = await client.send({
      method: "GET",
      url: `${base}/gzip`,
      headers: { "accept-encoding": "gzip" },
    });
    assert.equal(coded.headers.get("content-encoding"), "gzip");
    assert.deepEqual(new Uint8Array(await coded.arrayBuffer()), gzip);
  } finally {
    client.close();
    await server.shutdown();
  }
});

Deno.test("send() rejects with the signal's reason when aborted", async () => {
  const origin = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const client = createDenoHttpClient();
  const abort = new AbortController();
  try {
    const sent = client.send({
      method: "GET",
      url: `http://127.0.0.1:${origin.addr.port}/`,
      signal: abort.signal,
    });
    abort.abort(new Error("enough"));
    await assert.rejects(sent, /enough/);
  } finally {
    client.close();
    origin.close();
  }
});

Deno.test("send() goes through a unix socket when told", async () => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/s`;
  const server = Deno.serve({ path, onListen() {} }, (r) => new Response(r.headers.get("host")));
  const client = createDenoHttpClient({ unixPath: path });
  try {
    const response = await client.send({ method: "GET", url: "http://any.name/" });
    assert.equal(await response.text(), "any.name");
  } finally {
    client.close();
    await server.shutdown();
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test({
  name: "connections come from the address that was asked for",
  // Elsewhere only 127.0.0.1 is an address of loopback.
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
      (_request, { remoteAddr }) => new Response(remoteAddr.hostname),
    );
    const http = createDenoHttpClient({ localAddress: "127.10.0.7" });
    const url = `http://127.0.0.1:${server.addr.port}/`;
    for (const method of ["GET", "POST"]) {
      assert.equal(await (await http.send({ method, url })).text(), "127.10.0.7");
    }
    http.close();
    await server.shutdown();
  },
});
