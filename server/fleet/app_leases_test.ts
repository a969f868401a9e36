import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import { AppLeases } from "./app_leases.ts";

Deno.test("one holder at a time, who renews; others are told whose it is", () => {
  const leases = new AppLeases(new FakeClock());
  const lease = { holder: "e1/deploy", leaseMs: 5_000 };
  assert.deepEqual(leases.take("shop", lease), { app: "shop", ...lease });
  leases.take("shop", lease);
  leases.take("other", { ...lease, holder: "e2/deploy" });
  const held = {
    ...{ code: "CONFLICT", fix: "netops deploy status shop" },
    message: 'Cannot change "shop" as e1/deploy delivers it just now',
  };
  assert.throws(() => leases.take("shop", { ...lease, holder: "e2/deploy" }), held);
  assert.throws(() => leases.refuseHeld("shop"), held);
  leases.refuseHeld("nobody's");
});

Deno.test("a lease ends when it is taken back by its holder, or by the monotonic clock", () => {
  const clock = new FakeClock();
  const leases = new AppLeases(clock);
  const take = (holder: string) => leases.take("shop", { holder, leaseMs: 5_000 });
  take("e1");
  assert.equal(leases.release("shop", "e2"), false);
  assert.throws(() => take("e2"), { code: "CONFLICT" });
  assert.equal(leases.release("shop", "e1"), true);
  assert.equal(leases.release("shop", "e1"), false);
  take("e2");
  clock.advance(4_999);
  assert.throws(() => take("e3"), { code: "CONFLICT" });
  take("e2");
  clock.advance(4_999);
  assert.throws(() => leases.refuseHeld("shop"), { code: "CONFLICT" });
  clock.advance(1);
  leases.refuseHeld("shop");
  assert.equal(leases.release("shop", "e2"), false);
  take("e3");
});
