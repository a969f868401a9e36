import assert from "node:assert/strict";
import fc from "fast-check";
import { readJson } from "../document/json_read.ts";
import { isAtMost, isEqual } from "./compare.ts";
import { convertToType, pythonFloat, pythonInt } from "./convert.ts";
import { decimalOf, isDecimalAtMost } from "./decimal.ts";
import { jsonText } from "./json_text.ts";
import { substitute } from "./template.ts";
import { reprOf, textOf } from "./text.ts";
import { fromPlain, isTruthy, toPlain, type Value, WholeFloat } from "./value.ts";

/** A value written as JSON, floats with their fraction. */
function v(text: string): Value {
  return readJson(text).value;
}

Deno.test("textOf() prints as Python's str()", () => {
  const cases: [string, string][] = [
    ["1", "1"],
    ["1.0", "1.0"],
    ["-0.0", "-0.0"],
    ["1e16", "1e+16"],
    ["123456789012345678", "123456789012345678"],
    ["0.0001", "0.0001"],
    ["0.00001", "1e-05"],
    ["1e22", "1e+22"],
    ["1.5e300", "1.5e+300"],
    ["Infinity", "inf"],
    ["NaN", "nan"],
    ["true", "True"],
    ["null", "None"],
    ['"a\'b"', "a'b"],
    ['["a\'b", "c", 1.0, null, [true]]', "[\"a'b\", 'c', 1.0, None, [True]]"],
    ['{"k": "\\u0000\\n\\u00a0é😀"}', "{'k': '\\x00\\n\\xa0é😀'}"],
  ];
  for (const [json, expected] of cases) assert.equal(textOf(v(json)), expected, json);
});

Deno.test("isEqual() takes True for 1 and 1.0, and looks into containers", () => {
  assert.ok(isEqual(true, 1) && isEqual(1, v("1.0")) && isEqual(v("[1, 2]"), v("[true, 2.0]")));
  assert.ok(isEqual(v('{"a": 1, "b": 2}'), v('{"b": 2, "a": 1}')));
  assert.ok(!isEqual("1", 1) && !isEqual(null, 0) && !isEqual(v("[1]"), v("[1, 2]")));
  assert.ok(!isEqual(v("9007199254740993"), v("9007199254740992.0")));
});

Deno.test("isAtMost() orders numbers, text and lists, and refuses mixtures", () => {
  assert.ok(isAtMost(1, v("1.0")) && isAtMost("Z", "a") && isAtMost("\uffff", "😀"));
  assert.ok(isAtMost(v("[1, 2]"), v("[1, 3]")) && !isAtMost(v("[2]"), v("[1, 3]")));
  assert.ok(!isAtMost(NaN, 1));
  for (const [a, b] of [[1, "1"], [null, 1], [{}, {}]] as [Value, Value][]) {
    assert.throws(() => isAtMost(a, b), { name: "PythonError", kind: "TypeError" });
  }
});

Deno.test("decimals are exact: 0.1 the float is more than 0.1 the text", () => {
  const at = (value: Value) => decimalOf(value) ?? assert.fail("no number");
  assert.ok(!isDecimalAtMost(at(0.1), at("0.1")));
  assert.ok(isDecimalAtMost(at("0.1"), at(0.1)));
  assert.ok(isDecimalAtMost(at(" 1_0.50\n"), at("1.05e1")));
  assert.ok(isDecimalAtMost(at("-inf"), at(-1e300)) && !isDecimalAtMost(at("inf"), at(1)));
  assert.equal(decimalOf("x"), undefined);
  assert.throws(() => isDecimalAtMost(at("nan"), at(1)), { kind: "InvalidOperation" });
  assert.throws(() => decimalOf(null), { kind: "TypeError" });
});

Deno.test("convertToType() converts as the Chaos Toolkit does", () => {
  assert.equal(pythonInt(" -1_000 "), -1000);
  assert.deepEqual(pythonFloat("2"), new WholeFloat(2));
  assert.equal(pythonFloat("-Infinity"), -Infinity);
  assert.deepEqual(["off", "No", "0", ""].map((text) => convertToType("bool", text)), [
    true,
    false,
    false,
    true,
  ]);
  assert.deepEqual(convertToType("json", '{"a": 1}'), { a: 1 });
  for (const [type, text] of [["int", "1.5"], ["float", "x"], ["magic", "x"]] as const) {
    assert.throws(() => convertToType(type, text), { kind: "ValueError" });
  }
});

Deno.test("substitute() keeps the type of a whole pattern, and what nobody knows", () => {
  const scope = {
    configuration: { n: 5, list: v("[1, null]"), one: v("1.0") } as Record<string, Value>,
    secrets: { app: { n: 6, token: "t" } } as Record<string, Value>,
  };
  const cases: [Value, Value][] = [
    ["${n}", 5],
    ["$n", "5"],
    ["${list}", [1, null]],
    ["x ${list} ${one} ${token}", "x [1, None] 1.0 t"],
    ["${nope} $nope $$ $ ${} ${a-b}", "${nope} $nope $ $ ${} ${a-b}"],
    [{ "${n}": ["${n}", { deep: "$token" }] }, { "${n}": [5, { deep: "t" }] }],
    ["${outputs.x}", "${outputs.x}"],
  ];
  for (const [given, expected] of cases) assert.deepEqual(substitute(given, scope), expected);
  const outputs = (reference: string): Value => `<${reference}>`;
  assert.equal(substitute("a ${outputs.x y.z[0]}", { ...scope, outputs }), "a <x y.z[0]>");
});

Deno.test("readJson() and jsonText() are each other's inverse", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (data) => {
      const value = fromPlain(JSON.parse(JSON.stringify(data)));
      assert.deepEqual(toPlain(readJson(jsonText(value)).value), toPlain(value));
      assert.deepEqual(
        toPlain(readJson(jsonText(value, { ascii: true, indent: 2 })).value),
        toPlain(value),
      );
    }),
    { seed: 3 },
  );
});

Deno.test("isTruthy() and reprOf() know what is empty", () => {
  for (const empty of [null, false, 0, "", [], {}, new WholeFloat(0)]) assert.ok(!isTruthy(empty));
  for (const full of [true, -1, "0", [0], { a: null }, NaN]) assert.ok(isTruthy(full));
  assert.equal(reprOf(new Uint8Array([104, 255])), "b'h\\xff'");
});
