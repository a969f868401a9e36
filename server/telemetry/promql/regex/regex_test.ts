import assert from "node:assert/strict";
import fc from "fast-check";
import { PromqlFailure } from "../language/promql_error.ts";
import { Automaton } from "./automaton.ts";
import { compileMatcher, compileRegex, expandTemplate } from "./mod.ts";
import { parseRegex } from "./parse_regex.ts";
import { toJavaScript } from "./regex_node.ts";

Deno.test("expressions match whole texts, as RE2 reads them", () => {
  const cases: [string, string[], string[]][] = [
    ["a.c", ["abc", "a\nc"], ["abcd", "xabc"]],
    ["a|bc", ["a", "bc"], ["ab", "abc"]],
    ["(?i)abc", ["ABC", "aBc"], ["abcd"]],
    ["a(?i)b|c", ["ab", "aB", "C"], ["Ab"]],
    ["a(?i:b)c", ["aBc"], ["aBC"]],
    ["(?-s)a.c", ["abc"], ["a\nc"]],
    ["(?m)a$\n^b", ["a\nb"], ["ab"]],
    ["^a$", ["a"], ["aa"]],
    ["\\Aa\\z", ["a"], ["ab"]],
    ["[[:alpha:]]+", ["aZ"], ["a1"]],
    ["[^[:digit:]x]", ["a"], ["1", "x"]],
    ["[[:^digit:]]", ["a", "é"], ["1"]],
    ["\\d+", ["12"], ["١"]],
    ["\\w", ["a", "_"], ["é"]],
    ["[\\W]", ["é", "-"], ["a"]],
    ["\\s", [" ", "\t"], ["\v", "\u00a0"]],
    ["\\pL+", ["aé"], ["1"]],
    ["\\p{Greek}", ["α"], ["a"]],
    ["\\P{Lu}", ["a"], ["A"]],
    ["\\x41\\x{1F600}\\101", ["A😀A"], ["A"]],
    ["\\Qa.b\\E+", ["a.b", "a.bb"], ["aab"]],
    ["a{2,3}", ["aa", "aaa"], ["a", "aaaa"]],
    ["a{,2}", ["a{,2}"], ["a", "aa"]],
    ["x*?y", ["y", "xxy"], ["x"]],
    ["(?U)x*y", ["xxy"], ["x"]],
    ["", [""], ["a"]],
    ["[]a]+", ["]a"], ["b"]],
    ["[a-]", ["-", "a"], ["b"]],
    ["😀{2}", ["😀😀"], ["😀"]],
    ["(?P<n>a)(?<m>b)", ["ab"], ["a"]],
    ["\\bfoo\\b.*", ["foo bar"], ["foobar"]],
  ];
  for (const [pattern, matching, others] of cases) {
    const regex = compileRegex(pattern);
    const automaton = new Automaton(parseRegex(pattern), 9);
    for (const [texts, expected] of [[matching, true], [others, false]] as const) {
      for (const text of texts) {
        assert.equal(regex.matches(text), expected, `${pattern} on ${JSON.stringify(text)}`);
        assert.equal(automaton.exec(text) !== undefined, expected, `automaton: ${pattern}`);
        assert.equal(automaton.matches(text), expected, `automaton: ${pattern}`);
      }
    }
  }
});

Deno.test("what RE2 refuses is refused", () => {
  const patterns = ["(", ")", "[", "a**", "*", "(?=a)", "(?!a)", "(?<=a)", "\\1", "\\Z", "a{1001}"];
  patterns.push("[z-a]", "\\", "(?z)", "\\p{Nope}", "[[:nope:]]", "(a{100}){100}", "(?i");
  for (const pattern of patterns) {
    assert.throws(() => compileRegex(pattern), PromqlFailure, pattern);
  }
});

Deno.test("the automaton and JavaScript agree on what matches", () => {
  const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "(a|b)", "(ab)", "^", "$");
  const part = fc.tuple(atom, fc.constantFrom("", "*", "+", "?", "*?", "{1,2}"))
    .map(([one, count]) => /[$^]/.test(one) && one.length === 1 ? one : one + count);
  const pattern = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(""));
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 6 });
  fc.assert(
    fc.property(pattern, text, (source, given) => {
      const node = parseRegex(source);
      const native = new RegExp(`^(?:${toJavaScript(node)})$`, "u").exec(given);
      const slots = new Automaton(node, 8).exec(given);
      assert.equal(slots !== undefined, native !== null);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("no expression takes long on any text", () => {
  const text = "a".repeat(5000);
  for (const pattern of ["(a*)*b", "(a|a)*b", "(a|aa)+c", "(.*)*x", "a*a*a*a*a*b", "(a?){500}b"]) {
    const regex = compileRegex(pattern);
    const startedMs = performance.now();
    assert.equal(regex.matches(text), false);
    assert.ok(performance.now() - startedMs < 3000, pattern);
  }
});

Deno.test("an expression that costs too much on many texts is ended", () => {
  const regex = compileRegex("(a|b|ab)*(a|b){0,900}c");
  assert.throws(() => {
    for (let count = 0; count < 100_000; count++) regex.matches("ab".repeat(500));
  }, /costs too much/);
  assert.throws(() => compileRegex("((a|b){900}c){900}"), PromqlFailure);
});

Deno.test("expandTemplate() fills numbers and names", () => {
  const match = compileRegex("(?P<first>.)(.)?").exec("x");
  assert.ok(match !== undefined);
  assert.equal(expandTemplate("$1-${first}-$first_-$2-$$1-$0-$x", match), "x-x---$1-x-");
  const slow = compileRegex("((?P<letter>a)|b)*").exec("ba");
  assert.ok(slow !== undefined);
  assert.equal(expandTemplate("$letter", slow), "a");
});

Deno.test("compileMatcher() tests values, none being empty", () => {
  const test = (type: "=" | "!=" | "=~" | "!~", value: string) =>
    compileMatcher({ name: "a", type, value });
  assert.deepEqual(["b", ""].map(test("=", "b")), [true, false]);
  assert.deepEqual(["b", ""].map(test("!=", "b")), [false, true]);
  assert.deepEqual(["b", "c", "bc", ""].map(test("=~", "b|c")), [true, true, false, false]);
  assert.deepEqual(["b", ""].map(test("=~", "b?")), [true, true]);
  assert.deepEqual(["b", "\n", ""].map(test("=~", ".+")), [true, true, false]);
  assert.deepEqual(["b", ""].map(test("!~", ".+")), [false, true]);
  assert.deepEqual(["b", ""].map(test("=~", "")), [false, true]);
});
