import assert from "node:assert/strict";
import fc from "fast-check";
import { SignJWT } from "jose";
import { claimsOf, createKey, encodePart, NOW_MS, RUN_ID, tokenOf } from "./auth_fixture.ts";
import { verifyToken } from "./verify_token.ts";

const key = await createKey("k1");
const stranger = await createKey("k1");

function verify(token: string, nowMs = NOW_MS) {
  const findKey = (kid: string) => Promise.resolve(kid === "k1" ? key.pair.publicKey : undefined);
  return verifyToken(token, { runId: RUN_ID, findKey, nowMs });
}

async function partsOf(token: Promise<string>): Promise<[string, string, string]> {
  const [header = "", payload = "", signature = ""] = (await token).split(".");
  return [header, payload, signature];
}

Deno.test("verifyToken() tells whose a good token is, and until when", async () => {
  assert.deepEqual(await verify(await tokenOf(key)), {
    principal: { account: "a1", country: "DE" },
    issuedAtS: NOW_MS / 1000,
    expiresAtMs: NOW_MS + 600_000,
  });
});

Deno.test("verifyToken() refuses a token from the very second on in which it ends", async () => {
  const token = await tokenOf(key);
  assert.ok(await verify(token, NOW_MS + 599_000));
  assert.equal(await verify(token, NOW_MS + 600_000), undefined);
});

Deno.test("verifyToken() refuses what says that it needs no signature", async () => {
  const [, payload, signature] = await partsOf(tokenOf(key));
  for (const alg of ["none", "None", "NONE", ""]) {
    const header = encodePart({ alg, typ: "at+jwt", kid: "k1" });
    assert.equal(await verify(`${header}.${payload}.`), undefined);
    assert.equal(await verify(`${header}.${payload}.${signature}`), undefined);
  }
});

Deno.test("verifyToken() refuses an HMAC under the public key", async () => {
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", key.pair.publicKey));
  const asText = new TextEncoder().encode(key.publicKey.x);
  const asJwk = new TextEncoder().encode(JSON.stringify(key.publicKey));
  for (const secret of [raw, asText, asJwk]) {
    for (const alg of ["HS256", "HS512"]) {
      const header = { alg, typ: "at+jwt", kid: "k1" };
      const token = await new SignJWT({ ...claimsOf() }).setProtectedHeader(header).sign(secret);
      assert.equal(await verify(token), undefined);
    }
  }
});

Deno.test("verifyToken() refuses another key under a known id, and an unknown id", async () => {
  assert.equal(await verify(await tokenOf(stranger)), undefined);
  assert.equal(await verify(await tokenOf(key, claimsOf(), { kid: "k2" })), undefined);
  assert.equal(await verify(await tokenOf(key, claimsOf(), { kid: undefined })), undefined);
  const jwk = await crypto.subtle.exportKey("jwk", stranger.pair.publicKey);
  assert.equal(await verify(await tokenOf(stranger, claimsOf(), { jwk })), undefined);
});

Deno.test("verifyToken() refuses claims that were changed after they were signed", async () => {
  const [header, , signature] = await partsOf(tokenOf(key));
  for (const change of [{ sub: "a2" }, { country: "US" }, { exp: claimsOf().exp + 1 }]) {
    const payload = encodePart(claimsOf(change));
    assert.equal(await verify(`${header}.${payload}.${signature}`), undefined);
  }
});

Deno.test("verifyToken() refuses tokens of another run, for others, of another kind, or without a claim", async () => {
  for (const change of [{ iss: "netops/run-2" }, { aud: "others" }]) {
    assert.equal(await verify(await tokenOf(key, claimsOf(change))), undefined);
  }
  assert.equal(await verify(await tokenOf(key, claimsOf(), { typ: "JWT" })), undefined);
  for (const name of ["iss", "aud", "sub", "country", "iat", "exp"] as const) {
    const { [name]: _, ...rest } = claimsOf();
    assert.equal(await verify(await tokenOf(key, rest)), undefined, `without ${name}`);
  }
});

Deno.test("verifyToken() refuses claims that would break out of a principal's seal", async () => {
  for (const change of [{ sub: "a.US" }, { country: "D.E" }, { sub: "" }, { sub: "a\nb" }]) {
    assert.equal(await verify(await tokenOf(key, claimsOf(change))), undefined);
  }
});

Deno.test("verifyToken() refuses whatever else there is, and does not throw", async () => {
  const good = await tokenOf(key);
  await fc.assert(fc.asyncProperty(fc.string(), async (text) => {
    assert.equal(await verify(text), undefined);
  }));
  const at = fc.nat(good.length - 1);
  await fc.assert(fc.asyncProperty(at, fc.constantFrom("A", "b", "0", "-", "."), async (n, c) => {
    // The last letter of a signature has bits that say nothing.
    if (good[n] === c || n === good.length - 1) return;
    assert.equal(await verify(good.slice(0, n) + c + good.slice(n + 1)), undefined);
  }));
});
