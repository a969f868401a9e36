import assert from "node:assert/strict";
import { serialize } from "node:v8";
import { FakeClock } from "@netops/core/testing";
import { Committer, MAX_BATCH } from "./commit.ts";
import { Store } from "./store.ts";
import { toVersionstamp } from "./versionstamp.ts";
import type { AtomicWrite, Mutation } from "./wire/requests.ts";

/** A committer over memory whose deferred commits run when the test says so. */
class Bench {
  readonly clock = new FakeClock();
  readonly store = new Store({ path: ":memory:" });
  readonly batches: number[] = [];
  readonly changed: string[] = [];
  readonly #deferred: (() => void)[] = [];
  readonly committer = new Committer({
    store: this.store,
    clock: this.clock,
    defer: (run) => void this.#deferred.push(run),
    onCommit: (keys, writes) => {
      this.batches.push(writes);
      this.changed.push(...keys.map((key) => new TextDecoder().decode(key)));
    },
  });

  run(): void {
    for (const run of this.#deferred.splice(0)) run();
  }

  get(name: string): unknown {
    return this.store.get(bytes(name), this.clock.nowMs());
  }

  [Symbol.dispose](): void {
    this.store.close();
  }
}

Deno.test("writes that wait together share one commit and keep their order and versionstamps", async () => {
  using bench = new Bench();
  const answers = ["a", "b", "a"].map((name) => bench.committer.submit(write([set(name)])));
  assert.equal(bench.get("a"), undefined);
  bench.run();
  assert.deepEqual(
    await Promise.all(answers),
    [1, 2, 3].map((version) => ({ status: "committed", version })),
  );
  assert.deepEqual(bench.batches, [3]);
  assert.deepEqual(bench.changed, ["a", "b", "a"]);
});

Deno.test("of two writes with the same check in one batch the second one fails", async () => {
  using bench = new Bench();
  const absent = { key: bytes("a"), versionstamp: new Uint8Array(0) };
  const first = bench.committer.submit(write([set("a")], [absent]));
  const second = bench.committer.submit(write([set("a"), set("b")], [absent]));
  bench.run();
  assert.deepEqual(await first, { status: "committed", version: 1 });
  assert.deepEqual(await second, { status: "check-failed", failedChecks: [0] });
  assert.equal(bench.get("b"), undefined);
});

Deno.test("a failed check names its index and changes nothing", async () => {
  using bench = new Bench();
  const good = { key: bytes("x"), versionstamp: new Uint8Array(0) };
  const bad = { key: bytes("y"), versionstamp: toVersionstamp(9) };
  const answer = bench.committer.submit(write([set("a")], [good, bad, good, bad]));
  bench.run();
  assert.deepEqual(await answer, { status: "check-failed", failedChecks: [1, 3] });
  assert.equal(bench.get("a"), undefined);
  assert.deepEqual(bench.changed, []);
});

Deno.test("a write whose sum does not fit fails alone and as a whole", async () => {
  using bench = new Bench();
  const before = bench.committer.submit(write([set("a")]));
  const broken = bench.committer.submit(write([set("b"), sum("a")]));
  const after = bench.committer.submit(write([set("c")]));
  const refused = assert.rejects(broken, { code: "REQUEST_INVALID" });
  bench.run();
  await refused;
  assert.equal((await before).status, "committed");
  assert.equal((await after).status, "committed");
  assert.equal(bench.get("b"), undefined);
  assert.deepEqual(bench.changed, ["a", "c"]);
});

Deno.test("when the store fails, every write of the batch fails and the next batch works", async () => {
  using bench = new Bench();
  const answers = [
    bench.committer.submit(write([set("a")])),
    bench.committer.submit(write([set("b")])),
  ];
  const refused = Promise.all(
    answers.map((answer) => assert.rejects(answer, { code: "DISK_FULL" })),
  );
  const put = bench.store.put.bind(bench.store);
  bench.store.put = () => {
    throw Object.assign(new Error("database or disk is full"), { errcode: 13 });
  };
  bench.run();
  await refused;
  bench.store.put = put;
  assert.equal(bench.get("a"), undefined);
  const next = bench.committer.submit(write([set("a")]));
  bench.run();
  assert.deepEqual(await next, { status: "committed", version: 1 });
});

Deno.test("more writes than MAX_BATCH need more than one commit, and none is lost", async () => {
  using bench = new Bench();
  const answers = Array.from(
    { length: MAX_BATCH + 1 },
    () => bench.committer.submit(write([set("a")])),
  );
  bench.run();
  bench.run();
  assert.equal((await Promise.all(answers)).length, MAX_BATCH + 1);
  assert.deepEqual(bench.batches, [MAX_BATCH, 1]);
});

Deno.test("an expiry time is kept, and a key that expired counts as absent in checks", async () => {
  using bench = new Bench();
  const expireAtMs = BigInt(bench.clock.nowMs() + 10);
  const absent = { key: bytes("a"), versionstamp: new Uint8Array(0) };
  const first = bench.committer.submit(write([{ ...set("a"), expireAtMs }]));
  const early = bench.committer.submit(write([set("a")], [absent]));
  bench.run();
  bench.clock.advance(10);
  const late = bench.committer.submit(write([set("a")], [absent]));
  bench.run();
  const statuses = (await Promise.all([first, early, late])).map((outcome) => outcome.status);
  assert.deepEqual(statuses, ["committed", "check-failed", "committed"]);
});

Deno.test("a set with a versionstamp suffix stores and tells the key with its own versionstamp", async () => {
  using bench = new Bench();
  const answer = bench.committer.submit(write([mutation("a", 9)]));
  bench.run();
  await answer;
  assert.deepEqual(bench.changed, ["a\x0200000000000000010000\x00"]);
  assert.equal(bench.get("a"), undefined);
  assert.notEqual(bench.get("a\x0200000000000000010000\x00"), undefined);
});

Deno.test("a combined value does not expire, as on denokv", async () => {
  using bench = new Bench();
  const expireAtMs = BigInt(bench.clock.nowMs() + 10);
  const answer = bench.committer.submit(write([{ ...sum("n"), expireAtMs }]));
  bench.run();
  await answer;
  bench.clock.advance(10);
  assert.notEqual(bench.get("n"), undefined);
});

function write(mutations: Mutation[], checks: AtomicWrite["checks"] = []): AtomicWrite {
  return { checks, mutations, enqueueCount: 0 };
}

function set(name: string): Mutation {
  return mutation(name, 1);
}

function sum(name: string): Mutation {
  return mutation(name, 3);
}

function mutation(name: string, type: number): Mutation {
  const none = new Uint8Array(0);
  const data = type === 3 ? new Uint8Array(serialize(1n)) : new Uint8Array(serialize("text"));
  const value = { data, encoding: 1 };
  return {
    key: bytes(name),
    value,
    type,
    expireAtMs: 0n,
    sumMin: none,
    sumMax: none,
    sumClamp: false,
  };
}

function bytes(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
