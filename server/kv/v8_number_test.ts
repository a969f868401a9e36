import assert from "node:assert/strict";
import { deserialize, serialize } from "node:v8";
import fc from "fast-check";
import { readV8Number, writeV8Number } from "./v8_number.ts";

const number = fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.nat(2 ** 32 - 1));
const bigint = fc.oneof(fc.bigInt(), fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }));

Deno.test("readV8Number() reads every number and bigint that V8 writes", () => {
  fc.assert(fc.property(fc.oneof(number, bigint), (value) => {
    assert.ok(Object.is(readV8Number(new Uint8Array(serialize(value))), value), String(value));
  }));
});

Deno.test("V8 reads every number and bigint that writeV8Number() writes", () => {
  fc.assert(fc.property(fc.oneof(number, bigint), (value) => {
    assert.ok(Object.is(deserialize(writeV8Number(value)), value), String(value));
  }));
});

Deno.test("readV8Number() says undefined for anything else", () => {
  for (const other of ["5", null, undefined, true, [1], { a: 1 }, new Date(0)]) {
    assert.equal(readV8Number(new Uint8Array(serialize(other))), undefined);
  }
  assert.equal(readV8Number(new Uint8Array(0)), undefined);
});

Deno.test("readV8Number() never throws, whatever the bytes", () => {
  const tagged = fc.tuple(fc.constantFrom(0x49, 0x55, 0x4e, 0x5a), fc.uint8Array({ maxLength: 20 }))
    .map(([tag, rest]) => Uint8Array.from([0xff, 0x0f, tag, ...rest]));
  fc.assert(fc.property(fc.oneof(tagged, fc.uint8Array({ maxLength: 20 })), (bytes) => {
    const value = readV8Number(bytes);
    assert.ok(["undefined", "number", "bigint"].includes(typeof value));
  }));
});

Deno.test("readV8Number() reads what the KV client of Deno 2.9 sends: header version 16", () => {
  assert.equal(readV8Number(Uint8Array.fromHex("ff10490a")), 5);
  assert.equal(readV8Number(Uint8Array.fromHex("ff104e0000000000000440")), 2.5);
  assert.equal(readV8Number(Uint8Array.fromHex("ff105a100100000000000000")), 1n);
});
