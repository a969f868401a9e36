import assert from "node:assert/strict";
import { eventually, type KvLaw } from "./law.ts";

const VALUES: readonly unknown[] = [
  null,
  undefined,
  true,
  0,
  -1.5,
  NaN,
  Infinity,
  2n ** 200n,
  -1n,
  "",
  "ключ 🔑",
  new Date(1_234),
  /x+/gi,
  new Uint8Array([0, 255]),
  new Uint8Array(0),
  [1, [2, { deep: new Set([1]) }]],
  new Map<unknown, unknown>([["a", 1n], [2, null]]),
  { nested: { list: [undefined, null] } },
];

/** Laws of single keys and their values. */
export const VALUE_LAWS: readonly KvLaw[] = [
  {
    title: "a key that is not there reads as null without a versionstamp",
    async run(kv, { root }) {
      assert.deepEqual(await kv.get([root, "no"]), {
        key: [root, "no"],
        value: null,
        versionstamp: null,
      });
    },
  },
  {
    title: "every kind of value comes back as it was",
    async run(kv, { root }) {
      for (const [i, value] of VALUES.entries()) {
        await kv.set([root, i], value);
        assert.deepEqual((await kv.get([root, i])).value, value);
      }
      await kv.set([root, "u64"], new Deno.KvU64(2n ** 64n - 1n));
      const { value } = await kv.get<Deno.KvU64>([root, "u64"]);
      assert.equal(value?.value, 2n ** 64n - 1n);
    },
  },
  {
    title: "a later set replaces the value, its encoding and its versionstamp",
    async run(kv, { root }) {
      const first = await kv.set([root], new Deno.KvU64(1n));
      const second = await kv.set([root], "text");
      const entry = await kv.get([root]);
      assert.equal(entry.value, "text");
      assert.equal(entry.versionstamp, second.versionstamp);
      assert.ok(second.versionstamp > first.versionstamp);
    },
  },
  {
    title: "delete removes a key, and does not mind when there is none",
    async run(kv, { root }) {
      await kv.set([root], 1);
      await kv.delete([root]);
      await kv.delete([root]);
      assert.equal((await kv.get([root])).versionstamp, null);
    },
  },
  {
    title: "versionstamps are 20 hex digits and grow with every commit",
    async run(kv, { root }) {
      let last = "";
      for (let i = 0; i < 20; i++) {
        const { versionstamp } = await kv.set([root, i % 3], i);
        assert.match(versionstamp, /^[0-9a-f]{20}$/);
        assert.ok(versionstamp > last);
        last = versionstamp;
      }
    },
  },
  {
    title: "a key with an expiry time is gone soon after it",
    async run(kv, { root }) {
      await kv.set([root, "short"], 1, { expireIn: 200 });
      await kv.set([root, "long"], 1, { expireIn: 60_000 });
      assert.equal((await kv.get([root, "short"])).value, 1);
      await eventually(async () => (await kv.get([root, "short"])).versionstamp === null, 1_000);
      assert.equal((await kv.get([root, "long"])).value, 1);
    },
  },
  {
    title: "a set without an expiry time takes the old one away",
    async run(kv, { root }) {
      await kv.set([root], 1, { expireIn: 100 });
      await kv.set([root], 2);
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.equal((await kv.get([root])).value, 2);
    },
  },
  {
    title: "getMany answers in the order of its keys, strongly or eventually consistent",
    async run(kv, { root }) {
      await kv.set([root, "a"], 1);
      await kv.set([root, "b"], 2);
      const keys = [[root, "b"], [root, "none"], [root, "a"]];
      for (const consistency of ["strong", "eventual"] as const) {
        const entries = await kv.getMany<(number | null)[]>(keys, { consistency });
        assert.deepEqual(entries.map((entry) => entry.value), [2, null, 1]);
      }
    },
  },
  {
    title: "a second handle sees a write as soon as it was acknowledged",
    async run(kv, { root, open }) {
      const other = await open();
      for (let i = 0; i < 20; i++) {
        await kv.set([root], i);
        assert.equal((await other.get([root])).value, i);
      }
    },
  },
];
