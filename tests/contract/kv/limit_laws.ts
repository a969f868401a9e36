import assert from "node:assert/strict";
import type { KvLaw } from "./law.ts";

/** A value whose stored form is exactly as long as its bytes. */
function blob(sizeBytes: number): Uint8Array {
  return new Uint8Array(sizeBytes);
}

/** A key whose encoded form has this many bytes: a type byte, the bytes, a zero. */
function keyOf(root: string, sizeBytes: number): Deno.KvKey {
  const rootBytes = new TextEncoder().encode(root).length + 2;
  return [root, new Uint8Array(sizeBytes - rootBytes - 2).fill(1)];
}

/** Laws of what is too much. */
export const LIMIT_LAWS: readonly KvLaw[] = [
  {
    title: "a value of 64 KiB less its header is taken, a larger one is refused",
    async run(kv, { root }) {
      await kv.set([root], blob(65_500));
      assert.equal((await kv.get<Uint8Array>([root])).value?.length, 65_500);
      await assert.rejects(kv.set([root], blob(65_537)), TypeError);
      assert.equal((await kv.get<Uint8Array>([root])).value?.length, 65_500);
    },
  },
  {
    title: "a key of 2 KiB is taken, listed and deleted, a larger one is refused",
    async run(kv, { root }) {
      const longest = keyOf(root, 2_048);
      await kv.set(longest, 1);
      assert.equal((await kv.get(longest)).value, 1);
      const list = kv.list({ prefix: [root] });
      assert.equal((await list.next()).value?.value, 1);
      await kv.delete(longest);
      await assert.rejects(kv.set(keyOf(root, 2_049), 1), TypeError);
    },
  },
  {
    title: "1000 mutations are taken, 1001 are refused",
    async run(kv, { root }) {
      const write = (count: number) => {
        const atomic = kv.atomic();
        for (let i = 0; i < count; i++) atomic.set([root, i], i);
        return atomic.commit();
      };
      assert.equal((await write(1_000)).ok, true);
      await assert.rejects(write(1_001), TypeError);
    },
  },
  {
    title: "10 checks are taken",
    run: (kv, { root }) => takesChecks(kv, root, 10),
  },
  {
    title: "100 checks are taken, 101 are refused",
    async run(kv, { root }) {
      await takesChecks(kv, root, 100);
      await assert.rejects(takesChecks(kv, root, 101), TypeError);
    },
  },
  {
    title: "a commit of 780 KiB is taken, one above 800 KiB is refused as a whole",
    async run(kv, { root }) {
      const write = (count: number) => {
        const atomic = kv.atomic();
        for (let i = 0; i < count; i++) atomic.set([root, i], blob(65_000));
        return atomic.commit();
      };
      await assert.rejects(write(13), TypeError);
      assert.equal((await kv.get([root, 0])).versionstamp, null);
      assert.equal((await write(12)).ok, true);
    },
  },
  {
    title: "10 keys can be read at once, 11 are refused",
    async run(kv, { root }) {
      const keys = (count: number) => Array.from({ length: count }, (_, i) => [root, i]);
      assert.equal((await kv.getMany(keys(10))).length, 10);
      await assert.rejects(kv.getMany(keys(11)), TypeError);
    },
  },
  {
    title: "a queue message is refused, as no client could listen to it",
    async run(kv) {
      await assert.rejects(kv.enqueue("message"), /not supported in KV Connect/);
    },
  },
];

async function takesChecks(kv: Deno.Kv, root: string, count: number): Promise<void> {
  const atomic = kv.atomic();
  for (let i = 0; i < count; i++) atomic.check({ key: [root, i], versionstamp: null });
  assert.equal((await atomic.set([root, "done", count], true).commit()).ok, true);
}
