import assert from "node:assert/strict";
import { renewalTimeMs } from "./token_life.ts";

Deno.test("a token is renewed between half and four fifths of its life", () => {
  const claims = JSON.stringify({ iat: 1_000, exp: 1_600 });
  assert.equal(renewalTimeMs(claims, 0), 1_300_000);
  assert.equal(renewalTimeMs(claims, 0.5), 1_390_000);
  assert.ok(renewalTimeMs(claims, 0.999_999) < 1_480_000);
});

Deno.test("what tells no life is renewed when it is refused", () => {
  for (const claims of ["", "ended", "{}", "null", '{"iat":1}']) {
    assert.equal(renewalTimeMs(claims, 0), Infinity, claims);
  }
});
