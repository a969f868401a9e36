import assert from "node:assert/strict";
import fc from "fast-check";
import { LOGIN_GUARD_RULES, type LoginAttempt, LoginGuard } from "./login_guard.ts";

const RULES = {
  perAddress: { burst: 3, refillMs: 1_000 },
  perEmail: { burst: 5, refillMs: 500 },
  mostKept: 100,
};
const at = (address: string, email = "a@b.test") => ({ address, email });

function takeAll(guard: LoginGuard, attempt: LoginAttempt, nowMs: number): number {
  let taken = 0;
  while (guard.take(attempt, nowMs) === 0 && taken < 1_000) taken++;
  return taken;
}

Deno.test("so many guesses may be made from one address, then one per refill", () => {
  const guard = new LoginGuard(RULES);
  assert.equal(takeAll(guard, at("x"), 0), 3);
  const waitMs = guard.take(at("x"), 0);
  assert.ok(waitMs > 0 && waitMs <= 1_000);
  assert.equal(takeAll(guard, at("x"), 1_000), 1);
  assert.equal(takeAll(guard, at("x", "other@b.test"), 1_000), 3, "another e-mail has its own");
});

Deno.test("guesses from many addresses together are bounded per e-mail", () => {
  const guard = new LoginGuard(RULES);
  let taken = 0;
  for (let n = 0; n < 50; n++) taken += takeAll(guard, at(`address ${n}`), 0);
  assert.equal(taken, 5);
});

Deno.test("nobody locks an owner out who signed in from here before", () => {
  const guard = new LoginGuard(RULES);
  assert.equal(guard.take(at("home"), 0), 0);
  guard.succeed(at("home"));
  for (let n = 0; n < 50; n++) takeAll(guard, at(`address ${n}`), 0);
  assert.equal(guard.take(at("home"), 0), 0);
  assert.ok(guard.take(at("away"), 0) > 0);
});

Deno.test("who knows the password may sign in without end", () => {
  const guard = new LoginGuard(RULES);
  for (let n = 0; n < 1_000; n++) {
    assert.equal(guard.take(at("x"), 0), 0);
    guard.succeed(at("x"));
  }
});

Deno.test("a password that was not looked at costs no guess", () => {
  const guard = new LoginGuard(RULES);
  for (let n = 0; n < 100; n++) {
    assert.equal(guard.take(at("x"), 0), 0);
    guard.undo(at("x"));
  }
  assert.equal(takeAll(guard, at("x"), 0), 3);
});

Deno.test("over any time no more is guessed than burst and refill allow", () => {
  const steps = fc.array(
    fc.record({ address: fc.constantFrom("x", "y", "z"), afterMs: fc.nat(2_000) }),
    { maxLength: 100 },
  );
  fc.assert(fc.property(steps, (drawn) => {
    const guard = new LoginGuard(RULES);
    const taken = new Map<string, number>();
    let nowMs = 0;
    for (const { address, afterMs } of drawn) {
      nowMs += afterMs;
      if (guard.take(at(address), nowMs) === 0) taken.set(address, (taken.get(address) ?? 0) + 1);
    }
    for (const count of taken.values()) assert.ok(count <= 3 + nowMs / 1_000);
    const all = [...taken.values()].reduce((sum, count) => sum + count, 0);
    assert.ok(all <= 5 + nowMs / 500);
  }));
});

Deno.test("a slow brute force of a million passwords takes over a year", () => {
  const { perEmail } = LOGIN_GUARD_RULES;
  const yearMs = 365 * 86_400_000;
  assert.ok(1_000_000 * perEmail.refillMs > yearMs);
});

Deno.test("what is kept is bounded", () => {
  const guard = new LoginGuard({ ...RULES, mostKept: 2 });
  assert.equal(takeAll(guard, at("x"), 0), 3);
  takeAll(guard, at("y", "y@b.test"), 0);
  takeAll(guard, at("z", "z@b.test"), 0);
  assert.equal(takeAll(guard, at("x"), 0), 3, "the one that was not used for longest is forgotten");
});
