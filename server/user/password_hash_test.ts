import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formatPasswordHash,
  isOutdated,
  parsePasswordHash,
  passwordBytes,
  SCRYPT_COST,
} from "./password_hash.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

Deno.test("parsePasswordHash() reads what formatPasswordHash() wrote: cost, salt and key", () => {
  const cost = fc.record({
    logN: fc.integer({ min: 1, max: 30 }),
    r: fc.integer({ min: 1, max: 32 }),
    p: fc.integer({ min: 1, max: 16 }),
  }, { noNullPrototype: true });
  const hash = fc.record({ cost, salt: bytes(16), key: bytes(32) });
  fc.assert(fc.property(hash, ({ cost, salt, key }) => {
    const made = { cost, salt: new Uint8Array(salt), key: new Uint8Array(key) };
    assert.deepEqual(parsePasswordHash(formatPasswordHash(made)), made);
  }));
});

Deno.test("parsePasswordHash() answers undefined for what is no hash", () => {
  for (const odd of ["", "$scrypt$", "$bcrypt$ln=14,r=8,p=1$AAAA$AAAA", "plain"]) {
    assert.equal(parsePasswordHash(odd), undefined);
  }
});

Deno.test("isOutdated() sees every other cost, and what is no hash", () => {
  const at = (cost: typeof SCRYPT_COST) =>
    formatPasswordHash({ cost, salt: new Uint8Array(16), key: new Uint8Array(32) });
  assert.equal(isOutdated(at(SCRYPT_COST), SCRYPT_COST), false);
  for (const change of [{ logN: 13 }, { r: 4 }, { p: 2 }]) {
    assert.equal(isOutdated(at({ ...SCRYPT_COST, ...change }), SCRYPT_COST), true);
  }
  assert.equal(isOutdated("plain", SCRYPT_COST), true);
});

Deno.test("the cost is 2^14 or more", () => assert.ok(SCRYPT_COST.logN >= 14));

Deno.test("passwordBytes() takes equal letters in other code points for one password", () => {
  assert.deepEqual(passwordBytes("Z\u00fcrich"), passwordBytes("Zu\u0308rich"));
  assert.notDeepEqual(passwordBytes("Zurich"), passwordBytes("Z\u00fcrich"));
});
