import assert from "node:assert/strict";
import { join } from "node:path";
import type { JobRecord } from "./job.ts";
import { JobStore } from "./job_store.ts";

function job(id: string, createdAtMs: number, state: JobRecord["state"] = "running"): JobRecord {
  return { id, titleId: id, title: id, state, createdAtMs, done: ["probe"] };
}

async function withStore(check: (store: JobStore, dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await check(new JobStore(dir), dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("load() gives the jobs back, the oldest first", () =>
  withStore(async (store) => {
    for (const one of [job("b", 2), job("a", 1, "queued"), job("c", 3, "failed")]) {
      await store.open(one.id);
      await store.save(one);
    }
    assert.deepEqual((await store.load()).map(({ id }) => id), ["a", "b", "c"]);
  }));

Deno.test("an upload that never ended leaves nothing at the next start", () =>
  withStore(async (store, dir) => {
    const { source } = await store.open("half");
    await Deno.writeTextFile(source, "half a mov");
    assert.deepEqual(await store.load(), []);
    assert.deepEqual([...Deno.readDirSync(dir)], []);
  }));

Deno.test("what was being encoded goes, what was done stays", () =>
  withStore(async (store) => {
    const paths = await store.open("a");
    await store.save(job("a", 1));
    for (const dir of [join(paths.attempt, "v1"), join(paths.title, "v0")]) {
      await Deno.mkdir(dir, { recursive: true });
    }
    await Deno.writeTextFile(paths.source, "movie");
    await store.load();
    const left = [...Deno.readDirSync(paths.dir)].map(({ name }) => name).sort();
    assert.deepEqual(left, ["job.json", "source", "title"]);
  }));

Deno.test("of a job that ended only the journal stays, and of many the last 20", () =>
  withStore(async (store, dir) => {
    for (let number = 0; number < 25; number++) {
      const { source } = await store.open(`j${number}`);
      await Deno.writeTextFile(source, "movie");
      await store.save(job(`j${number}`, number, "done"));
    }
    await store.open("late");
    await store.save(job("late", 99));
    const loaded = await store.load();
    assert.equal(loaded.length, 21);
    assert.equal(loaded[0]?.id, "j5");
    assert.equal([...Deno.readDirSync(dir)].length, 21);
    assert.deepEqual([...Deno.readDirSync(`${dir}/j5`)].map(({ name }) => name), ["job.json"]);
  }));

Deno.test("a journal that is being written never hides the one before", () =>
  withStore(async (store) => {
    const { dir } = await store.open("a");
    await store.save(job("a", 1));
    await Deno.writeTextFile(join(dir, "job.json.new"), '{"id":"a","sta');
    assert.deepEqual(await store.load(), [job("a", 1)]);
  }));
