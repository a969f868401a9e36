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
    "level=error msg=down": "error",
    "ts=2026-01-01T00:00:00Z caller=a.go:1 level=warn msg=slow": "warn",
    'time=1 level="debug" msg="ERROR rate 0"': "debug",
    "E1127 10:00:00.000000       1 main.go:1] down": "error",
    "W1127 10:00:00.000000       1 main.go:1] slow": "warn",
    "I1127 10:00:00.000000       1 main.go:1] ERROR rate 0": "info",
    "E1127 is a part number": "info",
    "\x1b[31merror\x1b[39m: down": "error",
    "2026-01-01 10:00:00 warn: slow": "warn",
    "2026/01/01 10:00:00 [crit] 31#31: down": "error",
    "[debug] x": "debug",
    "error rate is fine": "info",
    "<3>down": "error",
    "<28>slow": "warn",
    "<191>x": "debug",
    "<6>ERROR rate 0": "info",
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
  assert.deepEqual(read({ severity: "CRITICAL", message: "down" }), {
    ...{ level: "error", text: "down", fields: { severity: "CRITICAL" } },
  });
  assert.equal(read({ levelname: "WARNING" }).level, "warn");
  assert.equal(read({ "log.level": "error" }).level, "error");
  assert.equal(read({ level: "verbose" }).level, "info");
  assert.equal(read({ a: 1 }).text, '{"a":1}');
});

Deno.test("parseLogText() reads the level of JSON that is cut, and of no text within it", () => {
  assert.equal(parseLogText('{"level":"error","msg":"aaa').level, "error");
  assert.equal(parseLogText('{"a":1,"level": 40,"msg":"aaa').level, "warn");
  assert.equal(parseLogText('{"msg":"{\\"level\\":\\"error\\"}').level, "info");
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
