import assert from "node:assert/strict";
import fc from "fast-check";
import { type Expr, typeOf } from "./ast.ts";
import { formatPromql, inOneLine } from "./format_promql.ts";
import { parsePromql } from "./parse_promql.ts";
import { ParsedQueries } from "./parsed_queries.ts";
import { parseSelector } from "./parse_selector.ts";

const BAD_QUERIES = new URL("../../../../tests/data/promql/bad_queries.tsv", import.meta.url);

function parsed(text: string): Expr {
  const result = parsePromql(text);
  if ("error" in result) throw new Error(`${text}: ${result.error.message}`);
  return result.query.expr;
}

/** Writes every operation in brackets, so that binding shows. */
function bound(expr: Expr): string {
  switch (expr.kind) {
    case "binary":
      return `[${bound(expr.left)} ${expr.operator} ${bound(expr.right)}]`;
    case "unary":
      return `[${expr.operator}${bound(expr.operand)}]`;
    case "paren":
      return bound(expr.operand);
    default:
      return inOneLine(expr);
  }
}

Deno.test("what is no query is refused in the words of Prometheus", async () => {
  const lines = (await Deno.readTextFile(BAD_QUERIES)).trim().split("\n").slice(1);
  assert.ok(lines.length > 200);
  for (const line of lines) {
    const [query = "", message] = line.split("\t");
    const result = parsePromql(query);
    assert.equal("error" in result ? result.error.message : "", message, query);
  }
});

Deno.test("operators bind as in Prometheus, postfixes tighter than any", () => {
  const cases: [string, string][] = [
    ["-1 ^ 2", "[-[1 ^ 2]]"],
    ["2 ^ 3 ^ 2", "[2 ^ [3 ^ 2]]"],
    ["2 ^ -1", "[2 ^ -1]"],
    ["-a * b", "[[-a] * b]"],
    ["a + b * c - d", "[[a + [b * c]] - d]"],
    ["a or b and c unless d", "[a or [[b and c] unless d]]"],
    ["a == b + c > d", "[[a == [b + c]] > d]"],
    ["a + b offset 5m * c", "[a + [b offset 5m * c]]"],
    ["a atan2 b % c", "[[a atan2 b] % c]"],
    ["a + sum(b)[5m:1m] @ 7", "[a + sum(b)[5m:1m] @ 7.000]"],
    ["-a offset 1m ^ 2", "[-[a offset 1m ^ 2]]"],
    ["(a + b) * c", "[[a + b] * c]"],
    ["a - - b", "[a - [-b]]"],
  ];
  for (const [text, expected] of cases) {
    // What binds is asked, not types; so ranges may stand where they make no sense.
    const result = parsePromql(text);
    if ("error" in result) assert.match(result.error.message, /scalar and instant vector/, text);
    else assert.equal(bound(result.query.expr), expected, text);
  }
});

Deno.test("literals are read as Go reads them", () => {
  const cases: [string, number][] = [
    ["1_000", 1000],
    ["0x1F", 31],
    ["010", 8],
    ["08", 8],
    [".5", 0.5],
    ["5.", 5],
    ["1e-3", 0.001],
    ["Inf", Infinity],
    ["-inf", -Infinity],
    ["NaN", NaN],
    ["1h30m", 5400],
    ["1d1ms", 86400.001],
  ];
  for (const [text, value] of cases) {
    const expr = parsed(text);
    assert.ok(expr.kind === "number" && Object.is(expr.value, value), text);
  }
  const texts: [string, string][] = [
    [`"a\\tb"`, "a\tb"],
    [`'\\''`, "'"],
    ["`\\n`", "\\n"],
    [`"\\u00e9\\xc3\\xa9\\303\\251"`, "ééé"],
    [`"\\U0001F600"`, "😀"],
  ];
  for (const [text, value] of texts) {
    const expr = parsed(text);
    assert.equal(expr.kind === "string" ? expr.value : undefined, value, text);
  }
});

Deno.test("format_query gives one form, and breaks what is longer than 100 signs", () => {
  const cases: [string, string][] = [
    ["sum by(a,b)(x)", "sum by (a, b) (x)"],
    ["SUM(x) without(a)", "sum without (a) (x)"],
    [`x{b="1",a=~'2'}[90s] offset 60s @ end()`, `x{a=~"2",b="1"}[1m30s] @ end() offset 1m`],
    ["a+on(b)group_left(c)d", "a + on (b) group_left (c) d"],
    ["a>bool 1", "a > bool 1"],
    [`{"a b","c d"="e"}`, `{"c d"="e",__name__="a b"}`],
    ["rate(x[5m:])", "rate(x[5m:])"],
    ["topk(5,x)", "topk(5, x)"],
    ["- x", "-x"],
    ["x offset -(5m)", "x offset -(5m)"],
  ];
  for (const [text, expected] of cases) assert.equal(formatPromql(parsed(text)), expected);
  const name = "a".repeat(60);
  assert.equal(
    formatPromql(parsed(`sum by (x) (rate(${name}[5m])) / sum(${name})`)),
    `  sum by (x) (rate(${name}[5m]))\n/\n  sum(${name})`,
  );
});

Deno.test("a formatted query formats to itself", () => {
  const leaf = fc.constantFrom(
    "a",
    `b{c!="d"}`,
    "1",
    "5m",
    `sum by (x) (a)`,
    "rate(a[5m] offset 1m)",
  );
  const { query } = fc.letrec<{ query: string }>((tie) => ({
    query: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      fc.tuple(tie("query"), fc.constantFrom("+", "*", "^", "> bool", "% "), tie("query"))
        .map((parts) => parts.join(" ")),
      tie("query").map((inner) => `(${inner})`),
      tie("query").map((inner) => `-${inner}`),
    ),
  }));
  fc.assert(fc.property(query, (text) => {
    const once = formatPromql(parsed(text));
    assert.equal(formatPromql(parsed(once)), once);
    assert.equal(bound(parsed(once)), bound(parsed(text)));
  }));
});

Deno.test("any text gives a query or an error, and never throws", () => {
  const piece = fc.constantFrom(
    ..."sum(|)|{|}|[|]|a|5m|\"|'|`|\\|,|=|=~|!|@|offset|by|#|é|\n|0x|.|:|on".split("|"),
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(" ")),
    fc.array(piece, { maxLength: 12 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (written) => {
      const result = parsePromql(written);
      if ("query" in result) assert.equal(typeOf(result.query.expr), result.query.type);
      else assert.match(result.error.message, /parse error: ./);
    }),
    { numRuns: 500 },
  );
});

Deno.test("a query that nests without end is refused", () => {
  for (
    const text of ["(".repeat(1e5), `${"(".repeat(2e4)}1${")".repeat(2e4)}`, "-".repeat(1e5) + "1"]
  ) {
    const result = parsePromql(text);
    assert.ok("error" in result || result.query.type === "scalar");
  }
});

Deno.test("ParsedQueries parses a text once and forgets the one used longest ago", () => {
  const queries = new ParsedQueries(2);
  const first = queries.parse("a");
  queries.parse("b");
  assert.equal(queries.parse("a"), first);
  queries.parse("c");
  assert.equal(queries.parse("a"), first);
  const again = queries.parse("b");
  assert.equal(queries.parse("b"), again);
  assert.notEqual(queries.parse("a"), again);
});

Deno.test("parseSelector() takes a selector and nothing more", () => {
  const good = parseSelector(`up{job="a"}`);
  assert.ok("matchers" in good);
  assert.deepEqual(good.matchers.map(({ name, value }) => [name, value]), [
    ["job", "a"],
    ["__name__", "up"],
  ]);
  for (const text of ["1", "sum(up)", "up offset 1m", "up[5m]", "up{"]) {
    assert.ok("error" in parseSelector(text), text);
  }
});
