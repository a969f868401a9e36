import assert from "node:assert/strict";
import { formatOpsTicket } from "@netops/core/contracts";
import { FakeClock } from "@netops/core/testing";
import { Gatekeeper } from "./gatekeeper.ts";
import { SESSION_LIFE_MS } from "./store.ts";

function createGate(clock: FakeClock): Gatekeeper {
  let count = 0;
  return new Gatekeeper({ clock, token: "t", port: 7071, createSessionId: () => `s${++count}` });
}

function ticketOf(clock: FakeClock, nonce: string): Promise<string> {
  return formatOpsTicket("t", { expiresAtMs: clock.nowMs() + 60_000, nonce });
}

Deno.test("a session ends after 12 h", async () => {
  const clock = new FakeClock();
  const gate = createGate(clock);
  const cookie = (await gate.enter(await ticketOf(clock, "00112233445566ff"))).split(";")[0] ?? "";
  const headers = new Headers({ cookie: `other=1; ${cookie}` });
  clock.advance(SESSION_LIFE_MS - 1);
  assert.equal(gate.mayAct(headers), true);
  clock.advance(1);
  assert.equal(gate.mayAct(headers), false);
});

Deno.test("only the newest 100 sessions are kept", async () => {
  const clock = new FakeClock();
  const gate = createGate(clock);
  for (let index = 0; index <= 100; index++) {
    await gate.enter(await ticketOf(clock, String(index).padStart(16, "0")));
  }
  const mayAct = (id: string) => gate.mayAct(new Headers({ cookie: `netops_ops_7071=${id}` }));
  assert.deepEqual([mayAct("s1"), mayAct("s2"), mayAct("s101")], [false, true, true]);
});

Deno.test("the cookie of another port's page lets nobody act", async () => {
  const clock = new FakeClock();
  const gate = createGate(clock);
  await gate.enter(await ticketOf(clock, "00112233445566ff"));
  assert.equal(gate.mayAct(new Headers({ cookie: "netops_ops_9999=s1" })), false);
});
