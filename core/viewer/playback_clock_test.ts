import assert from "node:assert/strict";
import fc from "fast-check";
import { PlaybackClock } from "./playback_clock.ts";

function clock(startBufferMs = 1_000): PlaybackClock {
  return new PlaybackClock({ requestedAtMs: 100, startBufferMs });
}

Deno.test("playback starts when enough media is ready, and startup counts from the request", () => {
  const at = clock();
  assert.deepEqual(at.extend(999, false, 200), []);
  assert.deepEqual(at.extend(1_000, false, 350), [{ type: "started", atMs: 350 }]);
  assert.equal(at.startupMs, 250);
  assert.equal(at.positionMs, 0);
});

Deno.test("a title shorter than the start buffer starts when all of it is there", () => {
  const at = clock();
  assert.equal(at.extend(400, true, 200)[0]?.type, "started");
  assert.deepEqual(at.advance(700), [{ type: "ended", atMs: 600 }]);
});

Deno.test("a stall begins when the media ran out, however late somebody looks", () => {
  const at = clock();
  at.extend(2_000, false, 200);
  assert.deepEqual(at.advance(5_000), [{ type: "stalled", atMs: 2_200 }]);
  assert.equal(at.positionMs, 2_000);
  assert.equal(at.stalledMs, 2_800);
  assert.deepEqual(at.extend(2_500, false, 5_100), []);
  assert.deepEqual(at.extend(3_000, false, 5_200), [{ type: "resumed", atMs: 5_200 }]);
  assert.equal(at.stalledMs, 3_000);
  assert.equal(at.stalls, 1);
});

Deno.test("media that turns out to be all after the picture ran out ends it", () => {
  const at = clock();
  at.extend(2_000, false, 200);
  assert.deepEqual(at.extend(2_000, true, 2_300).map(({ type }) => type), [
    "stalled",
    "resumed",
    "ended",
  ]);
});

Deno.test("time that goes back changes nothing", () => {
  const at = clock();
  at.extend(2_000, false, 1_000);
  at.advance(1_500);
  assert.deepEqual(at.advance(1_200), []);
  assert.equal(at.positionMs, 500);
});

Deno.test("what is counted does not depend on how often the clock is asked", () => {
  const media = fc.array(
    fc.record({
      atMs: fc.integer({ min: 100, max: 20_000 }),
      lengthMs: fc.integer({ min: 1, max: 3_000 }),
    }),
    { minLength: 1, maxLength: 8 },
  ).map((many) => many.sort((one, other) => one.atMs - other.atMs));
  fc.assert(fc.property(media, fc.integer({ min: 1, max: 700 }), (pieces, stepMs) => {
    const [rare, often] = [clock(), clock()];
    let endMs = 0;
    let nowMs = 100;
    pieces.forEach(({ atMs, lengthMs }, index) => {
      endMs += lengthMs;
      for (; nowMs < atMs; nowMs += stepMs) often.advance(nowMs);
      for (const one of [rare, often]) one.extend(endMs, index === pieces.length - 1, atMs);
    });
    for (; nowMs < 60_000; nowMs += stepMs) often.advance(nowMs);
    for (const one of [rare, often]) one.advance(60_000);
    for (const name of ["positionMs", "stalls", "stalledMs", "startupMs", "state"] as const) {
      assert.equal(often[name], rare[name], name);
    }
    assert.equal(rare.positionMs, endMs);
    assert.equal(rare.state, "ended");
  }));
});
