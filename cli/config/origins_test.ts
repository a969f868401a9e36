import assert from "node:assert/strict";
import { formatProblem } from "./config_problem.ts";
import { formatOrigins } from "./origins.ts";

Deno.test("formatOrigins() prints key, value and source in columns", () => {
  const origins = [
    { key: "seed", value: "7", source: "--seed" },
    { key: "services.a.health", value: { tcp: true }, source: "default" },
  ];
  assert.equal(
    formatOrigins(origins),
    'seed               "7"           --seed\nservices.a.health  {"tcp":true}  default\n',
  );
});

Deno.test("formatProblem() keeps the caret under its character behind tabs and at the line's end", () => {
  const place = { source: "x.yaml", line: 12, column: 3, length: 99, text: "\ta: b" };
  assert.equal(
    formatProblem({ place, message: "Wrong" }),
    "x.yaml:12:3: Wrong\n  12 | \ta: b\n     | \t ^^^",
  );
  const end = { source: "x.yaml", line: 1, column: 9, text: "ab" };
  assert.equal(formatProblem({ place: end, message: "W" }), "x.yaml:1:9: W\n  1 | ab\n    |   ^");
});
