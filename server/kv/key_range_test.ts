import assert from "node:assert/strict";
import fc from "fast-check";
import { isSingleKey } from "./key_range.ts";

Deno.test("isSingleKey() holds for a key and its immediate successor only", () => {
  const bytes = fc.uint8Array({ maxLength: 4 });
  fc.assert(fc.property(bytes, bytes, (start, end) => {
    const successor = start.toHex() + "00";
    assert.equal(isSingleKey(range(start, end)), end.toHex() === successor);
    assert.ok(isSingleKey(range(start, Uint8Array.fromHex(successor))));
  }));
});

function range(start: Uint8Array, end: Uint8Array) {
  return { start, end, limit: 1, reverse: false };
}
