import assert from "node:assert/strict";
import { VerifiedTokens } from "./verified_tokens.ts";

const verified = (expiresAtMs: number) => ({
  principal: { account: "a", country: "DE" },
  issuedAtS: 0,
  expiresAtMs,
});

Deno.test("a token is known until it ends, and no longer", () => {
  const tokens = new VerifiedTokens();
  tokens.keep("t", verified(1_000));
  assert.deepEqual(tokens.get("t", 999), verified(1_000));
  assert.equal(tokens.get("t", 1_000), undefined);
  assert.equal(tokens.size, 0);
  assert.equal(tokens.get("other", 0), undefined);
});

Deno.test("so many tokens are kept: the one kept for longest goes first", () => {
  const tokens = new VerifiedTokens(2);
  for (const token of ["one", "two", "three"]) tokens.keep(token, verified(1_000));
  assert.equal(tokens.size, 2);
  assert.equal(tokens.get("one", 0), undefined);
  assert.ok(tokens.get("three", 0));
  tokens.drop("three");
  assert.equal(tokens.get("three", 0), undefined);
});
