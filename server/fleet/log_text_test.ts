import assert from "node:assert/strict";
import fc from "fast-check";
import { parseLogText } from "./log_text.ts";

const LEVELS = ["debug", "info", "warn", "error"];

Deno.test("parseLogText() reads the level of plain text", () => {
  const cases = {
    "all is well": "info",
    "2026-01-01 WARN slow": "warn",
    "[WARNING] slow": "warn",
    "ERROR: bad": "error",
    "DEBUG x": "debug",
    "TypeError: x is not a function": "error",
    "  java.lang.Exception": "info",
    "IllegalStateException at x": "error",
    "Traceback (most recent call last):": "error",
    "panic: nil map": "error",
    "no errors found": "info",
    "terror": "info",
    "": "info",
  };
  for (const [text, level] of Object.entries(cases)) {
    assert.deepEqual(parseLogText(text), { level, text }, text);
  }
});

Deno.test("parseLogText() reads level, message and fields of JSON", () => {
  const read = (fields: Record<string, unknown>) => parseLogText(JSON.stringify(fields));
  assert.deepEqual(read({ level: "warn", message: "slow", ms: 7 }), {
    level: "warn",
    text: "slow",
    fields: { ms: 7 },
  });
  assert.deepEqual(read({ level: 50, msg: "bad" }), { level: "error", text: "bad", fields: {} });
  assert.equal(read({ level: 10 }).level, "debug");
  assert.equal(read({ level: "FATAL" }).level, "error");
  assert.equal(read({ level: "verbose" }).level, "info");
  assert.equal(read({ a: 1 }).text, '{"a":1}');
});

Deno.test("parseLogText() takes broken JSON and arrays as text", () => {
  assert.deepEqual(parseLogText("{broken"), { level: "info", text: "{broken" });
  assert.deepEqual(parseLogText("[1]"), { level: "info", text: "[1]" });
});

Deno.test("parseLogText() always gives one of the four levels", () => {
  const level = fc.oneof(fc.string(), fc.constantFrom("constructor", "__proto__"), fc.integer());
  fc.assert(fc.property(level, (value) => {
    assert.ok(LEVELS.includes(parseLogText(JSON.stringify({ level: value })).level));
    assert.ok(LEVELS.includes(parseLogText(String(value)).level));
  }));
});
