import assert from "node:assert/strict";
import fc from "fast-check";
import { formatRefreshToken, hashRefreshToken, parseRefreshToken } from "./refresh_token.ts";

const hex = (digits: number) =>
  fc.array(fc.constantFrom(..."0123456789abcdef"), { minLength: digits, maxLength: digits })
    .map((list) => list.join(""));

Deno.test("parseRefreshToken() reads what formatRefreshToken() wrote", () => {
  const parts = fc.record({ account: hex(24), family: hex(28), secret: hex(64) }, {
    noNullPrototype: true,
  });
  fc.assert(fc.property(parts, (token) => {
    assert.deepEqual(parseRefreshToken(formatRefreshToken(token)), token);
  }));
});

Deno.test("parseRefreshToken() answers undefined for what is no token", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    assert.equal(parseRefreshToken(text), undefined);
  }));
  const token = formatRefreshToken({
    account: "a".repeat(24),
    family: "b".repeat(28),
    secret: "c".repeat(64),
  });
  for (const odd of [`${token} `, token.toUpperCase(), `x${token}`, token.slice(0, -1)]) {
    assert.equal(parseRefreshToken(odd), undefined);
  }
});

Deno.test("hashRefreshToken() is SHA-256 in hex, and tells nothing of the token", async () => {
  const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  assert.equal(await hashRefreshToken(""), empty);
});
