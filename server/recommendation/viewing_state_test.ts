import assert from "node:assert/strict";
import fc from "fast-check";
import type { ViewingRecord } from "@netops/core/contracts";
import { applyViewing, type ViewingState } from "./viewing_state.ts";

function record(change: Partial<ViewingRecord>): ViewingRecord {
  return {
    ...{ type: "heartbeat", account: "a", profileId: "p", sessionId: "s", titleId: "t" },
    ...{ positionMs: 10_000, durationMs: 60_000, tsMs: 1_000 },
    ...change,
  };
}

function after(records: readonly ViewingRecord[]): ViewingState | undefined {
  let state: ViewingState | undefined;
  for (const each of records) state = applyViewing(state, each).state;
  return state;
}

const records = fc.array(
  fc.record({
    type: fc.constantFrom<ViewingRecord["type"]>("start", "heartbeat", "end", "stop"),
    sessionId: fc.constantFrom("s1", "s2", "s3"),
    titleId: fc.constantFrom("t1", "t2", "t3"),
    positionMs: fc.nat(60_000),
    tsMs: fc.nat(1_000),
  }).map(record),
  { minLength: 1, maxLength: 30 },
);

Deno.test("records that come again change nothing", () => {
  fc.assert(fc.property(records, fc.nat(29), (all, from) => {
    const state = after(all);
    let again = state;
    for (const each of all.slice(from)) {
      const change = applyViewing(again, each);
      assert.equal(change.isStart, false);
      again = change.state;
    }
    assert.deepEqual(again, state);
  }));
});

Deno.test("each session starts once, however often and in whatever order its records come", () => {
  fc.assert(fc.property(records, (all) => {
    let state: ViewingState | undefined;
    let starts = 0;
    for (const each of [...all, ...all.toReversed()]) {
      const change = applyViewing(state, each);
      state = change.state;
      if (change.isStart) starts++;
    }
    const sessions = new Set(
      all.filter(({ type }) => type === "start").map(({ sessionId }) => sessionId),
    );
    assert.equal(starts, sessions.size);
  }));
});

Deno.test("the newest record of a title counts, and the newest title stands first", () => {
  const state = after([
    record({ titleId: "old", tsMs: 5 }),
    record({ titleId: "new", tsMs: 7, positionMs: 700 }),
    record({ titleId: "new", tsMs: 6, positionMs: 600 }),
  ]);
  assert.deepEqual(
    state?.watched.map(({ titleId, positionMs }) => [titleId, positionMs]),
    [["new", 700], ["old", 10_000]],
  );
});

Deno.test("an end is the whole title, and a stop leaves the screen", () => {
  const end = after([record({ type: "end", positionMs: 59_000 })])?.watched[0];
  assert.deepEqual([end?.positionMs, end?.isPlaying], [60_000, false]);
  const stop = after([record({ type: "start", tsMs: 1 }), record({ type: "stop", tsMs: 2 })]);
  assert.deepEqual([stop?.watched[0]?.positionMs, stop?.watched[0]?.isPlaying], [10_000, false]);
});

Deno.test("at most 200 titles and 50 sessions are kept, the newest of them", () => {
  const all = Array.from(
    { length: 300 },
    (_, index) =>
      record({ type: "start", titleId: `t${index}`, sessionId: `s${index}`, tsMs: index }),
  );
  const state = after(all);
  assert.equal(state?.watched.length, 200);
  assert.equal(state?.watched[0]?.titleId, "t299");
  assert.equal(state?.counted.length, 50);
  assert.equal(state?.counted[0], "s299");
  assert.equal(state?.firstSeenMs, 0);
});
