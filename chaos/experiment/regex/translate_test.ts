import assert from "node:assert/strict";
import { compilePattern } from "./translate.ts";

const FOUND: [string, string][] = [
  ["(?i)A", "a"],
  ["\\Aab", "ab"],
  ["ab\\Z", "ab"],
  ["ab$", "ab\n"],
  ["(?m)^b$", "a\nb\nc"],
  ["(?s)a.b", "a\nb"],
  ["(?P<x>a)(?P=x)", "aa"],
  ["(a)(b)\\2", "abb"],
  ["a{,2}b", "aab"],
  ["x{a}", "x{a}"],
  ["(?x) a b # c", "ab"],
  ["[]a]", "]"],
  ["[\\w-]", "-"],
  ["\\w\\b", "é"],
  ["(?>a*)b", "aab"],
  ["a++b", "aab"],
  ["(?i:A)b", "ab"],
  ["(?<=ab)c", "abc"],
  ["[\\1]", "\u0001"],
  ["a(?#c)*b", "aab"],
  ["\\s", "\u001c"],
  ["\\d", "٣"],
];
const NOT_FOUND: [string, string][] = [
  ["ab\\Z", "ab\n"],
  ["a.b", "a\nb"],
  ["(?>a*)a", "aaa"],
  ["a*+a", "aaa"],
  ["\\B", ""],
  ["(?a)\\w", "é"],
  ["(?i:A)b", "aB"],
];
const REFUSED = [
  "(",
  "a)",
  "[a",
  "*a",
  "a**",
  "^*",
  "\\q",
  "[z-a]",
  "(?<=a*)b",
  "\\1",
  "(?P<1>a)",
  "a(?i)b",
  "(?L)a",
  "a{2,1}",
  "(?P<a>x)(?P<a>y)",
  "\\x4",
  "(?<n>a)",
  "(a\\1)",
];

Deno.test("patterns find what Python's re finds", () => {
  for (const [pattern, text] of FOUND) assert.ok(compilePattern(pattern).test(text), pattern);
  for (const [pattern, text] of NOT_FOUND) assert.ok(!compilePattern(pattern).test(text), pattern);
});

Deno.test("patterns that Python refuses are refused", () => {
  for (const pattern of REFUSED) {
    assert.throws(() => compilePattern(pattern), { name: "PatternProblem" }, pattern);
  }
});
