import assert from "node:assert/strict";
import fc from "fast-check";
import { createSeededRng } from "./seeded_rng.ts";

const GOLDEN = [1368512780, 3519342621, 1155062701, 3894320120];
const GOLDEN_HEX = "51d144e8190da77e";
const GOLDEN_FORK_HEX = "1b4cbabfa8d61177";

/** The first draws of a seed. */
function draws(seed: string, count: number): number[] {
  const rng = createSeededRng(seed);
  return Array.from({ length: count }, () => rng.next());
}

/** Chi-square of values in [0, 1) over `bins` equal bins; about `bins` when they are uniform. */
function chiSquare(values: readonly number[], bins: number): number {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.floor(value * bins)]! += 1;
  const expected = values.length / bins;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

Deno.test("the first draws of a seed never change", () => {
  assert.deepEqual(draws("golden", 4).map((value) => value * 2 ** 32), GOLDEN);
  assert.equal(createSeededRng("golden").hex(8), GOLDEN_HEX);
  assert.equal(createSeededRng("golden").fork("a").hex(8), GOLDEN_FORK_HEX);
});

Deno.test("equal seeds give equal draws, other seeds give others", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (left, right) => {
    assert.deepEqual(draws(left, 8), draws(left, 8));
    if (left !== right) assert.notDeepEqual(draws(left, 8), draws(right, 8));
  }));
});

Deno.test("draws are in [0, 1), spread evenly, one after the other and over neighbouring seeds", () => {
  const along = draws("spread", 10_000);
  assert.ok(along.every((value) => value >= 0 && value < 1));
  const across = Array.from({ length: 10_000 }, (_, seed) => draws(String(seed), 1)[0]!);
  // 99 degrees of freedom: above 149 in one of 1,000 cases, and the seeds here never change.
  for (const values of [along, across]) assert.ok(chiSquare(values, 100) < 149);
});

Deno.test("integer() is a whole number below its bound and reaches all of them", () => {
  const rng = createSeededRng("integers");
  const seen = new Set(Array.from({ length: 1_000 }, () => rng.integer(7)));
  assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4, 5, 6]);
  assert.equal(rng.integer(1), 0);
});

Deno.test("hex() is lower-case hex of that many bytes", () => {
  const rng = createSeededRng("hex");
  for (const bytes of [0, 1, 8, 33]) {
    assert.match(rng.hex(bytes), new RegExp(`^[0-9a-f]{${bytes * 2}}$`));
  }
});

Deno.test("a fork does not depend on what was drawn before, nor change what is drawn after", () => {
  const fresh = createSeededRng("root").fork("a").hex(8);
  const rng = createSeededRng("root");
  const before = rng.next();
  const fork = rng.fork("a");
  assert.equal(fork.hex(8), fresh);
  assert.deepEqual([before, rng.next()], draws("root", 2));
});

Deno.test("forks of other labels and of other depths differ", () => {
  const root = createSeededRng("root");
  const all = [
    root,
    root.fork("a"),
    root.fork("b"),
    root.fork(""),
    root.fork("a/b"),
    root.fork("a").fork("b"),
    root.fork("b").fork("a"),
  ].map((rng) => rng.hex(8));
  assert.equal(new Set(all).size, all.length);
});
