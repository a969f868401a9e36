import assert from "node:assert/strict";
import type { HttpClientRequest } from "@netops/core";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { orderOf } from "../runner/runner_fixture.ts";
import { type PlannedSession, SessionPlanner } from "../session/mod.ts";
import type { SessionLine } from "../session/session_line.ts";
import { runSession } from "./viewer_session.ts";

interface Rig {
  readonly answer: (request: HttpClientRequest) => Response | Promise<Response>;
  readonly session?: Partial<PlannedSession>;
  readonly isBound?: boolean;
}

/** Runs a session until it is over, at a platform that a test plays. */
async function played({ answer, session = {}, isBound = true }: Rig) {
  const timer = new FakeTimer();
  const http = new ScriptedHttpClient(answer);
  const lines: SessionLine[] = [];
  const ending = new AbortController();
  const planned = { ...new SessionPlanner(orderOf()).session(0), ...session };
  const running = runSession(planned, {
    ...{ scheduledAtMs: -20, startedAtMs: 0 },
    place: { clientIp: "127.10.0.1", isBound, http },
    seat: { email: "a@netops.test", password: "p", accessToken: "t" },
  }, {
    ...{ clock: timer.clock, timer, gatewayUrl: "http://g", wallOffsetMs: 1_000 },
    ...{ signal: ending.signal, emit: (line) => lines.push(line) },
  });
  let isOver = false;
  void running.finally(() => isOver = true);
  for (let spentMs = 0; !isOver && spentMs < 60_000; spentMs += 100) {
    await timer.advance(100);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const isWell = await running;
  assert.equal(timer.pendingCount, 0);
  return { lines, isWell, http, planned };
}

function problem(status: number, code: string): Response {
  return new Response(JSON.stringify({ code, detail: "No" }), { status });
}

/** The first line, which says what became of the start. */
function startOf(lines: readonly SessionLine[]) {
  const [line] = lines;
  if (line?.type !== "start") throw new Error("the start was not said first");
  return line;
}

function endOf(lines: readonly SessionLine[]) {
  const line = lines.at(-1);
  if (line?.type !== "end") throw new Error("the end was not said last");
  return line;
}

Deno.test("a play that a rule refuses is a business failure, with its trace", async () => {
  const { lines, isWell, planned, http } = await played({
    answer: () => problem(403, "NOT_LICENSED"),
  });
  assert.equal(isWell, false);
  const start = startOf(lines);
  assert.deepEqual([start.outcome, start.failure?.kind], ["failed", "business"]);
  assert.equal(start.failure?.type, "http 403");
  assert.equal(start.failure?.service, "playback");
  assert.equal(start.failure?.traceId, planned.traceId);
  assert.deepEqual([start.scheduledAtMs, start.startedAtMs], [980, 1_000]);
  assert.equal(endOf(lines).outcome, "failed");
  const [request] = http.requests;
  assert.equal((request?.headers as Record<string, string>)["traceparent"], planned.traceParent);
  assert.equal(JSON.parse(String(request?.body)).playId, planned.playId);
});

Deno.test("a playback that answers 503 is asked again until the patience is over, and the viewer has left", async () => {
  const { lines, isWell } = await played({
    answer: () => problem(503, "OVERLOADED"),
    session: { patienceMs: 3_000 },
  });
  assert.equal(isWell, true);
  assert.equal(startOf(lines).outcome, "left");
  const end = endOf(lines);
  const [row] = end.requests;
  assert.deepEqual([row?.kind, row?.service, row?.isOca], ["play", "playback", false]);
  assert.ok(row !== undefined && row.count > 2 && row.failed === row.count);
  assert.ok(end.atMs - 980 >= 3_000 && end.atMs - 980 < 3_300, String(end.atMs));
});

Deno.test("an address that is not bound is told to playback", async () => {
  const answer = () => problem(403, "NOT_LICENSED");
  const bodyOf = async (isBound: boolean) => {
    const { http } = await played({ answer, isBound });
    return JSON.parse(String(http.requests[0]?.body));
  };
  assert.equal((await bodyOf(false)).clientIp, "127.10.0.1");
  assert.equal((await bodyOf(true)).clientIp, undefined);
});

Deno.test("who signs in is served when it has its token, and fails with what the user service said", async () => {
  const session = { scenario: "signin" as const };
  const well = await played({
    answer: () => Response.json({ accessToken: "n", refreshToken: "r" }),
    session,
  });
  assert.deepEqual([startOf(well.lines).outcome, startOf(well.lines).scenario], [
    "started",
    "signin",
  ]);
  assert.equal(endOf(well.lines).outcome, "ended");
  assert.equal(well.http.requests[0]?.url, "http://g/user/login");
  const ill = await played({ answer: () => problem(500, "BUG"), session });
  const { outcome, failure } = startOf(ill.lines);
  assert.deepEqual([outcome, failure?.kind, failure?.service], ["failed", "technical", "user"]);
  assert.equal(ill.isWell, false);
});

Deno.test("who browses looks at page after page, and is served by the first", async () => {
  const { lines, http } = await played({
    answer: () => Response.json({}),
    session: { scenario: "browse" },
  });
  assert.equal(startOf(lines).outcome, "started");
  assert.equal(http.requests.length, 4);
  const end = endOf(lines);
  assert.equal(end.outcome, "ended");
  assert.deepEqual(end.requests.map(({ service, count }) => [service, count]), [
    ["recommendation", 1],
    ["catalog", 2],
    ["search", 1],
  ]);
});

Deno.test("a session that met a bug of ours says so, and the others go on", async () => {
  const { lines, isWell } = await played({
    answer: () => Response.json({ ocas: "no list" }),
  });
  assert.equal(isWell, false);
  const { outcome, failure } = startOf(lines);
  assert.deepEqual([outcome, failure?.kind, failure?.service], ["failed", "script", "engine"]);
  assert.equal(endOf(lines).outcome, "failed");
});
