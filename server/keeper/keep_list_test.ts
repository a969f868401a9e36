import assert from "node:assert/strict";
import { KeepList } from "./keep_list.ts";

Deno.test("a keep list holds the groups that run now, and what to remove after them", () => {
  const list = new KeepList();
  list.take({ type: "plan", runId: "run-1", files: ["/home/run.json"] });
  list.take({ type: "add", pid: 10, startMark: "a" });
  list.take({ type: "add", pid: 11, startMark: "b" });
  list.take({ type: "remove", pid: 10 });
  list.take({ type: "remove", pid: 99 });
  assert.deepEqual(list.groups.map(({ pid, startMark }) => ({ pid, startMark })), [
    { pid: 11, startMark: "b" },
  ]);
  assert.deepEqual([list.runId, list.files, list.dismissed], ["run-1", ["/home/run.json"], false]);
  list.take({ type: "bye" });
  assert.equal(list.dismissed, true);
});

Deno.test("a pid that is added again is a new group", () => {
  const list = new KeepList();
  list.take({ type: "add", pid: 10, startMark: "a" });
  list.take({ type: "add", pid: 10, startMark: "b" });
  assert.deepEqual(list.groups.map((group) => group.startMark), ["b"]);
});
