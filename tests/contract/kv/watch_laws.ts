import assert from "node:assert/strict";
import type { KvLaw } from "./law.ts";

/** Runs `body` with the values of each update of a watch; the watch ends with it. */
async function watching(
  kv: Deno.Kv,
  keys: Deno.KvKey[],
  body: (next: () => Promise<unknown[]>) => Promise<void>,
): Promise<void> {
  const reader = kv.watch(keys).getReader();
  try {
    await body(async () => {
      const { value } = await reader.read();
      return (value ?? []).map((entry) => entry.value);
    });
  } finally {
    await reader.cancel();
  }
}

/** Laws of watches. */
export const WATCH_LAWS: readonly KvLaw[] = [
  {
    title: "a watch tells the state at once and then every change",
    async run(kv, { root }) {
      await watching(kv, [[root]], async (next) => {
        assert.deepEqual(await next(), [null]);
        await kv.set([root], 1);
        assert.deepEqual(await next(), [1]);
        await kv.set([root], 2);
        assert.deepEqual(await next(), [2]);
        await kv.delete([root]);
        assert.deepEqual(await next(), [null]);
      });
    },
  },
  {
    title: "a watch of several keys shows all of them whenever one changes",
    async run(kv, { root }) {
      await kv.set([root, "b"], "b");
      await watching(kv, [[root, "a"], [root, "b"]], async (next) => {
        assert.deepEqual(await next(), [null, "b"]);
        await kv.set([root, "a"], "a");
        assert.deepEqual(await next(), ["a", "b"]);
      });
    },
  },
  {
    title: "keys that change in one commit are told together",
    async run(kv, { root }) {
      const keys = [[root, "a"], [root, "b"]];
      await watching(kv, keys, async (next) => {
        await next();
        await kv.atomic().set([root, "a"], 1).set([root, "b"], 1).commit();
        assert.deepEqual(await next(), [1, 1]);
      });
    },
  },
  {
    title: "a change by another handle is told, one of another key is not",
    async run(kv, { root, open }) {
      const other = await open();
      await watching(kv, [[root]], async (next) => {
        await next();
        await other.set([root, "else"], 0);
        await other.set([root], 1);
        assert.deepEqual(await next(), [1]);
      });
    },
  },
  {
    title: "a burst of changes ends with the last one",
    async run(kv, { root }) {
      await watching(kv, [[root]], async (next) => {
        await next();
        await Promise.all(Array.from({ length: 50 }, () => kv.atomic().sum([root], 1n).commit()));
        let last: bigint | undefined = 0n;
        while (last !== 50n) last = ((await next())[0] as Deno.KvU64 | null)?.value;
      });
    },
  },
  {
    title: "more than 10 watched keys are refused",
    async run(kv, { root }) {
      const keys = Array.from({ length: 11 }, (_, i) => [root, i]);
      // Depending on the side that notices, the call or the stream fails.
      const watch = async () => {
        await kv.watch(keys).getReader().read();
      };
      await assert.rejects(watch());
    },
  },
];
