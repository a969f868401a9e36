import assert from "node:assert/strict";
import fc from "fast-check";
import { equalInConstantTime } from "../nouns/equal_in_constant_time.ts";
import { hasToken } from "./token_guard.ts";

Deno.test("hasToken() takes the exact bearer token only", () => {
  const has = (authorization: string) => hasToken(new Headers({ authorization }), "t0ken");
  assert.equal(has("Bearer t0ken"), true);
  for (const odd of ["", "t0ken", "bearer t0ken", "Bearer t0ken2", "Bearer t0keN", "Bearer "]) {
    assert.equal(has(odd), false, odd);
  }
  assert.equal(hasToken(new Headers(), "t0ken"), false);
});

Deno.test("equalInConstantTime() is equality of strings", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (left, right) => {
    assert.equal(equalInConstantTime(left, right), left === right);
    assert.equal(equalInConstantTime(left, `${left}`), true);
  }));
});
