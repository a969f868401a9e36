import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { createFixedRng, FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { poolSize, signUpPool } from "./account_pool.ts";
import { orderOf } from "./runner_fixture.ts";

/** Signs up a pool at a user service that a test plays. */
function rig(answer: () => Response | Promise<Response>, maxVus: number) {
  const timer = new FakeTimer();
  const http = new ScriptedHttpClient(answer);
  const stopping = new AbortController();
  const pool = signUpPool(orderOf({ maxVus }), {
    ...{ http, clock: timer.clock, timer, rng: createFixedRng("pool"), signal: stopping.signal },
  });
  pool.catch(() => undefined);
  return { timer, http, pool, stopping };
}

Deno.test("four viewers share an account, a script needs none, and there are 250 at most", () => {
  assert.equal(poolSize(orderOf({ maxVus: 9 })), 3);
  assert.equal(poolSize(orderOf({ maxVus: 5_000 })), 250);
  const { plan: _, ...script } = orderOf({ maxVus: 9 });
  assert.equal(poolSize(script), 0);
});

Deno.test("accounts are named after the load, and four sign up at once", async () => {
  const open: (() => void)[] = [];
  const { timer, http, pool } = rig(
    () =>
      new Promise<Response>((resolve) =>
        open.push(() => resolve(Response.json({ accessToken: "a", refreshToken: "r" })))
      ),
    22,
  );
  let most = 0;
  for (let turn = 0; turn < 10 && http.requests.length < 6 || open.length > 0; turn++) {
    await timer.settle();
    most = Math.max(most, open.length);
    open.shift()?.();
  }
  const accounts = await pool;
  assert.equal(most, 4);
  assert.equal(accounts.length, 6);
  assert.equal(new Set(accounts.map(({ email }) => email)).size, 6);
  assert.equal(new Set(accounts.map(({ password }) => password)).size, 6);
  for (const { email, accessToken } of accounts) {
    assert.match(email, /^load-l1-\d+@netops\.test$/);
    assert.equal(accessToken, "a");
  }
});

Deno.test("a user service that stays away ends the load with the reason and what to look at", async () => {
  const { timer, pool } = rig(() => {
    throw new NetopsError("UNREACHABLE", "Cannot reach 127.0.0.1:7070 as it refuses");
  }, 40);
  await timer.advance(25_000);
  await assert.rejects(pool, (error: NetopsError) => {
    assert.equal(error.code, "UPSTREAM_FAILED");
    assert.match(error.message, /sign in the viewers of the load: Cannot reach 127/);
    assert.equal(error.fix, "netops status");
    return true;
  });
  await timer.settle();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a load that is stopped while it signs in stops trying", async () => {
  const { timer, pool, stopping } = rig(() => new Response("no", { status: 503 }), 8);
  await timer.advance(500);
  stopping.abort("stopped early");
  await timer.settle();
  await assert.rejects(pool, (reason) => reason === "stopped early");
  assert.equal(timer.pendingCount, 0);
});
