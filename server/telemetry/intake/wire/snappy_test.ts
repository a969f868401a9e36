import assert from "node:assert/strict";
import fc from "fast-check";
import { unsnap } from "./snappy.ts";
import { snapLiterally } from "./snappy_rig.ts";

const MOST = 10_000_000;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (...parts: (number | string)[]) =>
  new Uint8Array(
    parts.flatMap((part) =>
      typeof part === "number" ? [part] : [...new TextEncoder().encode(part)]
    ),
  );

/** Packs greedily: what stood before is copied, by the shortest tag that can say so. */
function snap(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let rest = bytes.length;; rest >>>= 7) {
    out.push(rest >= 128 ? rest & 0x7f | 0x80 : rest);
    if (rest < 128) break;
  }
  for (let at = 0; at < bytes.length;) {
    const { offset, length } = longestMatch(bytes, at);
    if (length >= 4 && length <= 11 && offset < 2_048) {
      out.push(1 | (length - 4) << 2 | offset >> 8 << 5, offset & 0xff);
    } else if (length >= 4 && offset % 2 === 0) {
      out.push(2 | (length - 1) << 2, offset & 0xff, offset >> 8);
    } else if (length >= 4) out.push(3 | (length - 1) << 2, offset & 0xff, offset >> 8, 0, 0);
    else out.push(0, bytes[at] ?? 0);
    at += length >= 4 ? length : 1;
  }
  return new Uint8Array(out);
}

function longestMatch(bytes: Uint8Array, at: number): { offset: number; length: number } {
  let best = { offset: 0, length: 0 };
  for (let offset = 1; offset <= at; offset++) {
    let length = 0;
    while (
      length < 60 && at + length < bytes.length &&
      bytes[at + length] === bytes[at + length - offset]
    ) {
      length++;
    }
    if (length > best.length) best = { offset, length };
  }
  return best;
}

Deno.test("what was packed with copies of every kind comes back", () => {
  const letters = fc.array(fc.nat(2), { maxLength: 400 }).map((list) => new Uint8Array(list));
  fc.assert(fc.property(letters, (bytes) => {
    assert.deepEqual([...unsnap(snap(bytes), MOST)], [...bytes]);
  }));
});

Deno.test("literals of every length come back", () => {
  for (const length of [0, 1, 59, 60, 61, 255, 256, 257, 65_535, 65_536, 65_537, 200_000]) {
    const bytes = new Uint8Array(length).map((_, at) => at % 251);
    assert.deepEqual(unsnap(snapLiterally(bytes), MOST), bytes);
  }
});

Deno.test("packed bytes of the format's description are read", () => {
  // A literal "ab", then a copy that overlaps itself: offset 2, length 6.
  assert.equal(text(unsnap(bytesOf(8, 1 << 2, "ab", 1 | 2 << 2, 2), MOST)), "abababab");
  // A literal of 60 and more has its length behind the tag.
  assert.equal(text(unsnap(bytesOf(61, 60 << 2, 60, "x".repeat(61)), MOST)), "x".repeat(61));
});

const HOSTILE: readonly Uint8Array[] = [
  bytesOf(),
  bytesOf(0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
  bytesOf(0xff, 0xff, 0xff, 0xff, 0x0f),
  bytesOf(100, 0, "a"),
  bytesOf(5, 0, "a"),
  bytesOf(1, 4 << 2, "a"),
  bytesOf(1, 1 << 2, "ab"),
  bytesOf(8, 1 | 2 << 2, 1),
  bytesOf(8, 1 << 2, "ab", 1 | 2 << 2, 3),
  bytesOf(8, 1 << 2, "ab", 1 | 2 << 2, 0),
  bytesOf(8, 1 << 2, "ab", 1 | 2 << 2),
  bytesOf(8, 1 << 2, "ab", 3 | 5 << 2, 0xff, 0xff, 0xff, 0xff),
  bytesOf(8, 1 << 2, "ab", 1 | 7 << 2, 2),
  bytesOf(70, 61 << 2, 0xff),
];

Deno.test("what is malformed is refused without reading or writing elsewhere", () => {
  for (const bytes of HOSTILE) {
    assert.throws(() => unsnap(bytes, MOST), { name: "MalformedMessage" });
  }
  assert.throws(() => unsnap(snapLiterally(new Uint8Array(101)), 100), /larger than 100/);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        assert.ok(unsnap(bytes, MOST).length <= bytes.length * 64);
      } catch (thrown) {
        assert.equal((thrown as Error).name, "MalformedMessage");
      }
    }),
    { numRuns: 3_000 },
  );
});
