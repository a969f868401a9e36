import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import { databaseId, databaseToken } from "@netops/core";
import { openKvWithToken } from "../harness/open_kv.ts";
import { startService } from "../harness/start_service.ts";

const KV = { entry: "server/kv/main.ts" };

Deno.test("a wrong token is final for Deno's client and says why", async () => {
  await using service = await startService(KV);
  const foreign = databaseToken(service.boot.token, "other");
  await assert.rejects(openKvWithToken(`${service.url}/orders`, foreign), /access token is wrong/);
});

Deno.test("a foreign Host or Origin is refused, with a good token too", async () => {
  await using service = await startService(KV);
  const authorization = `Bearer ${databaseToken(service.boot.token, "orders")}`;
  const origin = await fetch(`${service.url}/orders`, {
    method: "POST",
    headers: { authorization, origin: "http://evil.example" },
  });
  assert.equal(origin.status, 403);
  await origin.body?.cancel();
  assert.match(await statusLine(service.boot.port, "evil.example"), / 403 /);
});

Deno.test("kv runs with loopback network and its own folder only", async () => {
  const home = await Deno.makeTempDir({ prefix: "netops-kv-" });
  const dataDir = `${home}/data/kv`;
  try {
    await using service = await startService({
      ...KV,
      boot: { home, dataDir },
      permissions: [
        "--no-prompt",
        "--allow-net=127.0.0.1",
        `--allow-read=${dataDir}`,
        `--allow-write=${dataDir}`,
      ],
    });
    const token = databaseToken(service.boot.token, "orders");
    const kv = await openKvWithToken(`${service.url}/orders`, token);
    assert.ok((await kv.set(["a"], 1)).ok);
    kv.close();
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("data outlives a stop, and an open watch does not delay it", async () => {
  const home = await Deno.makeTempDir({ prefix: "netops-kv-" });
  const boot = { home, dataDir: `${home}/data/kv` };
  try {
    await using first = await startService({ ...KV, boot });
    const token = databaseToken(first.boot.token, "orders");
    const kv = await openKvWithToken(`${first.url}/orders`, token);
    await kv.set(["a"], "kept");
    const watch = kv.watch([["a"]]).getReader();
    await watch.read();
    const startedMs = performance.now();
    const status = await first.stop();
    assert.deepEqual([status.code, status.signal], [0, null]);
    assert.ok(performance.now() - startedMs < 1_500);
    await watch.cancel();
    kv.close();
    await using second = await startService({ ...KV, boot });
    const again = await openKvWithToken(`${second.url}/orders`, token);
    assert.equal((await again.get(["a"])).value, "kept");
    again.close();
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("kv ends when its parent closes stdin", async () => {
  await using service = await startService(KV);
  assert.equal((await service.abandon()).code, 0);
});

Deno.test("a full database fails writes with a clear error, and reads go on", async () => {
  await using service = await startService({ ...KV, boot: { config: { maxBytes: 200_000 } } });
  const token = databaseToken(service.boot.token, "small");
  const kv = await openKvWithToken(`${service.url}/small`, token);
  const fill = async () => {
    for (let i = 0; i < 10; i++) await kv.set(["fill", i], new Uint8Array(60_000));
  };
  await assert.rejects(fill(), /disk is full/);
  assert.equal((await kv.get<Uint8Array>(["fill", 0])).value?.length, 60_000);
  await kv.delete(["fill", 0]);
  assert.ok((await kv.set(["fill", 0], new Uint8Array(1_000))).ok);
  kv.close();
});

Deno.test("a thousand malformed bodies are refused, and the process serves on", async () => {
  await using service = await startService(KV);
  const rng = createFixedRng("kv fuzz");
  const headers = {
    authorization: `Bearer ${databaseToken(service.boot.token, "orders")}`,
    "x-denokv-version": "3",
    "x-denokv-database-id": await databaseId("orders"),
  };
  const statuses = new Map<number, number>();
  for (let i = 0; i < 1_000; i++) {
    const body = Uint8Array.fromHex(rng.hex(1 + rng.integer(64)));
    const call = ["snapshot_read", "atomic_write", "watch"][i % 3];
    const init = { method: "POST", headers, body };
    const response = await fetch(`${service.url}/orders/${call}`, init);
    await response.body?.cancel();
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
  }
  assert.deepEqual([...statuses.keys()].filter((status) => status !== 200 && status !== 400), []);
  assert.ok((statuses.get(400) ?? 0) > 900);
  const kv = await openKvWithToken(`${service.url}/orders`, headers.authorization.slice(7));
  assert.ok((await kv.set(["a"], 1)).ok);
  kv.close();
});

/** The status line that a request with this Host gets; `fetch` would not let us lie. */
async function statusLine(port: number, host: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const request = `POST /orders HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\n\r\n`;
  await connection.write(new TextEncoder().encode(request));
  const buffer = new Uint8Array(1_024);
  const length = await connection.read(buffer);
  return new TextDecoder().decode(buffer.subarray(0, length ?? 0)).split("\r\n")[0] ?? "";
}
