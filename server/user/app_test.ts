import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { TOKEN, withUser } from "./user_fixture.ts";

const SIGN_UP = { email: "ada@example.test", password: "correct horse", country: "DE" };

Deno.test(
  "what is no sign-up is refused, and says why",
  withUser(async (world) => {
    const odd: Record<string, unknown>[] = [
      { email: "ada" },
      { email: `${"a".repeat(250)}@example.test` },
      { password: "seven77" },
      { password: "x".repeat(201) },
      { password: 12345678 },
      { country: "DEU" },
      { country: "1A" },
      { plan: "gold" },
      { isAdmin: true },
    ];
    for (const change of odd) {
      const { status, body } = await world.ask("POST", "/signup", {
        body: { ...SIGN_UP, ...change },
      });
      assert.deepEqual([status, body["code"]], [400, "REQUEST_INVALID"], JSON.stringify(change));
      assert.ok(String(body["detail"]).includes(Object.keys(change)[0]!));
      assert.ok(!JSON.stringify(body).includes("seven77"));
    }
    assert.equal((await world.told()).length, 0);
  }),
);

Deno.test(
  "passwords of 8 and of 200 characters of any script are taken",
  withUser(async (world) => {
    for (const [index, password] of ["12345678", "🔑".repeat(200)].entries()) {
      const body = { ...SIGN_UP, email: `a${index}@example.test`, password };
      assert.equal((await world.ask("POST", "/signup", { body })).status, 201);
      assert.equal(
        (await world.ask("POST", "/login", { body: { email: body.email, password } })).status,
        200,
      );
    }
  }),
);

Deno.test(
  "a sign-up makes the subscription at billing, and succeeds without it",
  withUser(async (world) => {
    const { account } = await world.signUp();
    const [call] = world.billingCalls;
    assert.deepEqual([call?.method, call?.path], ["POST", "/internal/subscriptions"]);
    assert.equal(call?.idempotent, true);
    const sent = JSON.parse(new TextDecoder().decode(call?.body ?? new Uint8Array()));
    assert.deepEqual(sent, { account, plan: "standard", country: "DE" });
    assert.equal(new Headers(call?.headers).get("authorization"), `Bearer ${TOKEN}`);
    world.billing = () => {
      throw new NetopsError("NO_INSTANCE", "Cannot reach billing");
    };
    const { status } = await world.ask("POST", "/signup", {
      body: { ...SIGN_UP, email: "eve@example.test" },
    });
    assert.equal(status, 201);
    const types = (await world.told()).map(({ type }) => type);
    assert.deepEqual(types, ["created", "created"]);
  }),
);

Deno.test(
  "nobody is told anything without a seal of this run",
  withUser(async (world) => {
    const routes = [
      ["GET", "/me"],
      ["DELETE", "/me"],
      ["GET", "/export"],
      ["POST", "/revoke"],
      ["POST", "/logout"],
      ["GET", "/profiles"],
      ["POST", "/profiles"],
      ["PUT", "/profiles/x"],
      ["DELETE", "/profiles/x"],
      ["GET", "/internal/revocations"],
    ] as const;
    for (const [method, path] of routes) {
      assert.equal((await world.ask(method, path)).status, 401, `${method} ${path}`);
    }
    assert.equal((await world.ask("GET", "/nowhere")).status, 404);
  }),
);

Deno.test(
  "me is the account with its profiles and the plan that billing sells now",
  withUser(async (world) => {
    const { account } = await world.signUp();
    const me = await world.ask("GET", "/me", { account });
    assert.deepEqual([me.body["account"], me.body["email"], me.body["plan"]], [
      account,
      "ada@example.test",
      "premium",
    ]);
    assert.equal((me.body["profiles"] as unknown[]).length, 1);
    world.billing = () => new Response("no JSON", { status: 502 });
    assert.equal((await world.ask("GET", "/me", { account })).body["plan"], "standard");
  }),
);

Deno.test(
  "profiles are added, changed and removed, one to five of them",
  withUser(async (world) => {
    const { account } = await world.signUp();
    const made = await world.ask("POST", "/profiles", {
      account,
      body: { name: " Kid ", kids: true },
    });
    assert.equal(made.status, 201);
    assert.deepEqual([made.body["name"], made.body["language"], made.body["kids"]], [
      "Kid",
      "en",
      true,
    ]);
    const path = `/profiles/${made.body["id"]}`;
    const changed = await world.ask("PUT", path, {
      account,
      body: { name: "Teen", language: "de" },
    });
    assert.deepEqual([changed.body["name"], changed.body["kids"]], ["Teen", false]);
    for (let n = 0; n < 3; n++) {
      await world.ask("POST", "/profiles", { account, body: { name: `P${n}` } });
    }
    const sixth = await world.ask("POST", "/profiles", { account, body: { name: "P6" } });
    assert.deepEqual([sixth.status, sixth.body["code"]], [409, "CONFLICT"]);
    assert.equal((await world.ask("DELETE", path, { account })).status, 204);
    assert.equal((await world.ask("DELETE", path, { account })).status, 404);
    const { body } = await world.ask("GET", "/profiles", { account });
    assert.equal((body["profiles"] as unknown[]).length, 4);
    for (const odd of [{}, { name: "" }, { name: "x".repeat(41) }, { name: "x", language: "?" }]) {
      assert.equal((await world.ask("POST", "/profiles", { account, body: odd })).status, 400);
    }
  }),
);

Deno.test(
  "profiles that are changed at the same time all stay",
  withUser(async (world) => {
    const { account } = await world.signUp();
    const names = ["A", "B", "C", "D"];
    await Promise.all(
      names.map((name) => world.ask("POST", "/profiles", { account, body: { name } })),
    );
    const { body } = await world.ask("GET", "/profiles", { account });
    const kept = (body["profiles"] as { name: string }[]).map(({ name }) => name);
    assert.deepEqual(kept.sort(), ["A", "B", "C", "D", "ada"]);
  }),
);

Deno.test(
  "the export holds all that is known and no secret, and says what is missing",
  withUser(async (world) => {
    const { account, refreshToken } = await world.signUp();
    world.billing = ({ path }) => Response.json({ path });
    const { body } = await world.ask("GET", "/export", { account });
    assert.equal(body["schema"], "netops.export/v1");
    assert.equal(body["email"], "ada@example.test");
    assert.equal((body["signIns"] as unknown[]).length, 1);
    assert.deepEqual(body["billing"], {
      subscription: { path: "/subscription" },
      invoices: { path: "/invoices" },
    });
    assert.deepEqual(body["missing"], []);
    assert.deepEqual(body["viewing"], { profiles: [] });
    const text = JSON.stringify(body);
    assert.ok(!text.includes("scrypt") && !text.includes(refreshToken.slice(-20)));
    world.billing = () => new Response("{}", { status: 503 });
    world.recommendation = () => new Response("{}", { status: 503 });
    const { body: partial } = await world.ask("GET", "/export", { account });
    assert.deepEqual(partial["missing"], ["billing", "recommendation"]);
  }),
);

Deno.test(
  "who is erased is gone with all that was kept, and the e-mail is free",
  withUser(async (world) => {
    const { account, refreshToken } = await world.signUp();
    await world.ask("POST", "/profiles", { account, body: { name: "Kid" } });
    assert.equal((await world.ask("DELETE", "/me", { account })).status, 204);
    assert.equal((await world.ask("GET", "/me", { account })).status, 401);
    assert.equal((await world.ask("DELETE", "/me", { account })).status, 401);
    assert.equal((await world.ask("POST", "/refresh", { body: { refreshToken } })).status, 401);
    const told = await world.told();
    assert.deepEqual(told.map(({ type }) => type), ["created", "erased"]);
    assert.ok(Number(told[1]?.["notBeforeS"]) * 1000 > world.clock.nowMs());
    const keys: string[] = [];
    for await (const { key, value } of world.kv.list({ prefix: [] })) {
      const kind = String(key[0]);
      keys.push(kind);
      assert.ok(!JSON.stringify(value).includes("ada"), kind);
    }
    assert.deepEqual([...new Set(keys)].sort(), ["keys", "revocation"]);
    const again = await world.ask("POST", "/signup", { body: SIGN_UP });
    assert.equal(again.status, 201);
    assert.notEqual(again.body["account"], account);
  }),
);

Deno.test(
  "a revocation is told, kept for gateways that start later, and ends every sign-in",
  withUser(async (world) => {
    const { account, refreshToken } = await world.signUp();
    assert.equal((await world.ask("POST", "/revoke", { account })).status, 204);
    const notBeforeS = Math.floor(world.clock.nowMs() / 1000) + 1;
    const told = (await world.told())[1];
    assert.deepEqual([told?.["type"], told?.["notBeforeS"]], ["revoked", notBeforeS]);
    const request = new Request("http://user/internal/revocations", {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const { revocations } = await (await world.fetch(request)).json();
    assert.deepEqual(revocations, [{ account, notBeforeS }]);
    assert.equal((await world.ask("POST", "/refresh", { body: { refreshToken } })).status, 401);
  }),
);
