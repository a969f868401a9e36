import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import { contextOf, routeOf, withCode } from "../filter_fixture.ts";
import { limitRate } from "./limit_rate.ts";

function from(peer: string, limit = { count: 2, perMs: 1_000 }) {
  const context = contextOf("/", { peer });
  context.route = routeOf({ limit });
  return context;
}

Deno.test("limitRate() lets each address have its count and says when to come back", () => {
  const clock = new FakeClock();
  const filter = limitRate({ clock, gateways: 1 });
  for (let n = 0; n < 2; n++) assert.equal(filter.run(from("127.0.0.2")), undefined);
  assert.throws(() => filter.run(from("127.0.0.2")), (thrown) => {
    const { details } = thrown as { details: { headers: Record<string, string> } };
    return withCode("RATE_LIMITED")(thrown) && details.headers["retry-after"] === "1";
  });
  assert.equal(filter.run(from("127.0.0.3")), undefined);
  clock.advance(500);
  assert.equal(filter.run(from("127.0.0.2")), undefined);
});

Deno.test("limitRate() follows a limit that changed", () => {
  const filter = limitRate({ clock: new FakeClock(), gateways: 1 });
  const strict = { count: 1, perMs: 1_000 };
  filter.run(from("127.0.0.2", strict));
  assert.throws(() => filter.run(from("127.0.0.2", strict)), withCode("RATE_LIMITED"));
  const loose = { count: 5, perMs: 1_000 };
  for (let n = 0; n < 5; n++) assert.equal(filter.run(from("127.0.0.2", loose)), undefined);
});

Deno.test("limitRate() does not apply to routes without a limit and to calls between services", () => {
  const filter = limitRate({ clock: new FakeClock(), gateways: 1 });
  const open = contextOf("/");
  open.route = routeOf();
  assert.equal(filter.applies(open), false);
  const internal = contextOf("/", {
    listener: { kind: "internal", hostname: "h", port: 1, app: "hello" },
  });
  internal.route = routeOf({ limit: { count: 1, perMs: 1 } });
  assert.equal(filter.applies(internal), false);
});

/** How many of `tries` requests of one client N gateways let through, taken in turn. */
function passedBy(gateways: number, limit: { count: number; perMs: number }, passMs = 0): number {
  const clock = new FakeClock();
  const filters = Array.from({ length: gateways }, () => limitRate({ clock, gateways }));
  let passed = 0;
  const tryAll = () => {
    for (const filter of filters) {
      for (let n = 0; n < 50; n++) {
        try {
          filter.run(from("127.0.0.2", limit));
          passed++;
        } catch {
          // Refused, as it should be beyond the limit.
        }
      }
    }
  };
  tryAll();
  if (passMs > 0) {
    passed = 0;
    clock.advance(passMs);
    tryAll();
  }
  return passed;
}

Deno.test("limitRate() of several gateways lets one limit through, not one each", () => {
  const limit = { count: 12, perMs: 1_000 };
  assert.equal(passedBy(1, limit), 12);
  assert.equal(passedBy(2, limit), 12);
  assert.equal(passedBy(3, limit), 12);
  assert.equal(passedBy(2, limit, 500), 6, "half of the limit comes back in half of the time");
  assert.equal(passedBy(2, { count: 5, perMs: 1_000 }), 4, "a burst is rounded down");
  assert.equal(passedBy(2, { count: 1, perMs: 1_000 }), 2, "but never to nothing");
});

Deno.test("limitRate() per account counts accounts wherever they come from, and nobody else", () => {
  const filter = limitRate({ clock: new FakeClock(), gateways: 1 });
  const run = (account: string | undefined, peer: string) => {
    const context = contextOf("/", { peer });
    context.route = routeOf({ limit: { count: 2, perMs: 1_000, per: "account" } });
    if (account !== undefined) context.principal = { account, country: "DE" };
    return filter.run(context);
  };
  assert.equal(run("a", "127.0.0.2"), undefined);
  assert.equal(run("a", "127.0.0.3"), undefined);
  assert.throws(() => run("a", "127.0.0.4"), withCode("RATE_LIMITED"));
  assert.equal(run("b", "127.0.0.2"), undefined, "another account at an address that was used");
  for (let n = 0; n < 50; n++) assert.equal(run(undefined, "127.0.0.2"), undefined);
});
