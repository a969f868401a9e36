import assert from "node:assert/strict";
import fc from "fast-check";
import { murmur2, partitionOfKey } from "./partition_of_key.ts";

// Source: Apache Kafka, clients/src/test/java/org/apache/kafka/common/utils/UtilsTest.java
const KAFKA_VECTORS: readonly (readonly [string, number])[] = [
  ["21", -973932308],
  ["foobar", -790332482],
  ["a-little-bit-long-string", -985981536],
  ["a-little-bit-longer-string", -1486304829],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
  ["abc", 479470107],
];

Deno.test("murmur2() gives the numbers of Kafka's own tests", () => {
  for (const [text, hash] of KAFKA_VECTORS) {
    assert.equal(murmur2(new TextEncoder().encode(text)), hash, text);
  }
});

Deno.test("murmur2() reads a view that does not start at its buffer's first byte", () => {
  fc.assert(fc.property(fc.uint8Array(), fc.nat(7), (bytes, shift) => {
    const shifted = new Uint8Array(bytes.length + shift);
    shifted.set(bytes, shift);
    assert.equal(murmur2(shifted.subarray(shift)), murmur2(bytes));
  }));
});

Deno.test("partitionOfKey() stays within the partitions and spreads keys", () => {
  const counts = [0, 0, 0, 0];
  for (let index = 0; index < 4_000; index++) {
    const partition = partitionOfKey(`account-${index}`, 4);
    counts[partition] = (counts[partition] ?? 0) + 1;
  }
  for (const count of counts) assert.ok(count > 850 && count < 1_150, String(counts));
});
