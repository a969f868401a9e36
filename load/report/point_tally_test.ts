import assert from "node:assert/strict";
import type { LoadOrder } from "../run/load_order.ts";
import { PointTally } from "./point_tally.ts";

const ORDER: LoadOrder = {
  ...{ id: "load-1", name: "s.ts", engine: "k6", engineVersion: "1", seed: 1, maxVus: 10 },
  ...{ script: "/s.ts", gatewayUrl: "http://127.0.0.1:1", fleetUrl: "http://127.0.0.1:2" },
  ...{ clientRanges: [], exports: [], env: {}, folder: "/x" },
  thresholds: [
    { metric: "http_req_duration{kind:a}", limit: "p(95)<100" },
    { metric: "checks", limit: "rate>0.9" },
    { metric: "http_req_failed", limit: "rate<0.5" },
  ],
};
const T0 = Date.parse("2026-11-28T03:06:21Z");

interface Where {
  readonly tags?: Readonly<Record<string, string>>;
  readonly afterMs?: number;
}

function point(metric: string, value: number, { tags = {}, afterMs = 0 }: Where = {}) {
  const time = new Date(T0 + afterMs).toISOString();
  return JSON.stringify({ metric, type: "Point", data: { time, value, tags } });
}

function declare(name: string, type: string) {
  return JSON.stringify({ type: "Metric", data: { name, type }, metric: name });
}

const FINE = {
  ...{ expected_response: "true", kind: "a", method: "GET", status: "200" },
  ...{ name: "http://127.0.0.1:1/hello/x?y=1", url: "http://127.0.0.1:1/hello/x?y=1" },
};
const LOST = {
  ...{ ...FINE, kind: "b", expected_response: "false", status: "0" },
  error: "dial: connection refused",
};

function tallyOf(lines: readonly string[]): PointTally {
  const tally = new PointTally(ORDER, T0);
  for (const line of lines) tally.feed(line);
  return tally;
}

Deno.test("iterations, requests and errors of a script are counted by name and service", () => {
  const tally = tallyOf([
    declare("http_req_duration", "trend"),
    point("http_req_duration", 10, { tags: FINE }),
    point("http_req_duration", 30, { tags: FINE, afterMs: 1_200 }),
    point("http_req_duration", 0, { tags: LOST, afterMs: 1_300 }),
    point("iterations", 1, { afterMs: 1_400 }),
    point("iterations", 1, { afterMs: 1_500 }),
    point("dropped_iterations", 3, { afterMs: 1_500 }),
    point("vus", 4, { afterMs: 1_600 }),
    "  █ THRESHOLDS",
    '{"broken',
  ]);
  tally.scriptError("Error: boom\n\tat default");
  const { begun, dropped, steps, errors, seconds, numbers, runningMax, firstScriptError } = tally
    .facts(T0 + 2_000);
  assert.deepEqual([begun, dropped, runningMax, firstScriptError], [2, 3, 4, "Error: boom"]);
  assert.deepEqual([numbers.spsAttempted, numbers.spsAchieved], [2.5, 0.5]);
  const [step] = steps;
  assert.deepEqual([step?.step, step?.service, step?.count, step?.failed, step?.perSecond], [
    ...["GET /hello/x", "hello", 3, 1, 1.5],
  ]);
  const [error] = errors;
  assert.deepEqual([error?.type, error?.service, error?.url, error?.count], [
    ...["dial: connection refused", "hello", "http://127.0.0.1:1/hello/x", 1],
  ]);
  assert.deepEqual(seconds.map(({ requests, started, running }) => [requests, started, running]), [
    ...[[1, 0, 0], [2, 2, 4]],
  ]);
});

Deno.test("thresholds of a script are measured over exactly the values with their tags", () => {
  const tally = tallyOf([
    ...[declare("http_req_duration", "trend"), declare("checks", "rate")],
    point("http_req_duration", 10, { tags: FINE }),
    point("http_req_duration", 500, { tags: LOST }),
    ...[point("checks", 1), point("checks", 0)],
  ]);
  const { find } = tally.facts(T0 + 2_000);
  assert.deepEqual(find("http_req_duration{kind:a}"), { kind: "trend", values: [10] });
  assert.deepEqual(find("checks"), { kind: "ratio", part: 1, whole: 2 });
  assert.equal(find("http_req_failed"), undefined);
  assert.equal(find("nobody_asked"), undefined);
});

Deno.test("a live view of a script sees its last ten seconds", () => {
  const tally = tallyOf([
    declare("http_req_duration", "trend"),
    point("http_req_duration", 10, { tags: FINE, afterMs: 1_000 }),
    point("http_req_duration", 90, { tags: FINE, afterMs: 15_000 }),
    point("iterations", 5, { afterMs: 15_000 }),
  ]);
  const now = tally.progress({ nowMs: T0 + 20_000, phase: "running", lastEvents: [] });
  assert.deepEqual([now.spsLast10s, now.startupP95Ms, now.attempted], [0.5, 90, null]);
});
