import assert from "node:assert/strict";
import { accessTokenIssuer, databaseToken } from "@netops/core";
import { SignJWT } from "jose";
import { openKvWithToken } from "../harness/open_kv.ts";
import { kill, until } from "./fleet_rig.ts";
import { PASSWORD, UserRig } from "./user_rig.ts";

Deno.test("user and the gateways, as real processes", async (t) => {
  await UserRig.with(async (rig) => {
    await t.step("who signs up is known by every gateway and has a subscription", () => known(rig));
    await t.step("both instances sign with the same key", () => sharedKeys(rig));
    await t.step("forged and ended tokens are 401, whatever they try", () => forged(rig));
    await t.step("a refresh token rotates, and its reuse ends the sign-in", () => rotated(rig));
    await t.step("a revocation reaches every gateway within a second", () => revoked(rig));
    await t.step("beyond its hashes user says 503, and answers others meanwhile", () => busy(rig));
    await t.step("who is erased is unknown everywhere within a second", () => erased(rig));
    await t.step("nobody notices that events was killed", () => withoutEvents(rig));
    await t.step("nobody notices that one instance was killed", () => withoutOne(rig));
    await t.step("gateways know their tokens while no user is left", () => withoutAll(rig));
  });
});

async function known(rig: UserRig): Promise<void> {
  const { accessToken, account, email } = await rig.signUp();
  assert.deepEqual(await rig.statuses(accessToken), new Set([200]));
  assert.deepEqual(await rig.statuses(undefined), new Set([401]));
  const me = await rig.call("/me", { token: accessToken! });
  assert.deepEqual([me.body.account, me.body.email, me.body.plan], [account, email, "premium"]);
  const told = await rig.call("/export", { token: accessToken! });
  assert.equal(told.body.billing?.subscription.plan, "premium");
  const again = { email, password: PASSWORD, country: "DE" };
  assert.equal((await rig.call("/signup", { body: again })).status, 409);
  const wrong = await rig.call("/login", { body: { email, password: "wrong horse" } });
  assert.deepEqual([wrong.status, wrong.body.code], [401, "UNAUTHENTICATED"]);
}

async function sharedKeys(rig: UserRig): Promise<void> {
  const { email } = await rig.signUp();
  const kids = new Set<string>();
  for (const base of await rig.bases()) {
    const login = await rig.call("/login", { base, body: { email, password: PASSWORD } });
    assert.equal(login.status, 200);
    const [header = ""] = login.body.accessToken!.split(".");
    kids.add(JSON.parse(atob(header)).kid);
    assert.deepEqual(await rig.statuses(login.body.accessToken), new Set([200]));
  }
  assert.equal(kids.size, 1);
}

async function forged(rig: UserRig): Promise<void> {
  const { account, accessToken = "" } = await rig.signUp();
  const [header = "", payload = "", signature = ""] = accessToken.split(".");
  const { keys = [] } = (await rig.call("/keys")).body;
  const kid = JSON.parse(atob(header)).kid;
  const key = keys.find((one) => one.kid === kid)!;
  const encode = (part: unknown) =>
    new TextEncoder().encode(JSON.stringify(part))
      .toBase64({ alphabet: "base64url", omitPadding: true });
  const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
  const hmac = await new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "at+jwt", kid })
    .sign(Uint8Array.fromBase64(key.x, { alphabet: "base64url" }));
  const tokens: Record<string, string> = {
    "alg none": `${encode({ alg: "none", typ: "at+jwt", kid })}.${payload}.`,
    "HS256 with the public key": hmac,
    "an unknown kid": `${
      encode({ alg: "EdDSA", typ: "at+jwt", kid: "x" })
    }.${payload}.${signature}`,
    "another account": `${header}.${encode({ ...claims, sub: "0".repeat(24) })}.${signature}`,
    "a later end": `${header}.${encode({ ...claims, exp: claims.exp + 60 })}.${signature}`,
  };
  for (const [what, token] of Object.entries(tokens)) {
    assert.deepEqual(await rig.statuses(token, 4), new Set([401]), what);
  }
  const nowS = Math.floor(Date.now() / 1000);
  const own = { ...claims, sub: account };
  assert.deepEqual(await rig.statuses(await signed(rig, own), 4), new Set([200]), "our own key");
  const ended = { ...own, iat: nowS - 600, exp: nowS - 1 };
  assert.deepEqual(await rig.statuses(await signed(rig, ended), 4), new Set([401]), "ended");
  const other = { ...own, iss: accessTokenIssuer("another-run") };
  assert.deepEqual(await rig.statuses(await signed(rig, other), 4), new Set([401]), "another run");
}

/** Signs claims with the real private key, which only the database of user holds. */
async function signed(rig: UserRig, claims: Record<string, unknown>): Promise<string> {
  const [{ host, port } = { host: "", port: 0 }] = await rig.fleet.untilUp("kv", 1);
  const token = databaseToken(rig.fleet.run.token, "user");
  using kv = await openKvWithToken(`http://${host}:${port}/user`, token);
  type Ring = { keys: { kid: string; x: string; d: string }[] };
  const { value } = await kv.get<Ring>(["keys", rig.fleet.run.runId]);
  const [{ kid, x, d } = { kid: "", x: "", d: "" }] = value!.keys;
  const jwk = { kty: "OKP", crv: "Ed25519", x, d };
  const key = await crypto.subtle.importKey("jwk", jwk, "Ed25519", false, ["sign"]);
  return await new SignJWT(claims).setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid })
    .sign(key);
}

async function rotated(rig: UserRig): Promise<void> {
  const { refreshToken } = await rig.signUp();
  const refresh = (token: string | undefined) =>
    rig.call("/refresh", { body: { refreshToken: token } });
  const first = await refresh(refreshToken);
  assert.equal(first.status, 200);
  assert.deepEqual(await rig.statuses(first.body.accessToken), new Set([200]));
  const second = await refresh(first.body.refreshToken);
  assert.equal(second.status, 200);
  assert.equal((await refresh(refreshToken)).status, 401, "used twice");
  assert.equal((await refresh(second.body.refreshToken)).status, 401, "the family has ended");
  await until("its access tokens are void", 1_000, async () => {
    const statuses = await rig.statuses(second.body.accessToken, 6);
    return statuses.size === 1 && statuses.has(401);
  });
}

async function revoked(rig: UserRig): Promise<void> {
  const { accessToken = "", email } = await rig.signUp();
  assert.deepEqual(await rig.statuses(accessToken), new Set([200]));
  const revoke = await rig.call("/revoke", { method: "POST", token: accessToken });
  assert.equal(revoke.status, 204);
  await until("every gateway knows", 1_000, async () => {
    const statuses = await rig.statuses(accessToken, 6);
    return statuses.size === 1 && statuses.has(401);
  });
  assert.deepEqual(await rig.statuses(accessToken, 20), new Set([401]));
  const login = await rig.call("/login", { body: { email, password: PASSWORD } });
  assert.deepEqual(await rig.statuses(login.body.accessToken), new Set([200]), "signed in anew");
}

async function busy(rig: UserRig): Promise<void> {
  const { email } = await rig.signUp();
  const body = { email, password: PASSWORD };
  const [base = ""] = await rig.bases();
  const logins = Promise.all(
    Array.from({ length: 10 }, () => rig.call("/login", { base, body })),
  );
  const tookMs: number[] = [];
  let isOver = false;
  logins.finally(() => isOver = true);
  while (!isOver) {
    const startedMs = performance.now();
    assert.equal((await rig.call("/keys", { base })).status, 200);
    tookMs.push(performance.now() - startedMs);
  }
  const answers = await logins;
  const refused = answers.filter(({ status }) => status === 503);
  assert.ok(refused.every(({ headers }) => Number(headers.get("retry-after")) >= 1));
  const served = answers.filter(({ status }) => status === 200);
  assert.equal(served.length + refused.length, 10);
  // One is hashed and two wait; the first may be done before the last one comes.
  assert.ok(served.length >= 3 && refused.length >= 1, `${served.length} were served`);
  tookMs.sort((one, two) => one - two);
  const medianMs = tookMs[tookMs.length >> 1] ?? 0;
  assert.ok(medianMs < 50, `others waited ${medianMs} ms while passwords were hashed`);
}

async function erased(rig: UserRig): Promise<void> {
  const { accessToken = "", refreshToken, email } = await rig.signUp();
  assert.deepEqual(await rig.statuses(accessToken), new Set([200]));
  const gone = await rig.call("/me", { method: "DELETE", token: accessToken });
  assert.equal(gone.status, 204);
  assert.equal((await rig.call("/refresh", { body: { refreshToken } })).status, 401);
  assert.equal((await rig.call("/login", { body: { email, password: PASSWORD } })).status, 401);
  await until("every gateway knows", 1_000, async () => {
    const statuses = await rig.statuses(accessToken, 6);
    return statuses.size === 1 && statuses.has(401);
  });
}

async function withoutEvents(rig: UserRig): Promise<void> {
  const { accessToken } = await rig.signUp();
  const [events] = await rig.fleet.instances("events");
  kill(events!.pid, "SIGKILL");
  assert.deepEqual(await rig.statuses(accessToken), new Set([200]));
  const { accessToken: next = "" } = await rig.signUp();
  assert.deepEqual(await rig.statuses(next), new Set([200]));
  await rig.fleet.untilUp("events", 1);
  await rig.call("/revoke", { method: "POST", token: next });
  await until("what happened meanwhile is told", 5_000, async () => {
    const statuses = await rig.statuses(next, 6);
    return statuses.size === 1 && statuses.has(401);
  });
}

async function withoutOne(rig: UserRig): Promise<void> {
  const { accessToken, email, refreshToken } = await rig.signUp();
  const [victim] = await rig.fleet.untilUp("user", 2);
  kill(victim!.pid, "SIGKILL");
  assert.deepEqual(await rig.statuses(accessToken), new Set([200]));
  const login = await rig.call("/login", { body: { email, password: PASSWORD } });
  assert.equal(login.status, 200);
  assert.equal((await rig.call("/refresh", { body: { refreshToken } })).status, 200);
  await rig.fleet.untilUp("user", 2);
  assert.deepEqual(await rig.statuses(login.body.accessToken), new Set([200]));
}

async function withoutAll(rig: UserRig): Promise<void> {
  const { accessToken = "" } = await rig.signUp();
  assert.deepEqual(await rig.statuses(accessToken), new Set([200]));
  for (const { pid } of await rig.fleet.untilUp("user", 2)) kill(pid, "SIGKILL");
  const base = `${rig.fleet.run.urls.gateway}/billing`;
  const { status } = await rig.call("/subscription", { base, token: accessToken });
  assert.equal(status, 200);
  await rig.fleet.untilUp("user", 2);
}
