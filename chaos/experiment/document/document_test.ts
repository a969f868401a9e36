import assert from "node:assert/strict";
import { Stamp, toPlain, WholeFloat } from "../python/value.ts";
import { readDocument } from "./read_document.ts";
import { readYaml } from "./yaml_read.ts";

Deno.test("YAML is 1.1, as PyYAML reads it", () => {
  const cases: [string, unknown][] = [
    ["no", false],
    ["y", "y"],
    ["010", 8],
    ["08", "08"],
    ["0o10", "0o10"],
    ["0x1F", 31],
    ["0b11", 3],
    ["1:30", 90],
    ["1:30.5", 90.5],
    ["1e3", "1e3"],
    ["1.0e+3", new WholeFloat(1000)],
    ["1_000", 1000],
    [".5", 0.5],
    ["-.5", "-.5"],
    ["~", null],
    ["'no'", "no"],
    ["!!str 5", "5"],
    ["2024-01-02", new Stamp("2024-01-02", "2024-01-02")],
  ];
  for (const [text, expected] of cases) {
    assert.deepEqual(readYaml(`k: ${text}\n`).value, { k: expected }, text);
  }
  const moment = readYaml("2024-01-02 03:04:05.5 +01:00").value;
  assert.deepEqual(toPlain(moment), "2024-01-02T03:04:05.500000+01:00");
});

Deno.test("merge keys come first and yield to what the mapping says itself", () => {
  const text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  w: 0\n  <<: [*a, *b]\n  x: 9\n";
  const { c } = readYaml(text).value as { c: Record<string, unknown> };
  assert.deepEqual(Object.entries(c), [["y", 2], ["z", 4], ["x", 9], ["w", 0]]);
});

Deno.test("of equal keys the last one counts, in both languages", () => {
  assert.deepEqual(readDocument('{"a": 1, "a": 2}', "x.json").value, { a: 2 });
  assert.deepEqual(readDocument("a: 1\na: 2\n", "x.yml").value, { a: 2 });
});

Deno.test("JSON keeps floats, big ints and what is not finite", () => {
  const { value } = readDocument(
    "[1.0, 1E2, 123456789012345678901, NaN, -Infinity, 1e400, -0]",
    "x.json",
  );
  assert.deepEqual(value, [
    new WholeFloat(1),
    new WholeFloat(100),
    123456789012345678901n,
    NaN,
    -Infinity,
    Infinity,
    0,
  ]);
});

Deno.test("every value knows its place", () => {
  const json = readDocument('{\n  "a": [\n    1,\n    {"b": 2}]}', "x.json").places;
  assert.deepEqual(json.find(["a", 1, "b"]), { line: 4, column: 6 });
  assert.deepEqual(json.find(["a", 0]), { line: 3, column: 5 });
  assert.deepEqual(json.find(["a", 7, "none"]), { line: 2, column: 3 });
  const yaml = readDocument("a:\n  - 1\n  - b: 2\n", "x.yaml").places;
  assert.deepEqual(yaml.find(["a", 1, "b"]), { line: 3, column: 5 });
});

Deno.test("a key called __proto__ is a key", () => {
  for (
    const [text, file] of [['{"__proto__": {"x": 1}}', "x.json"], [
      "__proto__: {x: 1}\n",
      "x.yaml",
    ]] as const
  ) {
    const value = readDocument(text, file).value as Record<string, unknown>;
    assert.deepEqual(Object.keys(value), ["__proto__"]);
    assert.equal(({} as Record<string, unknown>)["x"], undefined);
  }
});
