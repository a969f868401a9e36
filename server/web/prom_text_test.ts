import assert from "node:assert/strict";
import { parsePromText } from "./prom_text.ts";

Deno.test("parsePromText() reads wanted samples with labels, escapes and infinity", () => {
  const text = [
    "# HELP calls_total Calls",
    'calls_total{app="a\\"b\\\\c\\nd",code="200"} 3',
    "calls_total 4 1700000000000",
    'calls_bucket{le="+Inf"} +Inf',
    "other_total 9",
    "",
  ].join("\n");
  assert.deepEqual(parsePromText(text, new Set(["calls_total", "calls_bucket"])), [
    { name: "calls_total", labels: { app: 'a"b\\c\nd', code: "200" }, value: 3 },
    { name: "calls_total", labels: {}, value: 4 },
    { name: "calls_bucket", labels: { le: "+Inf" }, value: Infinity },
  ]);
});

Deno.test("parsePromText() leaves out what it cannot read instead of guessing a number", () => {
  const text = "a_total NaN\na_total x\na_total{\na_total 1\n";
  assert.deepEqual(parsePromText(text, new Set(["a_total"])).map((sample) => sample.value), [1]);
});
