import assert from "node:assert/strict";
import type { TimelineEvent } from "@netops/core/contracts";
import { EventRuns } from "./event_runs.ts";

function event(seq: number, kind = "process.start", subject = "x"): TimelineEvent {
  return { ...{ tsMs: seq * 10, seq, kind, subject }, actor: "fleet", data: {} };
}

const EVENTS = [
  event(3),
  ...[event(4, "platform.start", "run-a"), event(5), event(6, "platform.stop", "run-a")],
  ...[event(7, "platform.start", "run-b"), event(8)],
];

Deno.test("an event is of the run that began last before it, and of none that is forgotten", () => {
  const runs = new EventRuns(EVENTS.toReversed());
  assert.deepEqual(EVENTS.map((one) => runs.runOf(one)?.runId), [
    ...[undefined, "run-a", "run-a", "run-a", "run-b", "run-b"],
  ]);
  assert.equal(runs.runOf(event(5))?.startedAtMs, 40);
});

Deno.test("the newest run is the last one, also when its start is forgotten", () => {
  const runs = new EventRuns(EVENTS);
  assert.deepEqual(EVENTS.filter((one) => runs.isNewest(one)).map(({ seq }) => seq), [7, 8]);
  const forgotten = new EventRuns([event(8), event(9)]);
  assert.ok(forgotten.isNewest(event(8)) && forgotten.isNewest(event(9)));
});
