import assert from "node:assert/strict";
import type { SigningKeySet } from "@netops/core/contracts";
import { FakeClock, RecordingLogger } from "@netops/core/testing";
import { createKey } from "./auth_fixture.ts";
import { KeyBook } from "./key_book.ts";

const [one, two] = [await createKey("k1"), await createKey("k2")];

function createBook() {
  const clock = new FakeClock();
  const logger = new RecordingLogger();
  const user = { keys: [one.publicKey], asked: 0, isAway: false };
  const fetchKeys = (): Promise<SigningKeySet> => {
    user.asked++;
    if (user.isAway) return Promise.reject(new Error("away"));
    return Promise.resolve({ keys: user.keys });
  };
  return { book: new KeyBook({ fetchKeys, clock, logger }), clock, logger, user };
}

Deno.test("keys are asked for at the first token, once for many at the same time", async () => {
  const { book, user } = createBook();
  const found = await Promise.all([1, 2, 3].map(() => book.find("k1")));
  assert.ok(found.every((key) => key?.type === "public"));
  assert.equal(user.asked, 1);
  await book.find("k1");
  assert.equal(user.asked, 1);
});

Deno.test("an unknown key is asked for at most once a second, however many name one", async () => {
  const { book, clock, user } = createBook();
  for (let n = 0; n < 100; n++) assert.equal(await book.find(`forged ${n}`), undefined);
  assert.equal(user.asked, 1);
  user.keys = [one.publicKey, two.publicKey];
  clock.advance(999);
  assert.equal(await book.find("k2"), undefined);
  clock.advance(1);
  assert.ok(await book.find("k2"));
  assert.equal(user.asked, 2);
});

Deno.test("a key that is not published any more is forgotten", async () => {
  const { book, clock, user } = createBook();
  await book.find("k1");
  user.keys = [two.publicKey];
  await book.refresh();
  clock.advance(1_000);
  assert.equal(await book.find("k1"), undefined);
  assert.ok(await book.find("k2"));
});

Deno.test("the last keys stay while user is away, and that is said once", async () => {
  const { book, clock, user, logger } = createBook();
  await book.find("k1");
  user.isAway = true;
  for (let n = 0; n < 5; n++) await book.refresh();
  assert.ok(await book.find("k1"));
  clock.advance(1_000);
  assert.equal(await book.find("forged"), undefined);
  assert.equal(logger.lines.length, 1);
});

Deno.test("nobody is told that a token is bad before user was ever heard", async () => {
  const { book, clock, user } = createBook();
  user.isAway = true;
  const isAway = (thrown: unknown) =>
    thrown instanceof Error && "code" in thrown && thrown.code === "NO_INSTANCE";
  await assert.rejects(book.find("k1"), isAway);
  await assert.rejects(book.find("k1"), isAway);
  assert.equal(user.asked, 1);
  user.isAway = false;
  clock.advance(1_000);
  assert.ok(await book.find("k1"));
});
