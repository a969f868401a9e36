import assert from "node:assert/strict";
import { GroupJournal, readGroupJournal } from "./group_journal.ts";

/** Runs a test over the path of a journal in a folder of its own. */
async function withPath(run: (path: string) => void | Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "netops-journal-" });
  try {
    await run(`${dir}/groups.jsonl`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("a journal folds to the groups that ran when it was last written", async () => {
  await withPath((path) => {
    const journal = new GroupJournal(path, "run-1");
    journal.added({ pid: 10, startMark: "a" });
    journal.added({ pid: 11, startMark: "b" });
    journal.removed(10);
    journal.added({ pid: 12, startMark: "c" });
    journal.removed(99);
    const groups = [{ pid: 11, startMark: "b" }, { pid: 12, startMark: "c" }];
    assert.deepEqual(readGroupJournal(path), { runId: "run-1", groups });
    assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
    assert.equal(journal.lostLines, 0);
  });
});

Deno.test("a new journal replaces an old one", async () => {
  await withPath((path) => {
    new GroupJournal(path, "run-1").added({ pid: 10, startMark: "a" });
    new GroupJournal(path, "run-2");
    assert.deepEqual(readGroupJournal(path), { runId: "run-2", groups: [] });
  });
});

Deno.test("a torn last line is passed over", async () => {
  await withPath((path) => {
    new GroupJournal(path, "run-1").added({ pid: 10, startMark: "a" });
    Deno.writeTextFileSync(path, '{"type":"add","pid":1', { append: true });
    assert.deepEqual(readGroupJournal(path)?.groups, [{ pid: 10, startMark: "a" }]);
  });
});

Deno.test("no damaged line names ourselves, init or everybody", async () => {
  await withPath((path) => {
    const pids = [0, 1, -1, -5, 1.5, null, "x", "", undefined];
    const lines = pids.map((pid) => JSON.stringify({ type: "add", pid, startMark: "a" }));
    Deno.writeTextFileSync(path, ["null", "7", "[]", ...lines, ""].join("\n"));
    assert.deepEqual(readGroupJournal(path), { runId: "", groups: [] });
  });
});

Deno.test("lines that cannot be written are counted", async () => {
  await withPath((path) => {
    const journal = new GroupJournal(`${path}/no/such/folder`, "run-1");
    journal.added({ pid: 10, startMark: "a" });
    journal.removed(10);
    assert.equal(journal.lostLines, 3);
    assert.equal(readGroupJournal(path), undefined);
  });
});
