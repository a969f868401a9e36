import assert from "node:assert/strict";
import type { LoadProgress, LoadReport } from "@netops/load/report";
import { createPaint } from "../print/color.ts";
import { textWidth } from "../print/text_width.ts";
import { loadProgressLines, loadReportLines } from "./load_lines.ts";

const paint = createPaint(false);
const NOTHING = { p50: null, p95: null, p99: null };
const STARTED_AT_MS = 1_000_000;
const REPORT: LoadReport = {
  ...{ schema: "netops.load/v1", id: "load-8", name: "hotpath", unit: "sessions" },
  ...{ engine: "k6", engineVersion: "1.8.1", verdict: "failed", exitCode: 5, seed: 7 },
  reason: "startup p95 was 2.24 s, and at most 1 s is allowed",
  ...{ startedAtMs: STARTED_AT_MS, endedAtMs: STARTED_AT_MS + 60_000, shape: "20/s for 60s" },
  ...{ maxVus: 400, spsAttempted: 20, spsAchieved: 19.7 },
  starts: {
    ...{ attempted: 1_200, started: 1_182, failedTechnical: 12 },
    ...{ failedBusiness: 0, left: 6, cut: 0 },
  },
  startupMs: { p50: 142, p95: 2_240, p99: 2_610 },
  ...{
    startFailureRatio: 0.01,
    exitBeforeStartRatio: 0.005,
    playFailureRatio: 0,
    stalledRatio: 0.0041,
  },
  ...{ stallsPerSession: 0.06, averageBitrateBps: 2_940_000, switches: 311, failovers: 96 },
  ...{ recoveryMs: NOTHING, droppedIterations: 0, scriptErrors: 0, shareByOcaRank: { "1": 1 } },
  thresholds: [
    { metric: "startup_ms", limit: "p(95)<1000", actual: 2_240, passed: false },
    { metric: "stalled_ratio", limit: "value<0.01", actual: 0.0041, passed: true },
    { metric: "recovery_ms", limit: "p(95)<4000", actual: null, passed: false },
  ],
  seconds: [],
  ocas: [
    {
      ...{ oca: "c002.fra001.isp-a", requests: 400, failed: 0, bytes: 40, share: 0.3 },
      ...{ starts: 30, durationMs: NOTHING },
    },
    {
      ...{ oca: "c001.fra001.isp-a", requests: 900, failed: 9, bytes: 90, share: 0.7 },
      ...{ starts: 70, durationMs: NOTHING },
    },
  ],
  errors: [{
    ...{ type: "timeout", service: "c001.fra001.isp-a", url: "http://127.10.1.1/x", count: 148 },
    ...{ message: "no first byte within 2 s", firstAtMs: 1, lastAtMs: 2, traceIds: ["9f2c41"] },
  }],
  steps: [
    {
      ...{ step: "play", service: "playback", count: 1_200, failed: 12, perSecond: 20 },
      ...{ durationMs: { p50: 20, p95: 61, p99: 110 }, shareOfStartup: 0.31 },
    },
    {
      ...{ step: "events", service: "playback", count: 10, failed: 0, perSecond: 0.1 },
      ...{ durationMs: NOTHING, shareOfStartup: null },
    },
  ],
  events: [
    {
      ...{ tsMs: STARTED_AT_MS + 41_200, lane: "breaker", subject: "gateway" },
      text: "gateway to playback: open",
    },
    {
      ...{ tsMs: STARTED_AT_MS + 20_000, endMs: STARTED_AT_MS + 35_000, lane: "chaos" },
      ...{ subject: "c001.fra001.isp-a", text: "hang on c001.fra001.isp-a" },
    },
  ],
  generator: {
    ...{ cpuCores: { mean: 0.71, max: 1.32 }, rssMaxBytes: 312_000_000, runningMax: 214 },
    ...{ maxVus: 400, lateMs: { p50: 0.4, p95: 2.9, p99: 6.1 }, machineBusyRatio: 0.63 },
    ...{ machineCores: 2, timerLateP99Ms: 11 },
  },
  companions: [{
    ...{ kind: "chaos", name: "oca-hangs", outcome: "deviated", exitCode: 5 },
    ...{ startedAtMs: STARTED_AT_MS, endedAtMs: STARTED_AT_MS + 50_000 },
  }],
  reportHtml: "/tmp/.netops/load/load-8/report.html",
};
const PROGRESS: LoadProgress = {
  ...{ tsMs: STARTED_AT_MS + 45_000, elapsedMs: 45_000, totalMs: 60_000, phase: "running" },
  ...{ attempted: 900, started: 886, failed: 6, running: 201, spsLast10s: 19.8 },
  ...{ startupP95Ms: 412, stalls: 1, failovers: 33, droppedIterations: 0 },
  lastEvents: REPORT.events.toReversed(),
};

Deno.test("loadReportLines() says verdict and reason, then what they rest on", () => {
  assert.deepEqual(loadReportLines(REPORT, { paint }), [
    "FAILED  startup p95 was 2.24 s, and at most 1 s is allowed",
    "load-8  hotpath  20/s for 60s  k6 1.8.1  seed 7  1,300 requests  with chaos:oca-hangs (deviated)",
    "19.7 of 20 SPS, startup p50 142 ms, p95 2.24 s, stalled 0.41 %, start failures 1 %, failovers 96",
    "THRESHOLD                       LIMIT               GOT",
    "startup, p95                    below 1 s        2.24 s  FAIL",
    "recovery after a failover, p95  below 4 s  not measured  UNKNOWN",
    "share of time stalled           below 1 %        0.41 %  pass",
    "STEP    SERVICE    /S    P50    P95     P99  FAILED  OF STARTUP",
    "play    playback   20  20 ms  61 ms  110 ms     1 %        31 %",
    "events  playback  0.1      -      -       -       0           -",
    "OCAs: c001.fra001.isp-a 70 %, c002.fra001.isp-a 30 %",
    "  +20 s chaos    hang on c001.fra001.isp-a, for 15 s",
    "+41.2 s breaker  gateway to playback: open",
    "148x timeout at c001.fra001.isp-a: no first byte within 2 s  netops trace 9f2c41",
    "generator 0.71 of 2 cores, 312 MB, 214 of 400 at once, begun late p95 2.9 ms, machine 63 % busy, not the limit",
    "html /tmp/.netops/load/load-8/report.html  exit 5",
  ]);
});

Deno.test("loadReportLines() fits a narrow terminal, but cuts neither reason nor path", () => {
  const lines = loadReportLines(REPORT, { paint, width: 50 });
  for (const line of lines.slice(1, -2)) assert.ok(textWidth(line) <= 50, line);
  assert.equal(lines[0], `FAILED  ${REPORT.reason}`);
  assert.equal(lines.at(-1), "html /tmp/.netops/load/load-8/report.html  exit 5");
  assert.ok(lines.includes("STEP      P95     P99  FAILED  OF STARTUP"), lines.join("\n"));
});

Deno.test("loadReportLines() colours what failed, and nothing without colour", () => {
  const lines = loadReportLines(REPORT, { paint: createPaint(true) });
  assert.ok(lines[0]?.startsWith("\x1b[31mFAILED\x1b[0m"));
  assert.ok(lines.some((line) => line.includes("\x1b[31mFAIL\x1b[0m")));
  assert.ok(!loadReportLines(REPORT, { paint }).some((line) => line.includes("\x1b")));
});

Deno.test("loadReportLines() names at most 5 errors and 8 events, and how many more there are", () => {
  const many = <T>(rows: readonly T[], count: number) =>
    Array.from({ length: count }, () => rows).flat();
  const report = { ...REPORT, errors: many(REPORT.errors, 7), events: many(REPORT.events, 6) };
  const lines = loadReportLines(report, { paint });
  assert.equal(lines.filter((line) => line.startsWith("148x")).length, 5);
  assert.ok(lines.includes("… 2 more kinds in the html"));
  assert.ok(lines.includes("… 4 more in the html"));
});

Deno.test("loadReportLines() of a script leaves out what concerns viewers", () => {
  const steps = REPORT.steps.map((step) => ({ ...step, shareOfStartup: null }));
  const script: LoadReport = {
    ...REPORT,
    ...{ unit: "iterations", ocas: [], steps, thresholds: [] },
  };
  const text = loadReportLines(script, { paint }).slice(1).join("\n");
  assert.match(text, /19\.7 iterations\/s, 1,182 done, 12 failed\nno threshold was set\nREQUEST/);
  assert.doesNotMatch(text, /SPS|STARTUP|stalled|OCAs/);
});

Deno.test("loadReportLines() says when the generator may have been the limit", () => {
  const lines = loadReportLines({ ...REPORT, droppedIterations: 41 }, { paint });
  assert.match(lines.at(-2) ?? "", /, little room: 41 were due and never begun$/);
  const open: LoadReport = { ...REPORT, ...{ droppedIterations: 41, verdict: "inconclusive" } };
  const words = loadReportLines(open, { paint }).at(-2) ?? "";
  assert.match(words, /, MAY HAVE BEEN THE LIMIT: 41 were due and never begun$/);
  const unknown = loadReportLines({ ...REPORT, generator: null }, { paint });
  assert.equal(unknown.at(-2), "generator was not measured");
});

Deno.test("loadReportLines() lets no control character of a stranger reach the terminal", () => {
  const text = "x\x1b[2J\u202ey";
  const hostile = {
    ...REPORT,
    ...{ reason: text, name: text, reportHtml: text },
    thresholds: [{ metric: text, limit: text, actual: 1, passed: false }],
    ocas: REPORT.ocas.map((one) => ({ ...one, oca: text })),
    steps: REPORT.steps.map((one) => ({ ...one, step: text, service: text })),
    events: REPORT.events.map((one) => ({ ...one, text })),
    errors: REPORT.errors.map((one) => ({ ...one, ...{ type: text, message: text } })),
  };
  const shown = loadReportLines(hostile, { paint }).join("\n");
  assert.ok(!shown.includes("\x1b") && !shown.includes("\u202e"));
});

Deno.test("loadProgressLines() shows how far it is, how starts go, and what happened last", () => {
  assert.deepEqual(loadProgressLines(PROGRESS, { paint, title: "hotpath, 20/s for 60s" }), [
    `hotpath, 20/s for 60s  ${"█".repeat(18)}${"░".repeat(6)}  45 s of 1 min, 15 s left`,
    "SPS 19.8 (10 s), started 886 of 900, 6 failed, 201 running",
    "startup p95 412 ms (10 s), 1 stall, 33 failovers",
    "  +20 s chaos    hang on c001.fra001.isp-a",
    "+41.2 s breaker  gateway to playback: open",
  ]);
});

Deno.test("loadProgressLines() says what a load does besides running", () => {
  const first = (change: Partial<LoadProgress>) =>
    loadProgressLines({ ...PROGRESS, ...change }, { paint, title: "x", plain: true })[0];
  assert.equal(
    first({ phase: "signing-in", elapsedMs: 0 }),
    "x  0 s of 1 min, signing in accounts",
  );
  assert.equal(
    first({ phase: "draining", elapsedMs: 62_000 }),
    "x  1 min 2 s of 1 min, the last sessions end",
  );
  assert.equal(first({ phase: "judging" }), "x  45 s of 1 min, judging");
  assert.equal(first({ totalMs: null }), "x  45 s");
});

Deno.test("loadProgressLines() of a script counts iterations, and what was never begun", () => {
  const script = { ...PROGRESS, ...{ attempted: null, startupP95Ms: null, droppedIterations: 4 } };
  const lines = loadProgressLines(script, { paint, title: "x", unit: "iterations" });
  assert.equal(
    lines[1],
    "19.8 iterations/s (10 s), 886 done, 6 failed, 201 VUs at work, 4 never begun",
  );
  assert.doesNotMatch(lines.join("\n"), /startup|stall/);
});

Deno.test("loadProgressLines() fits the terminal", () => {
  const lines = loadProgressLines(PROGRESS, { paint, title: "x".repeat(80), width: 40 });
  for (const line of lines) assert.ok(textWidth(line) <= 40, line);
});
