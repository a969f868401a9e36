import assert from "node:assert/strict";
import { pruneLogs } from "./prune_logs.ts";

Deno.test("pruneLogs() keeps the newest instances of each app, with all their files, and open ones", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const put = async (name: string, ageS: number) => {
      await Deno.writeTextFile(`${dir}/${name}`, "x");
      await Deno.utime(`${dir}/${name}`, 1_000_000 - ageS, 1_000_000 - ageS);
    };
    await put("hello-v000-0001.jsonl", 400);
    await put("hello-v000-0002.jsonl", 300);
    await put("hello-v000-0002.jsonl.1", 500);
    await put("hello-v001-0003.jsonl", 100);
    await put("hello-v000-0004.jsonl", 900);
    await put("other-v000-0001.jsonl", 999);
    await put("fleet.log", 9_999);
    const isOpen = (instance: string) => instance === "hello-v000-0004";
    assert.deepEqual(pruneLogs(dir, { keepPerApp: 2, isOpen }), ["hello-v000-0001.jsonl"]);
    const left = [...Deno.readDirSync(dir)].map((entry) => entry.name).sort();
    assert.deepEqual(left, [
      "fleet.log",
      "hello-v000-0002.jsonl",
      "hello-v000-0002.jsonl.1",
      "hello-v000-0004.jsonl",
      "hello-v001-0003.jsonl",
      "other-v000-0001.jsonl",
    ]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
