import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { findPastLogs } from "./find_past_logs.ts";
import type { FoundLogs, RecordQuery } from "./records_api.ts";

const NOW_MS = 1_800_000_000_000;
const QUESTION = {
  services: ["a"],
  sinceMs: NOW_MS - 5_000,
  grep: ["x"],
  not: ["y"],
  level: "warn" as const,
};
const LINE = {
  tsMs: 1,
  app: "a",
  instance: "a-1",
  stream: "stdout",
  level: "warn",
  text: "x",
} as const;
const FOUND: FoundLogs = {
  ...{
    lines: [{ ...LINE, id: 7, traceId: "0a", fields: { traceId: "0a" } }, {
      ...LINE,
      id: 8,
      traceId: "0b",
    }],
  },
  ...{ total: 9, cursor: 8, complete: true, skipped: 0, behindBytes: 0 },
};

async function ask(found: Partial<FoundLogs> | Error, more = {}, count = 10) {
  const asked: RecordQuery[] = [];
  const logs = (query: RecordQuery) => {
    asked.push(query);
    return found instanceof Error ? Promise.reject(found) : Promise.resolve({ ...FOUND, ...found });
  };
  const answer = await findPastLogs({ logs }, { ...QUESTION, ...more }, { count, nowMs: NOW_MS });
  return { answer, asked };
}

Deno.test("telemetry is asked for exactly the question, and its lines are those of the files", async () => {
  const { answer, asked } = await ask({}, { traceId: "0a" });
  assert.deepEqual(asked, [{
    ...{ service: ["a"], level: "warn", trace: "0a", sinceMs: NOW_MS - 5_000 },
    ...{ grep: ["x"], not: ["y"], limit: 10 },
  }]);
  assert.deepEqual(answer, {
    items: [{ ...LINE, fields: { traceId: "0a" } }, { ...LINE, fields: { traceId: "0b" } }],
    total: 9,
  });
});

Deno.test("the files are asked where telemetry may know less than they do", async () => {
  const refused = new NetopsError("REQUEST_INVALID", "Cannot search");
  for (
    const found of [refused, { complete: false }, { skipped: 1 }, { behindBytes: 1 }, { lines: [] }]
  ) {
    assert.equal((await ask(found)).answer, undefined, JSON.stringify(found));
  }
  assert.equal((await ask({}, { sinceMs: undefined })).answer, undefined);
  assert.equal((await ask({}, { sinceMs: NOW_MS - 90_000_000 })).answer, undefined);
  assert.equal((await ask({}, { sinceMs: undefined }, 2)).answer?.total, 9);
  for (const count of [0, 10_001]) assert.deepEqual((await ask({}, {}, count)).asked, []);
});
