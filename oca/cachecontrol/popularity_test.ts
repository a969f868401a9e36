import assert from "node:assert/strict";
import fc from "fast-check";
import { HALF_LIFE_MS, Popularity } from "./popularity.ts";

Deno.test("a start counts one, and half after a half-life", () => {
  const popularity = new Popularity();
  popularity.count("a", 0);
  assert.equal(popularity.score("a", 0), 1);
  assert.equal(popularity.score("a", HALF_LIFE_MS), 0.5);
  popularity.count("a", HALF_LIFE_MS);
  assert.equal(popularity.score("a", HALF_LIFE_MS), 1.5);
  assert.equal(popularity.score("b", 0), 0);
});

Deno.test("the order in which starts are read changes nothing", () => {
  const starts = fc.array(fc.nat(5 * HALF_LIFE_MS), { minLength: 1, maxLength: 20 });
  fc.assert(fc.property(starts, (times) => {
    const [forward, backward] = [new Popularity(), new Popularity()];
    for (const atMs of times) forward.count("a", atMs);
    for (const atMs of times.toReversed()) backward.count("a", atMs);
    const nowMs = 5 * HALF_LIFE_MS;
    const wanted = times.reduce((sum, atMs) => sum + 2 ** (-(nowMs - atMs) / HALF_LIFE_MS), 0);
    for (const popularity of [forward, backward]) {
      assert.ok(Math.abs(popularity.score("a", nowMs) - wanted) < 1e-9);
    }
  }));
});

Deno.test("ranking() puts the most popular first", () => {
  const popularity = new Popularity();
  for (const titleId of ["b", "a", "a", "c"]) popularity.count(titleId, 0);
  assert.deepEqual(popularity.ranking(0), [
    { titleId: "a", score: 2 },
    { titleId: "b", score: 1 },
    { titleId: "c", score: 1 },
  ]);
});
