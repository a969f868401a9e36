import assert from "node:assert/strict";
import type { TraceRow } from "./data_answer.ts";
import { chooseTraces, MOST_TRACES } from "./find_traces.ts";

function trace(durationMs: number, rest: Partial<TraceRow> = {}): TraceRow {
  const traceId = `ab${durationMs}`;
  return {
    ...{ traceId, name: "GET catalog", service: "gateway", startMs: 1, durationMs },
    ...{ spans: 2, errors: 0, services: ["catalog", "gateway"], faults: [], ...rest },
  };
}

const durations = (list: readonly TraceRow[]) => list.map((one) => one.durationMs);

Deno.test("chooseTraces() keeps the newest first, and with slow the slowest", () => {
  const found = [trace(3), trace(9), trace(5)];
  assert.deepEqual(durations(chooseTraces(found, { filter: "", only: "" }).traces), [3, 9, 5]);
  assert.deepEqual(durations(chooseTraces(found, { filter: "", only: "slow" }).traces), [9, 5, 3]);
});

Deno.test("chooseTraces() finds by root, service and the beginning of the id", () => {
  const found = [trace(1, { name: "POST play" }), trace(2, { services: ["user"] }), trace(3)];
  const hits = (filter: string) => durations(chooseTraces(found, { filter, only: "" }).traces);
  assert.deepEqual(hits(" PLAY "), [1]);
  assert.deepEqual(hits("use"), [2]);
  assert.deepEqual(hits("ab3"), [3]);
  assert.deepEqual(hits("b3"), []);
});

Deno.test("chooseTraces() says how many it looked at, and that it left some out", () => {
  const list = chooseTraces(Array.from({ length: 140 }, (_, n) => trace(n)), {
    filter: "",
    only: "",
  });
  assert.deepEqual([list.traces.length, list.looked, list.isCut], [MOST_TRACES, 140, true]);
  assert.equal(chooseTraces([trace(1)], { filter: "", only: "" }).isCut, false);
});
