import assert from "node:assert/strict";
import fc from "fast-check";
import { chooseLadder } from "./ladder.ts";
import type { MovieFacts } from "./movie_facts.ts";

function movie(width: number, height: number): Pick<MovieFacts, "video"> {
  return { video: { index: 0, width, height, frameRate: { count: 24, perS: 1 } } };
}

Deno.test("chooseLadder() takes the usual heights below the movie", () => {
  const heights = (width: number, height: number) =>
    chooseLadder(movie(width, height)).map((rung) => `${rung.width}x${rung.height}`);
  assert.deepEqual(heights(3840, 2160), [
    ...["256x144", "426x240", "640x360", "852x480", "1280x720", "1920x1080"].slice(1),
  ]);
  assert.deepEqual(heights(1280, 720), ["256x144", "426x240", "640x360", "852x480", "1280x720"]);
  assert.deepEqual(heights(640, 360), ["256x144", "426x240", "640x360"]);
  assert.deepEqual(heights(320, 180), ["160x90", "238x134", "320x180"]);
  assert.deepEqual(heights(720, 1280).at(-1), "606x1080", "upright");
});

Deno.test("a ladder never scales up, rises, is even, keeps the shape and has three rungs", () => {
  fc.assert(fc.property(
    fc.integer({ min: 64, max: 8000 }),
    fc.integer({ min: 64, max: 8000 }),
    (width, height) => {
      const rungs = chooseLadder(movie(width, height));
      assert.ok(rungs.length >= 3 && rungs.length <= 5);
      for (const [index, rung] of rungs.entries()) {
        assert.equal(rung.name, `v${index}`);
        assert.ok(rung.width <= width && rung.height <= height);
        assert.ok(rung.width % 2 === 0 && rung.height % 2 === 0);
        assert.ok(rung.width >= 2 && rung.ceilingBps >= 0);
        assert.ok(Math.abs(rung.width - (rung.height * width) / height) <= 2.01);
        assert.ok(index === 0 || rung.height > rungs[index - 1]!.height);
      }
    },
  ));
});
