import assert from "node:assert/strict";
import { MOST_FAMILIES } from "./store.ts";
import { UserWorld, withUser } from "./user_fixture.ts";

const LOGIN = { email: "ada@example.test", password: "correct horse" };

async function refresh(world: UserWorld, refreshToken: string) {
  const { status, body } = await world.ask("POST", "/refresh", { body: { refreshToken } });
  return { status, next: String(body["refreshToken"]) };
}

Deno.test(
  "a refresh token gives the next one, and its reuse ends the sign-in but no other",
  withUser(async (world) => {
    const { refreshToken, account } = await world.signUp();
    const other = (await world.ask("POST", "/login", { body: LOGIN })).body["refreshToken"];
    const first = await refresh(world, refreshToken);
    assert.equal(first.status, 200);
    world.clock.advance(6_000);
    assert.equal((await refresh(world, refreshToken)).status, 401);
    assert.equal((await refresh(world, first.next)).status, 401);
    assert.equal((await refresh(world, String(other))).status, 200);
    assert.deepEqual(world.refreshes, ["rotated", "reused", "unknown", "rotated"]);
    const told = (await world.told()).map(({ type, account }) => ({ type, account }));
    assert.deepEqual(told, [{ type: "created", account }, { type: "revoked", account }]);
    assert.match(world.logger.lines.at(-1)?.message ?? "", /came again/);
  }),
);

Deno.test(
  "a client that asks again as the answer got lost is served",
  withUser(async (world) => {
    const { refreshToken } = await world.signUp();
    await refresh(world, refreshToken);
    world.clock.advance(2_000);
    const again = await refresh(world, refreshToken);
    assert.equal(again.status, 200);
    assert.equal((await refresh(world, again.next)).status, 200);
  }),
);

Deno.test(
  "of many who use one token at the same instant at two instances, a few are taken for retries at most",
  withUser(async (world) => {
    const two = new UserWorld(world.kv, { name: "two", of: world });
    const { refreshToken } = await world.signUp();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => refresh(n % 2 === 0 ? world : two, refreshToken)),
    );
    const served = answers.filter(({ status }) => status === 200).length;
    assert.ok(served >= 1 && served <= 4, `${served} were served`);
  }),
);

Deno.test(
  "what is no refresh token, or nobody's, is refused",
  withUser(async (world) => {
    const { refreshToken } = await world.signUp();
    const end = refreshToken.at(-1) === "0" ? "1" : "0";
    for (const odd of ["", "x", refreshToken.replace(/\.[0-9a-f]{24}\./, `.${"0".repeat(24)}.`)]) {
      assert.equal((await refresh(world, odd)).status, 401);
    }
    assert.equal((await refresh(world, refreshToken)).status, 200, "guesses elsewhere harm nobody");
    assert.equal((await refresh(world, refreshToken.slice(0, -1) + end)).status, 401);
  }),
);

Deno.test(
  "a sign-in that was not used for a month is over",
  withUser(async (world) => {
    const { refreshToken } = await world.signUp();
    world.clock.advance(30 * 86_400_000);
    assert.equal((await refresh(world, refreshToken)).status, 401);
    assert.deepEqual(world.refreshes, ["expired"]);
  }),
);

Deno.test(
  "logging out ends this sign-in alone, or all of them",
  withUser(async (world) => {
    const { account, refreshToken } = await world.signUp();
    const login = async () =>
      String((await world.ask("POST", "/login", { body: LOGIN })).body["refreshToken"]);
    const [second, third] = [await login(), await login()];
    const bye = await world.ask("POST", "/logout", { account, body: { refreshToken } });
    assert.equal(bye.status, 204);
    assert.equal((await refresh(world, refreshToken)).status, 401);
    const kept = await refresh(world, second);
    assert.equal(kept.status, 200);
    assert.equal((await world.ask("POST", "/logout", { account })).status, 204);
    assert.equal((await refresh(world, kept.next)).status, 401);
    assert.equal((await refresh(world, third)).status, 401);
  }),
);

Deno.test(
  "nobody ends the sign-in of another account",
  withUser(async (world) => {
    const { refreshToken } = await world.signUp();
    const { account } = await world.signUp("eve@example.test");
    await world.ask("POST", "/logout", { account, body: { refreshToken } });
    assert.equal((await refresh(world, refreshToken)).status, 200);
  }),
);

Deno.test(
  "an account keeps so many sign-ins: the oldest one ends with the next",
  withUser(async (world) => {
    const { account, refreshToken } = await world.signUp();
    const found = (await world.store.find(account))!;
    for (let n = 0; n < MOST_FAMILIES; n++) {
      world.clock.advance(1);
      const nowMs = world.clock.nowMs();
      const id = nowMs.toString(16).padStart(12, "0") + n.toString(16).padStart(16, "0");
      const family = {
        ...{ id, account, createdAtMs: nowMs, usedAtMs: nowMs, heads: [`h${n}`] },
        parent: undefined,
      };
      assert.equal(await world.store.addFamily(found, { family, expireInMs: 60_000 }), true);
    }
    assert.equal((await world.store.families(account)).length, MOST_FAMILIES);
    assert.equal((await refresh(world, refreshToken)).status, 401);
  }),
);
