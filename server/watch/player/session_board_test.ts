import assert from "node:assert/strict";
import { NO_PLAYBACK, type PlaybackState, publicStatus } from "./playback_state.ts";
import { SessionBoard } from "./session_board.ts";

Deno.test("every change is published until the board is closed", () => {
  const published: PlaybackState[] = [];
  const board = new SessionBoard(NO_PLAYBACK, (state) => published.push(state));
  board.patch({ positionMs: 5 });
  board.close();
  board.patch({ positionMs: 9 });
  assert.deepEqual(published.map(({ positionMs }) => positionMs), [5]);
  assert.equal(board.state.positionMs, 5);
  assert.ok(board.isOver);
});

Deno.test("notes keep their place, do not repeat themselves, and are bounded", () => {
  const board = new SessionBoard({ ...NO_PLAYBACK, positionMs: 7_000 }, () => undefined);
  board.note("first");
  board.note("first");
  assert.deepEqual(board.state.notes, [{ atMs: 7_000, text: "first" }]);
  for (let index = 0; index < 100; index++) board.note(`note ${index}`);
  assert.equal(board.state.notes.length, 30);
  assert.equal(board.state.notes.at(-1)?.text, "note 99");
});

Deno.test("what two requests say side by side is noted once, and again when it happens later", () => {
  const board = new SessionBoard(NO_PLAYBACK, () => undefined);
  const says = ["one did not answer", "two did not answer", "one did not answer"];
  for (const text of says) board.note(text);
  assert.deepEqual(board.state.notes.map(({ text }) => text), says.slice(0, 2));
  board.patch({ positionMs: 60_000 });
  board.note("one did not answer");
  assert.equal(board.state.notes.length, 3);
});

Deno.test("the trace takes the buffer twice a second, for a minute", () => {
  const board = new SessionBoard(NO_PLAYBACK, () => undefined);
  for (let nowMs = 0; nowMs < 120_000; nowMs += 250) {
    board.patch({ bufferTrace: board.trace(nowMs, nowMs) });
  }
  assert.equal(board.state.bufferTrace.length, 120);
  assert.equal(board.state.bufferTrace.at(-1), 119_500);
});

Deno.test("publicStatus() can be read and not changed", () => {
  const status = publicStatus({ ...NO_PLAYBACK, phase: "playing", oca: "one", stalledMs: 1.4 });
  assert.deepEqual([status["state"], status["oca"], status["stalledMs"]], ["playing", "one", 1]);
  assert.ok(Object.isFrozen(status));
});
