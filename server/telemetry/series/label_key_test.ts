import assert from "node:assert/strict";
import fc from "fast-check";
import { LabelSet } from "../model/label_set.ts";
import { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import { KeyReader, KeyWriter } from "./key_list.ts";
import { labelsOfKey } from "./label_key.ts";

const name = fc.oneof(fc.constantFrom("a", "ab", "job", "häuser", "𝒳"), fc.string({ minLength: 1 }))
  // deno-lint-ignore no-control-regex
  .filter((text) => text.length > 0 && !/[\u0000-\u001f]/.test(text));
const value = fc.oneof(
  fc.string({ minLength: 1, unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom("\0", "\u0001", "\u0002", "0", "1", "x", "𝒳", "𝒴") }),
);
const labels = fc.array(fc.tuple(name, value), { minLength: 1 }).map((pairs) => LabelSet.of(pairs))
  .filter(({ names }) => names.length > 0);

Deno.test("the labels of a key are those that have it", () => {
  fc.assert(fc.property(labels, (set) => {
    assert.deepEqual(labelsOfKey(set.key).toJSON(), set.toJSON());
    assert.equal(labelsOfKey(set.key).key, set.key);
  }));
});

Deno.test("a list of keys comes back, whatever they share", () => {
  fc.assert(fc.property(fc.array(labels), (sets) => {
    const writer = new ByteWriter();
    const keys = new KeyWriter();
    for (const { key } of sets) keys.write(writer, key);
    const reader = new ByteReader(writer.written());
    const reading = new KeyReader();
    assert.deepEqual(sets.map(() => reading.read(reader)), sets.map(({ key }) => key));
    assert.equal(reader.leftBytes, 0);
  }));
});

Deno.test("keys that share their beginning take little", () => {
  const writer = new ByteWriter();
  const keys = new KeyWriter();
  const key = (at: number) =>
    LabelSet.of({ __name__: "http_requests_total", job: "x", z: `${at}` }).key;
  keys.write(writer, key(1));
  const first = writer.length;
  keys.write(writer, key(2));
  assert.ok(writer.length - first <= 3);
});
