import assert from "node:assert/strict";
import fc from "fast-check";
import { countExpired } from "./retention.ts";

const NEVER = { nowMs: 100, retentionMs: 1_000, heldBytes: 0, retentionBytes: Infinity };
const messages = fc.array(fc.record({ timestampMs: fc.nat(100), sizeBytes: fc.nat(50) }));

Deno.test("countExpired() counts what is older than retention allows, and stops at what is not", () => {
  const oldest = [10, 20, 50, 60].map((timestampMs) => ({ timestampMs, sizeBytes: 1 }));
  assert.equal(countExpired(oldest, { ...NEVER, retentionMs: 50 }), 2);
  assert.equal(countExpired(oldest, { ...NEVER, retentionMs: 90 }), 0);
  assert.equal(countExpired([], { ...NEVER, retentionMs: 0 }), 0);
});

Deno.test("countExpired() lets as many go as it takes to fit, and no more", () => {
  fc.assert(fc.property(messages, fc.nat(500), (oldest, retentionBytes) => {
    const heldBytes = oldest.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const count = countExpired(oldest, { ...NEVER, heldBytes, retentionBytes });
    const rest = (from: number) =>
      oldest.slice(from).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    assert.ok(rest(count) <= retentionBytes);
    assert.ok(count === 0 || rest(count - 1) > retentionBytes);
  }));
});
