import assert from "node:assert/strict";
import { LabelSet } from "../model/label_set.ts";
import { SeriesTable, slotOf } from "./series_table.ts";

const LIMITS = {
  mostSeries: 3,
  mostLabels: 2,
  longestName: 5,
  longestValue: 6,
  mostLabelText: 1_000,
};
const named = (value: string) => LabelSet.of({ n: value });
const add = (table: SeriesTable, labels: LabelSet, owner?: { name: string; mostSeries: number }) =>
  table.refOf(labels, { owner, cycle: 1 });

Deno.test("equal labels have one ref, others another one", () => {
  const table = new SeriesTable(LIMITS);
  const one = add(table, LabelSet.of({ a: "1", b: "2" }));
  assert.equal(add(table, LabelSet.of({ b: "2", a: "1" })), one);
  assert.notEqual(add(table, LabelSet.of({ a: "1" })), one);
  assert.equal(table.size, 2);
});

Deno.test("labels beyond a bound are refused with the reason", () => {
  const table = new SeriesTable(LIMITS);
  const refused: [Record<string, string>, string][] = [
    [{}, "no_labels"],
    [{ a: "1", b: "1", c: "1" }, "too_many_labels"],
    [{ abcdef: "1" }, "label_name_too_long"],
    [{ a: "1234567" }, "label_value_too_long"],
    [{ "a\u0001b": "1" }, "bad_label_name"],
    [{ "a\ud800": "1" }, "bad_label_name"],
    [{ a: "\ud800" }, "bad_label_value"],
  ];
  for (const [labels, reason] of refused) assert.equal(add(table, LabelSet.of(labels)), reason);
  assert.equal(table.size, 0);
  assert.equal(typeof add(table, LabelSet.of({ abcde: "123456", b: "\u0001" })), "number");
});

Deno.test("a full table still knows its series", () => {
  const table = new SeriesTable(LIMITS);
  const refs = ["1", "2", "3"].map((value) => add(table, named(value)));
  assert.equal(add(table, named("4")), "too_many_series");
  assert.deepEqual(["1", "2", "3"].map((value) => add(table, named(value))), refs);
});

Deno.test("all text together has a bound, which removed series free", () => {
  const table = new SeriesTable({ ...LIMITS, mostLabelText: named("12345").key.length + 2 });
  const first = add(table, named("12345"));
  assert.equal(add(table, named("2")), "too_much_label_text");
  table.remove(new Set([slotOf(Number(first))]));
  assert.equal(typeof add(table, named("2")), "number");
});

Deno.test("long labels of guests leave room for those of the platform", () => {
  const mostLabelText = named("123").key.length * 2;
  const table = new SeriesTable({ ...LIMITS, mostSeries: 10, mostLabelText });
  add(table, named("111"));
  const refOf = (rank: "guest" | "platform") => table.refOf(named("2"), { rank, cycle: 1 });
  assert.equal(refOf("guest"), "too_much_label_text");
  assert.equal(typeof refOf("platform"), "number");
});

Deno.test("an owner is refused beyond its own bound, and others are not", () => {
  const table = new SeriesTable(LIMITS);
  const owner = { name: "a", mostSeries: 1 };
  const first = add(table, named("1"), owner);
  assert.equal(add(table, named("2"), owner), "too_many_series_of_owner");
  assert.equal(add(table, named("1"), owner), first);
  assert.equal(typeof add(table, named("2"), { name: "b", mostSeries: 1 }), "number");
  table.remove(new Set([slotOf(Number(first))]));
  assert.equal(typeof add(table, named("3"), owner), "number");
});

Deno.test("a series without an owner becomes that of who brings it again", () => {
  const table = new SeriesTable(LIMITS);
  const owner = { name: "a", mostSeries: 1 };
  add(table, named("1"));
  add(table, named("1"), owner);
  assert.equal(add(table, named("2"), owner), "too_many_series_of_owner");
});

Deno.test("a ref that somebody kept never means the next series of its slot", () => {
  const table = new SeriesTable({ ...LIMITS, mostSeries: 1 });
  const seen = new Set<number>();
  for (let round = 0; round < 2_000; round++) {
    const ref = Number(add(table, named(`${round}`)));
    assert.ok(!seen.has(ref) && ref >= 0);
    assert.equal(slotOf(ref), 0);
    seen.add(ref);
    assert.ok(table.has(ref));
    table.remove(new Set([0]));
    assert.ok(!table.has(ref));
  }
});

Deno.test("what was never a ref means nothing", () => {
  const table = new SeriesTable(LIMITS);
  add(table, named("1"));
  for (const ref of [1, 5, -1, 2 ** 20, 2 ** 31 - 1]) assert.ok(!table.has(ref), `${ref}`);
});
