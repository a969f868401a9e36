import assert from "node:assert/strict";
import { renderLoadJunit } from "./load_junit.ts";
import { renderLoadMarkdown } from "./load_markdown.ts";
import type { LoadReport } from "./load_report.ts";
import { inconclusiveReport, scriptReport, streamReport } from "./report_fixture.ts";

Deno.test("renderLoadMarkdown() says verdict and reason, then the thresholds", () => {
  const lines = renderLoadMarkdown(streamReport()).split("\n");
  assert.deepEqual(lines.slice(0, 7), [
    ...["## ❌ hotpath: failed", "", "startup p95 was 2.24 s, and at most 1 s is allowed", ""],
    ...["| Threshold | Limit | Actual | Result |", "| --- | --- | --- | --- |"],
    "| startup, p95 | below 1 s | 2.24 s | ❌ failed |",
  ]);
});

Deno.test("renderLoadMarkdown() stays within 60 lines, and what failed is never what is cut off", () => {
  const whole = streamReport();
  const passed = { metric: "starts", limit: "count>0", actual: 5, passed: true };
  const failed = { metric: "failovers", limit: "count==0", actual: 7, passed: false };
  const many = <T>(rows: readonly T[]): T[] => Array.from({ length: 40 }, () => rows).flat();
  const text = renderLoadMarkdown({
    ...whole,
    thresholds: [...many([passed]), failed],
    ...{ events: many(whole.events), errors: many(whole.errors), steps: many(whole.steps) },
    ocas: many(whole.ocas),
  });
  assert.ok(text.split("\n").length <= 60, text);
  assert.match(text, /\| failovers \| exactly 0 \| 7 \| ❌ failed \|/);
  assert.match(text, /\| and 29 more \|/);
});

Deno.test("renderLoadMarkdown() makes no markup, link or mention of what strangers wrote", () => {
  const text = renderLoadMarkdown({
    ...streamReport(),
    ...{ name: "<b>|x", reason: "see https://evil.example @team [a](b)" },
  });
  assert.match(text, /## ❌ &lt;b&gt;\\\|x: failed/);
  assert.doesNotMatch(text, /https:\/\/|@team|\[a\]\(b\)/);
});

Deno.test("renderLoadMarkdown() of a script speaks of iterations only", () => {
  const text = renderLoadMarkdown(scriptReport());
  assert.match(text, /\*\*41\.2\*\* iterations per second · 2,470 iterations · 2 failed/);
  assert.doesNotMatch(text, /SPS|startup|stalled|OCAs:/);
});

Deno.test("renderLoadJunit() makes a limit that was not kept a failure", () => {
  const xml = renderLoadJunit(streamReport());
  assert.match(xml, /<testsuite name="hotpath"[^>]* tests="8" failures="3" errors="0"/);
  assert.match(xml, /<failure message="startup_ms p\(95\)&lt;1000: it was 2\.24 s \(2240\)"/);
  assert.match(xml, /<testcase classname="hotpath\.threshold" name="starts above 0" time="0"\/>/);
  assert.match(xml, /name="the load passed" time="0">\s+<failure message="failed: startup p95/);
});

Deno.test("renderLoadJunit() of what passed has no trouble, of what was not measured an error", () => {
  assert.match(renderLoadJunit(scriptReport()), /tests="4" failures="0" errors="0"/);
  const thresholds = [{ metric: "recovery_ms", limit: "p(95)<4000", actual: null, passed: false }];
  const xml = renderLoadJunit({ ...streamReport(), thresholds });
  assert.match(xml, /<error message="recovery_ms p\(95\)&lt;4000: nothing was measured"/);
});

Deno.test("renderLoadJunit() of an inconclusive load has only errors, each with the reason", () => {
  const xml = renderLoadJunit(inconclusiveReport());
  assert.match(xml, /tests="4" failures="0" errors="4"/);
  assert.equal(xml.match(/<error message="[^"]*the load was not given/g)?.length, 4);
});

Deno.test("renderLoadJunit() of a load without thresholds still shows its verdict", () => {
  const verdicts: readonly [LoadReport["verdict"], RegExp][] = [
    ["passed", /tests="1" failures="0" errors="0"/],
    ["failed", /tests="1" failures="1" errors="0"/],
    ["inconclusive", /tests="1" failures="0" errors="1"/],
  ];
  for (const [verdict, counts] of verdicts) {
    assert.match(renderLoadJunit({ ...streamReport(), thresholds: [], verdict }), counts);
  }
});

Deno.test("renderLoadJunit() keeps what strangers wrote out of its markup", () => {
  const text = `"><script>\u0000`;
  const xml = renderLoadJunit({ ...streamReport(), name: text, reason: text, id: text });
  assert.ok(!xml.includes("<script") && !xml.includes("\u0000"));
  assert.match(xml, /&quot;&gt;&lt;script&gt;\ufffd/);
});
