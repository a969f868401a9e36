import assert from "node:assert/strict";
import fc from "fast-check";
import { NetopsError } from "@netops/core";
import { decodeAtomicWrite, decodeSnapshotRead, decodeWatch } from "./requests.ts";
import { encodeWithOracle } from "./test_schema.ts";

const bytes = fc.uint8Array({ maxLength: 300 });
const mutation = fc.record({
  key: bytes,
  value: fc.option(fc.record({ data: bytes, encoding: fc.integer({ min: 0, max: 9 }) }), {
    nil: undefined,
  }),
  mutationType: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  expireAtMs: fc.maxSafeInteger(),
  sumMin: bytes,
  sumMax: bytes,
  sumClamp: fc.boolean(),
});
const atomicWrite = fc.record({
  checks: fc.array(fc.record({ key: bytes, versionstamp: bytes }), { maxLength: 5 }),
  mutations: fc.array(mutation, { maxLength: 5 }),
  enqueues: fc.array(fc.record({ payload: bytes, deadlineMs: fc.nat() }), { maxLength: 2 }),
});

/** Every decoder, so that none is forgotten when garbage is thrown at them. */
const DECODERS = [decodeAtomicWrite, decodeSnapshotRead, decodeWatch];

Deno.test("decodeSnapshotRead() reads what protobufjs writes", () => {
  const range = fc.record({ start: bytes, end: bytes, limit: fc.nat(), reverse: fc.boolean() });
  fc.assert(fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
    const decoded = decodeSnapshotRead(encodeWithOracle("SnapshotRead", { ranges }));
    assert.deepEqual(decoded.map(plain), ranges.map(plain));
  }));
});

Deno.test("decodeAtomicWrite() reads what protobufjs writes", () => {
  fc.assert(fc.property(atomicWrite, (write) => {
    const decoded = decodeAtomicWrite(encodeWithOracle("AtomicWrite", write));
    assert.deepEqual(decoded.checks.map(plain), write.checks.map(plain));
    assert.equal(decoded.enqueueCount, write.enqueues.length);
    const expected = write.mutations.map(({ mutationType, expireAtMs, value, ...rest }) => ({
      ...plain(rest),
      value: value && plain(value),
      type: mutationType,
      expireAtMs: BigInt(expireAtMs),
    }));
    const actual = decoded.mutations.map(({ value, ...rest }) => ({
      ...plain(rest),
      value: value && plain(value),
    }));
    assert.deepEqual(actual, expected);
  }));
});

Deno.test("decodeWatch() reads what protobufjs writes", () => {
  fc.assert(fc.property(fc.array(bytes, { maxLength: 12 }), (keys) => {
    const message = encodeWithOracle("Watch", { keys: keys.map((key) => ({ key })) });
    assert.deepEqual(decodeWatch(message).map((key) => key.toHex()), keys.map((k) => k.toHex()));
  }));
});

Deno.test("a field that is not known is skipped, whatever its wire type", () => {
  const known = [...encodeWithOracle("Watch", { keys: [{ key: Uint8Array.of(7) }] })];
  const unknown = [
    [0x78, 0x96, 0x01], // field 15, varint
    [0x79, 1, 2, 3, 4, 5, 6, 7, 8], // field 15, 64 bits
    [0x7a, 2, 9, 9], // field 15, bytes
    [0x7d, 1, 2, 3, 4], // field 15, 32 bits
  ];
  for (const field of unknown) {
    const keys = decodeWatch(Uint8Array.from([...field, ...known, ...field]));
    assert.deepEqual(keys.map((key) => [...key]), [[7]]);
  }
});

Deno.test("a message that is cut anywhere inside a field is refused as REQUEST_INVALID", () => {
  const whole = encodeWithOracle("Watch", { keys: [{ key: new Uint8Array(300) }] });
  for (let end = 1; end < whole.length; end++) {
    assert.throws(() => decodeWatch(whole.subarray(0, end)), isInvalid, `cut at ${end}`);
  }
});

Deno.test("malformed layouts are refused as REQUEST_INVALID", () => {
  const layouts: Record<string, number[]> = {
    "field number 0": [0x00, 0x00],
    "group start": [0x0b],
    "wire type 6": [0x0e, 0x00],
    "a number of 11 bytes": [0x08, ...Array(10).fill(0xff), 0x01],
    "a length beyond the end": [0x0a, 0xff, 0xff, 0xff, 0xff, 0x07],
    "a length of 2^63": [0x0a, ...Array(9).fill(0x80), 0x01],
    "a number where bytes belong": [0x08, 0x01],
    "a tag above 32 bits": [0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  };
  for (const [name, layout] of Object.entries(layouts)) {
    assert.throws(() => decodeWatch(Uint8Array.from(layout)), isInvalid, name);
  }
});

Deno.test("no bytes at all make a decoder throw anything but REQUEST_INVALID", () => {
  const damaged = fc.tuple(atomicWrite, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }))
    .map(([write, changes]) => {
      const message = encodeWithOracle("AtomicWrite", write);
      for (const [at, byte] of changes) message[at % Math.max(1, message.length)] = byte;
      return message;
    });
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged), (message) => {
      for (const decode of DECODERS) {
        try {
          decode(message);
        } catch (thrown) {
          assert.ok(isInvalid(thrown), String(thrown));
          refused++;
        }
      }
    }),
    { numRuns: 2_000 },
  );
  assert.ok(refused > 1_000, `only ${refused} were refused`);
});

function isInvalid(thrown: unknown): boolean {
  return thrown instanceof NetopsError && thrown.code === "REQUEST_INVALID";
}

/** Bytes as hex, so that views and arrays compare equal. */
function plain(record: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? value.toHex() : value,
    ]),
  );
}
