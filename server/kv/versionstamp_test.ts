import assert from "node:assert/strict";
import fc from "fast-check";
import { isVersion, toVersionstamp, withVersionstampSuffix } from "./versionstamp.ts";

const version = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

Deno.test("a later commit has the greater versionstamp, byte by byte", () => {
  fc.assert(fc.property(version, version, (left, right) => {
    const [a, b] = [toVersionstamp(left).toHex(), toVersionstamp(right).toHex()];
    assert.equal(a.length, 20);
    assert.equal(Math.sign(left - right), a < b ? -1 : a > b ? 1 : 0);
  }));
});

Deno.test("isVersion() takes the own versionstamp only, and no bytes only for no key", () => {
  assert.ok(isVersion(toVersionstamp(7), 7));
  assert.ok(!isVersion(toVersionstamp(7), 8));
  assert.ok(!isVersion(toVersionstamp(7), undefined));
  assert.ok(isVersion(new Uint8Array(0), undefined));
  assert.ok(!isVersion(new Uint8Array(0), 7));
});

Deno.test("withVersionstampSuffix() appends the versionstamp as a string part of the key", () => {
  const key = withVersionstampSuffix(Uint8Array.of(9), 1);
  assert.equal(new TextDecoder().decode(key), "\x09\x0200000000000000010000\x00");
});
