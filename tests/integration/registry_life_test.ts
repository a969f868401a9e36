import assert from "node:assert/strict";
import { type RunningService, startService } from "../harness/start_service.ts";
import { rawRequest } from "../harness/raw_request.ts";
import { listedIds, TestClient, until } from "./registry_client.ts";

const ENTRY = "server/registry/main.ts";
const IDS = ["a-1", "a-2", "b-1", "b-2", "c-1", "c-2"];

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

async function withClients(
  registry: RunningService,
  body: (clients: TestClient[]) => Promise<void>,
): Promise<void> {
  const clients = IDS.map((id) => new TestClient(registry.url, id.slice(0, 1).toUpperCase(), id));
  try {
    await Promise.all(clients.map((client) => client.live()));
    await body(clients);
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
  }
}

async function evictions(registry: RunningService): Promise<number> {
  const response = await fetch(`${registry.url}/explain`);
  return (await response.json()).counts.evictions;
}

async function withHome(body: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "netops-registry-" });
  try {
    await body(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("a killed registry comes back with everybody listed at once, and evicts nobody", () =>
  withHome(async (home) => {
    await using before = await startService({ entry: ENTRY, boot: { home } });
    await withClients(before, async (clients) => {
      // The snapshot is written once a second.
      await pause(1_300);
      await before.kill();
      const { port } = before.boot;
      await using after = await startService({
        entry: ENTRY,
        boot: { home, port, adminPort: port },
      });
      assert.deepEqual(await listedIds(after.url), IDS);
      await pause(2_500);
      assert.deepEqual(await listedIds(after.url), IDS);
      assert.equal(await evictions(after), 0);
      assert.deepEqual(clients.map((client) => client.registrations), IDS.map(() => 1));
    });
  }));

Deno.test("a registry that lost its snapshot gets everybody back by their heartbeats", () =>
  withHome(async (home) => {
    await using before = await startService({ entry: ENTRY, boot: { home } });
    await withClients(before, async (clients) => {
      await before.kill();
      await Deno.remove(before.boot.dataDir, { recursive: true });
      const { port } = before.boot;
      await using after = await startService({
        entry: ENTRY,
        boot: { home, port, adminPort: port },
      });
      await until("everybody is back", 2_000, async () => {
        return (await listedIds(after.url)).length === IDS.length;
      });
      await pause(1_500);
      assert.equal(await evictions(after), 0);
      assert.deepEqual(clients.map((client) => client.registrations), IDS.map(() => 2));
    });
  }));

Deno.test("a crash is evicted within lease + tick, and a registry that was paused evicts nobody", async () => {
  await using registry = await startService({ entry: ENTRY });
  await withClients(registry, async (clients) => {
    Deno.kill(registry.pid, "SIGSTOP");
    await pause(2_500);
    Deno.kill(registry.pid, "SIGCONT");
    await pause(1_500);
    assert.deepEqual(await listedIds(registry.url), IDS);
    await clients[0]?.stop();
    const tookMs = await until("a-1 is evicted", 2_500, async () => {
      return !(await listedIds(registry.url)).includes("a-1");
    });
    assert.ok(tookMs > 700, `evicted after ${tookMs} ms`);
    assert.deepEqual(await listedIds(registry.url), IDS.slice(1));
  });
});

Deno.test("the watch tells of a change at once and begins with a snapshot after a reconnect", async () => {
  await using registry = await startService({ entry: ENTRY });
  const client = new TestClient(registry.url, "A", "a-1");
  const first = await openWatch(registry);
  assert.deepEqual(await first.next(), { type: "snapshot", version: 0, instances: [] });
  await client.register();
  const change = await first.next();
  assert.deepEqual([change.type, change.action, change.instance.id], ["change", "ADDED", "a-1"]);
  await first.close();
  const second = await openWatch(registry);
  const snapshot = await second.next();
  assert.deepEqual([snapshot.type, snapshot.version], ["snapshot", 1]);
  assert.equal(snapshot.instances[0].app, "a");
  await second.close();
});

async function openWatch(registry: RunningService) {
  const response = await fetch(`${registry.url}/watch`);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  return {
    // deno-lint-ignore no-explicit-any
    next: async (): Promise<any> => {
      const { value } = await reader.read();
      return JSON.parse(new TextDecoder().decode(value).slice("data: ".length));
    },
    close: () => reader.cancel(),
  };
}

Deno.test("a watcher that never reads is dropped instead of filling the memory", async () => {
  await using registry = await startService({ entry: ENTRY });
  const { hostname, port } = new URL(registry.url);
  const socket = await Deno.connect({ hostname, port: Number(port) });
  try {
    await socket.write(
      new TextEncoder().encode(`GET /watch HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`),
    );
    const client = new TestClient(registry.url, "A", "a-1");
    const dropped = async () => {
      const text = await (await fetch(`${registry.url}/metrics`)).text();
      return text.includes("registry_watchers_dropped 1\n");
    };
    const long = "x".repeat(100_000);
    await until("the watcher is dropped", 20_000, async () => {
      for (let each = 0; each < 20; each++) await client.register({ long });
      return await dropped();
    });
  } finally {
    socket.close();
  }
});

Deno.test("a data folder that cannot be written costs a warning and nothing else", async () => {
  await using registry = await startService({ entry: ENTRY });
  await Deno.remove(registry.boot.dataDir, { recursive: true });
  await Deno.writeTextFile(registry.boot.dataDir, "in the way");
  const client = new TestClient(registry.url, "A", "a-1");
  await client.register();
  await until("a warning", 3_000, () => {
    const told = registry.lines.some((line) =>
      line.includes("Cannot write the registry's snapshot")
    );
    return Promise.resolve(told);
  });
  assert.equal(await client.renew(), 200);
  assert.deepEqual(await listedIds(registry.url), ["a-1"]);
});

Deno.test("SIGTERM with a watcher connected stops the registry without a wait", async () => {
  await using registry = await startService({ entry: ENTRY });
  const watch = await openWatch(registry);
  await watch.next();
  const startedAt = performance.now();
  assert.equal((await registry.stop()).code, 0);
  assert.ok(performance.now() - startedAt < 1_500);
  await watch.close();
});

Deno.test("a foreign Host or Origin is refused, whatever the path", async () => {
  await using registry = await startService({ entry: ENTRY });
  for (const path of ["/healthz", "/metrics", "/eureka/apps", "/watch"]) {
    const head = `GET ${path} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n`;
    assert.equal((await rawRequest(registry.boot.port, head)).status, 403, path);
  }
  const response = await fetch(`${registry.url}/eureka/apps`, {
    headers: { origin: "http://x.y" },
  });
  assert.equal(response.status, 403);
  await response.body?.cancel();
});
