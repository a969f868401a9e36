import assert from "node:assert/strict";
import { type KvLaw, values } from "./law.ts";

async function u64(kv: Deno.Kv, key: Deno.KvKey): Promise<bigint | undefined> {
  return (await kv.get<Deno.KvU64>(key)).value?.value;
}

/** Laws of atomic operations. */
export const ATOMIC_LAWS: readonly KvLaw[] = [
  {
    title: "all keys of one commit carry its versionstamp",
    async run(kv, { root }) {
      const write = kv.atomic();
      for (let i = 0; i < 5; i++) write.set([root, i], i);
      const { versionstamp } = await write.commit() as Deno.KvCommitResult;
      for await (const entry of kv.list({ prefix: [root] })) {
        assert.equal(entry.versionstamp, versionstamp);
      }
    },
  },
  {
    title: "mutations of one commit happen in their order",
    async run(kv, { root }) {
      await kv.atomic().set([root], 1).delete([root]).commit();
      assert.equal((await kv.get([root])).versionstamp, null);
      await kv.atomic().delete([root]).set([root], 2).set([root], 3).commit();
      assert.equal((await kv.get([root])).value, 3);
      await kv.atomic().set([root], new Deno.KvU64(1n)).sum([root], 2n).sum([root], 4n).commit();
      assert.equal(await u64(kv, [root]), 7n);
    },
  },
  {
    title: "a check holds for the present versionstamp only",
    async run(kv, { root }) {
      const { versionstamp: old } = await kv.set([root], 1);
      const { versionstamp } = await kv.set([root], 2);
      const write = (check: string | null) =>
        kv.atomic().check({ key: [root], versionstamp: check }).set([root, "won"], check).commit();
      assert.equal((await write(old)).ok, false);
      assert.equal((await write(null)).ok, false);
      assert.equal((await kv.get([root, "won"])).versionstamp, null);
      assert.equal((await write(versionstamp)).ok, true);
    },
  },
  {
    title: "a check for absence holds until the key is there, and again when it is deleted",
    async run(kv, { root }) {
      const create = () =>
        kv.atomic().check({ key: [root], versionstamp: null }).set([root], 1).commit();
      assert.equal((await create()).ok, true);
      assert.equal((await create()).ok, false);
      await kv.delete([root]);
      assert.equal((await create()).ok, true);
    },
  },
  {
    title: "one failed check among others stops the whole commit",
    async run(kv, { root }) {
      await kv.set([root, "there"], 1);
      const absent = (name: string) => ({ key: [root, name], versionstamp: null });
      const result = await kv.atomic().check(absent("a"), absent("there"), absent("b"))
        .set([root, "x"], 1).delete([root, "there"]).commit();
      assert.equal(result.ok, false);
      assert.deepEqual(await values(kv.list({ prefix: [root] })), [1]);
    },
  },
  {
    title: "sum starts from nothing, adds, and wraps at 2^64",
    async run(kv, { root }) {
      await kv.atomic().sum([root], 40n).commit();
      await kv.atomic().sum([root], 2n).commit();
      assert.equal(await u64(kv, [root]), 42n);
      await kv.atomic().sum([root], 2n ** 64n - 42n).commit();
      assert.equal(await u64(kv, [root]), 0n);
    },
  },
  {
    title: "min and max keep the smaller and the greater, unsigned",
    async run(kv, { root }) {
      const big = 2n ** 64n - 1n;
      const write = (n: bigint) => kv.atomic().min([root, "min"], n).max([root, "max"], n).commit();
      for (const n of [5n, big, 3n, 4n]) await write(n);
      assert.equal(await u64(kv, [root, "min"]), 3n);
      assert.equal(await u64(kv, [root, "max"]), big);
    },
  },
  {
    title: "sum adds plain numbers to numbers and bigints to bigints",
    async run(kv, { root }) {
      const sum = (name: string, value: unknown) =>
        kv.atomic().mutate({ type: "sum", key: [root, name], value } as Deno.KvMutation).commit();
      await kv.set([root, "number"], 40);
      await sum("number", 2.5);
      await kv.set([root, "bigint"], -(2n ** 90n));
      await sum("bigint", 1n);
      await sum("fresh", -7);
      assert.equal((await kv.get([root, "number"])).value, 42.5);
      assert.equal((await kv.get([root, "bigint"])).value, 1n - 2n ** 90n);
      assert.equal((await kv.get([root, "fresh"])).value, -7);
    },
  },
  {
    title: "sum, min and max refuse values of another type",
    async run(kv, { root }) {
      await kv.set([root], "text");
      await assert.rejects(kv.atomic().sum([root], 1n).commit());
      await assert.rejects(kv.atomic().min([root], 1n).commit());
      await assert.rejects(kv.atomic().max([root], 1n).commit());
      assert.equal((await kv.get([root])).value, "text");
    },
  },
  {
    title: "a refused mutation undoes the mutations before it",
    async run(kv, { root }) {
      await kv.set([root, "text"], "text");
      await assert.rejects(kv.atomic().set([root, "a"], 1).sum([root, "text"], 1n).commit());
      assert.equal((await kv.get([root, "a"])).versionstamp, null);
    },
  },
  {
    title: "an expiry time in a commit is taken",
    async run(kv, { root }) {
      await kv.atomic().set([root, "a"], 1, { expireIn: 60_000 }).set([root, "b"], 2).commit();
      assert.deepEqual(await values(kv.list({ prefix: [root] })), [1, 2]);
    },
  },
  {
    title: "workers that count by check and retry lose no step",
    async run(kv, { root }) {
      await kv.set([root], 0);
      const step = async (): Promise<void> => {
        const entry = await kv.get<number>([root]);
        const result = await kv.atomic().check(entry).set([root], (entry.value ?? 0) + 1).commit();
        if (!result.ok) await step();
      };
      const work = async () => {
        for (let i = 0; i < 10; i++) await step();
      };
      await Promise.all(Array.from({ length: 5 }, work));
      assert.equal((await kv.get([root])).value, 50);
    },
  },
  {
    title: "sums that run together add up, and each has its own versionstamp",
    async run(kv, { root }) {
      const sums = Array.from({ length: 100 }, () => kv.atomic().sum([root], 1n).commit());
      const stamps = (await Promise.all(sums)).map((result) => result.ok && result.versionstamp);
      assert.equal(new Set(stamps).size, 100);
      assert.equal(await u64(kv, [root]), 100n);
    },
  },
  {
    title: "a reader never sees half a commit",
    async run(kv, { root, open }) {
      const reader = await open();
      const keys = [[root, "a"], [root, "b"]] as const;
      let writing = true;
      const write = async () => {
        for (let i = 0; i < 100; i++) await kv.atomic().set(keys[0], i).set(keys[1], i).commit();
        writing = false;
      };
      const read = async () => {
        while (writing) {
          const [a, b] = await reader.getMany<number[]>([...keys]);
          assert.equal(a?.value, b?.value);
          assert.equal(a?.versionstamp, b?.versionstamp);
        }
      };
      await Promise.all([write(), read()]);
    },
  },
];
