import assert from "node:assert/strict";
import { parseK6LogLine } from "./k6_log_line.ts";

const log = (fields: Record<string, unknown>) => parseK6LogLine(JSON.stringify(fields));

Deno.test("a session's line comes back as it was said", () => {
  const line = { type: "mark", index: 3, atMs: 5, mark: "stalled" };
  const said = log({ level: "info", source: "console", msg: JSON.stringify(line) });
  assert.deepEqual(said, { kind: "session", line });
});

Deno.test("what a user's script logs is talk, also when it is JSON", () => {
  for (const msg of ["hello", '{"type":"other"}', '{"type":"start"', "{"]) {
    assert.deepEqual(log({ level: "info", source: "console", msg }), { kind: "talk", text: msg });
  }
});

Deno.test("exceptions of a script are told from other errors", () => {
  const thrown = [
    { level: "error", source: "stacktrace", scenario: "s", msg: "Error: boom\n\tat default\n" },
    { level: "error", executor: "e", msg: "Uncaught (in promise) Error: boom\n" },
    { level: "error", hint: "script exception", msg: "Error: init boom\n" },
  ];
  for (const fields of thrown) {
    const read = log(fields);
    assert.ok(read?.kind === "error" && read.isException, JSON.stringify(fields));
    assert.match(read.message, /boom/);
    assert.ok(!read.message.endsWith("\n"));
  }
  const plain = log({ level: "error", source: "console", msg: "an error" });
  assert.deepEqual(plain, { kind: "error", message: "an error", isException: false });
});

Deno.test("a warning says what failed", () => {
  const read = log({ level: "warning", msg: "Request Failed", error: "connection refused" });
  assert.deepEqual(read, { kind: "talk", text: "Request Failed: connection refused" });
});

Deno.test("a crash of k6 itself is an error, an empty line is nothing", () => {
  const crash = parseK6LogLine("panic: runtime error");
  assert.deepEqual(crash, { kind: "error", message: "panic: runtime error", isException: false });
  assert.equal(parseK6LogLine(" "), undefined);
});
