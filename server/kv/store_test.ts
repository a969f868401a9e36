import assert from "node:assert/strict";
import { Store } from "./store.ts";

const NOW_MS = 1_000;

Deno.test("read() gives a range in key order, within its limit, from either end", () => {
  using store = openMemory();
  for (const name of ["b", "a", "d", "c"]) put(store, name);
  assert.deepEqual(scan(store, { limit: 10 }), ["a", "b", "c"]);
  assert.deepEqual(scan(store, { limit: 2 }), ["a", "b"]);
  assert.deepEqual(scan(store, { limit: 2, reverse: true }), ["c", "b"]);
});

Deno.test("keys are ordered by their bytes, unsigned", () => {
  using store = openMemory();
  for (const byte of [0xff, 0x00, 0x80, 0x7f]) putKey(store, Uint8Array.of(byte));
  const range = { start: new Uint8Array(0), end: Uint8Array.of(0xff, 0), limit: 9, reverse: false };
  const [entries = []] = store.read([range], NOW_MS);
  assert.deepEqual(entries.map((entry) => entry.key[0]), [0x00, 0x7f, 0x80, 0xff]);
});

Deno.test("a key is gone for readers at its expiry time, before any sweep", () => {
  using store = openMemory();
  put(store, "a", NOW_MS);
  assert.equal(store.get(bytes("a"), NOW_MS - 1)?.version, 1);
  assert.equal(store.get(bytes("a"), NOW_MS), undefined);
  assert.deepEqual(scan(store, { limit: 9 }), []);
});

Deno.test("sweep() deletes what expired, tells it, and leaves the rest", () => {
  using store = openMemory();
  put(store, "a", NOW_MS);
  put(store, "b", NOW_MS + 1);
  put(store, "c");
  assert.deepEqual(store.sweep(NOW_MS - 1), []);
  assert.deepEqual(store.sweep(NOW_MS).map(text), ["a"]);
  assert.deepEqual(store.sweep(NOW_MS), []);
  assert.equal(store.get(bytes("b"), 0)?.version, 1);
  assert.equal(store.get(bytes("c"), 0)?.version, 1);
});

Deno.test("transaction() undoes everything when its work throws", () => {
  using store = openMemory();
  assert.throws(() =>
    store.transaction(() => {
      putKey(store, bytes("a"));
      store.nextVersion();
      throw new Error("no");
    })
  );
  assert.equal(store.get(bytes("a"), 0), undefined);
  assert.equal(store.transaction(() => store.nextVersion()), 1);
});

Deno.test("attempt() undoes only its own part", () => {
  using store = openMemory();
  store.transaction(() => {
    putKey(store, bytes("a"));
    assert.throws(() =>
      store.attempt(() => {
        putKey(store, bytes("b"));
        throw new Error("no");
      })
    );
  });
  assert.deepEqual(scan(store, { limit: 9 }), ["a"]);
});

Deno.test("commit numbers grow across a restart, and values are still there", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/x.kv`;
    const first = new Store({ path });
    first.transaction(() => first.nextVersion());
    putKey(first, bytes("a"));
    first.close();
    using second = new Disposable(path);
    assert.deepEqual(second.store.durability(), { journal: "wal", synchronous: 2 });
    assert.equal(second.store.transaction(() => second.store.nextVersion()), 2);
    assert.equal(second.store.get(bytes("a"), 0)?.version, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a second owner of a file is refused as CONFLICT", async () => {
  const folder = await Deno.makeTempDir();
  try {
    using owner = new Disposable(`${folder}/x.kv`);
    putKey(owner.store, bytes("a"));
    assert.throws(() => new Store({ path: `${folder}/x.kv` }), { code: "CONFLICT" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a full disk fails the write as DISK_FULL, undoes it, and reads go on", async () => {
  const folder = await Deno.makeTempDir();
  try {
    using full = new Disposable(`${folder}/x.kv`, 100_000);
    const value = new Uint8Array(30_000);
    const fill = () => {
      for (let i = 0; i < 10; i++) putKey(full.store, Uint8Array.of(i), value);
    };
    assert.throws(() => full.store.transaction(fill), { code: "DISK_FULL" });
    assert.equal(full.store.get(Uint8Array.of(0), 0), undefined);
    full.store.transaction(() => putKey(full.store, bytes("small")));
    assert.equal(full.store.get(bytes("small"), 0)?.version, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

class Disposable {
  readonly store: Store;

  constructor(path: string, maxBytes?: number) {
    this.store = new Store(maxBytes === undefined ? { path } : { path, maxBytes });
  }

  [Symbol.dispose](): void {
    this.store.close();
  }
}

function openMemory(): Store & { [Symbol.dispose](): void } {
  const store = new Store({ path: ":memory:" });
  return Object.assign(store, { [Symbol.dispose]: () => store.close() });
}

function put(store: Store, name: string, expireAtMs: number | null = null): void {
  store.put(bytes(name), { data: bytes("v"), encoding: 3, version: 1, expireAtMs });
}

function putKey(store: Store, key: Uint8Array, data = bytes("v")): void {
  store.put(key, { data, encoding: 3, version: 1, expireAtMs: null });
}

function scan(store: Store, options: { limit: number; reverse?: boolean }): string[] {
  const range = { start: bytes("a"), end: bytes("d"), reverse: false, ...options };
  return (store.read([range], NOW_MS)[0] ?? []).map((entry) => text(entry.key));
}

function bytes(value: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(value);
}

function text(value: Uint8Array): string {
  return new TextDecoder().decode(value);
}
