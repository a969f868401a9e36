import assert from "node:assert/strict";
import { holds, type ResolvedComparison } from "./compare.ts";

Deno.test("values are compared as numbers where one is a number or an order is asked for, else as they are", () => {
  const yes: [ResolvedComparison["left"], ResolvedComparison["is"], ResolvedComparison["right"]][] =
    [
      [1, "=", "1"],
      ["1.0", "=", 1],
      ["1.0", "!=", "1"],
      ["a", "=", "a"],
      [true, "=", "true"],
      ["10", ">", "9"],
      [9, ">=", "9"],
      ["-1", "<", 0],
      [0.5, "<=", 0.5],
      ["v1.2", "matches", "^v\\d"],
    ];
  for (const [left, is, right] of yes) {
    assert.ok(holds({ left, is, right }), `${left} ${is} ${right}`);
  }
  const no = [["10", "<", "9"], ["a", "!=", "a"], ["v", "matches", "^w"], [2, "=", "1"]] as const;
  for (const [left, is, right] of no) {
    assert.ok(!holds({ left, is, right }), `${left} ${is} ${right}`);
  }
});

Deno.test("what cannot be compared is an error, and neither so nor not so", () => {
  const odd = [["a", ">", 1], ["", "=", 0], [true, "<", 1], ["x", "matches", "("]] as const;
  for (const [left, is, right] of odd) {
    assert.throws(() => holds({ left, is, right }), { code: "CONFIG_INVALID" });
  }
});
