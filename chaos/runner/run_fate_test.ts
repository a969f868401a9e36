import assert from "node:assert/strict";
import type { FaultRecord } from "../guardian/fault_record.ts";
import { withFate } from "./run_fate.ts";
import { type RunOrder, RunStore } from "./mod.ts";

const ORDER: RunOrder = {
  ...{ id: "x-1", file: "f.yaml", text: "", dir: "/", variables: [], variableFiles: [] },
};
const PULSE = { pid: 7, startMark: "then", atMs: 90 };

/** A home with the run, and what a guardian's journal there holds. */
function homeWith(journal?: readonly unknown[]): string {
  const home = Deno.makeTempDirSync();
  new RunStore(home).begin(ORDER);
  if (journal === undefined) return home;
  Deno.mkdirSync(`${home}/data/guardian`, { recursive: true });
  const text = journal.map((line) => `${JSON.stringify(line)}\n`).join("");
  Deno.writeTextFileSync(`${home}/data/guardian/journal.jsonl`, text);
  return home;
}

function fateIn(home: string, startMark?: string) {
  const run = withFate(new RunStore(home).read("x-1"), {
    ...{ home, nowMs: 100, processes: { startMark: () => startMark } },
  });
  Deno.removeSync(home, { recursive: true });
  return run.fate;
}

Deno.test("a run goes on while the process that told of itself last lives, and no other of its pid", () => {
  const beating = () => {
    const home = homeWith();
    new RunStore(home).beat("x-1", PULSE);
    return home;
  };
  assert.equal(fateIn(beating(), "then")?.isRunning, true);
  assert.equal(fateIn(beating(), "later")?.isRunning, false);
  assert.equal(fateIn(beating())?.isRunning, false);
  assert.equal(fateIn(homeWith(), "then")?.isRunning, false);
});

Deno.test("faults of a run are told by the guardian's journal, those of others are not", () => {
  const intent = (id: string, experimentId: string) => ({
    type: "intent",
    record: {
      id,
      experimentId,
      kind: "latency",
      parts: [],
      startedAtMs: 1,
      durationMs: 9,
    } as unknown as FaultRecord,
  });
  const home = homeWith([
    ...[intent("f-1", "x-1"), intent("f-2", "x-1"), intent("f-3", "x-2")],
    { type: "state", id: "f-1", state: "undone", atMs: 50, reason: "its owner fell silent" },
  ]);
  const faults = fateIn(home)?.faults?.map(({ id, state, endedAtMs }) => [id, state, endedAtMs]);
  assert.deepEqual(faults, [["f-1", "undone", 50], ["f-2", "injecting", undefined]]);
});

Deno.test("a fault on processes that are gone is gone with them, one that a helper does is not", () => {
  const fateOn = (side: string, startMark?: string) => {
    const parts = [{ target: { id: "i-1", pid: 9 }, part: { side } }];
    const record = { id: "f-1", experimentId: "x-1", kind: "k", parts, startedAtMs: 1 };
    return fateIn(homeWith([{ type: "intent", record }]), startMark)?.faults?.[0]?.state;
  };
  assert.deepEqual([fateOn("fleet"), fateOn("service")], ["undone", "undone"]);
  assert.deepEqual([fateOn("fleet", "alive"), fateOn("job")], ["injecting", "injecting"]);
});

Deno.test("without a journal nothing is known of faults, which is not that there were none", () => {
  assert.equal(fateIn(homeWith())?.faults, undefined);
  assert.deepEqual(fateIn(homeWith([]))?.faults, []);
});
