import assert from "node:assert/strict";
import type { ViewerSnapshot } from "@netops/core/viewer";
import { ViewersBoard } from "./viewers_board.ts";

function look(change: Partial<ViewerSnapshot>) {
  return {
    snapshot: (): ViewerSnapshot => ({
      lastLoss: "",
      ...{ state: "playing", positionMs: 0, durationMs: 0, bufferMs: 0, oca: "a" },
      ...{ rung: undefined, estimateBps: undefined, stalls: 0, stalledMs: 0, switches: 0 },
      ...{ failovers: 0, bytes: 10, startupMs: 100, ...change },
    }),
  };
}

Deno.test("every viewer is counted in exactly one place", () => {
  const board = new ViewersBoard(9);
  board.follow(1, look({}));
  board.follow(2, look({ startupMs: 300, oca: "b" }));
  board.follow(3, look({ state: "starting", startupMs: null, oca: undefined }));
  board.follow(4, look({ state: "stalled", stalls: 2, stalledMs: 700, failovers: 1 }));
  board.follow(5, look({ state: "over", startupMs: 200 }));
  board.follow(6, look({ state: "over" }));
  board.follow(7, look({ state: "over", oca: "b" }));
  board.step(5, { step: "stopped" });
  board.step(6, { step: "failed" });
  board.step(7, { step: "ended" });
  board.step(1, { step: "segment" });
  // One that playback refused never had anything to look at.
  board.step(8, { step: "failed" });
  assert.deepEqual(board.tally(), {
    ...{ viewers: 9, waiting: 1, starting: 1, playing: 2, stalled: 1 },
    ...{ ended: 1, stopped: 1, failed: 2, started: 6 },
    ...{ startupP50Ms: 100, startupP95Ms: 300, stalls: 2, stalledMs: 700, failovers: 1 },
    ...{ bytes: 70, byOca: { a: 2, b: 1 } },
  });
});

Deno.test("before anything is known all of them wait", () => {
  const { waiting, started, startupP50Ms, byOca } = new ViewersBoard(3).tally();
  assert.deepEqual([waiting, started, startupP50Ms, byOca], [3, 0, null, {}]);
});
