import assert from "node:assert/strict";
import fc from "fast-check";
import { EditDistance, mostEdits } from "./edit_distance.ts";

const MANY = 100;
const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });

function distance(left: string, right: string): number {
  return new EditDistance(left, { most: MANY, prefix: false }).to(right);
}

/** The definition itself, without a table. */
function slowDistance(left: string, right: string): number {
  if (left === "" || right === "") return left.length + right.length;
  const same = left.at(-1) === right.at(-1) ? 0 : 1;
  const choices = [
    slowDistance(left.slice(0, -1), right.slice(0, -1)) + same,
    slowDistance(left.slice(0, -1), right) + 1,
    slowDistance(left, right.slice(0, -1)) + 1,
  ];
  const isSwapped = left.length > 1 && right.length > 1 && left.at(-1) === right.at(-2) &&
    left.at(-2) === right.at(-1);
  if (isSwapped) choices.push(slowDistance(left.slice(0, -2), right.slice(0, -2)) + 1);
  return Math.min(...choices);
}

Deno.test("EditDistance counts one for each letter put in, left out, changed or swapped", () => {
  assert.equal(distance("night", "night"), 0);
  for (const typed of ["nigt", "nighht", "nijht", "nigth", "inght"]) {
    assert.equal(distance(typed, "night"), 1, typed);
  }
  assert.equal(distance("", "abc"), 3);
});

Deno.test("EditDistance gives what its definition gives", () => {
  const short = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 5 });
  fc.assert(fc.property(short, short, (left, right) => {
    assert.equal(distance(left, right), slowDistance(left, right));
    assert.equal(distance(left, right), distance(right, left));
  }));
});

Deno.test("EditDistance is Infinity beyond the most, and right up to it", () => {
  fc.assert(fc.property(word, word, fc.nat(3), (left, right, most) => {
    const full = distance(left, right);
    const bounded = new EditDistance(left, { most, prefix: false }).to(right);
    assert.equal(bounded, full <= most ? full : Infinity);
  }));
});

Deno.test("EditDistance with a prefix takes the best beginning of the term", () => {
  fc.assert(fc.property(word, word, (left, term) => {
    const beginnings = Array.from({ length: term.length + 1 }, (_, end) => term.slice(0, end));
    const best = Math.min(...beginnings.map((each) => distance(left, each)));
    assert.equal(new EditDistance(left, { most: MANY, prefix: true }).to(term), best);
  }));
});

Deno.test("EditDistance gives the same for a term whatever it was asked before", () => {
  fc.assert(fc.property(word, fc.array(word), fc.boolean(), (left, terms, prefix) => {
    const shared = new EditDistance(left, { most: 2, prefix });
    for (const term of terms) {
      assert.equal(shared.to(term), new EditDistance(left, { most: 2, prefix }).to(term));
    }
  }));
});

Deno.test("mostEdits() forgives none below four letters, one below eight, else two", () => {
  assert.deepEqual(["abc", "abcd", "abcdefg", "abcdefgh"].map(mostEdits), [0, 1, 1, 2]);
});
