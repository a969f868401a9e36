import assert from "node:assert/strict";
import { PlayStats } from "./play_stats.ts";

Deno.test("waiting for the first frame is startup, not a stall", () => {
  const stats = new PlayStats(1_000);
  assert.equal(stats.waits(1_200), false);
  assert.deepEqual(stats.moves(1_500), { isStart: true, stallMs: 0 });
  assert.deepEqual(stats.figures(2_000), { startupMs: 500, stalls: 0, stalledMs: 0 });
});

Deno.test("a stall counts once, grows while it lasts, and ends when the picture moves", () => {
  const stats = new PlayStats(0);
  stats.moves(100);
  assert.equal(stats.waits(1_000), true);
  assert.equal(stats.waits(1_100), false);
  assert.deepEqual(stats.figures(1_400), { startupMs: 100, stalls: 1, stalledMs: 400 });
  assert.deepEqual(stats.moves(1_600), { isStart: false, stallMs: 600 });
  assert.deepEqual(stats.moves(1_700), { isStart: false, stallMs: 0 });
  assert.deepEqual(stats.figures(9_000), { startupMs: 100, stalls: 1, stalledMs: 600 });
});

Deno.test("waiting after a seek is the viewer's own doing", () => {
  const stats = new PlayStats(0);
  stats.moves(100);
  stats.seeks(500);
  assert.equal(stats.waits(510), false);
  stats.moves(900);
  assert.equal(stats.waits(1_000), true);
  assert.equal(stats.figures(1_000).stalls, 1);
});

Deno.test("a pause ends a stall: time at rest does not count", () => {
  const stats = new PlayStats(0);
  stats.moves(100);
  stats.waits(1_000);
  stats.rests(1_300);
  assert.equal(stats.figures(60_000).stalledMs, 300);
});
