import assert from "node:assert/strict";
import fc from "fast-check";
import { distance, suggest } from "./suggest.ts";

const COMMANDS = ["up", "down", "ps", "status", "stop", "start", "logs", "registry"];

Deno.test("suggest() finds what was meant", () => {
  assert.equal(suggest("stauts", COMMANDS)[0], "status");
  assert.equal(suggest("regsitry", COMMANDS)[0], "registry");
  assert.equal(suggest("log", COMMANDS)[0], "logs");
  assert.equal(suggest("reg", COMMANDS)[0], "registry");
});

Deno.test("suggest() stays silent when nothing is near", () => {
  assert.deepEqual(suggest("xyzzy", COMMANDS), []);
});

Deno.test("distance() is 0 only for equal words, the same both ways, and bounded by the longer", () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(fc.property(word, word, (one, other) => {
    const between = distance(one, other);
    assert.equal(between === 0, one === other);
    assert.equal(between, distance(other, one));
    assert.ok(between <= Math.max(one.length, other.length));
  }));
});

Deno.test("distance() counts a swap of neighbours as one edit", () => {
  assert.equal(distance("stauts", "status"), 1);
});
