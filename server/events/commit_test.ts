import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { Committer, MAX_BATCH } from "./commit.ts";

/** A disk that remembers what was committed, and fails when the test says so. */
function open() {
  const deferred: (() => void)[] = [];
  const batches: number[] = [];
  const disk = { written: [] as string[], isFull: false };
  const committer = new Committer({
    transaction: (work) => {
      const before = [...disk.written];
      const result = work();
      if (disk.isFull) {
        disk.written = before;
        throw new NetopsError("DISK_FULL", "Cannot append");
      }
      return result;
    },
    defer: (run) => void deferred.push(run),
    onCommit: (works) => void batches.push(works),
  });
  const write = (value: string) => committer.submit(() => disk.written.push(value));
  const runDeferred = () => deferred.splice(0).forEach((run) => run());
  return { committer, disk, batches, write, runDeferred };
}

Deno.test("works that arrive together share one commit, in the order of their arrival", async () => {
  const { disk, batches, write, runDeferred } = open();
  const all = ["a", "b", "c"].map(write);
  assert.deepEqual(disk.written, []);
  runDeferred();
  assert.deepEqual(await Promise.all(all), [1, 2, 3]);
  assert.deepEqual([disk.written, batches], [["a", "b", "c"], [3]]);
});

Deno.test("a work that refuses fails alone", async () => {
  const { committer, disk, write, runDeferred } = open();
  const first = write("a");
  const refused = committer.submit(() => {
    throw new NetopsError("CONFLICT", "Cannot commit");
  });
  const outcome = assert.rejects(refused, { code: "CONFLICT" });
  const last = write("b");
  runDeferred();
  await Promise.all([first, outcome, last]);
  assert.deepEqual(disk.written, ["a", "b"]);
});

Deno.test("when the disk is full nobody is told that it was written", async () => {
  const { disk, batches, write, runDeferred } = open();
  disk.isFull = true;
  const failures = ["a", "b"].map((value) => assert.rejects(write(value), { code: "DISK_FULL" }));
  runDeferred();
  await Promise.all(failures);
  assert.deepEqual([disk.written, batches], [[], []]);
  disk.isFull = false;
  const again = write("c");
  runDeferred();
  await again;
  assert.deepEqual(disk.written, ["c"]);
});

Deno.test("no commit holds more than its most, and the rest follows by itself", async () => {
  const { batches, write, runDeferred } = open();
  const all = Array.from({ length: MAX_BATCH + 1 }, (_, index) => write(`${index}`));
  runDeferred();
  runDeferred();
  await Promise.all(all);
  assert.deepEqual(batches, [MAX_BATCH, 1]);
});
