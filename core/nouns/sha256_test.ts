import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { hmacSha256, sha256 } from "./sha256.ts";

const hexOf = (bytes: Uint8Array) => bytes.toHex();
const patternOf = (length: number) =>
  Uint8Array.from({ length }, (_, at) => (at * 37 + length) % 256);

Deno.test("sha256() is what OpenSSL says, for every length around a block", () => {
  for (let length = 0; length <= 200; length++) {
    const message = patternOf(length);
    const expected = createHash("sha256").update(message).digest("hex");
    assert.equal(hexOf(sha256(message)), expected, `length ${length}`);
  }
});

Deno.test("hmacSha256() is what OpenSSL says, for short and long keys", () => {
  for (const length of [0, 1, 32, 63, 64, 65, 200]) {
    const key = patternOf(length);
    const message = patternOf(150 - length / 2);
    const expected = createHmac("sha256", key).update(message).digest("hex");
    assert.equal(hexOf(hmacSha256(key, message)), expected, `key of ${length} bytes`);
  }
});
