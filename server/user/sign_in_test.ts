import assert from "node:assert/strict";
import { withUser } from "./user_fixture.ts";

const LOGIN = { email: "ada@example.test", password: "correct horse" };

Deno.test(
  "who signs up is signed in, and can sign in again",
  withUser(async (world) => {
    const body = { ...LOGIN, email: " Ada@Example.test ", country: "de" };
    const made = await world.ask("POST", "/signup", { body });
    assert.equal(made.status, 201);
    assert.equal(made.headers.get("cache-control"), "no-store");
    assert.match(String(made.body["account"]), /^[0-9a-f]{24}$/);
    assert.deepEqual([made.body["email"], made.body["country"], made.body["plan"]], [
      "ada@example.test",
      "DE",
      "standard",
    ]);
    const login = await world.ask("POST", "/login", {
      body: { ...LOGIN, email: "ADA@example.test" },
    });
    assert.equal(login.status, 200);
    assert.equal(login.body["account"], made.body["account"]);
    assert.equal(login.body["expiresInS"], 600);
    assert.notEqual(login.body["accessToken"], made.body["accessToken"]);
    assert.notEqual(login.body["refreshToken"], made.body["refreshToken"]);
  }),
);

Deno.test(
  "an e-mail has one account, also when two sign up at the same time",
  withUser(async (world) => {
    const body = { ...LOGIN, country: "DE" };
    const answers = await Promise.all(
      [1, 2, 3].map(() => world.ask("POST", "/signup", { body })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
    const later = await world.ask("POST", "/signup", { body });
    assert.deepEqual([later.status, later.body["code"]], [409, "CONFLICT"]);
    assert.equal((await world.told()).length, 1);
  }),
);

Deno.test(
  "a wrong password and an unknown e-mail get the same answer",
  withUser(async (world) => {
    await world.signUp();
    const wrong = await world.ask("POST", "/login", { body: { ...LOGIN, password: "wrong" } });
    const nobody = await world.ask("POST", "/login", {
      body: { ...LOGIN, email: "x@example.test" },
    });
    assert.equal(wrong.status, 401);
    assert.deepEqual(wrong.body, nobody.body);
  }),
);

Deno.test(
  "guessing ends in 429, and says when to come back",
  withUser(async (world) => {
    await world.signUp();
    const guess = () => world.ask("POST", "/login", { body: { ...LOGIN, password: "wrong" } });
    for (let n = 0; n < 10; n++) assert.equal((await guess()).status, 401);
    const refused = await guess();
    assert.deepEqual([refused.status, refused.body["code"]], [429, "RATE_LIMITED"]);
    assert.equal(refused.headers.get("retry-after"), "90");
    assert.equal(
      (await world.ask("POST", "/login", { body: LOGIN })).status,
      429,
      "right, but late",
    );
    world.clock.advance(90_000);
    assert.equal((await world.ask("POST", "/login", { body: LOGIN })).status, 200);
  }),
);

Deno.test(
  "more passwords at once than are hashed and wait are told to come back, and cost no guess",
  withUser(async (world) => {
    await world.signUp();
    const answers = await Promise.all(
      Array.from({ length: 9 }, () => world.ask("POST", "/login", { body: LOGIN })),
    );
    const refused = answers.filter(({ status }) => status === 503);
    assert.equal(refused.length, 5);
    assert.ok(refused.every(({ headers }) => headers.get("retry-after") === "1"));
    assert.equal((await world.ask("POST", "/login", { body: LOGIN })).status, 200);
  }),
);

Deno.test(
  "a password that was hashed at a lower cost is hashed anew at the next sign-in",
  withUser(async (world) => {
    const { account } = await world.signUp();
    const cheap = (hash: string) => hash.replace("ln=14", "ln=13");
    const { scryptSync } = await import("node:crypto");
    const salt = new Uint8Array(16);
    const key = scryptSync("correct horse", salt, 32, { N: 2 ** 13, r: 8, p: 1 });
    const text = (bytes: Uint8Array) => bytes.toBase64({ omitPadding: true });
    const passwordHash = `$scrypt$ln=13,r=8,p=1$${text(salt)}$${text(new Uint8Array(key))}`;
    await world.store.change(account, (known) => ({ ...known, passwordHash }));
    assert.equal((await world.ask("POST", "/login", { body: LOGIN })).status, 200);
    const stored = (await world.store.find(account))!.value.passwordHash;
    assert.notEqual(cheap(stored), stored);
    assert.equal((await world.ask("POST", "/login", { body: LOGIN })).status, 200);
  }),
);
