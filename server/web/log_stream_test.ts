import assert from "node:assert/strict";
import type { LogLine } from "@netops/core/contracts";
import { LogJoin } from "./log_stream.ts";

function line(number: number): LogLine {
  return {
    tsMs: number,
    instance: "a-1",
    app: "a",
    stream: "stdout",
    level: "info",
    text: `line ${number}`,
  };
}

function texts(join: LogJoin): string[] {
  return join.flush().lines.map((one) => one.text);
}

Deno.test("LogJoin joins a tail and the stream that overlaps it without loss or doubles", () => {
  const join = new LogJoin();
  for (const number of [3, 4, 5]) join.take(line(number));
  join.takeTail([1, 2, 3, 4].map(line));
  join.take(line(6));
  assert.deepEqual(texts(join), [1, 2, 3, 4, 5, 6].map((number) => `line ${number}`));
  assert.equal(join.hasNews, false);
});

Deno.test("LogJoin keeps the newest 500 for a slow viewer and counts what it dropped", () => {
  const join = new LogJoin();
  join.takeTail([]);
  for (let number = 1; number <= 750; number++) join.take(line(number));
  const batch = join.flush();
  assert.equal(batch.lines.length, 500);
  assert.equal(batch.lines[0]?.text, "line 251");
  assert.equal(batch.skipped, 250);
});
