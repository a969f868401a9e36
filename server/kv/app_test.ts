import assert from "node:assert/strict";
import fc from "fast-check";
import type { HttpHandler } from "@netops/core";
import { FakeClock, RecordingLogger } from "@netops/core/testing";
import { databaseToken } from "@netops/core";
import { createKvApp } from "./app.ts";
import { Databases } from "./databases.ts";
import { METADATA_TTL_MS } from "./metadata.ts";
import { decodeWithOracle, encodeWithOracle } from "./wire/test_schema.ts";

const RUN_TOKEN = "run-token";
const PEER = { hostname: "127.0.0.1", port: 1 };

/** The skin over a temporary folder. */
class Bench {
  readonly clock = new FakeClock();
  readonly folder = Deno.makeTempDirSync();
  readonly served: string[] = [];
  readonly databases = new Databases({
    dataDir: this.folder,
    runToken: RUN_TOKEN,
    clock: this.clock,
    defer: queueMicrotask,
    onBatch: () => {},
    maxBytes: 200_000,
  });
  readonly app: HttpHandler = createKvApp({
    databases: this.databases,
    clock: this.clock,
    logger: new RecordingLogger(),
    onRequest: (database, call) => void this.served.push(`${database}/${call}`),
    signal: new AbortController().signal,
  });
  readonly token: string = databaseToken(RUN_TOKEN, "orders");

  async post(
    path: string,
    body: BodyInit,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const authorization = `Bearer ${await this.token}`;
    const request = new Request(`http://127.0.0.1:7/${path}`, {
      method: "POST",
      headers: { authorization, ...headers },
      body,
    });
    return await this.app(request, PEER);
  }

  /** A data path call with the headers that a client of version 3 sends. */
  async call(name: string, message: Uint8Array): Promise<Response> {
    const id = (await this.databases.find("orders"))?.id ?? "";
    const headers = { "x-denokv-version": "3", "x-denokv-database-id": id };
    return await this.post(`orders/${name}`, message as Uint8Array<ArrayBuffer>, headers);
  }

  [Symbol.dispose](): void {
    this.databases.close();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

Deno.test("the metadata exchange speaks the highest version that both sides know", async () => {
  using bench = new Bench();
  for (const [supported, version] of [[[1, 2, 3, 4], 3], [[1, 2], 2], [[1], 1]] as const) {
    const body = JSON.stringify({ supportedVersions: supported });
    const answer = await (await bench.post("orders", body)).json();
    assert.equal(answer.version, version);
    assert.equal(answer.token, await bench.token);
    assert.match(
      answer.databaseId,
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    const url = version === 1 ? "http://127.0.0.1:7/orders" : "/orders";
    assert.deepEqual(answer.endpoints, [{ url, consistency: "strong" }]);
    assert.equal(Date.parse(answer.expiresAt), bench.clock.nowMs() + METADATA_TTL_MS);
    assert.equal(answer.uuid, version === 1 ? answer.databaseId : undefined);
  }
});

Deno.test("a metadata request without a body is one of version 1; a bad one is refused", async () => {
  using bench = new Bench();
  assert.equal((await (await bench.post("orders", "")).json()).version, 1);
  for (const body of ["{", "null", "{}", '{"supportedVersions":3}', '{"supportedVersions":[9]}']) {
    await plainText(await bench.post("orders", body), 400);
  }
});

Deno.test("a wrong, foreign or missing token is 401 in plain text on every path", async () => {
  using bench = new Bench();
  const tokens = [
    "Bearer x",
    `Bearer ${databaseToken(RUN_TOKEN, "other")}`,
    `Bearer ${RUN_TOKEN}`,
    "",
  ];
  for (const authorization of tokens) {
    for (const path of ["orders", "orders/snapshot_read", "orders/atomic_write", "orders/watch"]) {
      await plainText(await bench.post(path, "", { authorization }), 401);
    }
  }
  assert.deepEqual([...Deno.readDirSync(bench.folder)], []);
});

Deno.test("what is no database name is 404 and touches no file", async () => {
  using bench = new Bench();
  for (const path of ["", "Orders", "..%2fx", "a.b", "a".repeat(64), "orders/watch/more"]) {
    await plainText(await bench.post(path, ""), 404);
  }
  assert.deepEqual([...Deno.readDirSync(bench.folder)], []);
});

Deno.test("other methods, versions, database ids and calls are refused in plain text", async () => {
  using bench = new Bench();
  const id = (await bench.databases.find("orders"))?.id ?? "";
  const request = new Request("http://127.0.0.1:7/orders");
  await plainText(await bench.app(request, PEER), 405);
  const v = (version: string, databaseId: string) => ({
    "x-denokv-version": version,
    "x-denokv-database-id": databaseId,
  });
  await plainText(await bench.post("orders/snapshot_read", "", v("4", id)), 400);
  await plainText(await bench.post("orders/snapshot_read", "", v("3", id.replace(/./, "z"))), 400);
  await plainText(await bench.post("orders/snapshot_read", ""), 400);
  await plainText(await bench.post("orders/nothing", "", v("3", id)), 404);
});

Deno.test("a client of version 1 is known by its transaction domain header", async () => {
  using bench = new Bench();
  const id = (await bench.databases.find("orders"))?.id ?? "";
  const response = await bench.post("orders/snapshot_read", "", { "x-transaction-domain-id": id });
  assert.equal(response.status, 200);
});

Deno.test("a body above 2 MiB is 413, declared or not", async () => {
  using bench = new Bench();
  await plainText(await bench.post("orders", new Uint8Array(2_097_153)), 413);
  const declared = { "content-length": "2097153" };
  await plainText(await bench.post("orders", "", declared), 413);
});

Deno.test("a write is read again; both are counted", async () => {
  using bench = new Bench();
  const key = Uint8Array.of(1);
  const written = await bench.call("atomic_write", set(key, Uint8Array.of(42)));
  assert.equal(written.headers.get("content-type"), "application/x-protobuf");
  const output = decodeWithOracle("AtomicWriteOutput", await written.bytes());
  assert.equal(output.status, 1);
  const range = { start: key, end: Uint8Array.of(2), limit: 1 };
  const read = await bench.call(
    "snapshot_read",
    encodeWithOracle("SnapshotRead", { ranges: [range] }),
  );
  const [entry] = decodeWithOracle("SnapshotReadOutput", await read.bytes()).ranges[0].values;
  assert.deepEqual([...entry.value], [42]);
  assert.deepEqual(bench.served, ["orders/atomic_write", "orders/snapshot_read"]);
});

Deno.test("a full disk is a final 409 for the client, and reads go on", async () => {
  using bench = new Bench();
  const statuses = new Set<number>();
  for (let i = 0; i < 10; i++) {
    const response = await bench.call(
      "atomic_write",
      set(Uint8Array.of(i), new Uint8Array(60_000)),
    );
    statuses.add(response.status);
    if (response.status !== 200) assert.match(await response.text(), /disk is full/);
  }
  assert.deepEqual([...statuses], [200, 409]);
  const range = { start: Uint8Array.of(0), end: Uint8Array.of(1), limit: 1 };
  const read = await bench.call(
    "snapshot_read",
    encodeWithOracle("SnapshotRead", { ranges: [range] }),
  );
  assert.equal(
    decodeWithOracle("SnapshotReadOutput", await read.bytes()).ranges[0].values.length,
    1,
  );
});

Deno.test("a malformed protobuf is 400 in plain text on every call, never a crash", async () => {
  using bench = new Bench();
  const valid = set(Uint8Array.of(1), Uint8Array.of(2));
  const cut = fc.nat(valid.length - 1).map((end) => valid.subarray(0, end));
  const call = fc.constantFrom("snapshot_read", "atomic_write");
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(call, fc.oneof(cut, fc.uint8Array({ maxLength: 100 })), async (name, body) => {
      const response = await bench.call(name, body);
      assert.ok(response.status === 200 || response.status === 400, String(response.status));
      if (response.status === 400) refused++;
    }),
    { numRuns: 500 },
  );
  assert.ok(refused > 100);
  await plainText(await bench.call("watch", Uint8Array.of(0xff)), 400);
});

function set(key: Uint8Array, data: Uint8Array): Uint8Array {
  const mutations = [{ key, mutationType: 1, value: { data, encoding: 3 } }];
  return encodeWithOracle("AtomicWrite", { mutations });
}

async function plainText(response: Response, status: number): Promise<void> {
  assert.equal(response.status, status);
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain/);
  assert.notEqual(await response.text(), "");
}
