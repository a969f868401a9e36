import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import { claimsOf, createKey, NOW_MS, RUN_ID, tokenOf } from "./auth_fixture.ts";
import { JwtVerifier } from "./jwt_verifier.ts";
import { Revocations } from "./revocations.ts";

const key = await createKey("k1");
const PRINCIPAL = { account: "a1", country: "DE" };

function createVerifier(options: { readonly hasUsers?: boolean } = {}) {
  const clock = new FakeClock(NOW_MS);
  const seen = { lookedUp: 0, started: 0 };
  const verifier = new JwtVerifier({
    ...{ runId: RUN_ID, clock, revocations: new Revocations() },
    hasUsers: () => options.hasUsers ?? true,
    findKey: (kid) => {
      seen.lookedUp++;
      return Promise.resolve(kid === "k1" ? key.pair.publicKey : undefined);
    },
    onFirstUse: () => seen.started++,
  });
  return { verifier, clock, seen };
}

Deno.test("without a user service no token is valid, and nothing is started", async () => {
  const { verifier, seen } = createVerifier({ hasUsers: false });
  assert.equal(verifier.verify(await tokenOf(key)), undefined);
  assert.deepEqual(seen, { lookedUp: 0, started: 0 });
});

Deno.test("a token is verified once: after that its owner is known at once, until it ends", async () => {
  const { verifier, clock, seen } = createVerifier();
  const token = await tokenOf(key);
  const many = await Promise.all([1, 2, 3].map(() => verifier.verify(token)));
  assert.deepEqual(many, [PRINCIPAL, PRINCIPAL, PRINCIPAL]);
  assert.deepEqual(verifier.verify(token), PRINCIPAL, "no promise");
  assert.deepEqual(seen, { lookedUp: 1, started: 1 });
  clock.advance(600_000);
  assert.equal(await verifier.verify(token), undefined);
});

Deno.test("a revocation makes void what was issued before it, known or new, and nothing later", async () => {
  const { verifier } = createVerifier();
  const iat = NOW_MS / 1000;
  const [known, fresh, later, other] = await Promise.all([
    tokenOf(key),
    tokenOf(key, claimsOf({ jti: "t2" })),
    tokenOf(key, claimsOf({ iat: iat + 1 })),
    tokenOf(key, claimsOf({ sub: "a2" })),
  ]);
  assert.deepEqual(await verifier.verify(known), PRINCIPAL);
  verifier.revoke({ account: "a1", notBeforeS: iat + 1 });
  assert.equal(await verifier.verify(known), undefined);
  assert.equal(await verifier.verify(fresh), undefined);
  assert.deepEqual(await verifier.verify(later), PRINCIPAL);
  assert.deepEqual(await verifier.verify(other), { account: "a2", country: "DE" });
});

Deno.test("a revocation that comes while a token is verified counts", async () => {
  const { verifier } = createVerifier();
  const verifying = verifier.verify(await tokenOf(key));
  verifier.revoke({ account: "a1", notBeforeS: NOW_MS / 1000 + 1 });
  assert.equal(await verifying, undefined);
});

Deno.test("a token that is known costs microseconds", async () => {
  const { verifier } = createVerifier();
  const token = await tokenOf(key);
  await verifier.verify(token);
  const count = 20_000;
  let bestUs = Infinity;
  for (let round = 0; round < 5; round++) {
    const startedMs = performance.now();
    for (let n = 0; n < count; n++) verifier.verify(token);
    bestUs = Math.min(bestUs, (performance.now() - startedMs) * 1000 / count);
  }
  // Verifying anew takes some 200 µs.
  assert.ok(bestUs < 10, `${bestUs} µs`);
});
