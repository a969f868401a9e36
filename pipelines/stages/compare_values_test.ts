import assert from "node:assert/strict";
import type { Comparison } from "@netops/core/contracts";
import { compareValues } from "./compare_values.ts";

function holds(left: Comparison["left"], is: Comparison["is"], right: Comparison["right"]) {
  return compareValues({ left, is, right }).holds;
}

Deno.test("numbers, and texts where an order is asked for, compare as numbers", () => {
  for (const [left, right] of [[10, 9], ["10", 9], [10, "9"], ["10", "9"], ["1e1", "9"]]) {
    assert.ok(holds(left!, ">", right!));
    assert.ok(holds(left!, ">=", right!));
    assert.ok(!holds(left!, "<", right!));
    assert.ok(!holds(left!, "<=", right!));
    assert.ok(holds(left!, "!=", right!));
  }
  assert.ok(holds("3.0", "=", 3));
  assert.ok(holds(3, "<=", 3) && holds(3, ">=", 3) && !holds(3, "<", 3) && !holds(3, ">", 3));
});

Deno.test("all else is equal when its text is, and can match an expression", () => {
  assert.ok(holds(true, "=", "true"));
  assert.ok(!holds("promoted", "=", "Promoted"));
  assert.ok(holds("hello-v012", "matches", "^hello-v\\d+$"));
  assert.ok(!holds("hello", "matches", "^hello-v"));
});

Deno.test("a value that nobody gave never holds, whichever side and comparison", () => {
  for (const is of ["=", "!=", "<", "<=", ">", ">=", "matches"] as const) {
    assert.ok(!holds({ output: "bake.isNew" }, is, "x"));
    assert.ok(!holds("x", is, { parameter: "tag" }));
  }
  const { said } = compareValues({ left: { output: "bake.isNew" }, is: "=", right: true });
  assert.equal(said, "the output bake.isNew has no value");
});

Deno.test("a mistake of the pipeline is no answer to it", () => {
  assert.throws(() => holds("many", ">", 3), { code: "CONFIG_INVALID" });
  assert.throws(() => holds(3, "<", ""), { code: "CONFIG_INVALID" });
  assert.throws(() => holds("a", "matches", "("), { code: "CONFIG_INVALID" });
});
