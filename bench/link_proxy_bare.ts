/**
 * The least that a TCP proxy in this runtime can do: read, write, end. What link costs over it is its own.
 *
 * Run by `bench/link_proxy.ts` as `link_proxy_bare.ts <port> <upstream port>`.
 *
 * @module
 */
async function carry(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
      for (let at = 0; at < count;) at += await to.write(buffer.subarray(at, count));
    }
    await to.closeWrite();
  } catch {
    // One side is gone; the other direction finds out by itself.
  }
}

async function join(client: Deno.TcpConn, upstreamPort: number): Promise<void> {
  using service = await Deno.connect({ hostname: "127.0.0.1", port: upstreamPort });
  using _client = client;
  for (const conn of [client, service]) conn.setNoDelay();
  await Promise.all([carry(client, service), carry(service, client)]);
}

if (import.meta.main) {
  const [port, upstreamPort] = Deno.args.map(Number);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: port ?? 0 });
  for await (const client of listener) void join(client, upstreamPort ?? 0).catch(() => {});
}
