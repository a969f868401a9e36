import assert from "node:assert/strict";
import fc from "fast-check";
import {
  encodeAtomicWriteOutput,
  encodeSnapshotReadOutput,
  encodeWatchFrame,
  type Entry,
  keepAliveFrame,
} from "./answers.ts";
import { decodeWithOracle } from "./test_schema.ts";

const bytes = fc.uint8Array({ maxLength: 400 });
const entry = fc.record({
  key: bytes,
  data: bytes,
  encoding: fc.integer({ min: 1, max: 3 }),
  version: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
});

Deno.test("protobufjs reads what encodeSnapshotReadOutput() writes", () => {
  fc.assert(fc.property(fc.array(fc.array(entry, { maxLength: 4 }), { maxLength: 4 }), (ranges) => {
    const output = decodeWithOracle("SnapshotReadOutput", encodeSnapshotReadOutput(ranges));
    assert.equal(output.status, 1);
    assert.equal(output.readDisabled, false);
    assert.equal(output.readIsStronglyConsistent, true);
    assert.equal(output.ranges.length, ranges.length);
    ranges.forEach((entries, i) => {
      assert.deepEqual(output.ranges[i].values.map(entryOnWire), entries.map(entryAsGiven));
    });
  }));
});

Deno.test("encodeSnapshotReadOutput() knows its size beforehand, and writes into one buffer", () => {
  fc.assert(fc.property(fc.array(fc.array(entry, { maxLength: 4 }), { maxLength: 4 }), (ranges) => {
    const output = encodeSnapshotReadOutput(ranges);
    assert.equal(output.length, output.buffer.byteLength);
  }));
  const large = {
    key: new Uint8Array(2048),
    data: new Uint8Array(65_536),
    encoding: 1,
    version: 1,
  };
  const output = encodeSnapshotReadOutput([Array(300).fill(large)]);
  assert.equal(output.length, output.buffer.byteLength);
});

Deno.test("encodeAtomicWriteOutput() tells the versionstamp of a commit", () => {
  const output = decodeWithOracle(
    "AtomicWriteOutput",
    encodeAtomicWriteOutput({ status: "committed", version: 258 }),
  );
  assert.equal(output.status, 1);
  assert.equal(new Uint8Array(output.versionstamp).toHex(), "00000000000001020000");
});

Deno.test("encodeAtomicWriteOutput() tells which checks failed, the first one too", () => {
  const failedChecks = [0, 3, 99];
  const output = decodeWithOracle(
    "AtomicWriteOutput",
    encodeAtomicWriteOutput({ status: "check-failed", failedChecks }),
  );
  assert.equal(output.status, 2);
  assert.deepEqual(output.failedChecks, failedChecks);
});

Deno.test("encodeWatchFrame() writes the length and every key as changed", () => {
  fc.assert(
    fc.property(fc.array(fc.option(entry, { nil: undefined }), { maxLength: 10 }), (keys) => {
      const frame = encodeWatchFrame(keys);
      assert.equal(new DataView(frame.buffer).getUint32(0, true), frame.length - 4);
      const output = decodeWithOracle("WatchOutput", frame.subarray(4));
      assert.equal(output.status, 1);
      assert.equal(output.keys.length, keys.length);
      keys.forEach((key, i) => {
        assert.equal(output.keys[i].changed, true);
        const got = output.keys[i].entryIfChanged;
        assert.deepEqual(got === null ? undefined : entryOnWire(got), key && entryAsGiven(key));
      });
    }),
  );
});

Deno.test("keepAliveFrame() is a length of 0", () => {
  assert.deepEqual([...keepAliveFrame()], [0, 0, 0, 0]);
});

// deno-lint-ignore no-explicit-any
function entryOnWire(given: any) {
  return {
    key: Uint8Array.from(given.key).toHex(),
    data: Uint8Array.from(given.value).toHex(),
    encoding: given.encoding,
    versionstamp: Uint8Array.from(given.versionstamp).toHex(),
  };
}

function entryAsGiven(given: Entry) {
  return {
    key: given.key.toHex(),
    data: given.data.toHex(),
    encoding: given.encoding,
    versionstamp: given.version.toString(16).padStart(16, "0") + "0000",
  };
}
