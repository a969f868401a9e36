import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { FakeClock } from "@netops/core/testing";
import { TelemetryData } from "./telemetry_data.ts";

type Values = Readonly<Record<string, string | number | undefined>>;

function dataOf(answer: (path: string, values: Values) => unknown) {
  const asked: [string, Values][] = [];
  const read = (path: string, values: Values = {}) => {
    asked.push([path, values]);
    return Promise.try(() => answer(path, values));
  };
  const clock = new FakeClock();
  return { asked, clock, data: new TelemetryData({ reader: { read }, clock }) };
}

Deno.test("every condition of the view is passed on to telemetry", async () => {
  const { asked, clock, data } = dataOf(() => ({ traces: [], lines: [], complete: true }));
  await data.load("traces", "?app=shop&only=failed&range=5m&fault=f-1");
  await data.load("logs", "?app=shop&level=warn&q=a.b&trace=ab&range=15m");
  const nowMs = Math.floor(clock.nowMs());
  assert.deepEqual(asked, [
    ["/v1/traces", {
      ...{ service: "shop", failed: "true", fault: "f-1" },
      ...{ sinceMs: nowMs - 300_000, limit: 1_000 },
    }],
    ["/v1/logs", {
      ...{ grep: "a\\.b", app: "shop", trace: "ab", level: "warn" },
      ...{ sinceMs: nowMs - 900_000, limit: 300 },
    }],
  ]);
});

Deno.test("the words of the API, a trace that is unknown and silence are told apart", async () => {
  const failing = (error: Error) => dataOf(() => Promise.reject(error)).data;
  const why = async (error: Error) => {
    const answer = await failing(error).load("chart", "?query=sum(");
    return answer.ok ? "ok" : [answer.why, answer.error];
  };
  assert.deepEqual(await why(new NetopsError("REQUEST_INVALID", "1:5: parse error")), [
    "refused",
    "1:5: parse error",
  ]);
  assert.deepEqual(await why(new NetopsError("NOT_FOUND", "no such")), ["unknown", "no such"]);
  assert.deepEqual(await why(new NetopsError("UNREACHABLE", "gone")), ["down", "gone"]);
  assert.deepEqual(await why(new NetopsError("TIMED_OUT", "late")), ["down", "late"]);
});

Deno.test("a trace comes with its own lines and events, and without them it says so", async () => {
  const span = { spanId: "1", startMs: 5_000, durationMs: 10, attributes: {} };
  const events = [{ traceId: "AB", kind: "mine" }, { kind: "other" }];
  const { data } = dataOf((path) =>
    path === "/v1/timeline"
      ? { events }
      : path === "/v1/logs"
      ? { lines: [], complete: true }
      : { traceId: "ab", spans: [span], droppedSpans: 0 }
  );
  const whole = await data.load("trace", "?trace=ab");
  assert.deepEqual(whole.ok && whole.value.events.map((event) => event.kind), ["mine"]);
  const { data: half } = dataOf((path) => {
    if (path === "/v1/logs") throw new NetopsError("TIMED_OUT", "too late");
    return path === "/v1/timeline" ? { events } : { traceId: "ab", spans: [span], droppedSpans: 0 };
  });
  const torn = await half.load("trace", "?trace=ab");
  assert.equal(torn.ok && torn.value.missing, "too late");
});
