import assert from "node:assert/strict";
import type {
  Purpose,
  ViewerAction,
  ViewerRequest,
  ViewerResult,
  ViewerStep,
} from "@netops/core/viewer";
import { callFailure } from "./call_rules.ts";
import type { EndLine, MarkLine, SessionLine, StartLine } from "./session_line.ts";
import { SessionRecorder, type SessionRecorderOptions } from "./session_recorder.ts";

/** Wall time less the viewer's clock. */
const OFFSET_MS = 1_000_000;
const RESULT: ViewerResult = {
  ...{ outcome: "stopped", startupMs: 90, playedMs: 4_000, stalls: 1, stalledMs: 300 },
  ...{ stalledRatio: 0.07, switches: 2, failovers: 1, oca: "b", ocas: ["a", "b"], bytes: 9 },
  ...{ hitRatio: null, averageBitrateBps: 200_000 },
};

/** A recorder of a session that was due at 1,000,000 and began 4 ms late. */
function rig(options: Partial<SessionRecorderOptions> = {}) {
  const lines: SessionLine[] = [];
  const recorder = new SessionRecorder({
    session: { index: 5, scenario: "play", titleId: "t" },
    ...{ scheduledAtMs: OFFSET_MS, startedAtMs: OFFSET_MS + 4, wallOffsetMs: OFFSET_MS },
    emit: (line) => void lines.push(line),
    ...options,
  });
  let lastId = 0;
  const fetch = (purpose: Purpose, nowMs: number, oca = "a"): number => {
    recorder.take({ kind: "fetch", request: requestOf({ id: ++lastId, purpose, oca }) }, nowMs);
    return lastId;
  };
  const answer = (id: number, nowMs: number, more: { status?: number; durationMs?: number } = {}) =>
    recorder.hear(
      { kind: "answer", id, status: more.status ?? 200, bytes: 100 },
      nowMs,
      more.durationMs,
    );
  const step = (name: ViewerStep["step"], tsMs: number, more: Partial<ViewerStep> = {}) =>
    recorder.take(stepOf(name, tsMs, more), tsMs);
  return { recorder, lines, fetch, answer, step };
}

function requestOf(
  { id, purpose, oca }: Pick<ViewerRequest, "id" | "purpose" | "oca">,
): ViewerRequest {
  return {
    ...{ id, purpose, oca, url: `http://${oca}/t/1.m4s?sig=x`, wantsText: false },
    ...{ track: "video", rung: "v0", index: 1, headers: {}, timeoutMs: 1_500 },
  };
}

function stepOf(
  step: ViewerStep["step"],
  tsMs: number,
  more: Partial<ViewerStep>,
): ViewerAction {
  return { kind: "step", step: { tsMs, step, oca: "a", bufferMs: 0, positionMs: 0, ...more } };
}

function startOf(lines: readonly SessionLine[]): StartLine {
  const starts = lines.filter((line) => line.type === "start");
  assert.equal(starts.length, 1, "a session has one start");
  return starts[0] as StartLine;
}

function endOf(lines: readonly SessionLine[]): EndLine {
  const ends = lines.filter((line) => line.type === "end");
  assert.equal(ends.length, 1, "a session has one end");
  assert.equal(lines.at(-1), ends[0], "the end is last");
  return ends[0] as EndLine;
}

function marksOf(lines: readonly SessionLine[]): readonly MarkLine[] {
  return lines.filter((line) => line.type === "mark");
}

/** Goes all the way to the picture, at 84. */
function start({ recorder, fetch, answer, step }: ReturnType<typeof rig>): void {
  recorder.call({ kind: "play", service: "playback", url: "g", durationMs: 26, bytes: 9 }, 30);
  recorder.offered(["b", "a"], 30);
  answer(fetch("master", 30), 40);
  step("chosen", 40);
  answer(fetch("playlist", 40), 55);
  answer(fetch("init", 55), 70);
  answer(fetch("segment", 70), 84, { durationMs: 13.004 });
  step("segment", 84);
  step("started", 84);
}

Deno.test("a startup is counted from the schedule, and its steps add up to it", () => {
  const one = rig();
  start(one);
  const line = startOf(one.lines);
  assert.equal(line.startupMs, 84);
  assert.deepEqual(line.steps, {
    ...{ queue: 4, play: 26, master: 10, playlist: 15, init: 15, segment: 14 },
  });
  assert.deepEqual([line.oca, line.ocaRank, line.outcome, line.atMs], [
    ...["a", 2, "started", OFFSET_MS + 84],
  ]);
  assert.equal(one.recorder.isServed, true);
});

Deno.test("an end counts requests by kind and service, and when they flowed", () => {
  const one = rig();
  start(one);
  one.answer(one.fetch("segment", 900), 1_010, { status: 404 });
  one.recorder.over({ outcome: "stopped", result: RESULT }, 4_400);
  const end = endOf(one.lines);
  assert.deepEqual(end.requests.find(({ kind }) => kind === "segment"), {
    ...{ isOca: true, kind: "segment", service: "a", count: 2, failed: 1 },
    ...{ durationsMs: [13, 110], bytes: 200 },
  });
  assert.deepEqual(end.requests.find(({ kind }) => kind === "play")?.isOca, false);
  const second = OFFSET_MS / 1_000 + 1;
  assert.deepEqual(end.traffic.find((flow) => flow.second === second), {
    ...{ second, service: "a", isOca: true, requests: 1, failed: 1, bytes: 100 },
  });
  assert.deepEqual([end.playedMs, end.stalledMs, end.averageBitrateBps, end.titleId], [
    ...[4_000, 300, 200_000, "t"],
  ]);
  const [failure] = end.failures;
  assert.deepEqual([failure?.type, failure?.url, failure?.count], [
    ...["http 404", "http://a/t/1.m4s", 1],
  ]);
});

Deno.test("failures are said once for each type and service, with their count", () => {
  const one = rig();
  start(one);
  for (const nowMs of [100, 200, 300]) {
    one.recorder.hear({ kind: "failure", id: one.fetch("segment", nowMs), reason: "reset" }, nowMs);
  }
  one.recorder.hear({ kind: "failure", id: one.fetch("init", 400, "b"), reason: "reset" }, 400);
  one.recorder.over({ outcome: "stopped", result: RESULT }, 500);
  const failures = endOf(one.lines).failures;
  assert.deepEqual(failures.map(({ type, service, count, atMs }) => [type, service, count, atMs]), [
    ["reset", "a", 3, OFFSET_MS + 100],
    ["reset", "b", 1, OFFSET_MS + 400],
  ]);
});

Deno.test("recovery goes from when the request that failed was sent to the next good segment", () => {
  const one = rig();
  start(one);
  const hung = one.fetch("segment", 1_000);
  one.recorder.take({ kind: "abort", id: hung }, 2_500);
  one.step("lost", 2_500, { detail: "hang" });
  one.step("failover", 2_510, { oca: "b" });
  one.answer(one.fetch("segment", 2_510, "b"), 2_600);
  one.step("segment", 2_600, { oca: "b" });
  const marks = marksOf(one.lines);
  assert.deepEqual(marks, [
    { type: "mark", index: 5, atMs: OFFSET_MS + 2_510, mark: "failover", oca: "b", tookMs: 1_600 },
  ]);
  one.recorder.over({ outcome: "stopped", result: RESULT }, 3_000);
  const { failures, requests } = endOf(one.lines);
  assert.deepEqual(failures.map(({ type, service }) => [type, service]), [["timeout", "a"]]);
  assert.equal(requests.find(({ kind }) => kind === "segment")?.failed, 1);
});

Deno.test("a failover without a good segment has no recovery", () => {
  const one = rig();
  start(one);
  one.step("failover", 1_000, { oca: "b" });
  one.recorder.over({ outcome: "failed", result: { ...RESULT, error: "no OCA" } }, 2_000);
  const [mark] = marksOf(one.lines);
  assert.deepEqual([mark?.mark, mark?.tookMs], ["failover", undefined]);
  assert.deepEqual(endOf(one.lines).failures.map(({ type, message }) => [type, message]), [
    ["gave up", "no OCA"],
  ]);
});

Deno.test("an aborted request that was given up for no reason of its own did not fail", () => {
  const one = rig();
  one.recorder.take({ kind: "abort", id: one.fetch("master", 10) }, 30);
  one.step("chosen", 30);
  one.recorder.hear({ kind: "answer", id: 1, status: 500, bytes: 0 }, 40);
  one.recorder.over({ outcome: "stopped", result: RESULT }, 50);
  assert.deepEqual(endOf(one.lines).requests, []);
});

Deno.test("a probe that hung until its time was over failed", () => {
  const one = rig();
  one.recorder.take({ kind: "abort", id: one.fetch("master", 10) }, 1_505);
  one.recorder.over({ outcome: "left", result: RESULT }, 1_600);
  assert.deepEqual(endOf(one.lines).failures.map(({ type }) => type), ["timeout"]);
});

Deno.test("stalls say when they began, and how long they took", () => {
  const one = rig();
  start(one);
  one.step("stalled", 2_000);
  one.step("resumed", 2_700);
  one.step("switch", 3_000);
  assert.deepEqual(marksOf(one.lines).map(({ mark, atMs, tookMs }) => [mark, atMs, tookMs]), [
    ["stalled", OFFSET_MS + 2_000, undefined],
    ["resumed", OFFSET_MS + 2_700, 700],
    ["switch", OFFSET_MS + 3_000, undefined],
  ]);
});

Deno.test("without a picture a session failed, left, or was cut", () => {
  const call = { service: "playback", url: "http://g/playback/play?x=1", traceId: "ab" };
  const failure = callFailure({ status: 503, code: "OVERLOADED", detail: "busy" }, call);
  const failed = rig();
  failed.recorder.over({ outcome: "failed", failure }, 200);
  const line = startOf(failed.lines);
  assert.deepEqual([line.outcome, line.failure], ["failed", {
    ...{ kind: "technical", type: "http 503", service: "playback" },
    ...{ url: "http://g/playback/play", message: "OVERLOADED: busy", traceId: "ab" },
  }]);
  assert.equal(line.startupMs, undefined);
  for (const [outcome, start] of [["left", "left"], ["stopped", "cut"]] as const) {
    const one = rig();
    one.recorder.over({ outcome }, 200);
    one.recorder.over({ outcome: "failed", failure }, 300);
    assert.equal(startOf(one.lines).outcome, start);
    assert.equal(endOf(one.lines).outcome, outcome);
    assert.equal(one.recorder.isServed, false);
  }
});

Deno.test("a call that failed is not counted again when the session ends by it", () => {
  const failure = callFailure({ status: 503 }, { service: "playback", url: "http://g/p" });
  const one = rig();
  const call = { kind: "play", service: "playback", url: "http://g/p", bytes: 0, failure };
  one.recorder.call({ ...call, durationMs: 1 }, 20);
  one.recorder.call({ ...call, durationMs: 1 }, 30);
  one.recorder.over({ outcome: "failed", failure }, 40);
  assert.deepEqual(endOf(one.lines).failures.map(({ count }) => count), [2]);
});

Deno.test("a visit is served by its first page, and says that it is no play", () => {
  const one = rig({ session: { index: 5, scenario: "browse", titleId: "t" } });
  one.recorder.served("browse", 44);
  one.recorder.served("browse", 90);
  one.recorder.over({ outcome: "ended" }, 100);
  const line = startOf(one.lines);
  assert.deepEqual([line.scenario, line.startupMs, line.steps], [
    ...["browse", 44, { queue: 4, browse: 40 }],
  ]);
  assert.equal(endOf(one.lines).titleId, undefined);
});
