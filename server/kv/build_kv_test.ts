import assert from "node:assert/strict";
import type { ServiceContext } from "@netops/core/service";
import { MetricRegistry } from "@netops/core/service";
import { FakeTimer, RecordingLogger } from "@netops/core/testing";
import { databaseId, databaseToken } from "@netops/core";
import { buildKv } from "./build_kv.ts";
import { decodeWithOracle, encodeWithOracle } from "./wire/test_schema.ts";

const KEY = Uint8Array.of(1);
const PEER = { hostname: "127.0.0.1", port: 1 };

/** A kv process whose time stands still; only what `buildKv` reads of its context is there. */
class Bench {
  readonly timer = new FakeTimer();
  readonly metrics = new MetricRegistry();
  readonly folder = Deno.makeTempDirSync();
  readonly abort = new AbortController();
  readonly parts = buildKv({
    boot: { dataDir: this.folder, token: "run", config: {} },
    host: { clock: this.timer.clock, timer: this.timer },
    logger: new RecordingLogger(),
    metrics: this.metrics,
    signal: this.abort.signal,
  } as unknown as ServiceContext);

  async call(name: string, message: Uint8Array): Promise<Response> {
    const headers = {
      authorization: `Bearer ${databaseToken("run", "orders")}`,
      "x-denokv-version": "3",
      "x-denokv-database-id": await databaseId("orders"),
    };
    const request = new Request(`http://127.0.0.1:7/orders/${name}`, {
      method: "POST",
      headers,
      body: message as Uint8Array<ArrayBuffer>,
    });
    return await (await this.parts).handler(request, PEER);
  }

  async set(expireAtMs = 0): Promise<void> {
    const value = { data: KEY, encoding: 3 };
    const mutations = [{ key: KEY, mutationType: 1, value, expireAtMs }];
    const response = await this.call(
      "atomic_write",
      encodeWithOracle("AtomicWrite", { mutations }),
    );
    assert.equal(response.status, 200);
    await response.body?.cancel();
  }

  async watch(): Promise<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>> {
    const response = await this.call("watch", encodeWithOracle("Watch", { keys: [{ key: KEY }] }));
    return (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.abort.abort();
    await (await this.parts).stop?.();
    assert.equal(this.timer.pendingCount, 0);
    Deno.removeSync(this.folder, { recursive: true });
  }
}

Deno.test("a watch is told within a second that a key expired", async () => {
  await using bench = new Bench();
  await bench.set(bench.timer.clock.nowMs() + 500);
  const reader = await bench.watch();
  assert.notEqual(entryIn(await reader.read()), null);
  await bench.timer.advance(1_000);
  assert.equal(entryIn(await reader.read()), null);
});

Deno.test("an idle watch gets a keep-alive every 5 s", async () => {
  await using bench = new Bench();
  const reader = await bench.watch();
  await reader.read();
  await bench.timer.advance(5_000);
  assert.deepEqual([...(await reader.read()).value ?? []], [0, 0, 0, 0]);
});

Deno.test("commits, their writes and requests are counted", async () => {
  await using bench = new Bench();
  await Promise.all([bench.set(), bench.set(), bench.set()]);
  const text = bench.metrics.text();
  assert.match(text, /^kv_writes_total 3$/m);
  assert.match(text, /^kv_commits_total [123]$/m);
  assert.match(text, /^kv_requests_total\{database="orders",call="atomic_write"\} 3$/m);
});

function entryIn(read: ReadableStreamReadResult<Uint8Array>): unknown {
  assert.ok(read.value !== undefined);
  return decodeWithOracle("WatchOutput", read.value.subarray(4)).keys[0].entryIfChanged;
}
