import assert from "node:assert/strict";
import type { LoadOrder } from "../run/load_order.ts";
import type { EndLine, StartLine } from "../session/session_line.ts";
import { LoadTally } from "./load_tally.ts";

const ORDER: LoadOrder = {
  ...{ id: "load-1", name: "hotpath", engine: "builtin", engineVersion: "1", seed: 1, maxVus: 10 },
  arrivals: { startRate: 2, stages: [{ targetRate: 2, durationMs: 3_000 }] },
  ...{ durationMs: 3_000, gatewayUrl: "http://127.0.0.1:1", fleetUrl: "http://127.0.0.1:2" },
  ...{ clientRanges: [], thresholds: [], exports: [], env: {}, folder: "/x" },
};
const T0 = 100_000;

function start(index: number, change: Partial<StartLine> = {}): StartLine {
  const scheduledAtMs = T0 + index * 500;
  return {
    ...{ type: "start", index, scheduledAtMs, startedAtMs: scheduledAtMs + 1 },
    ...{ atMs: scheduledAtMs + 100, outcome: "started", startupMs: 100, oca: "a", ocaRank: 1 },
    steps: { queue: 1, play: 59, segment: 40 },
    ...change,
  };
}

function end(index: number, change: Partial<EndLine> = {}): EndLine {
  return {
    ...{ type: "end", index, startedAtMs: T0, atMs: T0 + 5_000, outcome: "ended" },
    ...{ playedMs: 9_000, stalls: 1, stalledMs: 1_000, switches: 1, failovers: 0 },
    ...{ averageBitrateBps: 1_000_000, failures: [] },
    requests: [{
      ...{ kind: "segment", service: "a", isOca: true, count: 4, failed: 1, bytes: 300 },
      durationsMs: [1, 2, 3],
    }],
    traffic: [{
      ...{ second: 101, service: "a", isOca: true, requests: 4, failed: 1, bytes: 300 },
    }],
    ...change,
  };
}

const TIMEOUT = {
  ...{ kind: "technical" as const, type: "timeout", service: "playback" },
  ...{ url: "/playback/play", message: "no answer", traceId: "t1" },
};

Deno.test("starts are counted once each, and business failures say nothing about quality", () => {
  const tally = new LoadTally(ORDER, T0);
  tally.feed(start(0));
  tally.feed(start(1, { outcome: "failed", failure: TIMEOUT }));
  tally.feed(start(2, { outcome: "failed", failure: { ...TIMEOUT, kind: "business" } }));
  tally.feed(start(3, { outcome: "left" }));
  tally.feed(start(4, { outcome: "cut" }));
  const { numbers, dropped, find } = tally.facts(T0 + 8_000, true);
  assert.deepEqual(numbers.starts, {
    ...{ attempted: 6, started: 1, failedTechnical: 1, failedBusiness: 1, left: 1, cut: 1 },
  });
  assert.equal(dropped, 1);
  assert.equal(numbers.startFailureRatio, 1 / 3);
  assert.equal(numbers.exitBeforeStartRatio, 1 / 3);
  assert.equal(numbers.spsAttempted, 2);
  assert.deepEqual(find("start_failed_business"), { kind: "ratio", part: 1, whole: 4 });
  assert.deepEqual(find("dropped_iterations"), { kind: "counter", count: 1, seconds: 3 });
});

Deno.test("a load that was stopped early dropped nothing by that", () => {
  const tally = new LoadTally(ORDER, T0);
  tally.feed(start(0));
  assert.equal(tally.facts(T0 + 1_000, false).dropped, 0);
});

Deno.test("stalls are a share of the time watched, and bitrates are weighed by it", () => {
  const tally = new LoadTally(ORDER, T0);
  for (const index of [0, 1]) tally.feed(start(index));
  tally.feed(end(0));
  tally.feed(end(1, { playedMs: 1_000, stalledMs: 0, stalls: 0, averageBitrateBps: 2_000_000 }));
  const { numbers } = tally.facts(T0 + 8_000, true);
  assert.equal(numbers.stalledRatio, 1_000 / 11_000);
  assert.equal(numbers.stallsPerSession, 0.5);
  assert.equal(numbers.averageBitrateBps, 1_100_000);
});

Deno.test("OCAs, steps and request metrics come from the requests of the sessions", () => {
  const tally = new LoadTally(ORDER, T0);
  tally.feed(start(0));
  tally.feed(end(0));
  const { ocas, steps, seconds, find, numbers } = tally.facts(T0 + 8_000, true);
  assert.deepEqual(ocas, [{
    ...{ oca: "a", requests: 4, failed: 1, bytes: 300, share: 1, starts: 1 },
    durationMs: { p50: 2, p95: 2.9, p99: 2.98 },
  }]);
  assert.deepEqual(numbers.shareByOcaRank, { 1: 1 });
  const play = steps.find(({ step }) => step === "startup: play");
  assert.deepEqual([play?.shareOfStartup, play?.service], [0.59, "playback"]);
  assert.deepEqual(find("request_failed{kind:segment}"), { kind: "ratio", part: 1, whole: 4 });
  assert.deepEqual(find("request_failed{kind:init}"), { kind: "ratio", part: 0, whole: 0 });
  assert.deepEqual(find("request_ms{oca:a}"), { kind: "trend", values: [1, 2, 3] });
  assert.equal(find("nothing"), undefined);
  assert.deepEqual(seconds.find(({ tsMs }) => tsMs === 101_000)?.bytesByOca, { a: 300 });
});

Deno.test("every second has a row, with what the schedule asked for and who was running", () => {
  const tally = new LoadTally(ORDER, T0);
  tally.feed(start(0));
  tally.feed(start(5));
  tally.feed(end(0, { atMs: T0 + 1_200, traffic: [] }));
  tally.feed({ type: "mark", index: 5, atMs: T0 + 2_700, mark: "stalled" });
  tally.feed({ type: "mark", index: 5, atMs: T0 + 2_800, mark: "failover", tookMs: 700 });
  tally.feed(end(5, { atMs: T0 + 4_000, traffic: [] }));
  const { seconds, runningMax, numbers } = tally.facts(T0 + 5_000, true);
  assert.deepEqual(seconds.map(({ attempted }) => attempted), [2, 2, 2, 0, 0]);
  assert.deepEqual(seconds.map(({ running }) => running), [1, 1, 1, 1, 1]);
  assert.deepEqual(seconds.map(({ started }) => started), [1, 0, 1, 0, 0]);
  assert.deepEqual([seconds[2]?.stalls, seconds[2]?.failovers], [1, 1]);
  assert.equal(runningMax, 1);
  assert.equal(numbers.recoveryMs.p50, 700);
});

Deno.test("one error of a session counts once, however often it is told, and addresses lose ids", () => {
  const tally = new LoadTally(ORDER, T0);
  const url = "http://127.0.0.1:1/t/abcdefabcdef/7.m4s?sig=secret";
  const failure = { ...TIMEOUT, url };
  tally.feed(start(0, { outcome: "failed", failure }));
  tally.feed(end(0, { failures: [{ ...failure, atMs: T0 + 100, count: 1 }] }));
  tally.feed(end(1, { failures: [{ ...failure, atMs: T0 + 900, count: 2 }] }));
  const { errors } = tally.facts(T0 + 8_000, true);
  assert.equal(errors.length, 1);
  const [{ count, url: shown, firstAtMs, lastAtMs, traceIds }] = errors as [typeof errors[0]];
  assert.deepEqual([count, shown], [3, "http://127.0.0.1:1/t/*/*.m4s"]);
  assert.deepEqual([firstAtMs, lastAtMs, traceIds], [T0 + 100, T0 + 900, ["t1"]]);
});

Deno.test("a live view sees what has come by now", () => {
  const tally = new LoadTally(ORDER, T0);
  tally.feed(start(0));
  tally.feed(start(1, { outcome: "failed", failure: TIMEOUT }));
  const now = tally.progress({ nowMs: T0 + 2_000, phase: "running", lastEvents: [] });
  assert.deepEqual([now.attempted, now.started, now.failed, now.running], [4, 1, 1, 2]);
  assert.deepEqual([now.spsLast10s, now.startupP95Ms, now.totalMs], [0.5, 100, 3_000]);
  const late = tally.progress({ nowMs: T0 + 60_000, phase: "draining", lastEvents: [] });
  assert.deepEqual([late.spsLast10s, late.startupP95Ms], [0, null]);
  const early = tally.progress({ nowMs: T0 + 9_000, phase: "signing-in", lastEvents: [] });
  assert.deepEqual([early.totalMs, early.attempted], [null, 0]);
});

Deno.test("what a script threw is an error of the script, before the first picture and after it, and once", () => {
  const thrown = { ...TIMEOUT, kind: "script" as const, type: "TypeError", message: "x\n  at y" };
  const told = { ...thrown, atMs: T0 + 900, count: 1 };
  const tally = new LoadTally(ORDER, T0);
  tally.feed(start(0));
  tally.feed(end(0, { outcome: "failed", failures: [told] }));
  assert.equal(tally.facts(T0 + 8_000, true).scriptErrors, 1);
  tally.feed(start(1, { outcome: "failed", failure: thrown }));
  assert.equal(tally.facts(T0 + 8_000, true).scriptErrors, 2);
  tally.feed(end(1, { outcome: "failed", failures: [told, { ...TIMEOUT, atMs: T0, count: 1 }] }));
  const { scriptErrors, firstScriptError, find } = tally.facts(T0 + 8_000, true);
  assert.deepEqual([scriptErrors, firstScriptError], [2, "x"]);
  assert.deepEqual(find("script_errors"), { kind: "counter", count: 2, seconds: 3 });
});

Deno.test("sessions of whose end nothing came are told: their stalls are in no number", () => {
  const tally = new LoadTally(ORDER, T0);
  for (const index of [0, 1, 2]) tally.feed(start(index));
  // The line of its start was lost: it is not one that never ended.
  for (const index of [1, 4]) tally.feed(end(index));
  assert.equal(tally.facts(T0 + 8_000, true).unended, 2);
  for (const index of [0, 2]) tally.feed(end(index));
  assert.equal(tally.facts(T0 + 8_000, true).unended, 0);
});

Deno.test("a load that nobody stopped owes its whole schedule, also when its engine ended early without a word", () => {
  const tally = new LoadTally(ORDER, T0);
  for (const index of [0, 1]) tally.feed(start(index));
  const { scheduled, dropped, numbers } = tally.facts(T0 + 1_000, true);
  assert.deepEqual([scheduled, dropped], [6, 4]);
  assert.deepEqual([numbers.spsAttempted, numbers.spsAchieved], [2, 0.67]);
});

Deno.test("rates are of the time in which sessions began, not of the drain after it", () => {
  const tally = new LoadTally(ORDER, T0);
  for (const index of [0, 1, 2]) tally.feed(start(index));
  tally.feed(end(0, { failovers: 2 }));
  const { find, numbers } = tally.facts(T0 + 30_000, true);
  assert.deepEqual(find("starts"), { kind: "counter", count: 3, seconds: 3 });
  assert.deepEqual(find("failovers"), { kind: "counter", count: 2, seconds: 3 });
  assert.equal(numbers.spsAchieved, 1);
  assert.deepEqual(tally.facts(T0 + 2_000, false).find("starts"), {
    ...{ kind: "counter", count: 3, seconds: 2 },
  });
});

Deno.test("a play that broke off after its picture is counted as that, however smooth it was until then", () => {
  const tally = new LoadTally(ORDER, T0);
  tally.feed(start(0));
  tally.feed(end(0, { outcome: "failed", stalls: 0, stalledMs: 0 }));
  tally.feed(start(1));
  tally.feed(end(1, { outcome: "stopped" }));
  tally.feed(start(2, { outcome: "failed", failure: TIMEOUT }));
  tally.feed(end(2, { outcome: "failed", playedMs: 0, stalledMs: 0 }));
  const { numbers, find } = tally.facts(T0 + 8_000, true);
  assert.equal(numbers.playFailureRatio, 0.5);
  assert.deepEqual(find("play_failed"), { kind: "ratio", part: 1, whole: 2 });
});
