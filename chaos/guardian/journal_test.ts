import assert from "node:assert/strict";
import fc from "fast-check";
import { recordOf } from "./guardian_fixture.ts";
import { compactLines, type JournalLine, readJournal } from "./journal.ts";

const textOf = (lines: readonly JournalLine[]) =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("");

const intent = (id: string): JournalLine => ({ type: "intent", record: recordOf(id) });
const state = (id: string, to: "active" | "undoing" | "undone" | "undo-failed"): JournalLine => ({
  ...{ type: "state", id, state: to, atMs: 7, reason: to },
});

Deno.test("an intent alone may have been done: it is open until its undo stands there", () => {
  const content = readJournal(textOf([intent("a"), intent("b"), state("b", "undone")]));
  assert.deepEqual(content.faults.map(({ record, state }) => [record.id, state]), [
    ["a", "injecting"],
    ["b", "undone"],
  ]);
  assert.equal(content.faults[1]?.endedAtMs, 7);
  assert.equal(content.faults[1]?.endReason, "undone");
});

Deno.test("a torn line is counted and takes nothing with it", () => {
  const whole = textOf([intent("a"), state("a", "active")]);
  const torn = `${whole}{"type":"state","id":"a","sta`;
  assert.deepEqual(readJournal(torn).tornLines, 1);
  assert.equal(readJournal(torn).faults[0]?.state, "active");
  const after = `${torn}\n${textOf([state("a", "undone")])}`;
  assert.equal(readJournal(after).faults[0]?.state, "undone");
  assert.deepEqual(readJournal('{"type":"other"}\nnull\n[]\n7\n').tornLines, 4);
});

Deno.test("the last word about the lever counts", () => {
  const lever = (to: "armed" | "stopped"): JournalLine => ({ type: "lever", lever: to, atMs: 1 });
  assert.equal(readJournal("").lever, "armed");
  assert.equal(readJournal(textOf([lever("stopped")])).lever, "stopped");
  assert.equal(readJournal(textOf([lever("stopped"), lever("armed")])).lever, "armed");
});

Deno.test("compaction says the same of what is open, and nothing of what is over", () => {
  const lines = fc.array(fc.oneof(
    fc.constantFrom("a", "b", "c").map(intent),
    fc.tuple(
      fc.constantFrom("a", "b", "c"),
      fc.constantFrom("active" as const, "undoing" as const, "undone" as const),
    ).map(([id, to]) => state(id, to)),
    fc.constantFrom("armed" as const, "stopped" as const)
      .map((lever): JournalLine => ({ type: "lever", lever, atMs: 1 })),
  ));
  fc.assert(fc.property(lines, (all) => {
    const before = readJournal(textOf(all));
    const after = readJournal(textOf(compactLines(before, 9)));
    const open = before.faults.filter(({ state }) => state !== "undone");
    assert.deepEqual(after.faults, open);
    assert.equal(after.lever, before.lever);
    assert.equal(after.tornLines, 0);
  }));
});

Deno.test("a journal that is cut anywhere still knows every intent before the cut", () => {
  const whole = textOf([intent("a"), state("a", "active"), intent("b"), state("b", "active")]);
  const line = textOf([intent("a")]).length;
  for (let cut = line; cut <= whole.length; cut++) {
    const { faults, tornLines } = readJournal(whole.slice(0, cut));
    assert.ok(faults.some(({ record }) => record.id === "a"), `cut at ${cut}`);
    assert.ok(tornLines <= 1);
  }
});
