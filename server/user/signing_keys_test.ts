import assert from "node:assert/strict";
import { createLocalJWKSet, jwtVerify } from "jose";
import { UserWorld, withUser } from "./user_fixture.ts";

Deno.test(
  "instances that need a key at the same time share the keys that one of them made",
  withUser(async (world) => {
    const all = [
      world,
      ...["two", "three", "four"].map((name) => new UserWorld(world.kv, { name, of: world })),
    ];
    const signers = await Promise.all(all.map(({ keys }) => keys.signer()));
    assert.equal(new Set(signers.map(({ kid }) => kid)).size, 1);
    const published = await Promise.all(all.map(({ keys }) => keys.publicKeys()));
    for (const set of published) assert.deepEqual(set, published[0]);
    assert.equal(published[0]?.keys.length, 2);
  }),
);

Deno.test(
  "keys rotate: both instances sign with the new one when it was known for long enough",
  withUser(async (world) => {
    const two = new UserWorld(world.kv, { name: "two", of: world });
    const kids = async () =>
      await Promise.all([world, two].map(async ({ keys }) => (await keys.signer()).kid));
    const first = await kids();
    world.clock.advance(3_600_000);
    const renewed = (await world.keys.publicKeys()).keys.map(({ kid }) => kid);
    assert.ok(!renewed.includes(first[0]!) || renewed[0] === first[0]);
    const beforeLead = await kids();
    world.clock.advance(30_000);
    const afterLead = await kids();
    assert.equal(afterLead[0], afterLead[1]);
    assert.equal(afterLead[0], renewed[1]);
    assert.deepEqual(beforeLead, [renewed[0], renewed[0]]);
  }),
);

Deno.test(
  "GET /keys is a JWKS that verifies what a sign-in gave, and holds no private key",
  withUser(async (world) => {
    const body = { email: "ada@example.test", password: "correct horse", country: "DE" };
    const { accessToken, account } = (await world.ask("POST", "/signup", { body })).body;
    const { body: keySet } = await world.ask("GET", "/keys");
    assert.ok(!JSON.stringify(keySet).includes('"d"'));
    const { payload, protectedHeader } = await jwtVerify(
      String(accessToken),
      createLocalJWKSet(keySet as unknown as Parameters<typeof createLocalJWKSet>[0]),
      { currentDate: new Date(world.clock.nowMs()) },
    );
    assert.deepEqual([payload.sub, payload["country"]], [account, "DE"]);
    assert.equal(payload.exp! - payload.iat!, 600);
    assert.equal(protectedHeader.alg, "EdDSA");
  }),
);
