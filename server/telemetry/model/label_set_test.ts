import assert from "node:assert/strict";
import fc from "fast-check";
import { LabelSet } from "./label_set.ts";

const labels = fc.dictionary(
  fc.constantFrom("a", "b", "__name__", "zone"),
  fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.constantFrom("\u0001", "\u0002b\u0001", "\u0000", "\u00001"),
  ),
);

Deno.test("two sets have one key exactly when their labels are equal", () => {
  fc.assert(fc.property(labels, labels, (one, other) => {
    const [left, right] = [LabelSet.of(one), LabelSet.of(other)];
    const isEqual = JSON.stringify(left) === JSON.stringify(right);
    assert.equal(left.key === right.key, isEqual);
  }));
});

Deno.test("labels are sorted, and an empty value is no label", () => {
  const set = LabelSet.of({ zone: "z", __name__: "up", app: "" });
  assert.deepEqual(set.names, ["__name__", "zone"]);
  assert.equal(set.get("app"), "");
  assert.equal(set.get("zone"), "z");
});

Deno.test("nameless leaves out name, type and unit, and is one object", () => {
  const set = LabelSet.of({ __name__: "up", __type__: "gauge", __unit__: "s", a: "1" });
  assert.deepEqual(set.nameless.toJSON(), { a: "1" });
  assert.equal(set.nameless, set.nameless);
  assert.equal(set.nameless.nameless, set.nameless);
});

Deno.test("with(), keep() and drop() change a copy", () => {
  const set = LabelSet.of({ a: "1", b: "2" });
  assert.deepEqual(set.with({ a: "", c: "3" }).toJSON(), { b: "2", c: "3" });
  assert.deepEqual(set.keep(new Set(["a"])).toJSON(), { a: "1" });
  assert.deepEqual(set.drop(new Set(["a"])).toJSON(), { b: "2" });
  assert.deepEqual(set.toJSON(), { a: "1", b: "2" });
});
