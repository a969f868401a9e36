import assert from "node:assert/strict";
import fc from "fast-check";
import { readByteRange } from "./byte_range.ts";

const WHOLE = { kind: "whole" };
const NOTHING = { kind: "unsatisfiable" };
const part = (start: number, end: number) => ({ kind: "part", start, end });

Deno.test("readByteRange() gives the part that is asked for, as far as it is there", () => {
  assert.deepEqual(readByteRange("bytes=0-99", 1_000), part(0, 99));
  assert.deepEqual(readByteRange("bytes=900-", 1_000), part(900, 999));
  assert.deepEqual(readByteRange("bytes=900-5000", 1_000), part(900, 999));
  assert.deepEqual(readByteRange("bytes=-100", 1_000), part(900, 999));
  assert.deepEqual(readByteRange("bytes=-5000", 1_000), part(0, 999));
  assert.deepEqual(readByteRange("BYTES=5-5", 1_000), part(5, 5));
  assert.deepEqual(readByteRange(`bytes=0-${"9".repeat(40)}`, 10), part(0, 9));
});

Deno.test("readByteRange() finds nothing past the end, and no last zero bytes", () => {
  for (const range of ["bytes=1000-", "bytes=1000-1001", "bytes=-0", `bytes=${"9".repeat(40)}-`]) {
    assert.deepEqual(readByteRange(range, 1_000), NOTHING, range);
  }
  assert.deepEqual(readByteRange("bytes=0-0", 0), NOTHING);
  assert.deepEqual(readByteRange("bytes=-1", 0), NOTHING);
});

Deno.test("readByteRange() passes over what is malformed, of another unit or more than one", () => {
  const odd = ["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=0-1,5-6"];
  odd.push("lines=0-1", "bytes=0x1-2", "bytes = 0-1", "bytes=1 - 2", `bytes=${"9".repeat(40)}-0`);
  for (const range of [null, ...odd]) {
    assert.deepEqual(readByteRange(range, 1_000), WHOLE, String(range));
  }
});

Deno.test("a part never leaves the file, and is what slicing gives", () => {
  const size = fc.integer({ min: 1, max: 50 });
  const ask = fc.tuple(fc.option(fc.nat(60)), fc.option(fc.nat(60)));
  fc.assert(fc.property(size, ask, (sizeBytes, [first, last]) => {
    const range = readByteRange(`bytes=${first ?? ""}-${last ?? ""}`, sizeBytes);
    if (range.kind !== "part") return;
    assert.ok(0 <= range.start && range.start <= range.end && range.end < sizeBytes);
    const all = Array.from({ length: sizeBytes }, (_, at) => at);
    const wanted = first === null
      ? all.slice(-(last ?? 0))
      : all.slice(first, last === null ? undefined : last + 1);
    assert.deepEqual(all.slice(range.start, range.end + 1), wanted);
  }));
});
