import assert from "node:assert/strict";
import fc from "fast-check";
import { LabelSet } from "../model/label_set.ts";
import type { LabelMatcher } from "../model/matcher.ts";
import { literalsOf, toCondition } from "./label_condition.ts";
import { LabelIndex } from "./label_index.ts";
import { compileRegex } from "./series_store_rig.ts";

const VALUES = ["", "a", "b", "ab", "abc", "a.c", "1"];
const NAMES = ["x", "y", "z"];
const TEXTS = [
  ...VALUES,
  "a|b",
  "a|",
  "|",
  ".*",
  ".+",
  "a.*",
  "[ab]+",
  "ab?",
  "a.c",
  "(a|b)c?",
  "a|a",
];

const labels = fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom(...VALUES), { minKeys: 1 })
  .map((pairs) => LabelSet.of({ ...pairs, always: "1" }));
const matcher: fc.Arbitrary<LabelMatcher> = fc.record({
  name: fc.constantFrom(...NAMES, "always", "never"),
  type: fc.constantFrom("=", "!=", "=~", "!~"),
  value: fc.constantFrom(...TEXTS),
});

/** What PromQL says of a matcher, word by word. */
function matches(set: LabelSet, { name, type, value }: LabelMatcher): boolean {
  const own = set.get(name);
  const isLike = new RegExp(`^(?:${value})$`).test(own);
  return { "=": own === value, "!=": own !== value, "=~": isLike, "!~": !isLike }[type];
}

Deno.test("an index finds what a look at every series finds, also after some are gone", () => {
  fc.assert(
    fc.property(
      fc.array(labels, { maxLength: 30 }),
      fc.array(matcher, { maxLength: 4 }),
      fc.array(fc.nat(29)),
      (sets, matchers, gone) => {
        const index = new LabelIndex((slot) => sets[slot] ?? LabelSet.EMPTY);
        // From the end, so that slots come in any order.
        for (let slot = sets.length - 1; slot >= 0; slot--) index.add(slot);
        const removed = new Set(gone.filter((slot) => slot < sets.length));
        index.remove(removed);
        const left = [...sets.keys()].filter((slot) => !removed.has(slot));
        const conditions = matchers.map((one) => toCondition(one, compileRegex));
        const expected = left.filter((slot) =>
          matchers.every((one) => matches(sets[slot] ?? LabelSet.EMPTY, one))
        );
        assert.deepEqual(index.find(conditions, () => left), expected);
        const used = left.flatMap((slot) => [...(sets[slot] ?? LabelSet.EMPTY).entries()]);
        assert.deepEqual(new Set(index.names()), new Set(used.map(([name]) => name)));
        for (const name of NAMES) {
          const values = used.filter(([other]) => other === name).map(([, value]) => value);
          assert.deepEqual(new Set(index.values(name)), new Set(values));
        }
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("literalsOf() takes alternatives of plain text only", () => {
  assert.deepEqual(literalsOf("a|b-c|d/e"), ["a", "b-c", "d/e"]);
  assert.deepEqual(literalsOf("a|"), ["a", ""]);
  assert.deepEqual(literalsOf(""), [""]);
  for (const text of ["a.c", "a\\|b", "(a|b)", "^a", "a$", "a+", "a*", "a?", "[a]", "a{2}"]) {
    assert.equal(literalsOf(text), undefined, text);
  }
});

Deno.test("alternatives of literals compile no regular expression, others only once a search", () => {
  const compiled: string[] = [];
  const tried: string[] = [];
  const compile = (text: string) => {
    compiled.push(text);
    return (value: string) => {
      tried.push(value);
      return value === "a";
    };
  };
  toCondition({ name: "x", type: "=~", value: "a|b" }, compile).test("a");
  toCondition({ name: "x", type: "!~", value: "a|b" }, compile).test("a");
  assert.deepEqual(compiled, []);
  const { test } = toCondition({ name: "x", type: "=~", value: "a.*" }, compile);
  for (const value of ["a", "b", "a", "b"]) assert.equal(test(value), value === "a");
  assert.deepEqual(compiled, ["a.*"]);
  assert.deepEqual(tried, ["", "a", "b"]);
});
