import assert from "node:assert/strict";
import fc from "fast-check";
import { parseNumber } from "./parse_number.ts";

const parse = (text: string) => parseNumber(`<${text}>`, 1, text.length + 1);

Deno.test("every double comes back from its text", () => {
  fc.assert(
    fc.property(
      fc.double(),
      (value) => assert.ok(Object.is(parse(String(value)), Number(String(value)))),
    ),
    { numRuns: 2_000 },
  );
});

Deno.test("a decimal of any length is what JavaScript reads", () => {
  const decimal = fc.stringMatching(/^[+-]?\d{1,17}(\.\d{0,17})?(e[+-]?\d{1,2})?$/);
  fc.assert(
    fc.property(decimal, (text) => assert.ok(Object.is(parse(text), Number(text)), text)),
    { numRuns: 5_000 },
  );
});

Deno.test("words of Go are numbers, words of JavaScript are not", () => {
  for (const text of ["NaN", "nan"]) assert.ok(Number.isNaN(parse(text)));
  for (const text of ["Inf", "+Inf", "+inf", "Infinity"]) assert.equal(parse(text), Infinity);
  assert.equal(parse("-Inf"), -Infinity);
  for (const text of ["", " ", "0x10", "1_000", "1e", "--1", "1.2.3", ".", "-", "true", "1n"]) {
    assert.equal(parse(text), undefined, text);
  }
});
