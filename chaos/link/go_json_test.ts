import assert from "node:assert/strict";
import { readGoFields, shortestFloat32 } from "./go_fields.ts";
import { decodeGoJson } from "./go_json.ts";

/** Texts and what Toxiproxy 2.12, built with Go 1.26, said about each. */
const FAULTS: readonly (readonly [string, string])[] = [
  ["", "EOF"],
  ["  ", "EOF"],
  ['{"a":', "unexpected EOF"],
  ['{"a":"', "unexpected EOF"],
  ["abc", "invalid character 'a' looking for beginning of value"],
  ['{"a":tru}', "invalid character '}' in literal true (expecting 'e')"],
  ['{"a":nul}', "invalid character '}' in literal null (expecting 'l')"],
  ['{"a" 5}', "invalid character '5' after object key"],
  ["{5}", "invalid character '5' looking for beginning of object key string"],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
  ["[1 2]", "invalid character '2' after array element"],
  ['{"a":01}', "invalid character '1' after object key:value pair"],
  ['{"a":-}', "invalid character '}' in numeric literal"],
  ['{"a":1.}', "invalid character '}' after decimal point in numeric literal"],
  ['{"a":1e}', "invalid character '}' in exponent of numeric literal"],
  ['{"a":"\\x"}', "invalid character 'x' in string escape code"],
];

Deno.test("decodeGoJson() refuses in the words of Go", () => {
  for (const [text, fault] of FAULTS) assert.deepEqual(decodeGoJson(text), { fault }, text);
});

Deno.test("decodeGoJson() takes the first value and ignores what follows", () => {
  const string = { kind: "string", text: 'a"\u00e9' };
  assert.deepEqual(decodeGoJson(' "a\\"\\u00e9" more'), string);
  assert.deepEqual(decodeGoJson("-1.5e+3x"), { kind: "number", text: "-1.5e+3" });
  assert.deepEqual(decodeGoJson("[]"), { kind: "array", items: [] });
  assert.deepEqual(decodeGoJson("{ }"), { kind: "object", members: [] });
});

Deno.test("decodeGoJson() refuses what is nested without end", () => {
  assert.deepEqual(decodeGoJson("[".repeat(100_000)), { fault: "exceeded max depth" });
});

Deno.test("readGoFields() takes names in any case, and the last of equals", () => {
  const body = decodeGoJson('{"RATE":1,"rate":2,"Rate":null,"other":[]}');
  assert.ok(!("fault" in body));
  const fields = [{ name: "rate", type: "int64" }] as const;
  assert.deepEqual(readGoFields(body, fields, { path: "X", type: "X" }), { rate: 2 });
});

Deno.test("readGoFields() refuses whole numbers out of range, and fractions", () => {
  for (const text of ["1.5", "99999999999999999999", "1e3"]) {
    const body = decodeGoJson(`{"rate":${text}}`);
    assert.ok(!("fault" in body));
    const read = readGoFields(body, [{ name: "rate", type: "int64" }], { path: "X", type: "X" });
    const fault = `json: cannot unmarshal number ${text} into Go struct field X.rate of type int64`;
    assert.deepEqual(read, { fault });
  }
});

Deno.test("shortestFloat32() prints what Go prints for a float32", () => {
  assert.equal(shortestFloat32(0.123456789), 0.12345679);
  for (const value of [0, 0.1, 0.5, 1, 0.66]) assert.equal(shortestFloat32(value), value);
});
