import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import { MetricRegistry } from "@netops/core/service";
import { SCRYPT_COST } from "./password_hash.ts";
import { PasswordHasher } from "./password_hasher.ts";

function createHasher(options: { readonly limit?: number; readonly queueLimit?: number } = {}) {
  const host = createHost();
  const metrics = new MetricRegistry();
  const hasher = new PasswordHasher({
    ...{ cost: SCRYPT_COST, clock: host.clock, randomHex: host.randomHex },
    ...{ limit: 2, queueLimit: 8, ...options },
    durations: metrics.histogram("hash_seconds", "Time"),
    waiting: metrics.gauge("waiting", "Waiting"),
  });
  const hashed = () => Number(/hash_seconds_count (\d+)/.exec(metrics.text())?.[1] ?? 0);
  return { hasher, hashed };
}

const isOverloaded = (thrown: unknown) =>
  thrown instanceof Error && "code" in thrown && thrown.code === "OVERLOADED";

Deno.test("verify() takes the password of a hash and no other; equal passwords have unequal hashes", async () => {
  const { hasher } = createHasher();
  const [one, two] = await Promise.all([
    hasher.hash("correct horse"),
    hasher.hash("correct horse"),
  ]);
  assert.notEqual(one, two);
  assert.ok(!one.includes("correct"));
  assert.equal(await hasher.verify("correct horse", one), true);
  assert.equal(await hasher.verify("correct horsE", one), false);
  assert.equal(await hasher.verify("", one), false);
});

Deno.test("nobody's password costs what somebody's costs, and is never right", async () => {
  const { hasher, hashed } = createHasher();
  const stored = await hasher.hash("correct horse");
  const took = async (hash: string | undefined) => {
    const startedMs = performance.now();
    assert.equal(await hasher.verify("wrong horse", hash), false);
    return performance.now() - startedMs;
  };
  // In turn, so that a busy machine slows both.
  let [somebodyMs, nobodyMs] = [Infinity, Infinity];
  for (let n = 0; n < 8; n++) {
    somebodyMs = Math.min(somebodyMs, await took(stored));
    nobodyMs = Math.min(nobodyMs, await took(undefined));
  }
  assert.equal(hashed(), 17);
  const ratio = nobodyMs / somebodyMs;
  assert.ok(ratio > 0.5 && ratio < 2, `${nobodyMs} ms beside ${somebodyMs} ms`);
  assert.equal(await hasher.verify("", undefined), false);
});

Deno.test("hashing leaves the event loop free", async () => {
  const { hasher } = createHasher({ limit: 1 });
  await hasher.hash("loads node:crypto");
  const startedMs = performance.now();
  let isOver = false;
  const hashing = hasher.hash("correct horse").then(() => isOver = true);
  let turns = 0;
  while (!isOver) {
    turns++;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await hashing;
  const tookMs = performance.now() - startedMs;
  // A hash on the loop would let no timer fire before it is over: one turn.
  assert.ok(turns >= 4, `${turns} turns of the loop in ${tookMs} ms`);
});

Deno.test("as many as may wait are hashed in turn, the next one is told when to come back", async () => {
  const { hasher, hashed } = createHasher({ limit: 1, queueLimit: 2 });
  const taken = ["one", "two", "three"].map((password) => hasher.hash(password));
  await assert.rejects(hasher.hash("four"), (thrown) => {
    const { details } = thrown as { details: { headers: Record<string, string> } };
    return isOverloaded(thrown) && details.headers["retry-after"] === "1";
  });
  await assert.rejects(hasher.verify("four", undefined), isOverloaded);
  await Promise.all(taken);
  assert.equal(hashed(), 3);
  await hasher.hash("there is room again");
});

Deno.test("who leaves while waiting makes room and costs no hash", async () => {
  const { hasher, hashed } = createHasher({ limit: 1, queueLimit: 1 });
  const first = hasher.hash("one");
  const leaving = new AbortController();
  const second = hasher.hash("two", leaving.signal);
  leaving.abort(new Error("left"));
  await assert.rejects(second, /left/);
  const third = hasher.hash("three");
  await Promise.all([first, third]);
  assert.equal(hashed(), 2);
});
