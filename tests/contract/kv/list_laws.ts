import assert from "node:assert/strict";
import { collect, type KvLaw, values } from "./law.ts";

/** Key parts in the order of their encoded bytes: bytes, strings, bigints, numbers, booleans. */
const ORDERED: readonly Deno.KvKeyPart[] = [
  new Uint8Array(0),
  new Uint8Array([0]),
  new Uint8Array([0, 1]),
  new Uint8Array([1]),
  new Uint8Array([255]),
  "",
  "\0",
  "\0a",
  "A",
  "a",
  "aa",
  "b",
  "é",
  "🔑",
  -(2n ** 100n),
  -256n,
  -1n,
  0n,
  1n,
  255n,
  256n,
  2n ** 100n,
  -Infinity,
  -1e300,
  -1,
  -Number.MIN_VALUE,
  -0,
  0,
  Number.MIN_VALUE,
  1,
  256,
  1e300,
  Infinity,
  false,
  true,
];

async function fill(kv: Deno.Kv, root: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += 100) {
    const write = kv.atomic();
    for (let i = from; i < Math.min(count, from + 100); i++) write.set([root, i], i);
    await write.commit();
  }
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** Laws of ranges: order, selectors, options, cursors. */
export const LIST_LAWS: readonly KvLaw[] = [
  {
    title: "keys of all types are listed in the order of their types and values",
    async run(kv, { root }) {
      const shuffled = [...ORDERED.entries()].sort(([a], [b]) => (a * 7919) % 37 - (b * 7919) % 37);
      for (const [i, part] of shuffled) await kv.set([root, part], i);
      assert.deepEqual(await values(kv.list({ prefix: [root] })), numbers(0, ORDERED.length));
    },
  },
  {
    title: "a shorter key comes before the keys that it is a prefix of, and is not in their list",
    async run(kv, { root }) {
      await kv.set([root], "own");
      await kv.set([root, "a", "b"], "ab");
      await kv.set([root, "a"], "a");
      assert.deepEqual(await values(kv.list({ prefix: [root] })), ["a", "ab"]);
      assert.deepEqual(await values(kv.list({ prefix: [root, "a"] })), ["ab"]);
    },
  },
  {
    title: "start is included and end is not, with and without a prefix",
    async run(kv, { root }) {
      await fill(kv, root, 10);
      const key = (i: number) => [root, i];
      const lists: [Deno.KvListSelector, number, number][] = [
        [{ prefix: [root] }, 0, 10],
        [{ prefix: [root], start: key(3) }, 3, 10],
        [{ prefix: [root], end: key(3) }, 0, 3],
        [{ start: key(3), end: key(7) }, 3, 7],
        [{ start: key(7), end: key(7) }, 7, 7],
      ];
      for (const [selector, from, to] of lists) {
        assert.deepEqual(await values(kv.list(selector)), numbers(from, to));
        const reverse = await values(kv.list(selector, { reverse: true }));
        assert.deepEqual(reverse, numbers(from, to).reverse());
      }
    },
  },
  {
    title: "limit ends a list early, from either end",
    async run(kv, { root }) {
      await fill(kv, root, 10);
      assert.deepEqual(await values(kv.list({ prefix: [root] }, { limit: 4 })), [0, 1, 2, 3]);
      const last = await values(kv.list({ prefix: [root] }, { limit: 2, reverse: true }));
      assert.deepEqual(last, [9, 8]);
    },
  },
  {
    title: "a cursor goes on where the last page ended, in both directions",
    async run(kv, { root }) {
      await fill(kv, root, 10);
      for (const reverse of [false, true]) {
        const seen: unknown[] = [];
        let cursor = "";
        do {
          const page = kv.list({ prefix: [root] }, { limit: 3, reverse, ...cursor && { cursor } });
          seen.push(...await values(page));
          cursor = page.cursor;
        } while (cursor !== "" && seen.length < 10);
        assert.deepEqual(seen, reverse ? numbers(0, 10).reverse() : numbers(0, 10));
      }
    },
  },
  {
    title: "the batch size changes how a list travels, never what it holds",
    async run(kv, { root }) {
      await fill(kv, root, 250);
      for (const batchSize of [1, 7, 100, 500]) {
        const list = kv.list({ prefix: [root] }, { batchSize, limit: 230 });
        assert.deepEqual(await values(list), numbers(0, 230));
      }
    },
  },
  {
    title: "a list longer than one request holds comes whole",
    async run(kv, { root }) {
      await fill(kv, root, 1_500);
      assert.deepEqual(await values(kv.list({ prefix: [root] })), numbers(0, 1_500));
    },
  },
  {
    title: "entries of a list carry their keys and versionstamps",
    async run(kv, { root }) {
      const { versionstamp } = await kv.set([root, "a", 1n, true], "v");
      const entries = await collect(kv.list({ prefix: [root] }));
      assert.deepEqual(entries, [{ key: [root, "a", 1n, true], value: "v", versionstamp }]);
    },
  },
  {
    title: "large values come whole in a list",
    async run(kv, { root }) {
      for (let i = 0; i < 20; i++) await kv.set([root, i], new Uint8Array(60_000).fill(i));
      const all = await values(kv.list<Uint8Array>({ prefix: [root] }));
      assert.deepEqual(all.map((value) => [value.length, value.at(0), value.at(-1)]), [
        ...numbers(0, 20).map((i) => [60_000, i, i]),
      ]);
    },
  },
];
