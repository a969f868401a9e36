import assert from "node:assert/strict";
import { deserialize, serialize } from "node:v8";
import fc from "fast-check";
import { combine } from "./mutation.ts";
import { ENCODING, type Mutation, MUTATION_TYPE, type Value } from "./wire/requests.ts";

const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

Deno.test("sum, min and max of LE64 act as unsigned 64-bit numbers, sum wraps", () => {
  fc.assert(fc.property(u64, u64, (left, right) => {
    const result = (type: number) => readLe64(combine(mutation(type, le64(right)), le64(left)));
    assert.equal(result(MUTATION_TYPE.SUM), BigInt.asUintN(64, left + right));
    assert.equal(result(MUTATION_TYPE.MIN), left < right ? left : right);
    assert.equal(result(MUTATION_TYPE.MAX), left > right ? left : right);
  }));
});

Deno.test("the first operand is stored as it is", () => {
  for (const type of [MUTATION_TYPE.SUM, MUTATION_TYPE.MIN, MUTATION_TYPE.MAX]) {
    assert.deepEqual(combine(mutation(type, le64(9n)), undefined), le64(9n));
  }
  assert.equal(deserialize(combine(sum(2.5), undefined).data), 2.5);
});

Deno.test("sum adds V8 numbers to numbers and bigints to bigints", () => {
  assert.equal(deserialize(combine(sum(0.5), v8(41)).data), 41.5);
  assert.equal(deserialize(combine(sum(-(2n ** 70n)), v8(1n)).data), 1n - 2n ** 70n);
});

Deno.test("a sum outside its bounds is refused, or clamped when asked for", () => {
  const bounds = { sumMin: bytesOf(0), sumMax: bytesOf(10) };
  assert.equal(deserialize(combine(sum(5, bounds), v8(5)).data), 10);
  assert.throws(() => combine(sum(6, bounds), v8(5)), /range limit/);
  assert.throws(() => combine(sum(-6, bounds), v8(5)), /range limit/);
  const clamped = { ...bounds, sumClamp: true };
  assert.equal(deserialize(combine(sum(6, clamped), v8(5)).data), 10);
  assert.equal(deserialize(combine(sum(-6, clamped), v8(5)).data), 0);
});

Deno.test("bounds of bigints hold too", () => {
  const bounds = { sumMin: bytesOf(-1n), sumMax: bytesOf(1n), sumClamp: true };
  assert.equal(deserialize(combine(sum(9n, bounds), v8(0n)).data), 1n);
  assert.equal(deserialize(combine(sum(-9n, bounds), v8(0n)).data), -1n);
});

Deno.test("values of different types are not combined", () => {
  const cases: [Mutation, Value][] = [
    [sum(1), v8(1n)],
    [sum(1n), v8(1)],
    [sum(1), v8("text")],
    [sum(1), { data: Uint8Array.of(1), encoding: ENCODING.BYTES }],
    [sum(1), le64(1n)],
    [sum(-1n), le64(1n)],
    [sum("text"), v8(1)],
    [sum(1, { sumMin: bytesOf(0n) }), v8(1)],
    [mutation(MUTATION_TYPE.MIN, v8(1)), v8(1)],
    [mutation(MUTATION_TYPE.MAX, le64(1n)), v8(1)],
    [mutation(MUTATION_TYPE.SUM, { data: Uint8Array.of(1), encoding: ENCODING.BYTES }), v8(1)],
  ];
  for (const [operand, old] of cases) {
    assert.throws(() => combine(operand, old), { code: "REQUEST_INVALID" });
  }
});

Deno.test("an unbounded bigint that fits is added to an LE64 value", () => {
  assert.equal(readLe64(combine(sum(5n), le64(2n))), 7n);
  assert.throws(() => combine(sum(5n, { sumMax: bytesOf(9n) }), le64(2n)), /cannot add/);
});

function sum(operand: unknown, bounds: Partial<Mutation> = {}): Mutation {
  return { ...mutation(MUTATION_TYPE.SUM, v8(operand)), ...bounds };
}

function mutation(type: number, value: Value): Mutation {
  const empty = new Uint8Array(0);
  const key = Uint8Array.of(1);
  return { key, value, type, expireAtMs: 0n, sumMin: empty, sumMax: empty, sumClamp: false };
}

function bytesOf(value: unknown): Uint8Array {
  return new Uint8Array(serialize(value));
}

function v8(value: unknown): Value {
  return { data: bytesOf(value), encoding: ENCODING.V8 };
}

function le64(value: bigint): Value {
  const data = new Uint8Array(8);
  new DataView(data.buffer).setBigUint64(0, value, true);
  return { data, encoding: ENCODING.LE64 };
}

function readLe64(value: Value): bigint {
  assert.equal(value.encoding, ENCODING.LE64);
  return new DataView(value.data.buffer, value.data.byteOffset).getBigUint64(0, true);
}
