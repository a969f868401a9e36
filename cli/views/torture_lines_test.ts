import assert from "node:assert/strict";
import { tortureLine, tortureSummary } from "./torture_lines.ts";

const ROUND = {
  ...{ state: "SUCCEEDED promoted", hash: "0123456789ab", deaths: 1, dropped: 0, elapsedMs: 4_200 },
  problems: [],
};
const plain = (_: string, text: string) => text;

Deno.test("a round says where the conductor died, how it ended, and what was wrong", () => {
  assert.equal(
    tortureLine({ ...ROUND, afterSeq: 7, kind: "route" }, plain),
    "  ✔ killed after event 7, route              0123456789ab  4.2 s",
  );
  assert.match(
    tortureLine({ ...ROUND, problems: ["a", "b"] }, plain),
    /✖ undisturbed.*\n {4}a\n {4}b/,
  );
});

Deno.test("the summary counts deaths, ends and lost requests", () => {
  const report = { name: "canary", events: 9, requests: 800, passed: true, rounds: [ROUND, ROUND] };
  assert.equal(
    tortureSummary(report, plain),
    "canary: passed: 2 deaths at 9 events, one end, dropped 0 of 800 requests",
  );
  const rounds = [ROUND, { ...ROUND, hash: "f", dropped: 3 }];
  assert.match(
    tortureSummary({ ...report, rounds, passed: false }, plain),
    /failed: .*2 different ends, dropped 3 of 800/,
  );
});
