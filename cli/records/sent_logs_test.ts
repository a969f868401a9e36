import assert from "node:assert/strict";
import { FakeClock, FakeTimer } from "@netops/core/testing";
import type { FoundLine, FoundLogs, RecordQuery } from "./records_api.ts";
import { findSentLogs, followSentLogs } from "./sent_logs.ts";

const QUESTION = {
  ...{ services: ["a"], sinceMs: 5, grep: ["x"], not: ["y"] },
  ...{ level: "warn" as const, traceId: "0a" },
};
const line = (id: number): FoundLine => ({
  ...{ id, tsMs: id, app: "a", instance: "", level: "warn", text: `x${id}` },
  // The wire knows one more stream than files do.
  stream: "otlp" as "stdout",
});

Deno.test("lines that stand in no file are asked for with every condition", async () => {
  const asked: RecordQuery[] = [];
  const found: FoundLogs = {
    ...{ lines: [line(7)], cursor: 9, total: 3, complete: true, skipped: 0, behindBytes: 0 },
  };
  const logs = (query: RecordQuery) => (asked.push(query), Promise.resolve(found));
  const { id: _, ...shown } = line(7);
  const expected = { items: [shown], total: 3, cursor: 9 };
  assert.deepEqual(await findSentLogs({ logs }, QUESTION, 20), expected);
  assert.deepEqual(asked, [{
    ...{ service: ["a"], level: "warn", trace: "0a", sinceMs: 5, grep: ["x"], not: ["y"] },
    ...{ stream: "otlp", limit: 20 },
  }]);
  for (const count of [0, 1e9]) await findSentLogs({ logs }, QUESTION, count);
  assert.deepEqual(asked.slice(1).map(({ limit }) => limit), [1, 10_000]);
});

Deno.test("following goes on after the last line that came, also when telemetry is lost in between", async () => {
  const stop = new AbortController();
  const timer = new FakeTimer(new FakeClock(0));
  const asked: (number | undefined)[] = [];
  async function* sentLogs(after: number | undefined) {
    asked.push(after);
    await Promise.resolve();
    if (asked.length === 2) throw new Error("lost");
    yield line(asked.length * 10);
    yield line(asked.length * 10 + 1);
  }
  const connect = () => Promise.resolve(asked.length === 3 ? undefined : { sentLogs });
  const seen: string[] = [];
  const lines = followSentLogs({
    ...{ connect, timer, signal: stop.signal, cursor: 3 },
    filter: ({ text }) => text !== "x10",
  });
  const reading = (async () => {
    for await (const { text } of lines) if (seen.push(text) === 3) break;
  })();
  for (let second = 0; second < 3; second++) await timer.advance(1_000);
  await reading;
  assert.deepEqual([seen, asked], [["x11", "x30", "x31"], [3, 11, 11]]);
});
