import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { createFixedRng, FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { GatewayClient } from "./gateway_client.ts";
import { ViewerAccount, VIEWERS_PER_ACCOUNT } from "./viewer_account.ts";

type Answer = (request: {
  readonly url: string;
  readonly body: unknown;
  readonly token: string | undefined;
}) => Response;

/** A client whose gateway answers by a function of the test. */
function rig(answer: Answer) {
  const timer = new FakeTimer();
  const http = new ScriptedHttpClient((request) => {
    const headers = request.headers as Record<string, string>;
    const { pathname } = new URL(request.url);
    const body = request.body === undefined ? undefined : JSON.parse(String(request.body));
    return answer({ url: pathname, body, token: headers["authorization"] });
  });
  const client = new GatewayClient({
    ...{ url: "http://127.0.0.1:7070", http, timer, clock: timer.clock },
    rng: createFixedRng("1"),
  });
  return { timer, http, client };
}

function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const body = JSON.stringify({ code, detail: "No" });
  return new Response(body, { status, headers });
}

function lost(): never {
  throw new NetopsError("UNREACHABLE", "Cannot reach it");
}

/** Lets a call run with time passing. */
async function settled<T>(timer: FakeTimer, call: Promise<T>, forMs = 30_000): Promise<T> {
  call.catch(() => undefined);
  await timer.advance(forMs);
  return await call;
}

Deno.test("a call is sent again after lost connections, 429 and 502 to 504", async () => {
  const answers = [lost, ...[429, 502, 503, 504].map((code) => () => problem(code, "OVERLOADED"))];
  const { timer, http, client } = rig(() => answers.shift()?.() ?? Response.json({ ok: true }));
  assert.deepEqual(await settled(timer, client.json({ method: "GET", path: "/x" })), { ok: true });
  assert.equal(http.requests.length, 6);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a refusal is not asked again", async () => {
  const { timer, http, client } = rig(() => problem(403, "NOT_LICENSED"));
  const call = client.json({ method: "POST", path: "/playback/play", body: {} });
  await assert.rejects(settled(timer, call), { code: "NOT_LICENSED" });
  assert.equal(http.requests.length, 1);
});

Deno.test("a call ends with its last error when its deadline is over", async () => {
  const { timer, client } = rig(lost);
  const beganMs = timer.clock.monotonicMs();
  let endedMs = 0;
  const call = client.json({ method: "GET", path: "/x", deadlineMs: 3_000 });
  call.catch(() => endedMs = timer.clock.monotonicMs() - beganMs);
  await assert.rejects(settled(timer, call), { code: "UNREACHABLE" });
  assert.ok(endedMs > 1_000 && endedMs <= 3_000, `${endedMs}`);
});

Deno.test("retry-after is waited for", async () => {
  const answers = [problem(503, "OVERLOADED", { "retry-after": "2" })];
  const { timer, http, client } = rig(() => answers.shift() ?? Response.json(1));
  const call = client.json({ method: "GET", path: "/x" });
  await timer.advance(1_999);
  assert.equal(http.requests.length, 1);
  assert.equal(await settled(timer, call), 1);
});

const CREDENTIALS = { email: "viewer-1@netops.test", password: "12345678" };
const signal = new AbortController().signal;

Deno.test("an account whose sign-up got lost on the way back is signed in", async () => {
  const { timer, client } = rig(({ url }) =>
    url === "/user/signup"
      ? problem(409, "CONFLICT")
      : Response.json({ accessToken: "a", refreshToken: "r" })
  );
  await settled(timer, ViewerAccount.signUp(client, CREDENTIALS, signal));
});

Deno.test("an account signs up with the plan that lets its viewers play", async () => {
  const { timer, http, client } = rig(() => Response.json({ accessToken: "a" }));
  await settled(timer, ViewerAccount.signUp(client, CREDENTIALS, signal));
  const body = JSON.parse(String(http.requests[0]?.body));
  assert.deepEqual(body, { ...CREDENTIALS, country: "DE", plan: "premium" });
  assert.equal(VIEWERS_PER_ACCOUNT, 4);
});

Deno.test("viewers of one account renew its token once together, and sign in when that fails", async () => {
  let valid = "a1";
  let canRefresh = true;
  const renewed: string[] = [];
  const { timer, client } = rig(({ url, token }) => {
    if (url === "/user/signup") return Response.json({ accessToken: "a1", refreshToken: "r1" });
    if (url === "/catalog/titles") {
      return token === `Bearer ${valid}` ? Response.json(1) : problem(401, "UNAUTHENTICATED");
    }
    renewed.push(url);
    if (url === "/user/refresh" && !canRefresh) return problem(401, "UNAUTHENTICATED");
    valid = `${valid}+`;
    return Response.json({ accessToken: valid, refreshToken: "r2" });
  });
  const account = await settled(timer, ViewerAccount.signUp(client, CREDENTIALS, signal));
  const three = () =>
    Promise.all([1, 2, 3].map(() => account.json({ method: "GET", path: "/catalog/titles" })));
  valid = "a2";
  assert.deepEqual(await settled(timer, three()), [1, 1, 1]);
  assert.deepEqual(renewed, ["/user/refresh"]);
  valid = "a3";
  canRefresh = false;
  assert.deepEqual(await settled(timer, three()), [1, 1, 1]);
  assert.deepEqual(renewed, ["/user/refresh", "/user/refresh", "/user/login"]);
});

Deno.test("an account that goes on without a refresh token signs in when its access token ends", async () => {
  const asked: string[] = [];
  const { timer, client } = rig(({ url, token }) => {
    asked.push(`${url} ${token}`);
    if (url === "/user/login") return Response.json({ accessToken: "a2", refreshToken: "r2" });
    return token === "Bearer a2" ? Response.json(1) : problem(401, "UNAUTHENTICATED");
  });
  const account = ViewerAccount.resume(client, { ...CREDENTIALS, accessToken: "a1" });
  const call = account.json({ method: "GET", path: "/catalog/titles" });
  assert.equal(await settled(timer, call), 1);
  assert.equal(account.accessToken, "a2");
  assert.deepEqual(asked, [
    "/catalog/titles Bearer a1",
    "/user/login undefined",
    "/catalog/titles Bearer a2",
  ]);
});

Deno.test("each try of a call is told, with what came of it and how long it took", async () => {
  const told: unknown[] = [];
  const answers = [
    () => lost(),
    () => problem(503, "OVERLOADED", { "retry-after": "1" }),
    () => Response.json({ ok: 1 }),
  ];
  const { timer, client, http } = rig(() => (answers.shift() ?? lost)());
  const trace = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
  await settled(
    timer,
    client.json({
      ...{ method: "GET", path: "/catalog/titles", traceParent: trace },
      onAttempt: ({ status, reason, code, retryAfter, url, bytes }) =>
        told.push([status, reason, code, retryAfter, url, bytes]),
    }),
  );
  const url = "http://127.0.0.1:7070/catalog/titles";
  assert.deepEqual(told, [
    [undefined, "reset", undefined, undefined, url, 0],
    [503, undefined, "OVERLOADED", "1", url, 35],
    [200, undefined, undefined, undefined, url, 8],
  ]);
  assert.equal((http.requests[0]?.headers as Record<string, string>)["traceparent"], trace);
});
