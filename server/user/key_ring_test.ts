import assert from "node:assert/strict";
import fc from "fast-check";
import { addKey, isKeyDue, type KeyRing, MOST_KEYS, publicKeyOf, signerOf } from "./key_ring.ts";

const TOKEN_MS = 600;
const RULES = { leadMs: 30, periodMs: 30 + TOKEN_MS };

let made = 0;
const keyAt = (createdAtMs: number) => ({ kid: `k${made++}`, createdAtMs, x: "x", d: "d" });

/** What an instance does whenever it looks: makes the keys that are due. */
function renew(ring: KeyRing, nowMs: number): KeyRing {
  let renewed = ring;
  while (isKeyDue(renewed, nowMs, RULES)) renewed = addKey(renewed, keyAt(nowMs));
  return renewed;
}

Deno.test("two keys are valid from the first moment on, and never more", () => {
  let ring = renew({ keys: [] }, 0);
  assert.equal(ring.keys.length, MOST_KEYS);
  for (let nowMs = 0; nowMs < 10_000; nowMs += 7) {
    ring = renew(ring, nowMs);
    assert.equal(ring.keys.length, MOST_KEYS);
  }
});

Deno.test("every token's key is published for as long as the token lives, whenever somebody looks", () => {
  const looks = fc.array(fc.nat(2 * RULES.periodMs), { minLength: 1, maxLength: 50 });
  fc.assert(fc.property(looks, (pausesMs) => {
    let ring: KeyRing = { keys: [] };
    let nowMs = 0;
    const signed: { readonly kid: string; readonly endsAtMs: number }[] = [];
    for (const pauseMs of pausesMs) {
      nowMs += pauseMs;
      ring = renew(ring, nowMs);
      const kids = ring.keys.map((key) => key.kid);
      for (const token of signed) {
        if (nowMs < token.endsAtMs) assert.ok(kids.includes(token.kid), "a token lost its key");
      }
      const { kid } = signerOf(ring, nowMs, RULES)!;
      signed.push({ kid, endsAtMs: nowMs + TOKEN_MS });
    }
  }));
});

Deno.test("a key signs only after everybody could know it, unless there is no other", () => {
  const first = renew({ keys: [] }, 0);
  assert.equal(signerOf(first, 0, RULES), first.keys[0]);
  const second = renew(first, RULES.periodMs);
  const [old, fresh] = second.keys;
  assert.equal(signerOf(second, RULES.periodMs + RULES.leadMs - 1, RULES), old);
  assert.equal(signerOf(second, RULES.periodMs + RULES.leadMs, RULES), fresh);
});

Deno.test("publicKeyOf() keeps the private half to itself", () => {
  const shown = publicKeyOf({ kid: "k", createdAtMs: 0, x: "public", d: "private" });
  assert.deepEqual(shown, {
    ...{ kty: "OKP", crv: "Ed25519", x: "public", kid: "k", alg: "EdDSA", use: "sig" },
  });
});
