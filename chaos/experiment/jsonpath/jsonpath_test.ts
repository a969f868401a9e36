import assert from "node:assert/strict";
import { readJson } from "../document/json_read.ts";
import { matchPath } from "./match.ts";
import { parsePath } from "./parser.ts";
import { standardPath } from "./standard_path.ts";

const DOCUMENT = readJson(
  '{"a": 1, "s": "hello", "k": "a", "list": [{"n": 1, "s": "one"}, {"n": 2, "s": "two"}, 3]}',
).value;

const CASES: [string, unknown[]][] = [
  ["$.a", [1]],
  ['$["a","s"]', [1, "hello"]],
  ["$.list[*].n", [1, 2]],
  ["$..n", [1, 2]],
  ["$.list[-1]", [3]],
  ["$.list[::2].n", [1]],
  ["$.list[*][?(@.n = 2)].s", ["two"]],
  ["$.list[*][?(@.n = true)].s", ["one"]],
  ["$.list[?(@.n = 2)]", []],
  ["$.list[*][?(not @.n)]", [3]],
  ['$.list[*][?(@.n = 1 or @.n = 2 and @.s = "two")].s', ["two"]],
  ["$[$.k]", [1]],
  ["$.list.length()", [3]],
  ["$.s.substring(1,3)", ["el"]],
  ["$.s.charAt(-1)", ["o"]],
  ["$.list[0].keys()", [["n", "s"]]],
  ["$.nope", []],
];
const REFUSED = [
  "a",
  "$['a']",
  "$.a.",
  "$.a-b",
  "$.and",
  "$.list[1.5]",
  "$.list[?(@.n == 1)]",
  "$.x.foo()",
  "$[",
  "",
];

Deno.test("paths find what jsonpath2 finds", () => {
  for (const [path, expected] of CASES) {
    assert.deepEqual(matchPath(parsePath(path), DOCUMENT, DOCUMENT), expected, path);
  }
});

Deno.test("paths that jsonpath2 refuses are refused", () => {
  for (const path of REFUSED) {
    assert.throws(() => parsePath(path), { name: "JsonPathProblem" }, path);
  }
});

Deno.test("standardPath() reads RFC 9535 and nothing else", () => {
  const data = { list: [{ n: 1 }, { n: 2 }] };
  assert.deepEqual(standardPath("$['list'][?@.n == 2].n")?.(data), [2]);
  assert.equal(standardPath("$.list[?(@.n = 2)]"), undefined);
});
